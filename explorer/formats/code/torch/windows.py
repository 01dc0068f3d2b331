"""PyTorch's layers with windows: convolutions, transposed convolutions and poolings.

PyTorch pads as much before as after. Where the sides differ, which is what “same” with a stride often means, a layer pads
before it.
"""

from __future__ import annotations

import math

from explorer import layers
from explorer.formats.code.calls import Arg, Made, Place, collapsed
from explorer.layers.base import Shape
from explorer.layers.sliding import Sliding

Sides = tuple[tuple[int, int], tuple[int, int]]
_NONE: Sides = ((0, 0), (0, 0))


def torch_sides(sides: Sides) -> int | tuple[int, ...]:
    """((top, bottom), (left, right)) as PyTorch has it: (left, right, top, bottom), or one number for all."""
    (top, bottom), (left, right) = sides
    return top if top == bottom == left == right else (left, right, top, bottom)


def padded(shape: Shape, sides: Sides) -> Shape:
    return (shape[0] + sum(sides[0]), shape[1] + sum(sides[1]), shape[2])


def conv2d(layer: layers.Conv2D, place: Place) -> list[Made]:
    return _convolved(layer, place, layer.filters, layer.groups)


def depthwise(layer: layers.DepthwiseConv2D, place: Place) -> list[Made]:
    channels = place.entering[2]
    return _convolved(layer, place, channels * layer.depth_multiplier, channels)


def _convolved(layer: layers.Conv2D | layers.DepthwiseConv2D, place: Place, filters: int, groups: int) -> list[Made]:
    sides = layer.padded(place.entering)
    padding, before = _padding(layer, place.entering, sides)
    args = (
        Arg("in_channels", place.entering[2]),
        Arg("out_channels", filters),
        Arg("kernel_size", collapsed(layer.kernel_size)),
        Arg("stride", collapsed(layer.strides), 1),
        Arg("padding", padding, 0),
        Arg("dilation", collapsed(layer.dilation_rate), 1),
        Arg("groups", groups, 1),
        Arg("bias", layer.use_bias, True),
    )
    return [*before, Made("nn.Conv2d", args)]


def _padding(layer: Sliding, shape: Shape, sides: Sides) -> tuple[int | str | tuple[int, ...], list[Made]]:
    """The padding as PyTorch says it, and the zeros before where it cannot."""
    if layer.pad == "same" and layer.step == (1, 1):
        return "same", []
    amount = symmetric(sides)
    if amount is not None:
        return amount, []
    return 0, [Made("nn.ZeroPad2d", (Arg("padding", torch_sides(sides)),), "pad", padded(shape, sides))]


def symmetric(sides: Sides) -> int | tuple[int, ...] | None:
    """Rows and columns of padding that are the same on both sides; None if they are not."""
    (top, bottom), (left, right) = sides
    return top if top == left == bottom == right else (top, left) if (top, left) == (bottom, right) else None


def transposed(layer: layers.Conv2DTranspose, place: Place) -> list[Made]:
    """PyTorch cuts off as much before as after and adds at the end; what differs from that is cut off afterwards."""
    cuts = [layer.cut(axis, place.entering[axis]) for axis in (0, 1)]
    most = [max(pair) - 1 for pair in zip(layer.strides, layer.dilation_rate, strict=True)]
    axes = [_cut(before, after, high) for (before, after, _), high in zip(cuts, most, strict=True)]
    padding, added, crops = zip(*axes, strict=True)
    rows, cols = (length + sum(crop) for (_, _, length), crop in zip(cuts, crops, strict=True))
    args = (
        Arg("in_channels", place.entering[2]),
        Arg("out_channels", layer.filters),
        Arg("kernel_size", collapsed(layer.kernel_size)),
        Arg("stride", collapsed(layer.strides), 1),
        Arg("padding", collapsed(padding), 0),
        Arg("output_padding", collapsed(added), 0),
        Arg("groups", layer.groups, 1),
        Arg("bias", layer.use_bias, True),
        Arg("dilation", collapsed(layer.dilation_rate), 1),
    )
    made = Made("nn.ConvTranspose2d", args, "", (rows, cols, layer.filters))
    return [made] if crops == _NONE else [made, crop(crops)]


