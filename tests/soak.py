"""`make soak`: plants every fault of faults.py on its own and sees its check fail.

python -m tests.soak         all of them, two at a time; exits with 1 if one survives
python -m tests.soak 7       the check of fault 7 with the fault planted; exits as pytest does
"""

from __future__ import annotations

import importlib.machinery
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.faults import FAULTS, Fault

ROOT = Path(__file__).parents[1]
TESTS_FAILED = 1
"""pytest's exit code when tests ran and some failed; any other is an accident, not a catch."""


def planted(fault: Fault) -> str:
    """The source of the fault's file with the fault in it. Raises ValueError where the text is not there just once."""
    source = (ROOT / fault.file).read_text()
    if source.count(fault.old) != 1:
        raise ValueError(f"{fault.name}: {fault.old!r} occurs {source.count(fault.old)} times in {fault.file}.")
    return source.replace(fault.old, fault.new)


def plant(fault: Fault) -> None:
    """From now on the fault's module is imported with the fault; nothing is written to disk."""
    code = compile(planted(fault), fault.file, "exec")
    loader: Any = importlib.machinery.SourceFileLoader
    sound = loader.get_code

    def get_code(self: Any, fullname: str) -> Any:
        return code if Path(self.path) == ROOT / fault.file else sound(self, fullname)

    loader.get_code = get_code


def run(number: int) -> int:
    """The exit code of a fault's check in a process of its own."""
    command = [sys.executable, "-m", "tests.soak", str(number)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"}, **quiet).returncode


def main() -> int:
    checks = sorted({fault.check for fault in FAULTS})
    sound = subprocess.run([sys.executable, "-m", "pytest", "-q", *checks], cwd=ROOT)
    if sound.returncode:
        print("The checks must pass before faults are planted.")
        return 1
    caught = 0
    with ThreadPoolExecutor(2) as pool:
        for fault, code in zip(FAULTS, pool.map(run, range(len(FAULTS))), strict=True):
            verdict = {TESTS_FAILED: "caught", 0: "SURVIVED"}.get(code, f"ACCIDENT ({code})")
            print(f"{verdict:10} {fault.name:58} {fault.check.split('::')[1]}", flush=True)
            caught += code == TESTS_FAILED
    print(f"{caught} of {len(FAULTS)} faults caught")
    return 0 if caught == len(FAULTS) else 1


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(main())
    import pytest

    fault = FAULTS[int(sys.argv[1])]
    plant(fault)
    sys.exit(pytest.main(["-q", "-x", "-p", "no:cacheprovider", fault.check]))
