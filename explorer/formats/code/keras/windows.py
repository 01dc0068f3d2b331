"""Keras' layers with windows: convolutions, transposed convolutions and poolings.

Keras has the paddings "valid" and "same", and refuses strides together with dilation. All else is padded before, strided or
cut afterwards; what has no such form is a helper.
"""

from __future__ import annotations

import math

from explorer import layers
from explorer.formats.code.calls import Arg, Made, Place, collapsed, plain_sides
from explorer.layers.base import Shape
from explorer.layers.sliding import Sliding

Sides = tuple[tuple[int, int], tuple[int, int]]
_NONE: Sides = ((0, 0), (0, 0))


def conv2d(layer: layers.Conv2D, place: Place) -> list[Made]:
    first = [Arg("filters", layer.filters), Arg("kernel_size", collapsed(layer.kernel_size))]
    last = [Arg("groups", layer.groups, 1), Arg("use_bias", layer.use_bias, True)]
    return _convolved("layers.Conv2D", layer, place, first, last, split=max(layer.dilation_rate) > 1)


def depthwise(layer: layers.DepthwiseConv2D, place: Place) -> list[Made]:
    first = [Arg("kernel_size", collapsed(layer.kernel_size))]
    last = [Arg("depth_multiplier", layer.depth_multiplier, 1), Arg("use_bias", layer.use_bias, True)]
    # TensorFlow's takes one stride for both axes.
    split = max(layer.dilation_rate) > 1 or len(set(layer.strides)) > 1
    return _convolved("layers.DepthwiseConv2D", layer, place, first, last, split=split)


def _convolved(
    name: str,
    layer: layers.Conv2D | layers.DepthwiseConv2D,
    place: Place,
    first: list[Arg],
    last: list[Arg],
    split: bool,
) -> list[Made]:
    """A convolution, behind zeros where they are not those of "same"; with `split` its strides are a layer of their own."""
    strides = layer.strides
    split = split and max(strides) > 1
    sides = layer.padded(place.entering)
    padding, before = _padding(layer, place.entering, sides, alone=not split)
    window = [
        Arg("strides", 1 if split else collapsed(strides), 1),
        Arg("padding", padding, "valid"),
        Arg("dilation_rate", collapsed(layer.dilation_rate), 1),
    ]
    conv = Made(name, (*first, *window, *last))
    if not split:
        return [*before, conv]
    rows, cols = (
        n + sum(side) - (size - 1) * dilation
        for n, side, size, dilation in zip(place.entering, sides, layer.kernel_size, layer.dilation_rate, strict=False)
    )
    # The name stands where the weights are.
    every = Made("layers.MaxPooling2D", (Arg("pool_size", 1), Arg("strides", collapsed(strides), 1)), "strides")
    return [*before, Made(conv.function, conv.args, "", (rows, cols, place.leaving[2])), every]


def _padding(layer: Sliding, shape: Shape, sides: Sides, alone: bool = True) -> tuple[str, list[Made]]:
    """Keras' word for the cells around an input, and the zeros to put there before where it has no word for them.

    With `alone` set to False, the stride is not Keras', so that "same" would mean other cells.
    """
    if alone and sides == same_sides(layer, shape) and (layer.pad == "same" or sides != _NONE):
        return "same", []
    if sides == _NONE:
        return "valid", []
    return "valid", [_zeros(shape, sides)]


def same_sides(layer: Sliding, shape: Shape) -> Sides:
    """The cells that "same" means for this layer."""
    (top, bottom), (left, right) = layer.with_settings(padding="same").padded(shape)
    return (top, bottom), (left, right)


def _padded(shape: Shape, sides: Sides) -> Shape:
    return (shape[0] + sum(sides[0]), shape[1] + sum(sides[1]), shape[2])


def _zeros(shape: Shape, sides: Sides) -> Made:
    return Made("layers.ZeroPadding2D", (Arg("padding", plain_sides(sides)),), "pad", _padded(shape, sides))


# -- transposed convolutions ----------------------------------------------------------------------------------------------


def transposed(layer: layers.Conv2DTranspose, place: Place) -> list[Made]:
    """Keras' own where all backends agree on it: they cut the odd cell of "same" off on different sides."""
    cuts = [layer.cut(axis, place.entering[axis]) for axis in (0, 1)]
    plain = max(layer.dilation_rate) == 1 and layer.groups == 1
    if (
        plain
        and layer.padding == "same"
        and all(before == after >= 0 for before, after, _ in cuts)
        and _unextended(layer)
    ):
        return [_transposed(layer, "same")]
    given = [max((n - 1) * s + k, n * s) for n, s, k in _axes(layer, place.entering)]
    sides = [(before, whole - before - length) for (before, _, length), whole in zip(cuts, given, strict=True)]
    if not plain or any(after < 0 for _, after in sides):
        return [_general(layer, cuts)]
    if all(side == (0, 0) for side in sides):
        return [_transposed(layer, "valid")]
    cropping = Made("layers.Cropping2D", (Arg("cropping", plain_sides(tuple(sides))),), "crop")
    whole = _transposed(layer, "valid")
    return [Made(whole.function, whole.args, "", (given[0], given[1], layer.filters)), cropping]


