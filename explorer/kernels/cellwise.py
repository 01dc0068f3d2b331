"""Elementwise functions, a block at a time on all threads: in float64 and rounded once, or as they are where they are exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from explorer.kernels.blocks import Array
from explorer.kernels.constants import make_constant
from explorer.kernels.threads import run_parallel

BLOCK_LENGTH = 1 << 15
"""Numbers in a block: its few float64 copies stay in cache."""
EXACT_LENGTH, EXACT_ALONE = 1 << 16, 1 << 21
"""The same where nothing is copied, and up to how many numbers one thread takes all: another would be woken too late."""
RUN = 1 << 15
"""Numbers in a run of one number, which stays in cache."""


def by_blocks(function: Callable[..., Array], x: Array, *more: Array) -> Array:
    """`function(x, *more)` in the dtype of `x`, where `function` takes and returns float64; `more` have the shape of `x`."""

    def write(*arrays: Array) -> None:
        arrays[-1][...] = function(*(array.astype(np.float64, copy=False) for array in arrays[:-1]))

    return _in_blocks(write, BLOCK_LENGTH, x, more)


def exactly(function: Callable[..., Any], x: Array, *more: Array) -> Array:
    """What `function(x, *more, out)` writes into `out`, an array as `x`; `more` have its shape, and it needs no float64.

    All are given as flat arrays.
    """
    return _in_blocks(function, x.size if x.size <= EXACT_ALONE else EXACT_LENGTH, x, more)


def _in_blocks(write: Callable[..., Any], length: int, x: Array, more: tuple[Array, ...]) -> Array:
    out = np.empty(x.shape, x.dtype)
    flat = [np.ascontiguousarray(array).reshape(-1) for array in (x, *more)]
    flat.append(out.reshape(-1))
    if x.size <= length:
        write(*flat)
        return out

    def work(parts: Iterator[int]) -> None:
        for first in parts:
            write(*(array[first : first + length] for array in flat))

    run_parallel(range(0, x.size, length), work)
    return out


def bounded(x: Array, low: float, high: float | None = None) -> Array:
    """Every number of `x`, or the bound that it is beyond: min(max(x, low), high). NaN stays NaN."""
    if x.size > RUN:
        return exactly(lambda numbers, out: _write_bounded(numbers, low, high, out), x)
    out = np.maximum(x, _run_of(low, x.dtype)[: x.size].reshape(x.shape))
    return out if high is None else np.minimum(out, _run_of(high, x.dtype)[: x.size].reshape(x.shape), out=out)


def _write_bounded(x: Array, low: float, high: float | None, out: Array) -> None:
    """The same for flat arrays. numpy takes three times as long with one number as with a run of it."""
    least = _run_of(low, x.dtype)
    most = None if high is None else _run_of(high, x.dtype)
    for first in range(0, len(x), RUN):
        part, into = x[first : first + RUN], out[first : first + RUN]
        np.maximum(part, least[: len(part)], out=into)
        if most is not None:
            np.minimum(into, most[: len(part)], out=into)


@lru_cache(16)
def _run_of(number: float, dtype: np.dtype) -> Array:
    run = np.full(RUN, number, dtype)
    make_constant(run)
    return run
