"""What the C library keeps of freed memory: set once, and never against the environment or on a hosted instance."""

from __future__ import annotations

import subprocess
import sys

import pytest

from explorer.kernels import memory

CODE = """
from explorer.kernels.memory import keep_freed_memory
print(keep_freed_memory(), keep_freed_memory())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of glibc")
@pytest.mark.parametrize(
    ("variable", "value", "kept"),
    [("UNUSED", "1", True), ("MALLOC_TRIM_THRESHOLD_", "131072", False), ("CNN_EXPLORER_PROFILE", "hosted", False)],
)
def test_the_environment_decides(variable: str, value: str, kept: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        env={"PYTHONPATH": ".", variable: value},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [str(kept)] * 2


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda _: object())
    assert memory.keep_freed_memory.__wrapped__() is False
