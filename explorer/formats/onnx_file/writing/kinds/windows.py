"""How the windows of convolutions and poolings are written, so that they are read as they were set (`operators.padding`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from explorer.formats.onnx_file.writing.messages import Value
from explorer.kernels.blocks import Sides
from explorer.layers import Conv2DTranspose
from explorer.layers.base import Shape
from explorer.layers.pooling.pool import MaxPool2D, Pool2D
from explorer.layers.sliding import Convolving, Sliding
from explorer.windows import span

ONES = (1, 1)


@dataclass(frozen=True)
class Windows:
    """The settings of an operator, and whether they are read as they are meant without a seam before it."""

    settings: dict[str, Value]
    plain: bool


def as_pads(sides: Sides) -> list[int]:
    """Cells per side in the order of ONNX: all that lie before, then all after."""
    (top, bottom), (left, right) = sides
    return [top, left, bottom, right]


def stepping(kernel: tuple[int, int], strides: tuple[int, int], dilation: tuple[int, int]) -> dict[str, Value]:
    """The kernel, and what differs from its default."""
    found: dict[str, Value] = {"kernel_shape": kernel}
    return (
        found
        | ({"strides": strides} if strides != ONES else {})
        | ({"dilations": dilation} if dilation != ONES else {})
    )


def runs_same(layer: Sliding) -> bool:
    """Whether runtimes work out 'same' themselves: onnxruntime does not with dilation, and wrongly where windows are apart."""
    return layer.dilation == ONES and all(step <= taps for step, taps in zip(layer.step, layer.taps, strict=True))


def _padding(layer: Sliding, shape: Shape) -> dict[str, Value]:
    if layer.pad == "valid":
        return {"auto_pad": "VALID"}
    if layer.pad == "same" and runs_same(layer):
        return {"auto_pad": "SAME_UPPER"}
    said: dict[str, Value] = {} if layer.pad == "same" else {"auto_pad": "NOTSET"}
    return {**said, "pads": as_pads(layer.padded(shape))}


def of_convolution(layer: Convolving, shape: Shape) -> Windows:
    """The windows of a convolution of maps of `shape`."""
    padding = _padding(layer, shape)
    terse = ONES in (layer.step, layer.dilation)
    return Windows({**stepping(layer.taps, layer.step, layer.dilation), **padding}, "pads" not in padding or terse)


def of_pooling(layer: Pool2D, shape: Shape) -> Windows:
    """The windows of a pooling of maps of `shape`."""
    padding = _padding(layer, shape)
    settings = {**stepping(layer.taps, layer.step, layer.dilation), **padding}
    if layer.ceil_mode:
        settings["ceil_mode"] = 1
    plain = True
    if layer.pad == "same" and "pads" in padding:
        rows, cols = layer.padded(shape)
        uneven = rows[0] != rows[1] or cols[0] != cols[1]
        plain = not layer.ceil_mode and (uneven or (layer.step == ONES and any(rows + cols)))
    elif "pads" in padding:
        plain = isinstance(layer, MaxPool2D) or not layer.ceil_mode
    return Windows(settings, plain)


def reaches_too_far(layer: Pool2D, shape: Shape) -> bool:
    """Whether its padding is as wide as its window, which runtimes refuse: dilated windows can need that for 'same'."""
    sides = layer.padded(shape)
    return any(max(sides[axis]) >= layer.taps[axis] for axis in (0, 1))


def leaves_windows_out(layer: Pool2D, shape: Shape) -> bool:
    """Whether rounding up would make a window behind the maps, which is left out: ONNX says so since version 22 only."""
    if not layer.ceil_mode:
        return False
    sides, counts = layer.padded(shape), layer.output_shape(shape)
    for axis in (0, 1):
        slack = shape[axis] + sum(sides[axis]) - span(layer.taps[axis], layer.dilation[axis])
        if -(-slack // layer.step[axis]) + 1 != counts[axis]:
            return True
    return False


def of_transposed(layer: Conv2DTranspose, shape: Shape) -> tuple[dict[str, Value], int]:
    """The settings of a transposed convolution of maps of `shape`, and how many seams stand before it."""
    settings = stepping(layer.kernel_size, layer.strides, layer.dilation_rate)
    ends, added, bits = [(0, 0), (0, 0)], [0, 0], 0
    for axis in (0, 1):
        before, after, _ = layer.cut(axis, shape[axis])
        added[axis] = layer.output_padding[axis] or max(-after, 0)
        ends[axis] = (before, after + added[axis])
        if layer.output_padding[axis] and not ends[axis][1] and _is_implied(layer, axis, shape):
            bits |= 1 << axis
    padding: dict[str, Any] = {"auto_pad": "VALID"}
    if layer.padding != "valid":
        padding = {"pads": as_pads((ends[0], ends[1]))}
        if layer.padding != "same":
            padding = {"auto_pad": "NOTSET", **padding}
    if any(added):
        padding["output_padding"] = added
    terse = ONES in (layer.strides, layer.dilation_rate) or layer.padding == "valid"
    return {**settings, **padding}, 1 + bits if bits or not terse else 0


def is_beyond(layer: Conv2DTranspose) -> bool:
    """Whether output padding is as large as a stride, as dilation allows: onnxruntime takes less only."""
    return any(added >= stride for added, stride in zip(layer.output_padding, layer.strides, strict=True))


def _is_implied(layer: Conv2DTranspose, axis: int, shape: Shape) -> bool:
    """Whether the same would come out without the output padding that is set for an axis."""
    added = (0, layer.output_padding[1]) if axis == 0 else (layer.output_padding[0], 0)
    without = layer.with_settings(output_padding=added)
    return without.cut(axis, shape[axis]) == layer.cut(axis, shape[axis])
