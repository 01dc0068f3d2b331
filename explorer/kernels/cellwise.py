"""Elementwise functions, computed in float64 a block at a time and rounded once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from explorer.kernels.blocks import Array
from explorer.kernels.threads import run_parallel

BLOCK_LENGTH = 1 << 15
"""Numbers in a block: its few float64 copies stay in cache."""


def by_blocks(function: Callable[..., Array], x: Array, *more: Array) -> Array:
    """`function(x, *more)` in the dtype of `x`, where `function` takes and returns float64; `more` have the shape of `x`."""
    out = np.empty(x.shape, x.dtype)
    flat = [np.ascontiguousarray(array).reshape(-1) for array in (x, *more)]
    flat_out = out.reshape(-1)

    def work(parts: Iterator[int]) -> None:
        for first in parts:
            part = slice(first, first + BLOCK_LENGTH)
            flat_out[part] = function(*(array[part].astype(np.float64, copy=False) for array in flat))

    run_parallel(range(0, x.size, BLOCK_LENGTH), work)
    return out
