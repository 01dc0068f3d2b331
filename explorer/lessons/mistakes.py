"""Wrong implementations, as found in textbooks and articles, which lessons show beside the right result.

Each is a minimal version of the mistake, not anybody's code, and used for nothing else.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from explorer.layers.base import Array


def cropped_convolution(x: Array, kernel: Array) -> Array:
    """Wrong: a "valid" map (rows, columns) by filtering at full size and cropping half a kernel from every side.

    Raises ValueError where the cropped size is not the right one: for kernels of size 1 or of an even size, and for images
    that are not square.
    """
    half, promised = kernel.shape[0] // 2, x.shape[0] - kernel.shape[0] + 1
    out = np.zeros((promised, promised))
    whole = ndimage.convolve(x, kernel[::-1, ::-1])  # which turns the kernel back, and reflects at the borders
    out += whole[half:-half, half:-half]
    return out


def crossed_average(x: Array) -> Array:
    """Wrong: 2 x 2 average pooling by two means, the second over an axis number that the first has shifted.

    `x` is (batch, rows, columns, channels). Raises ValueError for odd sizes.
    """
    batch, rows, cols, channels = x.shape
    blocks = x.reshape(batch, rows // 2, 2, cols // 2, 2, channels)
    out: Array = blocks.mean(axis=3).mean(axis=4)
    return out


def equal_to_maximum(x: Array) -> Array:
    """Wrong as a routing mask: which cells of a map (rows, columns) equal the maximum of their 2 x 2 window, ties included."""
    rows, cols = x.shape
    largest = x.reshape(rows // 2, 2, cols // 2, 2).max(axis=(1, 3))
    mask: Array = np.isclose(x, largest.repeat(2, axis=0).repeat(2, axis=1))
    return mask


def lifted_softmax(z: Array, more: float = 1e-8) -> Array:
    """Wrong: softmax with a small number added to every share, so that no logarithm is infinite."""
    powers = np.exp(z - z.max())
    out: Array = powers / powers.sum() + more
    return out


def same_by_full(kernel: int) -> int:
    """Wrong: the padding that some texts give for "same" is that of "full"."""
    return kernel - 1


def ceiling_size(length: int, kernel: int, stride: int, pad: int) -> int:
    """Wrong: the size of a map, rounded up instead of down."""
    return 1 - (-(length + 2 * pad - kernel) // stride)
