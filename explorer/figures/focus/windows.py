"""The focus of windows and copies: poolings, flattening, padding, cropping, repetition, dropout and concatenation."""

from __future__ import annotations

import numpy as np

from explorer.figures.focus.case import FocusCase, width_of
from explorer.figures.focus.record import Branch, Moves, Term, WindowFocus
from explorer.figures.overview.branches.lane_names import lane_name, lane_words
from explorer.kernels.pooling.pooling import NONE
from explorer.layers import (
    AveragePool2D,
    Concatenate,
    Cropping2D,
    Dropout,
    Flatten,
    Moving,
    Padding2D,
    Resizing,
    UpSampling2D,
    ZeroPadding2D,
)
from explorer.layers.base import Layer, as_map
from explorer.layers.reshaping.moving import Ordering
from explorer.ledger import AveragePoolLedger, CopyLedger, JoinLedger, MaxPoolLedger
from explorer.ledger.readings.window_table import WindowTable, cell_table, window_table
from explorer.network import Cell

IDENTITY = Dropout()
COPY = (Term("y", "sum", "what is passed on"), Term(" = "), Term("x", "input", "what is copied"))
READ = Term("X", "input", "numbers under the window")
LEADS: dict[type[Layer], str] = {
    ZeroPadding2D: "The map is copied, with a border of zeros around it.",
    Padding2D: "The map is copied, with a border around it.",
    Cropping2D: "The map is copied without its border.",
    UpSampling2D: "Every cell is repeated, so that the map becomes larger.",
    Resizing: "Every new cell is a copy of one of the old map, where it lies on it.",
    Dropout: "Dropout acts only in training: here every number goes on unchanged.",
    Flatten: "All maps are written into one long vector: place by place, and at each place map by map.",
}


def max_pool(focus: FocusCase, ledger: MaxPoolLedger) -> WindowFocus:
    """A max pooling, of windows or of whole maps."""
    formula = (
        Term("y", "sum", "what is passed on"),
        Term(" = "),
        Term("max", "drawn", "take the largest"),
        Term(" "),
        READ,
    )
    lead = "Of all the numbers under the window, only the largest goes on."
    return _window(focus, lead, formula, "max")


def average_pool(focus: FocusCase, ledger: AveragePoolLedger) -> WindowFocus:
    """An average pooling, of windows or of whole maps."""
    formula = (
        Term("y", "sum", "what is passed on"),
        Term(" = "),
        Term("Σ", "total", "add up"),
        Term(" "),
        READ,
        Term(" / "),
        Term("n", "count", "how many there are"),
    )
    return _window(focus, "All numbers under the window become one: their mean.", formula, "mean")


def copy(focus: FocusCase, ledger: CopyLedger) -> WindowFocus:
    """A layer that copies cells: where from is a matter of place only."""
    layer, case, cell = focus.step.layer, focus.case, ledger.cell
    lead = LEADS.get(type(layer), "Every number goes on unchanged.")
    if isinstance(layer, Flatten) and len(case.step.input_shape) == 3:
        return _flat(focus, lead)
    if isinstance(layer, Moving) and ledger.source is not None:
        return _moved(focus, layer.about, ledger.source)
    if focus.is_vector:
        shape = focus.plane(cell.path, cell.channel).values.shape
        return _copied(
            focus, lead, case.below.path, cell.channel, window_table(layer, (*shape, 1), (*shape, 1)), "units"
        )
    table = window_table(layer, case.step.input_shape, case.step.output_shape)
    return _copied(focus, lead, case.below.path, cell.channel, table, "map")


def concatenation(focus: FocusCase, ledger: JoinLedger) -> WindowFocus:
    """A concatenation: the map is a copy of one of a branch."""
    layer = focus.step.layer
    assert isinstance(layer, Concatenate)
    offsets = layer.offsets(focus.step.source_shapes)
    ends = [first + as_map(shape)[2] - 1 for first, shape in zip(offsets, focus.step.source_shapes, strict=True)]
    branches = tuple(Branch(*each) for each in zip(map(lane_name, layer.branches), offsets, ends, strict=True))
    lead = f"The maps of all branches are stacked. This one comes from {lane_words(layer, ledger.lane)}."
    moves: Moves = "map"
    if focus.is_vector:
        units = as_map(focus.case.network.step(ledger.source.path).output_shape)[2]
        table, moves = cell_table(*divmod(ledger.source.channel, width_of(units))), "fixed"
    else:
        table = window_table(layer, focus.step.output_shape, focus.step.output_shape)
    return _copied(focus, lead, ledger.source.path, ledger.source.channel, table, moves, branches)


def _window(focus: FocusCase, lead: str, formula: tuple[Term, ...], rule: str) -> WindowFocus:
    case, layer = focus.case, focus.step.layer
    table = window_table(layer, case.step.input_shape, case.step.output_shape)
    return WindowFocus(
        **focus.shared(lead, formula, "fixed" if focus.is_vector else "map"),
        rule="max" if rule == "max" else "mean",
        source=focus.titled(case.below.path, case.cell.channel),
        table=table,
        counted=layer.counted(case.step.input_shape) if isinstance(layer, AveragePool2D) else NONE,
    )


def _copied(
    focus: FocusCase,
    lead: str,
    below: str,
    channel: int,
    table: WindowTable,
    moves: Moves,
    branches: tuple[Branch, ...] = (),
    stride: tuple[int, int] = (0, 0),
) -> WindowFocus:
    return WindowFocus(
        **focus.shared(lead, COPY, moves),
        rule="copy",
        source=focus.titled(below, channel),
        table=table,
        stride=stride,
        branches=branches,
        fill=focus.step.layer.value if isinstance(focus.step.layer, Padding2D) else 0.0,
    )


def _moved(focus: FocusCase, lead: str, source: Cell) -> WindowFocus:
    """One cell from where it was to where it goes; where whole maps move, all cells of one of them."""
    shape = focus.case.step.input_shape
    if len(shape) == 1:
        width = width_of(shape[0])
        return _copied(focus, lead, source.path, source.channel, cell_table(*divmod(source.channel, width)), "fixed")
    if isinstance(focus.step.layer, Ordering):
        table = window_table(IDENTITY, shape, shape)
        return _copied(focus, lead, source.path, source.channel, table, "map")
    return _copied(focus, lead, source.path, source.channel, cell_table(source.row, source.col), "fixed")


def _flat(focus: FocusCase, lead: str) -> WindowFocus:
    """Places of the source map are what moves: each of them is one unit of the vector."""
    case = focus.case
    rows, cols, channels = as_map(case.step.input_shape)
    channel = int(np.unravel_index(case.cell.channel, (rows, cols, channels))[2])
    table = window_table(focus.step.layer, (rows, cols, 1), (rows, cols, 1))
    return _copied(focus, lead, case.below.path, channel, table, "flat", (), (cols * channels, channels))
