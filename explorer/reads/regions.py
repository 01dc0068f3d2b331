"""Which cells a cell reads: exactly, composed through any number of layers.

A layer says along each axis which input rows (columns) an output row (column) can depend on, and which channels a
channel reads; a cell's reads are followed downwards layer by layer, and united where branches part. This is exact under
clipping, stride, dilation and padding, where clipping a composed textbook window is not. See Araujo, Norris and Sim 2019,
"Computing receptive fields of convolutional neural networks", doi:10.23915/distill.00021.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from explorer.errors import SettingError
from explorer.layers.base import Bools, Reach, Shape, as_map
from explorer.network import Cell, Network, Rectangle, check_network
from explorer.reads.unions import Product, union


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

    Through branches several such products of rows, columns and channels may be read: then `parts` holds them, and
    `rows`, `cols` and `channels` are those of any part; not every cell of their product is read. `parts` is empty
    where they are all there is to say.
    """

    seen_from: str
    shape: Shape
    box: Box | None
    rows: tuple[int, ...]
    cols: tuple[int, ...]
    channels: tuple[int, ...]
    hull: Box | None
    holes: bool
    parts: tuple[Product, ...] = ()

    @property
    def union(self) -> bool:
        """Whether it is a union of several parts."""
        return bool(self.parts)

    @property
    def cells(self) -> int:
        """How many places (row, column) are read, in whichever channels."""
        if not self.channels:
            return 0
        return int(self.plane.sum()) if self.parts else len(self.rows) * len(self.cols)

    @property
    def plane(self) -> Bools:
        """Which places are read, in whichever channels: booleans (rows, columns)."""
        out: Bools = np.asarray(self.mask.any(axis=2))
        return out

    @property
    def mask(self) -> Bools:
        """Which cells are read: booleans (rows, columns, channels)."""
        out = np.zeros(as_map(self.shape), np.bool_)
        for rows, cols, channels in self.parts or (Product(self.rows, self.cols, self.channels),):
            out[np.ix_(rows, cols, channels)] = True
        return out

    def on_channel(self, channel: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The rows and the columns that are read of one channel in any part; both empty where it is not read."""
        parts = [p for p in self.parts or (Product(self.rows, self.cols, self.channels),) if channel in p.channels]
        rows, cols = ({at for part in parts for at in part[axis]} for axis in (0, 1))
        return tuple(sorted(rows)), tuple(sorted(cols))

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
        return len(self.rows) == rows and len(self.cols) == cols and not self.holes


def regions(network: Network, cell: Cell) -> dict[str, Region]:
    """What `cell` reads of every step that leads to it, its own included, by path.

    Of a step in a branch that a channel of a concatenation does not come from, nothing is read: the region is empty.
    Raises SettingError if the network has no such cell.
    """
    check_network(network).check_cell(cell)
    index = network.index(cell.path)
    end = network.steps[index]
    pending: dict[str, list[tuple[Reach, Rectangle | None]]] = {
        end.path: [(_one(cell, end.output_shape), (cell.row, cell.row, cell.col, cell.col))]
    }
    found: dict[str, Region] = {}
    for step in reversed(network.steps[: index + 1]):
        if step.path not in pending:
            continue
        reaches = union(reach for reach, _ in pending[step.path])
        box = _around(pending[step.path])
        found[step.path] = _region(step.path, step.output_shape, box, reaches)
        for place, source in enumerate(step.sources):
            for reach in reaches:
                below = step.reach(place, reach)
                lower = step.box(box, reach) if box is not None and reach.channels.any() else None
                pending.setdefault(source, []).append((below, lower))
    return {step.path: found[step.path] for step in network.steps if step.path in found}


def _around(arrivals: Iterable[tuple[Reach, Rectangle | None]]) -> Rectangle | None:
    """The rectangle around those of all ways that lead to a step; None where one is not regular."""
    boxes = [box for reach, box in arrivals if reach.channels.any()]
    known = [box for box in boxes if box is not None]
    if not known or len(known) < len(boxes):
        return None
    tops, bottoms, lefts, rights = zip(*known, strict=True)
    return min(tops), max(bottoms), min(lefts), max(rights)


def readers(network: Network, cell: Cell) -> dict[str, Region]:
    """The cells of every later step that can depend on `cell`, by path. Raises SettingError for an unknown cell.

    `rows`, `cols` and `channels` are exact for a stack; a cell of their product reads `cell` if any such does. Steps in
    branches beside the cell's own do not read it: they are left out.
    """
    check_network(network).check_cell(cell)
    index = network.index(cell.path)
    known = {cell.path: [_one(cell, network.steps[index].output_shape)]}
    found: dict[str, Region] = {}
    for step in network.steps[index + 1 :]:
        arriving = [
            step.readers(place, reach) for place, source in enumerate(step.sources) for reach in known.get(source, ())
        ]
        if arriving:
            known[step.path] = union(arriving)
            found[step.path] = _region(step.path, step.output_shape, None, known[step.path])
    return found


def region(network: Network, cell: Cell, seen_from: str = "") -> Region:
    """What `cell` reads of the step `seen_from` ("" is the image). Raises SettingError for a step above the cell."""
    found = regions(network, cell)
    network.step(seen_from)
    if seen_from not in found:
        raise SettingError(
            f"{network.step(seen_from).name} does not lead to {network.step(cell.path).name}.",
            "Ask for a step below the cell's own, or for its own.",
        )
    return found[seen_from]


def _one(cell: Cell, shape: Shape) -> Reach:
    rows, cols, channels = (np.zeros(n, np.bool_) for n in as_map(shape))
    rows[cell.row], cols[cell.col], channels[cell.channel] = True, True, True
    return Reach(rows, cols, channels)


def _region(path: str, shape: Shape, box: Rectangle | None, reaches: list[Reach]) -> Region:
    parts = [Product.of(reach) for reach in reaches]
    rows, cols, channels = (
        parts[0]
        if len(parts) == 1  # nothing to unite: a vector of millions of units is not copied
        else (tuple(sorted({at for part in parts for at in part[axis]})) for axis in range(3))
    )
    hull = Box(rows[0], rows[-1], cols[0], cols[-1]) if rows and cols and channels else None
    holes = hull is not None and _holes(parts, hull)
    union = tuple(parts) if len(parts) > 1 else ()
    return Region(path, shape, Box(*box) if box else None, rows, cols, channels, hull, holes, union)


def _holes(parts: list[Product], hull: Box) -> bool:
    """Whether the hull holds cells that are read in no channel."""
    if any(len(part.rows) == hull.height and len(part.cols) == hull.width for part in parts):
        return False
    read = np.zeros((hull.height, hull.width), np.bool_)
    for part in parts:
        read[np.ix_([row - hull.top for row in part.rows], [col - hull.left for col in part.cols])] = True
    return not read.all()


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
