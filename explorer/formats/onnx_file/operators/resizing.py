"""Operators that resample rows and columns."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from explorer.formats.onnx_file.building import Reading, made, usual
from explorer.formats.onnx_file.folding import axis_in, ints
from explorer.formats.onnx_file.operators.sizing import maps_by_letter
from explorer.formats.onnx_file.order import as_maps
from explorer.formats.onnx_file.tensors import decimal
from explorer.formats.onnx_file.terms import SEAM, Term, Unrepresentable, Value
from explorer.layers import Resizing, UpSampling2D
from explorer.layers.base import Array, Layer


def _resize(reading: Reading) -> tuple[Value, ...]:
    term, letters = maps_by_letter(reading)
    wire = reading.wire()
    old = reading.node.op == "Upsample" or reading.opset < 11
    scales, sizes = _targets(reading, wire.shape, old)
    targets = dict(zip(letters, zip(scales, sizes, strict=True), strict=True))
    rows, cols, channels = (targets.get(letter, (1.0, 1)) for letter in "rch")
    where = dict(zip(letters, wire.shape, strict=True))
    if channels[1] != where.get("h", 1) or sizes[0] != wire.shape[0]:
        raise Unrepresentable("it resizes more than rows and columns")
    term = as_maps(term)
    said = _said_resizing(reading, term, (rows, cols))
    if said is not None:
        return (usual(said, reading.batch, letters),)
    if (rows[1], cols[1]) == term.shape[:2]:
        return (usual(term, reading.batch, letters),)
    mode = reading.attribute("mode", "nearest")
    how = "asymmetric" if old else reading.attribute("coordinate_transformation_mode", "half_pixel")
    rounding = "floor" if old else reading.attribute("nearest_mode", "round_prefer_floor")
    if reading.attribute("antialias", 0) or reading.attribute("exclude_outside", 0):
        raise Unrepresentable("it smooths maps before it makes them smaller")
    layer = resizing(term.shape, (rows, cols), mode, how, rounding)
    return (usual(reading.term(term, layer), reading.batch, letters),)


def _said_resizing(reading: Reading, term: Term, targets: tuple[tuple[float, int], tuple[float, int]]) -> Term | None:
    """Behind a seam, or along one axis alone: sizes or scales at their word, two such operators as one layer. Else None."""
    axes = tuple(reading.attribute("axes", ()))
    if reading.seams and not axes:
        factors = tuple(round(scale) for scale, _ in targets)
        blends = reading.attribute("mode", "nearest") == "linear"
        return reading.term(term, made(UpSampling2D, size=factors, interpolation="bilinear" if blends else "nearest"))
    first = term.layer
    second = axes == (3,) and isinstance(first, Resizing) and reading.node.op == "Resize" and not term.params
    if not reading.seams and not (second and _along_rows(term)):
        return None
    mode = reading.attribute("mode", "nearest")
    how = reading.attribute("coordinate_transformation_mode", "half_pixel").replace("_", "-")
    how_rounded = reading.attribute("nearest_mode", "round_prefer_floor").replace("_", "-")
    settings: dict[str, Any] = {"interpolation": "bilinear" if mode == "linear" else mode, "positions": how}
    settings["rounding"] = how_rounded
    given = reading.constant(2, "scales") if len(reading.inputs) == 3 else None
    exact = given is not None and given.dtype == np.float64
    for axis, (side, (scale, size)) in enumerate(zip(("height", "width"), targets, strict=True)):
        if axes and axis + 2 not in axes:
            settings[f"{side}_factor"] = 1.0
        else:
            factor = scale if exact else decimal(scale)
            settings |= {side: size} if given is None else {f"{side}_factor": factor}
    if second and not reading.seams:
        assert isinstance(first, Resizing)
        rows = {"height": first.height, "height_factor": first.height_factor}
        return reading.term(term.below, made(Resizing, **{**settings, **rows}))
    return reading.term(term, made(Resizing, **settings))


def _along_rows(term: Term) -> bool:
    """Whether maps were resized along their rows alone, at its word, which waits for the columns."""
    layer = term.layer
    return isinstance(layer, Resizing) and (layer.width, layer.width_factor) == (0, 1.0) and term.below.join == SEAM


def _targets(reading: Reading, shape: tuple[int, ...], old: bool) -> tuple[list[float], list[int]]:
    """Scales and sizes of all axes. Raises Unrepresentable."""
    place = 1 if old else 2
    given = reading.constant(place, "scales") if len(reading.inputs) > place else None
    scales = [float(n) for n in given.reshape(-1)] if given is not None and given.size else []
    scales = scales or [float(n) for n in reading.attribute("scales", ())]
    axes = [axis_in(n, len(shape)) for n in reading.attribute("axes", tuple(range(len(shape))))]
    sizes_given = reading.constant(3, "sizes") if len(reading.inputs) > 3 else None
    if scales:
        if len(scales) != len(axes) or not all(0 < n <= 1024 for n in scales):
            raise Unrepresentable("its scales are not those of its axes")
        factors = [1.0] * len(shape)
        for axis, scale in zip(axes, scales, strict=True):
            factors[axis] = scale
        return factors, [math.floor(size * factor) for size, factor in zip(shape, factors, strict=True)]
    wanted = ints(sizes_given, "sizes")
    if len(wanted) != len(axes):
        raise Unrepresentable("its sizes are not those of its axes")
    sizes = list(shape)
    for axis, size in zip(axes, wanted, strict=True):
        sizes[axis] = size
    policy = reading.attribute("keep_aspect_ratio_policy", "stretch")
    if policy != "stretch":
        chosen = (min if policy == "not_larger" else max)(sizes[axis] / shape[axis] for axis in axes)
        for axis in axes:
            sizes[axis] = math.floor(chosen * shape[axis] + 0.5)
    return [size / have for size, have in zip(sizes, shape, strict=True)], sizes


def nearest_places(length: int, size: int, scale: float, how: str, rounding: str) -> Array | None:
    """The input place of every output place, as ONNX's Resize defines it; None for ways that are not known."""
    out = np.arange(size, dtype=np.float64)
    if how == "asymmetric":
        at = out / scale
    elif how == "align_corners":
        at = out * (length - 1) / max(size - 1, 1)
    elif how in ("half_pixel", "pytorch_half_pixel"):
        at = (out + 0.5) / scale - 0.5 if size > 1 or how == "half_pixel" else 0 * out
    else:
        return None
    if rounding not in _ROUNDED:
        return None
    return np.clip(_ROUNDED[rounding](at), 0, length - 1).astype(np.int64)


