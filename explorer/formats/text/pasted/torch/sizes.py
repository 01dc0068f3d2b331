"""PyTorch's layers that move cells or change the size of maps: pooling, borders, resizing and shuffles."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer import layers
from explorer.errors import ShapeError, quoted
from explorer.formats.text.pasted.calls import Arguments, Call, made
from explorer.formats.text.pasted.torch.context import (
    Context,
    Translate,
    both,
    checked_number,
    need_shape,
    padding_of,
)
from explorer.layers.base import Array, Layer

BORDERS = {"reflect": "reflect", "replicate": "edge", "circular": "wrap", "constant": "constant"}
"""PyTorch's words for what a border holds, and ours."""
_BLENDS = "PyTorch's align_corners=False was taken for {}: print(model) does not show it."


def max_pool(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "kernel_size,stride,padding,dilation,return_indices,ceil_mode")
    found.only("return_indices", False)
    return (made(layers.MaxPool2D, call, dilation_rate=found.get("dilation", 1), **_pool_window(found)),)


def avg_pool(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "kernel_size,stride,padding,ceil_mode,count_include_pad,divisor_override")
    found.only("divisor_override", None)
    settings = _pool_window(found)
    counted = found.get("count_include_pad", True) if settings["padding"] != "valid" else False
    return (made(layers.AveragePool2D, call, count_padding=counted, **settings),)


def _pool_window(found: Arguments) -> dict[str, Any]:
    size, stride = found.need("kernel_size"), found.get("stride")
    return {
        "pool_size": size,
        "strides": size if stride is None else stride,
        "padding": padding_of(found.get("padding", 0)),
        "ceil_mode": found.get("ceil_mode", False),
    }


def adaptive(pool: type[Layer], overall: type[Layer]) -> Translate:
    """Pooling to a size: None keeps the rows or columns that there are, 1 × 1 is the pooling of whole maps."""

    def translate(call: Call, context: Context) -> tuple[Layer, ...]:
        found = Arguments(call, "output_size,return_indices")
        found.only("return_indices", False)
        if "output_size" not in found:
            found.need("output_size")
        rows, cols = both(found.get("output_size"))
        if (rows, cols) == (1, 1):
            return (made(overall, call, keepdims=True),)
        if rows is None or cols is None:
            pairs = zip((rows, cols), need_shape(call, context), strict=False)
            rows, cols = (own if wanted is None else wanted for wanted, own in pairs)
        return (made(pool, call, output_size=(rows, cols)),)

    return translate


def border(mode: str) -> Translate:
    """ReflectionPad2d and its like: a number for all sides, or four numbers for left, right, top and bottom."""

    def translate(call: Call, context: Context) -> tuple[Layer, ...]:
        found = Arguments(call, "padding,value" if mode == "constant" else "padding")
        settings = {"value": found.need("value")} if mode == "constant" else {}
        return (made(layers.Padding2D, call, padding=_sides(found, "padding"), mode=mode, **settings),)

    return translate


def zero_pad(call: Call, context: Context) -> tuple[Layer, ...]:
    return (made(layers.ZeroPadding2D, call, padding=_sides(Arguments(call, "padding"), "padding")),)


def pad(call: Call, context: Context) -> tuple[Layer, ...]:
    """torch.nn.functional.pad, of rows and columns; of columns alone where two numbers are given."""
    found = Arguments(call, "pad,mode,value")
    said = found.need("pad")
    sides = ((0, 0), said) if isinstance(said, tuple) and len(said) == 2 else _sides(found, "pad")
    found.only("mode", "constant", *BORDERS)
    mode, value = BORDERS[found.get("mode", "constant")], found.get("value") or 0.0
    if mode == "constant" and value == 0:
        return (made(layers.ZeroPadding2D, call, padding=sides),)
    return (made(layers.Padding2D, call, padding=sides, mode=mode, value=value if mode == "constant" else 0.0),)


def _sides(found: Arguments, name: str) -> Any:
    """PyTorch's numbers for left, right, top and bottom as ours, ((top, bottom), (left, right)). Raises TextError."""
    said = found.need(name)
    if not isinstance(said, tuple):
        return said
    if len(said) != 4:
        raise found.spot(name).error(
            f"{name} has {len(said)} numbers here.", "Write one number, or four for left, right, top and bottom."
        )
    left, right, top, bottom = said
    return ((top, bottom), (left, right))


