"""Kernels of 3 x 3 as Winograd's way needs them, and those that are kept for the next run.

To transform a kernel of 512 filters takes as long as half of its products. A kernel that nobody can write to is therefore
transformed once, where there is room: the arrays go with the kernel.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from explorer.kernels.blocks import Array
from explorer.kernels.constants import is_constant
from explorer.kernels.threads import run_parallel
from explorer.limits import TRANSFORMED_BYTES

LARGEST = 1e15
"""Larger numbers are left to sums of products: differences of them may overflow where those do not."""
KERNEL_BYTES = 1 << 20
"""Kernels are transformed in blocks of about this size."""


@dataclass(frozen=True, eq=False)
class Transformed:
    """A kernel (3, 3, channels, filters), transformed."""

    matrices: Array
    """One for each of the 4 x 4 cells of a tile: (16, channels, filters)."""
    moderate: bool
    """Whether all numbers of the kernel are finite and far from overflow."""


def is_moderate(x: Array) -> bool:
    """Whether all numbers are finite and far from overflow."""
    flat = x.reshape(-1)
    # One pass: the sum of squares is NaN or infinite where a number is.
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.dot(flat, flat) < LARGEST**2)


def transformed(kernel: Array) -> Transformed:
    """The transformed `kernel`: the one that is kept, or a new one."""
    return _kept.of(kernel) if is_constant(kernel) else _transform(kernel)


@dataclass(eq=False)
class _Kept:
    """What was transformed, for as long as its kernel lives, `limit` bytes at most. Any thread may use it."""

    limit: int
    used: int = 0
    _by_id: dict[int, tuple[weakref.ref[Array], Transformed]] = field(default_factory=dict)
    # A kernel may be freed, and its entry dropped, while this thread holds the lock.
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def of(self, kernel: Array) -> Transformed:
        with self._lock:
            known = self._by_id.get(id(kernel))
        if known is not None and known[0]() is kernel:
            return known[1]
        made = _transform(kernel)
        with self._lock:
            if self.used + made.matrices.nbytes <= self.limit and id(kernel) not in self._by_id:
                key = id(kernel)
                self._by_id[key] = weakref.ref(kernel, lambda _: self._drop(key)), made
                self.used += made.matrices.nbytes
        return made

    def _drop(self, key: int) -> None:
        with self._lock:
            self.used -= self._by_id.pop(key)[1].matrices.nbytes


_kept = _Kept(TRANSFORMED_BYTES)


def _transform(kernel: Array) -> Transformed:
    _, _, channels, filters = kernel.shape
    out = np.empty((4, 4, channels, filters), kernel.dtype)
    block = max(1, KERNEL_BYTES // (16 * filters * kernel.itemsize))

    def work(firsts: Iterator[int]) -> None:
        for first in firsts:
            part = kernel[:, :, first : first + block]
            by_rows = np.empty((4, *part.shape[1:]), kernel.dtype)
            _halves(part, by_rows)
            _halves(by_rows.swapaxes(0, 1), out[:, :, first : first + block].swapaxes(0, 1))

    run_parallel(range(0, channels, block), work)
    return Transformed(out.reshape(16, channels, filters), is_moderate(kernel))


def _halves(g: Array, into: Array) -> None:
    half = g.dtype.type(0.5)
    ends, middle = (g[0] + g[2]) * half, g[1] * half
    into[0] = g[0]
    np.negative(g[2], out=into[3])
    np.add(ends, middle, out=into[1])
    np.subtract(ends, middle, out=into[2])