def _unextended(layer: layers.Conv2DTranspose) -> bool:
    """Whether no kernel is shorter than its stride: the backends fill up in different ways."""
    return all(size >= stride for size, stride in zip(layer.kernel_size, layer.strides, strict=True))


def _axes(layer: layers.Conv2DTranspose, shape: Shape) -> list[tuple[int, int, int]]:
    return list(zip(shape[:2], layer.strides, layer.kernel_size, strict=True))


def _transposed(layer: layers.Conv2DTranspose, padding: str) -> Made:
    return Made(
        "layers.Conv2DTranspose",
        (
            Arg("filters", layer.filters),
            Arg("kernel_size", collapsed(layer.kernel_size)),
            Arg("strides", collapsed(layer.strides), 1),
            Arg("padding", padding, "valid"),
            Arg("use_bias", layer.use_bias, True),
        ),
    )


def _general(layer: layers.Conv2DTranspose, cuts: list[tuple[int, int, int]]) -> Made:
    """The helper, which is told where the maps begin that are kept, and how large they are."""
    return Made(
        "TransposedConv2D",
        (
            Arg("filters", layer.filters),
            Arg("kernel_size", layer.kernel_size),
            Arg("strides", layer.strides),
            Arg("start", tuple(before for before, _, _ in cuts)),
            Arg("size", tuple(length for _, _, length in cuts)),
            Arg("dilation_rate", layer.dilation_rate, (1, 1)),
            Arg("groups", layer.groups, 1),
            Arg("use_bias", layer.use_bias, True),
        ),
    )


# -- pooling ----------------------------------------------------------------------------------------------------------------


def max_pool(layer: layers.MaxPool2D, place: Place) -> list[Made]:
    (top, bottom), (left, right) = sides = layer.sides(place.entering)
    dilated = max(layer.dilation_rate) > 1
    if not dilated and _is_same(layer, place, sides):
        return [_pool("layers.MaxPooling2D", layer, "same")]
    around = (
        Arg("padding", ((top, bottom), (left, right))),
        Arg("mode", "constant", "reflect"),
        Arg("value", -math.inf, 0.0),
    )
    before = [] if sides == _NONE else [Made("Padding2D", around, "pad", _padded(place.entering, sides))]
    if not dilated:
        return [*before, _pool("layers.MaxPooling2D", layer, "valid")]
    return [*before, Made("DilatedMaxPooling2D", _window(layer))]


def average_pool(layer: layers.AveragePool2D, place: Place) -> list[Made]:
    sides, counted = layer.sides(place.entering), layer.counted(place.entering)
    if max(layer.dilation_rate) == 1:
        # Where "same" pads unevenly, Keras on PyTorch counts edge cells twice.
        even = all(before == after for before, after in sides)
        if counted == _NONE and even and _is_same(layer, place, sides):
            return [_pool("layers.AveragePooling2D", layer, "same")]
        if sides == counted:
            before = [] if sides == _NONE else [_zeros(place.entering, sides)]
            return [*before, _pool("layers.AveragePooling2D", layer, "valid")]
    around = (Arg("padding", sides), Arg("counted", counted))
    return [Made("PaddedAveragePooling2D", (*_window(layer)[:2], *around, *_window(layer)[2:]))]


def _is_same(layer: Sliding, place: Place, sides: Sides) -> bool:
    """Whether Keras' "same" is meant or means these cells."""
    whole = same_sides(layer, place.entering)
    return sides == whole and (layer.pad == "same" or sides != _NONE)


def _pool(name: str, layer: layers.MaxPool2D | layers.AveragePool2D, padding: str) -> Made:
    size, strides = collapsed(layer.pool_size), collapsed(layer.strides)
    # Keras' strides are those of the window if they are not given, so the default depends on it.
    args = (Arg("pool_size", size), Arg("strides", strides, size), Arg("padding", padding, "valid"))
    return Made(name, args)


def _window(layer: layers.MaxPool2D | layers.AveragePool2D) -> tuple[Arg, ...]:
    return (
        Arg("pool_size", layer.pool_size),
        Arg("strides", layer.strides),
        Arg("dilation_rate", layer.dilation_rate, (1, 1)),
    )
