"""Random kernels whose numbers never change, whatever numpy is installed.

numpy promises that the raw output of a bit generator stays the same, but not what `Generator` makes of it. So the raw
64-bit words of Philox are turned into numbers here, with operations that are exact in every IEEE arithmetic: a link made
today shows the same maps in ten years. Salmon et al. 2011, doi:10.1145/2063384.2063405.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.errors import WeightsError
from explorer.kernels.products import units_per_block
from explorer.kernels.threads import run_parallel
from explorer.layers.base import Shape

SCHEMES: dict[str, str] = {
    "he_uniform": "He: keeps the size of the numbers through ReLU layers (He et al. 2015, arXiv:1502.01852).",
    "glorot_uniform": "Glorot: keeps the size of the numbers without ReLU (Glorot and Bengio 2010).",
    "lecun_uniform": "LeCun: variance 1 over the number of inputs (LeCun et al. 1998).",
}


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
    """A float32 kernel of `shape`, uniform between plus and minus `limit(scheme, shape)`.

    Each weighted layer has its own `stream`. Filters are drawn one after the other, so that a layer with more filters has
    the same first ones. The kernel of a dense layer is in Fortran order: it may have hundreds of megabytes, and is not
    copied into rows. Raises WeightsError for an unknown scheme.
    """
    size, filters = math.prod(shape[:-1]), shape[-1]
    if len(shape) == 2:
        return _uniform(seed, stream, 0, math.prod(shape), limit(scheme, shape)).reshape(filters, size).T
    out = np.empty((size, filters), np.float32)

    def put(first: int, part: NDArray[np.float32]) -> None:
        out[:, first : first + len(part)] = part.T

    _for_blocks(scheme, seed, stream, shape, put)
    return out.reshape(shape)


def draw_filter(scheme: str, seed: int, stream: int, shape: Shape, channel: int) -> NDArray[np.float32]:
    """One filter of the kernel that `draw_kernel` draws, of `shape[:-1]`, without drawing the others."""
    size = math.prod(shape[:-1])
    return _uniform(seed, stream, channel * size, size, limit(scheme, shape)).reshape(shape[:-1])


def times(scheme: str, seed: int, stream: int, shape: Shape, x: NDArray[Any]) -> NDArray[Any]:
    """`x` (batch, inputs) times the dense kernel of `shape` (inputs, units) that `draw_kernel` draws.

    The kernel is drawn and used a few units at a time, so that it is never held as a whole.
    """
    out: NDArray[Any] = np.empty((len(x), shape[1]), x.dtype)

    def use(first: int, part: NDArray[np.float32]) -> None:
        # As in `kernels.products`: x @ ... would keep Python's lock.
        out[:, first : first + len(part)] = np.dot(x, part.astype(x.dtype, copy=False).T)

    _for_blocks(scheme, seed, stream, shape, use)
    return out


def _for_blocks(
    scheme: str, seed: int, stream: int, shape: Shape, use: Callable[[int, NDArray[np.float32]], None]
) -> None:
    """Draws the filters, or units of a dense layer, a block at a time, and calls `use(first, block)` for each.

    `first` is the index of the first filter of the block, an array (filters, weights of each) whose memory is used again
    for the next one.
    """
    size, units = math.prod(shape[:-1]), shape[-1]
    # The same blocks as those of a product with the whole kernel, which is the same number for number; each begins with
    # a value of the counter.
    in_block = units_per_block(size)
    largest = limit(scheme, shape)

    def work(firsts: Iterator[int]) -> None:
        buffer = np.empty((min(in_block, units), size), np.float32)
        for first in firsts:
            block = buffer[: min(in_block, units - first)]
            _fill(_bit_generator(seed, stream, first * size), block.reshape(-1), largest)
            use(first, block)

    run_parallel(range(0, units, in_block), work)


BLOCK = 1 << 16
"""Numbers that are drawn at a time: few enough to stay in the cache while they are scaled."""
SHARE = 1 << 18
"""Numbers that a thread draws before it takes the next ones."""
PER_COUNT = 8
"""Numbers that Philox makes of one value of its counter: four 64-bit words, of two halves each."""


def _bit_generator(seed: int, stream: int, first: int) -> Any:
    """The bit generator of a stream, set to number `first`, which is a multiple of `PER_COUNT`."""
    generator = np.random.Philox(key=np.array([seed, stream], np.uint64))
    return generator.advance(first // PER_COUNT)


def _uniform(seed: int, stream: int, first: int, count: int, largest: float) -> NDArray[np.float32]:
    """`count` float32 numbers of a stream from number `first` on, uniform between plus and minus `largest`."""
    ahead = first % PER_COUNT
    out = np.empty(ahead + count, np.float32)

    def work(starts: Iterator[int]) -> None:
        for start in starts:
            _fill(_bit_generator(seed, stream, first - ahead + start), out[start : start + SHARE], largest)

    run_parallel(range(0, len(out), SHARE), work)
    return out[ahead:]


def _fill(generator: Any, out: NDArray[np.float32], largest: float) -> None:
    """Fills `out` with the generator's next numbers.

    Each is made of the upper 24 bits of one half of a 64-bit word, lower half first, as (bits / 2**23 - 1) times
    `largest`; everything but the last multiplication is exact.
    """
    for start in range(0, len(out), BLOCK):
        part = out[start : start + BLOCK]
        halves = generator.random_raw((len(part) + 1) // 2).astype("<u8", copy=False).view("<u4")
        halves >>= 8
        part[:] = halves.view("<i4")[: len(part)]  # signed, because processors turn those into floats at once
        part *= np.float32(2.0**-23)
        part -= np.float32(1.0)
        part *= np.float32(largest)
