"""Look-up tables per step and axis, from which the browser finds by itself which cells a cell reads."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from explorer.figures.overview.geometry.groups import form_of
from explorer.figures.overview.places import Layout
from explorer.layers import Composite, DepthToSpace, Flatten, Multiply, Permute, Reshape, SpaceToDepth
from explorer.layers.base import Layer, as_map
from explorer.network import Network, Step
from explorer.reads import spacing, spans


@lru_cache(maxsize=32)
def read_tables(network: Network) -> list[dict[str, Any]]:
    """One record per step, in order, of what its cells read; it depends on the network alone.

    `rows` and `cols` hold, for each output row (column), the first and the last cell that it reads one step down, and the
    distance between neighbouring cells read (the dilation), or None where each reads its own place; `channels` is
    "own", "all", "flatten", or a list of [first, last] per output channel. Of layers that move cells between places and
    channels `moves` says how in place of all three. The input has none of these. `sources` are the
    indices of the steps that it reads. Of a composite, which joins its sources, `channels` is "join" and `offsets` holds
    for each source the output channel to which the source's channel 0 goes; "spread" says that each output cell reads the
    same cell of every source, and that the only row, column or channel of a source counts for all.
    """
    return [{**_table(step), "sources": [network.index(source) for source in step.sources]} for step in network.steps]


def _table(step: Step) -> dict[str, Any]:
    record: dict[str, Any] = {
        "path": step.path,
        "name": step.name,
        "shape": as_map(step.output_shape),
        "form": form_of(step),
    }
    if step.is_input:
        return record
    if isinstance(step.layer, Multiply):
        return {**record, "channels": "spread"}
    if isinstance(step.layer, Composite):
        return {**record, "channels": "join", "offsets": step.layer.offsets(step.source_shapes)}
    if moves := _moves(step.layer, step):
        return {**record, "moves": moves}
    record["channels"] = _channels(step.layer, step)
    if record["channels"] != "flatten":
        for axis, name in enumerate(("rows", "cols")):
            record[name] = _axis(step.layer, axis, step)
    return record


def _moves(layer: Layer, step: Step) -> dict[str, Any] | None:
    """How a layer moves cells from one place and channel to another, where rows, columns and channels do not part."""
    if isinstance(layer, DepthToSpace | SpaceToDepth):
        deep = isinstance(layer, DepthToSpace)
        maps = as_map(step.output_shape if deep else step.input_shape)[2]
        return {"block": layer.block_size, "mode": layer.mode, "maps": maps, "deep": deep}
    if isinstance(layer, Permute):
        return {"dims": layer.dims}
    return {"flat": True} if isinstance(layer, Reshape) else None


def _axis(layer: Layer, axis: int, step: Step) -> list[Any] | None:
    reads = layer.axis_reads(axis, step.input_shape)
    if reads.shape[0] == reads.shape[1] and np.array_equal(reads, np.eye(len(reads), dtype=np.bool_)):
        return None
    return [*spans(reads), spacing(reads)]


def slot_rectangles(layout: Layout) -> list[list[list[float]]]:
    """For each step the rectangles of its pictures: [first channel, x, y, width, height] in px; empty if it is hidden.

    The steps that share a column have the same ones.
    """
    slots = {path: column.slots for column in layout.shown for path in column.steps}
    return [
        [[s.channel, s.x, s.y, s.w, s.h] for s in slots.get(column.path, column.slots)] for column in layout.columns
    ]


def folded_places(network: Network, layout: Layout) -> list[int]:
    """The indices of the steps that share a column with a layer before them, which a click there selects."""
    return [network.index(path) for column in layout.shown for path in column.steps if path != column.first]


def _channels(layer: Layer, step: Step) -> Any:
    if as_map(step.output_shape) != as_map(step.input_shape) and isinstance(layer, Flatten):
        return "flatten"
    below, above = as_map(step.input_shape)[2], as_map(step.output_shape)[2]
    reads = [layer.channels_read(channel, step.input_shape) for channel in range(above)]
    if all(read == range(below) for read in reads):
        return "all"
    if all(read == range(channel, channel + 1) for channel, read in enumerate(reads)):
        return "own"
    return [[read.start, read[-1]] for read in reads]
