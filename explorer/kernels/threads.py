"""The processors share the work of a layer: whole blocks of its output, each of them computed by one thread.

OpenBLAS, which numpy brings, shares out each matrix product by itself, and its threads wait for each other busily: on
a machine that has other work the same layer took ten to a hundred times as long (see `python -m benchmarks.engine`).
So it is held to one thread while a network runs, and its calls run side by side. What a block is does not depend on
the number of threads, and so neither does any number.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

Part = TypeVar("Part")


MOST = 8
"""Threads at most: each holds a block of its own, and a host often shows more processors than one may use."""


def processors() -> int:
    """How many processors this process may use, `MOST` at most."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(count, MOST)


def share(parts: Iterable[Part], work: Callable[[Iterator[Part]], None]) -> None:
    """Has all `parts` done: each thread calls `work` once, with an iterator that yields what no other thread has taken.

    So `work` can set up what it needs before its loop. The calling thread takes part, and waits for no thread that has
    not begun: any number of runs may share the pool.
    """
    left = deque(parts)
    if len(left) == 1:
        work(iter(left))
        return
    helpers = [_pool().submit(work, _taken(left)) for _ in range(min(processors(), len(left)) - 1)]
    try:
        work(_taken(left))
    except BaseException:
        left.clear()
        raise
    finally:
        for helper in helpers:
            if not helper.cancel():
                helper.result()


def _taken(left: deque[Part]) -> Iterator[Part]:
    while True:
        try:
            yield left.popleft()
        except IndexError:
            return


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, processors() - 1), "explorer")


@contextmanager
def one_in_blas() -> Iterator[None]:
    """Holds OpenBLAS to one thread; as it was when the last of those who asked for it has left.

    Where numpy has another library, or is linked in another way, nothing happens.
    """
    global _holders, _before
    found = _openblas()
    if found is None:
        yield
        return
    get, put = found
    with _lock:
        if not _holders:
            _before = get()
            put(1)
        _holders += 1
    try:
        yield
    finally:
        with _lock:
            _holders -= 1
            if not _holders:
                put(_before)


_lock = threading.Lock()
_holders = 0
_before = 1


@cache
def _openblas() -> tuple[Callable[[], int], Callable[[int], None]] | None:
    """What reads and what sets the number of threads of the OpenBLAS that numpy's wheel brings, if it does.

    threadpoolctl, which does this for any library, is not one of the five packages that the app may need.
    """
    package = Path(np.__file__).parent
    for file in [*package.with_name("numpy.libs").glob("*openblas*"), *(package / ".dylibs").glob("*openblas*")]:
        try:
            library: Any = ctypes.CDLL(str(file))
            return library.scipy_openblas_get_num_threads64_, library.scipy_openblas_set_num_threads64_
        except (OSError, AttributeError):
            continue
    return None