_ROUNDED: dict[str, Callable[[Array], Array]] = {
    "floor": np.floor,
    "ceil": np.ceil,
    "round_prefer_floor": lambda x: np.ceil(x - 0.5),
    "round_prefer_ceil": lambda x: np.floor(x + 0.5),
}


def resizing(
    shape: tuple[int, ...],
    targets: tuple[tuple[float, int], tuple[float, int]],
    mode: str,
    how: str,
    rounding: str,
) -> Layer:
    """The layer that resizes maps so; `targets` are scale and size of rows and of columns. Raises Unrepresentable."""
    factors = tuple(size // max(have, 1) for (_, size), have in zip(targets, shape, strict=False))
    whole = all(factor * have == size for factor, have, (_, size) in zip(factors, shape, targets, strict=False))
    exact = whole and all(scale == factor for (scale, _), factor in zip(targets, factors, strict=True))
    if exact and mode == "nearest":
        places = [nearest_places(shape[axis], targets[axis][1], targets[axis][0], how, rounding) for axis in (0, 1)]
        repeats = [np.repeat(np.arange(shape[axis]), factors[axis]) for axis in (0, 1)]
        if all(a is not None and np.array_equal(a, b) for a, b in zip(places, repeats, strict=True)):
            return made(UpSampling2D, size=factors)
    if exact and mode == "linear" and how in ("half_pixel", "pytorch_half_pixel"):
        return made(UpSampling2D, size=factors, interpolation="bilinear")
    if mode not in ("nearest", "linear") or how == "tf_crop_and_resize":
        raise Unrepresentable(
            f"there is no layer that resizes maps by {how if mode in ('nearest', 'linear') else mode}"
        )
    by_factor = [targets[axis][0] * shape[axis] != targets[axis][1] for axis in (0, 1)]
    if how == "align_corners" and any(by_factor):
        raise Unrepresentable(
            "its factors do not make whole numbers of rows and columns, between which it lays corners"
        )
    settings: dict[str, Any] = {"interpolation": "nearest" if mode == "nearest" else "bilinear"}
    for axis, (side, (scale, size)) in enumerate(zip(("height", "width"), targets, strict=True)):
        settings |= {f"{side}_factor": scale, side: 0} if by_factor[axis] else {side: size}
    if mode == "nearest":
        settings["rounding"] = rounding.replace("_", "-")
    return made(Resizing, positions=how.replace("_", "-"), **settings)


RESIZING: dict[str, Callable[[Reading], tuple[Value, ...]]] = {"Resize": _resize, "Upsample": _resize}
