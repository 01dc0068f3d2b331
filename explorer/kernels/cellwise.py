"""Elementwise functions, a block at a time on all threads: in float64 and rounded once, or as they are where they are exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from explorer.kernels.blocks import Array
from explorer.kernels.threads import run_parallel

BLOCK_LENGTH = 1 << 15
"""Numbers in a block: its few float64 copies stay in cache."""
EXACT_LENGTH, EXACT_ALONE = 1 << 16, 1 << 17
"""The same where nothing is copied, and up to how many numbers one thread takes all."""


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


def exactly(function: Callable[..., Any], x: Array, *more: Array) -> Array:
    """What `function(x, *more, out)` writes into `out`, an array as `x`; `more` have its shape, and it needs no float64."""
    out = np.empty(x.shape, x.dtype)
    if x.size <= EXACT_ALONE:
        function(x, *more, out)
        return out
    flat = [np.ascontiguousarray(array).reshape(-1) for array in (x, *more)]
    flat_out = out.reshape(-1)

    def work(parts: Iterator[int]) -> None:
        for first in parts:
            part = slice(first, first + EXACT_LENGTH)
            function(*(array[part] for array in flat), flat_out[part])

    run_parallel(range(0, x.size, EXACT_LENGTH), work)
    return out
