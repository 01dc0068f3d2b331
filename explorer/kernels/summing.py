"""Sums over a batch in an order that no number of threads changes: floating-point sums depend on their order.

The parts of a sum are dealt out to a fixed number of lanes. In each lane they are added one after the other, and at last the
lanes are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np

from explorer.kernels.blocks import BLOCK_BYTES, Array, even
from explorer.kernels.threads import MAX_THREADS, run_parallel

Part = TypeVar("Part")

LANE_BYTES = 64 << 20
"""The sums of all lanes together hold about so much at most; but there are two lanes at least."""


def sum_over(
    parts: Sequence[Part], shape: tuple[int, ...], dtype: Any, begin: Callable[[], Callable[[Part, Array], None]]
) -> Array:
    """The sum of an array of `shape` for each of `parts`.

    Each thread calls `begin` once, and what it returns with a part and an array that it is to fill.
    """
    parts = tuple(parts)
    size = max(1, int(np.prod(shape)) * np.dtype(dtype).itemsize)
    count = min(MAX_THREADS, len(parts), max(2, LANE_BYTES // size))
    lanes = even(len(parts), -(-len(parts) // count))
    sums = np.empty((len(lanes), *shape), dtype)

    def work(some: Iterator[int]) -> None:
        fill = begin()
        more = np.empty(shape, dtype)
        for lane in some:
            first, *rest = parts[lanes[lane]]
            fill(first, sums[lane])
            for part in rest:
                fill(part, more)
                sums[lane] += more

    run_parallel(range(len(lanes)), work)
    total: Array = sums[0].copy()
    for lane in sums[1:]:
        total += lane
    return total


def sum_of_cells(dy: Array) -> Array:
    """The sum over all but the last axis, in the dtype of `dy`: the gradient of a bias."""
    cells = dy.reshape(-1, dy.shape[-1])
    length = max(1, BLOCK_BYTES // max(1, cells.shape[1] * cells.itemsize))
    ones = np.ones(min(length, len(cells)), dy.dtype)

    def fill(first: int, out: Array) -> None:
        part = cells[first : first + length]
        np.matmul(ones[: len(part)], part, out=out)

    return sum_over(range(0, len(cells), length), cells.shape[1:], dy.dtype, lambda: fill)
