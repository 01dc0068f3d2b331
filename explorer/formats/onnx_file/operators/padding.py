"""Paddings of windows in our words: 'valid', 'same' or cells per side, as an exporter meant or as our own writer says them.

ONNX leaves open whether a setting is written that has its default. Exporters write all of them, whatever the framework's words
were, so that their paddings are read as what they amount to. An operator is taken at its word where it leaves some out, as our
writer does, or stands behind an Identity: then cells are 'same' if it leaves `auto_pad` out, and otherwise themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.errors import ExplorerError
from explorer.formats.onnx_file.building import Reading
from explorer.formats.onnx_file.terms import Unrepresentable
from explorer.layers import Conv2DTranspose
from explorer.layers.base import Shape
from explorer.settings import PaddingValue
from explorer.windows import same_padding, span

Pair = tuple[int, int]
TERSE = {"strides", "dilations"}
"""Settings of a convolution that exporters write whatever they are."""


def at_its_word(reading: Reading) -> bool:
    """Whether the paddings of a convolution are meant as they are written."""
    return reading.seams > 0 or not reading.node.attributes.keys() >= TERSE


def pool_at_its_word(reading: Reading) -> bool:
    """The same of a pooling: exporters that say auto_pad="NOTSET" say everything."""
    given = reading.node.attributes.keys()
    rest = {"ceil_mode", "storage_order"} if reading.node.op == "MaxPool" else {"ceil_mode"}
    return reading.seams > 0 or ("auto_pad" in given and not rest <= given)


def pair(reading: Reading, name: str, rank: int, default: int = 1) -> Pair:
    """A setting for rows and columns; a tensor of one row has it for the columns only."""
    values = reading.attribute(name, (default,) * (rank - 2))
    if not isinstance(values, tuple) or len(values) != rank - 2:
        raise Unrepresentable(f"its {name} are not those of {rank - 2} axes")
    return (int(values[0]), int(values[1])) if rank == 4 else (default, int(values[0]))


def pads_of(reading: Reading, rank: int) -> tuple[Pair, Pair]:
    values = reading.attribute("pads", (0,) * 2 * (rank - 2))
    if not isinstance(values, tuple) or len(values) != 2 * (rank - 2) or min(values) < 0:
        raise Unrepresentable("its pads are not those of its axes")
    if rank == 3:
        return (0, 0), (values[0], values[1])
    return (values[0], values[2]), (values[1], values[3])


def padding(
    reading: Reading, rank: int, shape: Sequence[int], kernel: Pair, strides: Pair, dilation: Pair, literal: bool
) -> Any:
    """The padding in our words: 'valid', 'same' where that keeps the size or the file says so, or cells per side.

    With `literal` it is meant as it is written.
    """
    auto = reading.attribute("auto_pad", "NOTSET")
    same = [same_padding(shape[axis], kernel[axis], strides[axis], dilation[axis]) for axis in (0, 1)]
    if auto == "SAME_UPPER":
        return "same"
    if auto == "SAME_LOWER":
        same = [(after, before) for before, after in same]
        return (same[0], same[1])
    sides = ((0, 0), (0, 0)) if auto == "VALID" else pads_of(reading, rank)
    given = reading.node.attributes
    if literal and auto == "NOTSET" and "pads" in given:
        if "auto_pad" in given:
            return sides
        if sides == tuple(same):
            return "same"
    if not any(map(any, sides)):
        return "valid"
    keeps_size = strides == (1, 1) or any(before != after for before, after in sides)
    return "same" if keeps_size and sides == tuple(same) else sides


def cut_of(
    reading: Reading, rank: int, shape: Sequence[int], kernel: Pair, strides: Pair, dilation: Pair
) -> tuple[list[Pair], Pair]:
    """Cells cut off at each side, and cells added behind, of a transposed convolution."""
    extra = pair(reading, "output_padding", rank, 0)
    wanted = reading.attribute("output_shape")
    auto = reading.attribute("auto_pad", "NOTSET")
    if wanted is None and not auto.startswith("SAME"):
        return list(((0, 0), (0, 0)) if auto == "VALID" else pads_of(reading, rank)), extra
    if wanted is not None:
        lengths = [1, *wanted][-2:] if rank == 3 else list(wanted)[-2:]
    else:
        lengths = [shape[axis] * strides[axis] for axis in (0, 1)]
    cut: list[Pair] = []
    added = list(extra)
    for axis in (0, 1):
        total = strides[axis] * (shape[axis] - 1) + span(kernel[axis], dilation[axis]) + extra[axis] - lengths[axis]
        if total < 0:
            added[axis], total = added[axis] - total, 0
        half = total // 2
        cut.append((half, total - half) if auto == "SAME_UPPER" else (total - half, half))
    return cut, (added[0], added[1])


def transposed_padding(cut: list[Pair], extra: Pair, kernel: Pair, strides: Pair, dilation: Pair) -> dict[str, Any]:
    """The padding of a transposed convolution in our words; what is added behind is taken from what is cut there."""
    totals = [span(kernel[axis], dilation[axis]) - strides[axis] for axis in (0, 1)]
    same = [(max(total, 0) // 2, max(total, 0) - max(total, 0) // 2) for total in totals]
    beyond = tuple(max(-total, 0) for total in totals)
    if cut == same and extra == beyond:
        return {"padding": "valid" if not any(map(any, cut)) else "same"}
    if not any(map(any, cut)) and extra == beyond:
        return {"padding": "valid"}
    sides = tuple((before, after - more) for (before, after), more in zip(cut, extra, strict=True))
    if all(after >= 0 for _, after in sides):
        return {"padding": sides}
    return {"padding": tuple(cut), "output_padding": extra}


def rounds_up(pads: PaddingValue, shape: Sequence[int], kernel: Pair, strides: Pair, dilation: Pair) -> bool:
    """Whether a size rounded up is another one than a size rounded down."""
    if pads == "same":
        return False
    sides = ((0, 0), (0, 0)) if isinstance(pads, str) else pads
    left = [shape[axis] + sum(sides[axis]) - span(kernel[axis], dilation[axis]) for axis in (0, 1)]
    return any(rest % stride for rest, stride in zip(left, strides, strict=True))


def said_padding(reading: Reading, rank: int, shape: Shape, settings: dict[str, Any]) -> dict[str, Any] | None:
    """Padding and output padding of a transposed convolution with these other settings, at their word; None where they do not
    make what the operator makes.

    Where a stride is wider than the kernel reaches, 'valid' and 'same' make output padding themselves: there two settings are
    one operator, and the Identities before it say for which axes the output padding is one that was set.
    """
    given = reading.node.attributes
    auto, bits = given.get("auto_pad"), max(reading.seams - 1, 0)
    if auto != "VALID" and not (at_its_word(reading) and "pads" in given and auto in (None, "NOTSET")):
        return None
    sides = pads_of(reading, rank) if auto != "VALID" else ((0, 0), (0, 0))
    extra = pair(reading, "output_padding", rank, 0)
    word: PaddingValue = {"VALID": "valid", None: "same"}.get(auto, sides)
    chosen = [0, 0]
    for axis in (0, 1):
        wanted = (*sides[axis], extra[axis])
        plain = _said_cut(shape, settings, word, (0, 0), axis)
        chosen[axis] = 0 if plain == _as_cut(wanted) and not (bits >> axis & 1 or sides[axis][1]) else extra[axis]
        if _said_cut(shape, settings, word, (chosen[0], chosen[1]), axis) != _as_cut(wanted):
            return None
    return {"padding": word, "output_padding": (chosen[0], chosen[1])}


def _as_cut(sides: tuple[int, int, int]) -> Pair:
    before, after, added = sides
    return before, after - added


def _said_cut(shape: Shape, settings: dict[str, Any], word: PaddingValue, added: Pair, axis: int) -> Pair | None:
    try:
        layer = Conv2DTranspose(**settings, padding=word, output_padding=added)
    except ExplorerError:
        return None
    before, after, _ = layer.cut(axis, shape[axis])
    return before, after
