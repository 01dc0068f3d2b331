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


HEAPS = """
import threading, time
from explorer.kernels.memory import share_heaps
shared, many = share_heaps(), threading.Barrier(20)
def allocate():
    many.wait(10)
    kept = [bytes(1000) for _ in range(1000)]
    many.wait(10)
threads = [threading.Thread(target=allocate) for _ in range(20)]
for each in threads: each.start()
for each in threads: each.join()
maps = [line.split() for line in open("/proc/self/maps")]
sizes = [int(b, 16) - int(a, 16) for a, _, b in (line[0].partition("-") for line in maps)]
# A heap of a thread is reserved as 64 MB: what is in use, and behind it the rest that nobody may touch yet.
heaps = sum(a + b == 1 << 26 and line[1] == "---p" for a, b, line in zip(sizes, sizes[1:], maps[1:]))
print(shared, heaps <= 2)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of glibc")
@pytest.mark.parametrize(
    ("variable", "value", "shared", "few"),
    [
        ("CNN_EXPLORER_PROFILE", "hosted", True, True),
        ("CNN_EXPLORER_PROFILE", "desktop", True, False),
        ("MALLOC_ARENA_MAX", "10", False, False),
    ],
)
def test_threads_of_a_hosted_server_share_heaps(variable: str, value: str, shared: bool, few: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HEAPS],
        env={"PYTHONPATH": ".", variable: value, "PYTHONMALLOC": "malloc"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [str(shared), str(few)]


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda _: object())
    assert memory.keep_freed_memory.__wrapped__() is False
    assert memory.share_heaps() is False
