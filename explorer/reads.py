"""Which cells a cell reads: exactly, composed through any number of layers.

A layer says along each axis which input rows (columns) an output row (column) can depend on, and which channels a
channel reads; a cell's reads are followed downwards layer by layer. This is exact under clipping, stride, dilation and
padding, where clipping a composed textbook window is not. See Araujo, Norris and Sim 2019, "Computing receptive fields
of convolutional neural networks", doi:10.23915/distill.00021.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from explorer.errors import SettingError
from explorer.layers.base import Bools, Reach, Shape, as_map
from explorer.network import Cell, Network


class Box(NamedTuple):
    """A rectangle of cells, all four included; rows and columns count from 0, negative ones lie in the padding."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        return self.right - self.left + 1


@dataclass(frozen=True)
class Region:
    """What one cell reads of an earlier step.

    `box` is the textbook rectangle, padding included (None where windows are not regular). `rows`, `cols` and `channels`
    are the indices really read, `hull` the smallest rectangle around them (None when nothing real is read), `holes`
    whether the hull holds rows or columns that are not read. `shape` is that of the step `seen_from`.
    """

    seen_from: str
    shape: Shape
    box: Box | None
    rows: tuple[int, ...]
    cols: tuple[int, ...]
    channels: tuple[int, ...]
    hull: Box | None
    holes: bool

    @property
    def in_padding(self) -> tuple[int, int, int, int]:
        """Rows above and below, columns left and right of the map that the textbook rectangle covers."""
        if self.box is None:
            return (0, 0, 0, 0)
        rows, cols, _ = as_map(self.shape)
        return (
            max(0, -self.box.top),
            max(0, self.box.bottom - rows + 1),
            max(0, -self.box.left),
            max(0, self.box.right - cols + 1),
        )

    @property
    def whole(self) -> bool:
        """Whether every row and column is read."""
        rows, cols, _ = as_map(self.shape)
        return len(self.rows) == rows and len(self.cols) == cols


def regions(network: Network, cell: Cell) -> dict[str, Region]:
    """What `cell` reads of every step up to its own, by path. Raises SettingError if the network has no such cell."""
    network.check_cell(cell)
    index = network.index(cell.path)
    step = network.steps[index]
    reach = _one(cell, step.output_shape)
    box: tuple[int, int, int, int] | None = (cell.row, cell.row, cell.col, cell.col)
    found = {step.path: _region(step.path, step.output_shape, box, reach)}
    for step in reversed(network.steps[1 : index + 1]):
        assert step.layer is not None
        if box is not None:
            box = step.layer.box(box, reach, step.input_shape)
        reach = step.layer.reach(reach, step.input_shape)
        below = network.steps[network.index(step.path) - 1]
        found[below.path] = _region(below.path, below.output_shape, box, reach)
    return found


def readers(network: Network, cell: Cell) -> dict[str, Region]:
    """The cells of every later step that can depend on `cell`, by path. Raises SettingError for an unknown cell.

    `rows`, `cols` and `channels` are exact for a stack; a cell of their product reads `cell` if any such does.
    """
    network.check_cell(cell)
    index = network.index(cell.path)
    reach, found = _one(cell, network.steps[index].output_shape), {}
    for step in network.steps[index + 1 :]:
        assert step.layer is not None
        reach = step.layer.readers(reach, step.input_shape)
        found[step.path] = _region(step.path, step.output_shape, None, reach)
    return found


def region(network: Network, cell: Cell, seen_from: str = "") -> Region:
    """What `cell` reads of the step `seen_from` ("" is the image). Raises SettingError for a step above the cell."""
    found = regions(network, cell)
    network.step(seen_from)
    if seen_from not in found:
        raise SettingError(
            f"{network.step(seen_from).name} comes after {network.step(cell.path).name}.",
            "Ask for a step at or below the cell's own.",
        )
    return found[seen_from]


def _one(cell: Cell, shape: Shape) -> Reach:
    rows, cols, channels = (np.zeros(n, np.bool_) for n in as_map(shape))
    rows[cell.row], cols[cell.col], channels[cell.channel] = True, True, True
    return Reach(rows, cols, channels)


def _region(path: str, shape: Shape, box: tuple[int, int, int, int] | None, reach: Reach) -> Region:
    rows, cols, channels = (tuple(np.flatnonzero(part).tolist()) for part in (reach.rows, reach.cols, reach.channels))
    hull = Box(rows[0], rows[-1], cols[0], cols[-1]) if rows and cols else None
    holes = hull is not None and (len(rows) != hull.height or len(cols) != hull.width)
    return Region(path, shape, Box(*box) if box else None, rows, cols, channels, hull, holes)


def spans(reads: Bools) -> tuple[list[int], list[int]]:
    """First and last input cell that each output cell reads; (-1, -1) where it reads padding alone."""
    any_read = reads.any(axis=1)
    first = np.where(any_read, reads.argmax(axis=1), -1)
    last = np.where(any_read, reads.shape[1] - 1 - reads[:, ::-1].argmax(axis=1), -1)
    return first.tolist(), last.tolist()


def spacing(reads: Bools) -> int:
    """The distance between neighbouring cells that one output reads: 1 where no cell is left out."""
    outputs, cells = np.nonzero(reads)
    steps = np.diff(cells)[np.diff(outputs) == 0]
    return int(np.gcd.reduce(steps)) if steps.size else 1
