"""How the C library keeps memory that was freed: enough of it for the next run.

A run frees its maps when its caller lets them go. glibc then gives the memory back to the system, and the next run has to
fetch every page of it again, cleared: a third of the processor time of ResNet-18.
"""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from functools import cache

from explorer.limits import FREE_BYTES, HEAPS

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""Of glibc's mallopt: how much free memory it keeps at the end of its heap, from what size on an array is mapped by itself
and unmapped when it is freed, and how many heaps there are (malloc.h)."""
_LARGEST_MMAP_THRESHOLD = 32 << 20
"""The most that glibc takes."""
_OWN_SETTINGS = ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES")


def share_heaps() -> bool:
    """Let the threads of this process share `HEAPS` heaps; False where the environment says how many, or without glibc."""
    if any(name in os.environ for name in ("MALLOC_ARENA_MAX", "GLIBC_TUNABLES")):
        return False
    with suppress(AttributeError, OSError):
        return bool(ctypes.CDLL(None).mallopt(_ARENA_MAX, HEAPS))
    return False


@cache
def keep_freed_memory() -> bool:
    """Let the C library keep `FREE_BYTES` that were freed, from the first call on; False where it is left alone.

    It is where the limit is 0 (hosted), where the environment says something else, and where it is not glibc. All of it
    goes back to the system by `malloc_trim`.
    """
    if not FREE_BYTES or any(name in os.environ for name in _OWN_SETTINGS):
        return False
    with suppress(AttributeError, OSError):
        mallopt = ctypes.CDLL(None).mallopt
        return bool(mallopt(_MMAP_THRESHOLD, _LARGEST_MMAP_THRESHOLD) and mallopt(_TRIM_THRESHOLD, FREE_BYTES))
    return False
