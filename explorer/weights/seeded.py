"""Seeded random weights whose numbers never change.

numpy promises that the raw output of a bit generator stays the same, but not what `Generator` makes of it. So the raw
64-bit words of Philox are turned into numbers here, with operations that are exact in every IEEE arithmetic: a link made
today shows the same maps in ten years. Salmon et al. 2011, doi:10.1145/2063384.2063405.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.errors import WeightsError
from explorer.layers.base import Shape

SCHEMES: dict[str, str] = {
    "he_uniform": "He: keeps the size of the numbers through ReLU layers (He et al. 2015, arXiv:1502.01852).",
    "glorot_uniform": "Glorot: keeps the size of the numbers without ReLU (Glorot and Bengio 2010).",
    "lecun_uniform": "LeCun: variance 1 over the number of inputs (LeCun et al. 1998).",
}
MAX_SEED = 2**32 - 1


def limit(scheme: str, shape: Shape) -> float:
    """The largest magnitude that `scheme` draws for a kernel of `shape`: (rows, columns, in, out) or (in, out)."""
    field = math.prod(shape[:-2])
    fan_in, fan_out = field * shape[-2], field * shape[-1]
    if scheme == "he_uniform":
        return math.sqrt(6.0 / fan_in)
    if scheme == "glorot_uniform":
        return math.sqrt(6.0 / (fan_in + fan_out))
    if scheme == "lecun_uniform":
        return math.sqrt(3.0 / fan_in)
    raise WeightsError(f"There is no scheme {scheme!r}.", f"Use one of {', '.join(SCHEMES)}.")


def draw_kernel(scheme: str, seed: int, stream: int, shape: Shape) -> NDArray[np.float32]:
    """A float32 kernel of `shape`, evenly spread over plus and minus `limit(scheme, shape)`.

    Each weighted layer has its own `stream`. Filters are drawn one after the other, so that more filters keep the
    first ones.
    """
    largest = np.float32(limit(scheme, shape))
    flat = _even(seed, stream, math.prod(shape))
    flat *= largest
    by_filter = flat.reshape(shape[-1], *shape[:-1])
    return np.ascontiguousarray(np.moveaxis(by_filter, 0, -1))


def _even(seed: int, stream: int, count: int) -> NDArray[np.float32]:
    """`count` float32 numbers in [-1, 1): the upper 24 bits of each half of a 64-bit word, scaled exactly."""
    bits: Any = np.random.Philox(key=np.array([seed, stream], np.uint64))
    out = np.empty(count, np.float32)
    block = 1 << 20
    for first in range(0, count, block):
        size = min(block, count - first)
        words = bits.random_raw((size + 1) // 2)
        halves = np.empty(2 * len(words), np.uint32)
        halves[0::2] = words & np.uint64(0xFFFFFFFF)
        halves[1::2] = words >> np.uint64(32)
        out[first : first + size] = (halves[:size] >> np.uint32(8)).astype(np.float32)
    out *= np.float32(2.0**-23)
    out -= np.float32(1.0)
    return out
