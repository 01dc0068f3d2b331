"""What every reader of weight files checks: sizes before anything is allocated and types."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from explorer import limits
from explorer.archives import SAVE_AGAIN
from explorer.errors import WeightsError, quoted
from explorer.layers.base import Shape
from explorer.plain import megabytes, shown

MOST_AXES = 8


def check_size(size: int, what: str) -> int:
    """`size` bytes, if a file of weights may hold them. Raises WeightsError."""
    if size > limits.WEIGHTS_FILE_BYTES:
        raise WeightsError(
            f"{what} {megabytes(size)}; at most {megabytes(limits.WEIGHTS_FILE_BYTES)} can be read.",
            "Keep only the weights of this network, as float32 or float16, or run the app on a computer of your own.",
        )
    return size


def check_count(count: int) -> None:
    """Raises WeightsError for more arrays than a network can have."""
    if count > limits.WEIGHTS_FILE_ARRAYS:
        raise WeightsError(
            f"The file holds {count:,} arrays; at most {limits.WEIGHTS_FILE_ARRAYS:,} can be read.",
            "Keep only the weights of this network.",
        )


def check_shape(name: str, axes: Iterable[object]) -> Shape:
    """The lengths of an array's axes. Raises WeightsError for what are no such lengths."""
    shape = tuple(axes)
    if len(shape) > MOST_AXES or not all(type(n) is int and 0 <= n < 2**63 for n in shape):
        raise WeightsError(f"{shown(name)} says that its shape is {quoted(list(shape))}, which cannot be.", SAVE_AGAIN)
    return tuple(int(n) for n in shape if isinstance(n, int))


def check_numbers(name: str, shape: Shape, itemsize: int, there: int) -> None:
    """Raises WeightsError unless `there` bytes are what an array of `shape` takes with `itemsize` bytes a number.

    It is counted in Python's integers, which do not overflow.
    """
    wanted = math.prod(shape) * itemsize
    if wanted != there:
        raise WeightsError(
            f"{shown(name)} says that it has {math.prod(shape):,} numbers, {wanted:,} bytes, but the file has {there:,} "
            "bytes for it.",
            SAVE_AGAIN,
        )


def check_totals(arrays: Iterable[np.ndarray]) -> None:
    """Raises WeightsError if all numbers together take too much as float32."""
    check_size(4 * sum(array.size for array in arrays), "As float32 its numbers take")
