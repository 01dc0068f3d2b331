"""Products of a few vectors and a large matrix, whose time is that of reading the matrix: on all threads, units apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from explorer.kernels.blocks import Array
from explorer.kernels.threads import run_parallel

LARGE = 1 << 21
"""Numbers of a matrix from which on its product is divided among threads."""
UNITS_BLOCK = 1 << 18
"""Numbers of the matrix that are multiplied at a time where its units lie one after the other."""
COLUMNS = 2048
"""Units that are multiplied at a time where they lie side by side: shorter pieces of each row would be read more slowly."""
PER_BLOCK = 8
"""The units of a block are a multiple of this, as the generator of random kernels wants it (PER_COUNT there)."""
FEW = 4
"""Vectors up to which the matrix is divided."""


def units_per_block(size: int) -> int:
    """How many units of `size` numbers each are multiplied at a time: a multiple of `PER_BLOCK`."""
    return max(UNITS_BLOCK // size // PER_BLOCK, 1) * PER_BLOCK


def multiply(x: Array, matrix: Array) -> Array:
    """`x` (..., inputs) times `matrix` (inputs, units), in the dtype of `x`.

    Where the units of a block lie one after the other `x @ part` keeps Python's lock for a single vector, so that threads would
    wait for each other; where they do not `np.dot` copies them.
    """
    if matrix.size < LARGE or x.ndim != 2 or len(x) > FEW:
        product: Array = x @ (matrix if matrix.dtype is x.dtype else matrix.astype(x.dtype, copy=False))
        return product
    size, units = matrix.shape
    out = np.empty((len(x), units), x.dtype)
    apart = matrix.flags.f_contiguous
    block = units_per_block(size) if apart else COLUMNS

    def work(firsts: Iterator[int]) -> None:
        for first in firsts:
            part = matrix[:, first : first + block].astype(x.dtype, copy=False)
            out[:, first : first + block] = np.dot(x, part) if apart else x @ part

    run_parallel(range(0, units, block), work)
    return out
