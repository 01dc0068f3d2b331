"""Each network in a process of its own, so that none finds the memory and the threads of another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any


def pin(threads: int) -> None:
    """Let this process use so many processors, where the system can tell it to."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def measured_apart(module: str, name: str, rounds: int, threads: int) -> dict[str, Any] | None:
    """What `module --one name` measures and prints as its last line; None if it fails, and why is printed."""
    command = [sys.executable, "-m", module, "--one", name, "--rounds", str(rounds), "--threads", str(threads)]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": str(threads)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        print(f"{name:20}failed: {done.stderr.strip().splitlines()[-1]}")
        return None
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