def _cut(before: int, after: int, most: int) -> tuple[int, int, tuple[int, int]]:
    """Padding, output padding (at most `most`) and cells to cut off afterwards that make up a cut of `before` and `after`."""
    if 0 <= before - after <= most:
        return before, before - after, (0, 0)
    if after < 0:
        return 0, -after, (before, 0)
    padding = min(before, after)
    return padding, 0, (before - padding, after - padding)


def crop(sides: Sides) -> Made:
    (top, bottom), (left, right) = sides
    names = ("top", "bottom", "left", "right")
    return Made("Crop2d", tuple(map(Arg, names, (top, bottom, left, right))), "crop")


# -- pooling ----------------------------------------------------------------------------------------------------------------


def max_pool(layer: layers.MaxPool2D, place: Place) -> list[Made]:
    amount = _own_padding(layer, place)
    if amount is not None:
        dilation = Arg("dilation", collapsed(layer.dilation_rate), 1)
        return [Made("nn.MaxPool2d", (*_window(layer), Arg("padding", amount, 0), dilation, _ceil(layer)))]
    sides = layer.sides(place.entering)
    around = (Arg("padding", torch_sides(sides)), Arg("value", -math.inf))
    pad = Made("nn.ConstantPad2d", around, "pad", padded(place.entering, sides))
    args = (*_window(layer), Arg("padding", 0, 0), Arg("dilation", collapsed(layer.dilation_rate), 1))
    return [pad, Made("nn.MaxPool2d", args)]


def average_pool(layer: layers.AveragePool2D, place: Place) -> list[Made]:
    amount = _own_padding(layer, place)
    if amount is not None and max(layer.dilation_rate) == 1:
        counted = Arg("count_include_pad", layer.count_padding or amount == 0, True)
        return [Made("nn.AvgPool2d", (*_window(layer), Arg("padding", amount, 0), _ceil(layer), counted))]
    sides, counting = layer.sides(place.entering), layer.counted(place.entering)
    if sides == counting and max(layer.dilation_rate) == 1:
        pad = Made("nn.ZeroPad2d", (Arg("padding", torch_sides(sides)),), "pad", padded(place.entering, sides))
        return [pad, Made("nn.AvgPool2d", _window(layer))]
    window = (Arg("kernel_size", layer.pool_size), Arg("stride", layer.strides))
    (top, bottom), (left, right) = sides
    inside = _flat(counting)
    around = (Arg("padding", (left, right, top, bottom)), Arg("counted", inside))
    return [Made("PaddedAvgPool2d", (*window, *around, Arg("dilation", layer.dilation_rate, (1, 1))))]


def _flat(sides: Sides) -> tuple[int, ...]:
    return (*sides[1], *sides[0])


def _own_padding(layer: layers.MaxPool2D | layers.AveragePool2D, place: Place) -> int | tuple[int, ...] | None:
    """The padding as PyTorch's own pooling takes it, at most half of the window; None if it cannot be said so."""
    sides = layer.padded(place.entering)
    small = all(2 * max(side) <= size for side, size in zip(sides, layer.pool_size, strict=True))
    if layer.ceil_mode and not _rounds_alike(layer, place, sides):
        return None
    return symmetric(sides) if small else None


def _rounds_alike(layer: layers.MaxPool2D | layers.AveragePool2D, place: Place, sides: Sides) -> bool:
    """Whether PyTorch gives as many rows and columns with ceil_mode: it drops a window that would begin in the padding."""
    for axis, (before, after) in enumerate(sides):
        length, stride = place.entering[axis], layer.strides[axis]
        reach = layer.dilation_rate[axis] * (layer.pool_size[axis] - 1) + 1
        count = -(-(length + before + after - reach) // stride) + 1
        count -= (count - 1) * stride >= length + before
        if count != place.leaving[axis]:
            return False
    return True


def _ceil(layer: layers.MaxPool2D | layers.AveragePool2D) -> Arg:
    return Arg("ceil_mode", layer.ceil_mode, False)


def _window(layer: layers.MaxPool2D | layers.AveragePool2D) -> tuple[Arg, Arg]:
    size = collapsed(layer.pool_size)
    # Without a stride the window moves by its size.
    return Arg("kernel_size", size), Arg("stride", collapsed(layer.strides), size)
