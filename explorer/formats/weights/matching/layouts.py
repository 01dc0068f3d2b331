"""The order of axes in other people's kernels, turned into ours: views of the arrays, nothing is computed.

Ours are Keras': (rows, columns, channels, filters), of dense layers (inputs, units). PyTorch's are (filters, channels, rows,
columns), of transposed convolutions (channels, filters, rows, columns), of dense layers (units, inputs); see `weight` in
https://docs.pytorch.org/docs/stable/nn.html.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import Enum

import numpy as np

from explorer.layers import Conv2D, DepthwiseConv2D
from explorer.layers.base import Array, Layer, Shape


class Layout(Enum):
    """Whose order of axes a file has, as a sentence names it."""

    KERAS = "Keras"
    PYTORCH = "PyTorch"


def turned(layer: Layer, name: str, wanted: Shape, array: Array, layout: Layout) -> Array | None:
    """`array` as parameter `name` of `layer`, of shape `wanted`; None if it does not fit."""
    if name == "kernel":
        return _kernel(layer, wanted, array, layout)
    if array.shape == wanted:
        return array
    if len(wanted) == 1 and array.size == wanted[0] == max(array.shape, default=1):
        return array.reshape(wanted)  # (1, 1, channels) of Keras' PReLU, (channels, 1, 1) of PyTorch's layer scale
    if name == "alpha" and array.size == 1:
        return np.broadcast_to(array.reshape(()), wanted)  # one slope for all maps
    return None


def _kernel(layer: Layer, wanted: Shape, array: Array, layout: Layout) -> Array | None:
    """A kernel in our order. That of a 1 × 1 convolution and that of a dense layer are the same numbers."""
    if array.ndim not in (2, 4):
        return None
    kernel: Array = array
    if layout is Layout.PYTORCH:
        kernel = array.T if array.ndim == 2 else array.transpose(2, 3, 1, 0)
    if kernel.ndim == 4 and len(wanted) == 2 and kernel.shape[:2] == (1, 1):
        kernel = kernel[0, 0]
    elif kernel.ndim == 2 and len(wanted) == 4 and wanted[:2] == (1, 1):
        kernel = kernel[None, None]
    if kernel.shape == wanted:
        return kernel
    fitted = _OTHERWISE[type(layer)](wanted, kernel) if type(layer) in _OTHERWISE else None
    return fitted if fitted is not None and fitted.shape == wanted else None


def _depthwise(wanted: Shape, kernel: Array) -> Array | None:
    """A depthwise kernel (rows, columns, channels, maps of each) from that of a convolution with one channel to a group."""
    same = kernel.ndim == 4 and kernel.shape[:3] == (*wanted[:2], 1) and kernel.size == math.prod(wanted)
    return kernel.reshape(wanted) if same else None


def _grouped(wanted: Shape, kernel: Array) -> Array | None:
    """The kernel of a convolution with one channel to a group from a depthwise one."""
    same = kernel.ndim == 4 and wanted[2] == 1 and kernel.shape[:2] == wanted[:2] and kernel.size == math.prod(wanted)
    return kernel.reshape(wanted) if same else None


_OTHERWISE: dict[type[Layer], Callable[[Shape, Array], Array | None]] = {
    DepthwiseConv2D: _depthwise,
    Conv2D: _grouped,
}
"""What fits beside a kernel of the same shape, by kind."""


def ordered(name: str, array: Array, order: Array | None) -> Array:
    """A parameter whose layer reads a vector in PyTorch's order, for ours: its rows or its numbers change places."""
    if order is None:
        return array
    if name != "kernel":
        return array[order] if array.shape == order.shape else array
    return array[order] if array.ndim == 2 else array[:, :, order]
