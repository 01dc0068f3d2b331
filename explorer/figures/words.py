"""Sentences about a cell: which one it is, what it reads of the image, and what to know of its network."""

from __future__ import annotations

import numpy as np

from explorer.figures.theme import number
from explorer.layers import Conv2D
from explorer.layers.base import Array, as_map
from explorer.ledger import DenseLedger
from explorer.network import Cell, Network
from explorer.presets.preset import MANY_ANSWERS
from explorer.reads import Region
from explorer.weights import Seeded, Weights

COLOURS = ("red", "green", "blue")


def cell_name(network: Network, cell: Cell) -> str:
    """A cell in words: "conv1_2, map 3, row 12, column 4", "dense3, unit 7" or "input, red, row 0, column 0"."""
    step = network.step(cell.path)
    shape = as_map(step.output_shape)
    if len(step.output_shape) == 1:
        return f"{step.name}, unit {cell.channel:,}"
    if not cell.path:
        what = COLOURS[cell.channel] if shape[2] == 3 else "grey" if shape[2] == 1 else f"channel {cell.channel}"
    else:
        what = f"map {cell.channel}"
    return f"{step.name}, {what}, row {cell.row}, column {cell.col}"


def reads_sentence(network: Network, cell: Cell, region: Region) -> str:
    """One sentence on which rows and columns of the image the cell reads, and how many px lie in the padding."""
    if not cell.path:
        return "This is a number of the image itself."
    if region.hull is None:
        return "It reads nothing but padding: its number is the same for every image."
    hull = region.hull
    if region.whole:
        size = f"{hull.height} × {hull.width} px"
        step = "" if _uneven(network, cell) else _step(network, cell)
        return f"Reads the whole image, {size}{step}; {_padding(region)}."
    return (
        f"Reads {_span('row', hull.top, hull.bottom)}, {_span('column', hull.left, hull.right)}: "
        f"{hull.height} × {hull.width} px{_step(network, cell)}; {_padding(region)}{_holes(region)}{_union(region)}."
    )


def _union(region: Region) -> str:
    return f"; a union of {len(region.parts)} parts" if region.union else ""


UNION = (
    "A union: through its branches the cell reads several parts of the image, each with rows, columns and channels of its "
    "own; the outline goes around all of them."
)
UNEVEN = (
    "Uneven: cells of this layer read regions of different size or at different distances, because branches do not align or "
    "an up-sampling has phases; so there is no one step on the image."
)


def reads_help(network: Network, cell: Cell, region: Region) -> str:
    """An explanation of `reads_sentence` for a union of regions or uneven windows; "" where none is needed."""
    notes = ((UNION, region.union), (UNEVEN, _uneven(network, cell)))
    return " ".join(words for words, applies in notes if applies and not region.whole)


def _span(what: str, first: int, last: int) -> str:
    return f"{what} {first}" if first == last else f"{what}s {first}–{last}"


def _step(network: Network, cell: Cell) -> str:
    if _uneven(network, cell):
        return ", at uneven steps"
    window = network.step(cell.path).window
    if window is None or len(network.step(cell.path).output_shape) == 1:
        return ""
    rows, cols = window.rows.jump, window.cols.jump
    return f", step on the image {rows if rows == cols else f'{rows} down and {cols} across'}"


def _uneven(network: Network, cell: Cell) -> bool:
    step = network.step(cell.path)
    return step.window is None and len(step.output_shape) == 3


def _padding(region: Region) -> str:
    top, bottom, left, right = region.in_padding
    if not any((top, bottom, left, right)):
        return "none in the padding"
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
    return f"in the padding: {', '.join(sides)}"


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
    if isinstance(weights.base, Seeded) and len(convolutions) > len(weights.overrides) + 1:
        notes.append("These weights are random: deep maps of random weights look like noise.")
        if network.output_shape == (MANY_ANSWERS,):
            notes.append(
                f"The {MANY_ANSWERS:,} answers have no names: trained weights for this network are not shipped."
            )
    if len(network.steps) > 1 and len(network.output_shape) == 3:
        notes.append("The network ends in maps, not in classes.")
    return " ".join(notes)


def sum_table(network: Network, ledger: DenseLedger) -> str:
    """A dense unit's sum as a Markdown table: the largest products, the rest, the bias, the result."""
    lines = [
        f"How {cell_name(network, ledger.cell)} comes to its number",
        "",
        "| from | value × weight | product |",
        "|:--|--:|--:|",
    ]
    for each in ledger.largest:
        product = f"{number(each.value)} × {number(each.weight)}"
        lines.append(f"| {cell_name(network, each.source)} | {product} | {number(each.product)} |")
    if ledger.other_count:
        lines.append(f"| {ledger.other_count:,} smaller products | | {number(ledger.others)} |")
    lines += [f"| bias | | {number(ledger.bias)} |", f"| **sum** | | **{number(ledger.result)}** |", ""]
    lines.append("Each number is rounded for display; the sum is of the exact ones.")
    return "\n".join(lines)
