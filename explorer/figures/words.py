"""Sentences about a cell: which one it is, what it reads of the image, and what to know of its network."""

from __future__ import annotations

import re
from html import escape

import numpy as np

from explorer.figures.theme import number
from explorer.layers import Conv2D
from explorer.layers.base import Array
from explorer.network import Cell, Network
from explorer.presets.preset import MANY_ANSWERS
from explorer.reads import Region
from explorer.weights import Seeded, Weights

COLOURS = ("red", "green", "blue")


def letters(text: str) -> str:
    """A text that anybody may have written, so that a figure shows it letter by letter: Plotly takes <b> and <a> for HTML."""
    return escape(text, quote=False)


def bold_html(text: str) -> str:
    """A sentence with **bold** words as HTML; whatever else stands in it is letters."""
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text))


def cell_name(network: Network, cell: Cell) -> str:
    """A cell in words: "conv1_2, map 3, row 12, column 4", "dense3, unit 7" or "input, red, row 0, column 0"."""
    step = network.step(cell.path)
    if len(step.output_shape) == 1:
        return f"{step.name}, unit {cell.channel:,}"
    return f"{step.name}, {map_name(network, cell.path, cell.channel)}, row {cell.row}, column {cell.col}"


def padding_words(value: float) -> str:
    """A cell of the padding that holds `value`."""
    return f"{number(value)} from the padding" if value else "a zero from the padding"


def map_name(network: Network, path: str, channel: int) -> str:
    """One map of a step in words: "map 3", "unit 7" of a vector, or "red" of a color image."""
    step = network.step(path)
    if len(step.output_shape) == 1:
        return f"unit {channel:,}"
    if path:
        return f"map {channel}"
    planes = step.output_shape[2]
    return COLOURS[channel] if planes == 3 else "grey" if planes == 1 else f"channel {channel}"


def reads_sentence(network: Network, cell: Cell, region: Region) -> str:
    """One sentence on which rows and columns of the image the cell reads, and how many px lie in the padding."""
    if not cell.path:
        return "This number comes straight from the image."
    if region.hull is None:
        return "It reads nothing but padding: its number is the same for every image."
    hull = region.hull
    if region.whole:
        size = f"{hull.height} × {hull.width} px"
        step = "" if _uneven(network, cell) else _step(network, cell)
        return f"Reads the whole image, {size}{_padding(region)}.{step}"
    return (
        f"Reads {_span('row', hull.top, hull.bottom)} and {_span('column', hull.left, hull.right)}: "
        f"{hull.height} × {hull.width} px{_padding(region)}{_holes(region)}{_union(region)}.{_step(network, cell)}"
    )


def reads_briefly(network: Network, cell: Cell, region: Region, colors: bool) -> str:
    """The size of what a cell reads in a few words; `colors` says that its layer reads red, green and blue."""
    if not cell.path:
        return "a number straight from the image"
    if region.hull is None:
        return "reads nothing but padding"
    size = f"{region.hull.height} × {region.hull.width} px"
    if region.whole:
        return f"reads the whole image, {size}"
    return f"reads {size} of {'all three colours' if colors else 'the image'}"


def _union(region: Region) -> str:
    return f"; a union of {len(region.parts)} parts" if region.union else ""


UNION = (
    "Union: through its branches, the cell reads several parts of the image, each with its own rows, columns and channels. "
    "The outline goes around all of them."
)
UNEVEN = (
    "Uneven: cells of this layer read regions of different sizes, or at different distances. That happens after branches "
    "that do not line up, and after up-sampling. So there is no single step on the image."
)


def reads_help(network: Network, cell: Cell, region: Region) -> str:
    """An explanation of `reads_sentence` for a union of regions or uneven windows; "" where none is needed."""
    notes = ((UNION, region.union), (UNEVEN, _uneven(network, cell)))
    return " ".join(words for words, applies in notes if applies and not region.whole)


def _span(what: str, first: int, last: int) -> str:
    return f"{what} {first}" if first == last else f"{what}s {first}–{last}"


def _step(network: Network, cell: Cell) -> str:
    if _uneven(network, cell):
        return " Neighbouring cells are unevenly spaced on the image."
    window = network.step(cell.path).window
    if window is None or len(network.step(cell.path).output_shape) == 1:
        return ""
    rows, cols = window.rows.jump, window.cols.jump
    further = f"{rows} px further on" if rows == cols else f"{rows} px further down or {cols} px further across"
    return f" The next cell reads {further}."


def _uneven(network: Network, cell: Cell) -> bool:
    step = network.step(cell.path)
    return step.window is None and len(step.output_shape) == 3


def _padding(region: Region) -> str:
    top, bottom, left, right = region.in_padding
    if not any((top, bottom, left, right)):
        return " and no padding"
    sides = [
        f"{count} {'row' if vertical else 'column'}{'s' * (count != 1)} {where}"
        for count, vertical, where in (
            (top, True, "above"),
            (bottom, True, "below"),
            (left, False, "to the left"),
            (right, False, "to the right"),
        )
        if count
    ]
    return f", and padding: {', '.join(sides)}"


def _holes(region: Region) -> str:
    if not region.holes or region.hull is None:
        return ""
    skipped = region.hull.height * region.hull.width - region.cells
    return f"; skips {skipped:,} of these pixels"


def silent_map_note(values: Array) -> str:
    """A note about a map (rows, columns) that is zero everywhere; "" for any other."""
    return "" if np.any(values) else "This map is silent for this image: every cell is 0."


def remarks(network: Network, weights: Weights) -> str:
    """Notes about the overview: that maps of random weights look like noise, and that the network has no classes."""
    notes = []
    convolutions = [step for step in network.steps if isinstance(step.layer, Conv2D)]
    random = isinstance(weights.base, Seeded) or weights.asked_for is not None
    if random and len(convolutions) > len(weights.overrides) + 1:
        notes.append("The weights are random, so the maps of deep layers look like noise.")
        if network.output_shape == (MANY_ANSWERS,):
            notes.append(
                f"The {MANY_ANSWERS:,} answers have no names, because this network comes without trained weights."
            )
    if len(network.steps) > 1 and len(network.output_shape) == 3:
        notes.append("The network ends in maps, not in classes.")
    return " ".join(notes)