def convolution_border(found: Arguments, mode: str) -> Layer:
    """What a convolution with padding_mode other than "zeros" does first. Raises TextError."""
    size, dilation = both(found.need("kernel_size")), both(found.get("dilation", 1))
    said = found.get("padding", 0)
    if said == "same":
        wholes = [
            int(checked_number(found, "kernel_size", length, 3) - 1) * int(checked_number(found, "dilation", step, 1))
            for length, step in zip(size, dilation, strict=True)
        ]
        sides: Any = tuple((whole // 2, whole - whole // 2) for whole in wholes)
    else:
        cells = [checked_number(found, "padding", each, 1) for each in both(0 if said == "valid" else said)]
        sides = tuple((each, each) for each in cells)
    return made(layers.Padding2D, found.call, padding=sides, mode=BORDERS[mode])


def up_sample(call: Call, context: Context) -> tuple[Layer, ...]:
    found = Arguments(call, "size,scale_factor,mode,align_corners,recompute_scale_factor,antialias")
    found.only("mode", "nearest", "bilinear", "nearest-exact")
    found.only("antialias", False)
    mode = found.get("mode", "nearest")
    found.only("align_corners", *((False, None, True) if mode == "bilinear" else (None, False)))
    found.only("recompute_scale_factor", None, False, True)
    if mode == "bilinear" and "align_corners" not in found:
        context.notes.append(_BLENDS.format(call.name))
    return _resized(found, context, mode, found.get("align_corners") is True)


def up_sample_as(mode: str) -> Translate:
    """UpsamplingNearest2d and UpsamplingBilinear2d, the second of which lays corner on corner."""

    def translate(call: Call, context: Context) -> tuple[Layer, ...]:
        return _resized(Arguments(call, "size,scale_factor"), context, mode, mode == "bilinear")

    return translate


def _resized(found: Arguments, context: Context, mode: str, corners: bool) -> tuple[Layer, ...]:
    """The layer that brings maps to the size, or makes them larger or smaller by the factor, that is given.

    PyTorch's nearest copies the cell at floor(r / s), "nearest-exact" that at floor((r + 1/2) / s), for a factor of s.
    """
    if (found.get("size") is None) == (found.get("scale_factor") is None):
        raise found.call.spot.error(
            f"{found.call.name} needs either a size or a scale_factor.", "Write one of them, such as scale_factor=2."
        )
    sizes = _sizes(found, context)
    factors = [checked_number(found, "scale_factor", each, 2) for each in both(found.get("scale_factor", 1))]
    if sizes is None and not corners and mode != "nearest-exact" and all(each in range(1, 33) for each in factors):
        return (made(layers.UpSampling2D, found.call, size=tuple(map(int, factors)), interpolation=mode),)
    settings: dict[str, Any] = {"interpolation": "bilinear" if mode == "bilinear" else "nearest"}
    if mode == "nearest":
        settings |= {"positions": "asymmetric", "rounding": "floor"}
    elif corners:
        settings["positions"] = "align-corners"
    if sizes is None:
        settings |= {"height_factor": factors[0], "width_factor": factors[1]}
    else:
        settings |= {"height": sizes[0], "width": sizes[1]}
    resizing = made(layers.Resizing, found.call, **settings)
    assert isinstance(resizing, layers.Resizing)
    if context.map_shape is not None:
        _compare(found, resizing, context, mode)
    return (resizing,)


def _compare(found: Arguments, layer: layers.Resizing, context: Context, mode: str) -> None:
    """Say where the rounding of PyTorch's numbers makes other maps than exact ones. Raises TextError for another size."""
    shape = need_shape(found.call, context)
    try:
        made_shape = layer.output_shape(shape)
    except ShapeError:  # the network says so, with the layer's name, when all layers are read
        return
    for axis, factor in enumerate((layer.height_factor, layer.width_factor)):
        length, count, sized = shape[axis], made_shape[axis], bool((layer.height, layer.width)[axis])
        if not sized and int(length * factor) != count:
            raise found.spot("scale_factor").error(
                f"A scale_factor of {factor:g} makes {int(length * factor)} of {length} in PyTorch, which rounds "
                f"{length * factor!r} down, and {count} here.",
                f"Write the size in its place, such as size={int(length * factor)}.",
            )
        if mode == "bilinear":
            continue
        places = _places_in_float32(
            count, length / count if sized else 1 / factor, 0.5 if mode == "nearest-exact" else 0
        )
        other = int((np.minimum(places, length - 1) != layer.taps(axis, length)[0]).sum())
        if other:
            context.notes.append(
                f"{found.call.name}: PyTorch rounds the places of its {count} {('rows', 'columns')[axis]}, so that {other} of "
                "them may copy the cell before or behind the one that is copied here."
            )


def _places_in_float32(count: int, step: float, offset: float) -> Array:
    """The cells that PyTorch copies to `count` places, as aten/src/ATen/native/UpSample.h computes them."""
    places: Array = np.floor((np.arange(count, dtype=np.float32) + np.float32(offset)) * np.float32(step))
    return places


def _sizes(found: Arguments, context: Context) -> tuple[int, int] | None:
    """The rows and columns that come out, where they are given or the factor is computed anew from them. Raises TextError."""
    size = found.get("size")
    if size is not None:
        if any(type(each) is not int or each < 1 for each in both(size)):
            raise found.spot("size").error(f"The size is {quoted(size)}.", "Write rows and columns, such as (14, 14).")
        return both(size)
    if not found.get("recompute_scale_factor"):
        return None
    shape = need_shape(found.call, context)
    factors = [checked_number(found, "scale_factor", each, 2) for each in both(found.get("scale_factor"))]
    return int(shape[0] * factors[0]), int(shape[1] * factors[1])


def shuffled(kind: type[Layer], argument: str) -> Translate:
    """Depth to space and back: PyTorch keeps the channels of one map together, which ONNX calls CRD."""

    def translate(call: Call, context: Context) -> tuple[Layer, ...]:
        return (made(kind, call, block_size=Arguments(call, argument).need(argument), mode="CRD"),)

    return translate


def channel_shuffle(call: Call, context: Context) -> tuple[Layer, ...]:
    return (made(layers.ChannelShuffle, call, groups=Arguments(call, "groups").need("groups")),)
