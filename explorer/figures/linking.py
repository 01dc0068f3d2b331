"""What the browser needs to show, without asking, which cells a cell reads: look-up tables per step and axis."""

from __future__ import annotations

from typing import Any

from explorer.figures.layout import Column, Layout
from explorer.layers.base import Layer, as_map
from explorer.network import Network, Step
from explorer.reads import spacing, spans


def tables(network: Network, layout: Layout) -> list[dict[str, Any]]:
    """One record per column, in the order of the steps.

    `rows` and `cols` hold, for each output row (column), the first and the last cell that it reads one step down, and the
    distance between neighbouring cells read (the dilation); `channels` is
    "own", "all", "flatten", or a list of [first, last] per output channel. The input has none of these.
    """
    return [_table(step, column) for step, column in zip(network.steps, layout.columns, strict=True)]


def _table(step: Step, column: Column) -> dict[str, Any]:
    record: dict[str, Any] = {
        "path": column.path,
        "name": column.name,
        "shape": column.shape,
        "form": column.form,
        "slots": [[s.channel, s.x, s.y, s.w, s.h] for s in column.slots],
    }
    if step.layer is None:
        return record
    record["channels"] = _channels(step.layer, step)
    if record["channels"] != "flatten":
        for axis, name in enumerate(("rows", "cols")):
            reads = step.layer.axis_reads(axis, step.input_shape)
            record[name] = [*spans(reads), spacing(reads)]
    return record


def _channels(layer: Layer, step: Step) -> Any:
    if as_map(step.output_shape) != as_map(step.input_shape) and layer.short == "flatten":
        return "flatten"
    below, above = as_map(step.input_shape)[2], as_map(step.output_shape)[2]
    reads = [layer.channels_read(channel, step.input_shape) for channel in range(above)]
    if all(read == range(below) for read in reads):
        return "all"
    if all(read == range(channel, channel + 1) for channel, read in enumerate(reads)):
        return "own"
    return [[read.start, read[-1]] for read in reads]
