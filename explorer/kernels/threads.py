"""A pool of threads that compute the blocks of a layer's output in parallel.

OpenBLAS, which numpy brings, divides each matrix product among threads of its own, which wait for each other busily: on a
machine that has other work the same layer took ten to a hundred times as long (see `python -m benchmarks.engine`).
So it is limited to one thread while a network runs, and its calls run side by side. How an output is cut into blocks
does not depend on the number of threads, and so no result does.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from explorer.limits import NICENESS

Block = TypeVar("Block")

MAX_THREADS = 8
"""Each thread holds a block of its own, and a host often shows more processors than one may use."""


def processors() -> int:
    """How many processors this process may use, `MAX_THREADS` at most."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(count, MAX_THREADS)


def run_parallel(blocks: Iterable[Block], work: Callable[[Iterator[Block]], None]) -> None:
    """Process all `blocks` in parallel: each thread calls `work` once, with an iterator over those that it is to process.

    Every block is yielded to one thread only. `work` can set up what it needs before its loop. The calling thread takes
    part, and waits for no thread that has not begun: any number of runs may use the pool at once. Raises what `work` raises.
    """
    left = deque(blocks)
    if len(left) == 1:
        work(iter(left))
        return
    together = min(processors(), len(left))
    if getattr(_here, "behind", False):
        _finish([_pool_behind().submit(work, _taken_from(left)) for _ in range(together)], left)
        return
    helpers = [_pool().submit(work, _taken_from(left)) for _ in range(together - 1)]
    try:
        work(_taken_from(left))
    except BaseException:
        left.clear()
        raise
    finally:
        for helper in helpers:
            if not helper.cancel():
                helper.result()


def _finish(helpers: list[Future[None]], left: deque[Block]) -> None:
    """Wait for all helpers; after an error of one the others take no more blocks, and it is raised."""
    errors = []
    for helper in helpers:
        if (error := helper.exception()) is not None:
            left.clear()
            errors.append(error)
    if errors:
        raise errors[0]


def _taken_from(left: deque[Block]) -> Iterator[Block]:
    """Takes blocks from the front of `left` until none is left."""
    while True:
        try:
            yield left.popleft()
        except IndexError:
            return


@contextmanager
def behind_others() -> Iterator[None]:
    """A context in which the blocks of this thread are computed only while nobody else wants the processors.

    Other threads do it, of a lower priority: a thread that has lowered its own may not raise it again. Only Linux has
    priorities of threads; elsewhere, and on a machine of one's own (`limits.NICENESS`), nothing happens.
    """
    before = getattr(_here, "behind", False)
    _here.behind = NICENESS > 0 and sys.platform == "linux"
    try:
        yield
    finally:
        _here.behind = before


_here = threading.local()
"""`behind`: whether this thread computes behind others."""


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, processors() - 1), "explorer")


@cache
def _pool_behind() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(processors(), "explorer-behind", _lower_priority)


def _lower_priority() -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def single_blas_thread() -> AbstractContextManager[None]:
    """A context in which OpenBLAS uses one thread; when the last of several such contexts ends, its setting is restored.

    Where numpy has another library, or is linked in another way, nothing happens.
    """
    return _SINGLE


class _SingleBlasThread(AbstractContextManager[None]):
    """The context, written out: a generator would take twice as long, which a small network notices."""

    def __enter__(self) -> None:
        global _open_contexts, _count_before
        thread_count = _openblas()
        if thread_count is None:
            return
        with _lock:
            if not _open_contexts:
                _count_before = thread_count[0]()
                thread_count[1](1)
            _open_contexts += 1

    def __exit__(self, *error: object) -> None:
        global _open_contexts
        thread_count = _openblas()
        if thread_count is None:
            return
        with _lock:
            _open_contexts -= 1
            if not _open_contexts:
                thread_count[1](_count_before)


_SINGLE = _SingleBlasThread()
_lock = threading.Lock()
_open_contexts = 0
_count_before = 1


@cache
def _openblas() -> tuple[Callable[[], int], Callable[[int], None]] | None:
    """The functions that read and set the number of threads of OpenBLAS, if numpy's wheel brings it; else None.

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
