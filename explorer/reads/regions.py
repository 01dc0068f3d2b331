"""Regions: exactly which cells a cell reads, through any number of layers.

A layer says along each axis which input rows (columns) an output row (column) can depend on, and which channels a
channel reads; a cell's reads are followed down layer by layer, and united where branches separate. This is exact under
clipping, stride, dilation and padding, where clipping a composed textbook window is not. See Araujo, Norris and Sim 2019,
"Computing receptive fields of convolutional neural networks", doi:10.23915/distill.00021.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from explorer.errors import SettingError
from explorer.layers.base import Bools, Reach, Shape, as_map
from explorer.network import Cell, Network, Rectangle, Step, check_network
from explorer.reads.unions import Product, union


class Box(NamedTuple):
    """A rectangle of cells, all four limits included; rows and columns count from 0, negative ones lie in the padding.

    >>> explorer.reads.Box(top=-1, bottom=3, left=0, right=4).height
    5
    """

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.right - self.left + 1


@dataclass(frozen=True)
class Region:
    """What one cell reads of the output of an earlier step.

    `box` is the textbook rectangle, padding included (None where windows are not regular). `rows`, `cols` and `channels`
    are the indices really read, `hull` the smallest rectangle around them (None when nothing real is read), `holes`
    whether the hull has cells that are not read. `shape` is that of the step whose path is `seen_from`.

    Every cell in the product of `rows`, `cols` and `channels` is read, unless branches read several such products: then
    `parts` holds these, and `rows`, `cols` and `channels` are those of any part. `parts` is empty otherwise.

    >>> network = explorer.Network((explorer.Conv2D(dilation_rate=2),), (9, 9, 1))
    >>> region = explorer.reads.region(network, explorer.Cell("0", 0, 0, 0))
    >>> region.rows, region.holes, region.cells
    ((0, 2, 4), True, 9)
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
        """The number of places (row, column) that are read in any channel."""
        if not self.channels:
            return 0
        return int(self.plane.sum()) if self.parts else len(self.rows) * len(self.cols)

    @property
    def plane(self) -> Bools:
        """Which places are read in any channel: booleans (rows, columns)."""
        plane: Bools = np.asarray(self.mask.any(axis=2))
        return plane

    @property
    def mask(self) -> Bools:
        """Which cells are read: booleans (rows, columns, channels)."""
        mask = np.zeros(as_map(self.shape), np.bool_)
        for rows, cols, channels in self.parts or (Product(self.rows, self.cols, self.channels),):
            mask[np.ix_(rows, cols, channels)] = True
        return mask

    @property
    def in_padding(self) -> tuple[int, int, int, int]:
        """Rows above and below the map, columns left and right of it, that the textbook rectangle covers."""
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
    """What `cell` reads of every step below it, and of its own step, by path.

    Where a channel of a concatenation comes from another branch, the regions in this branch are empty.
    Raises SettingError if the network has no such cell.

    >>> network = explorer.presets.load("tinyvgg").network
    >>> reads = explorer.reads.regions(network, explorer.Cell("2", 3, 4, 5))
    >>> {network.step(path).name: region.rows for path, region in reads.items()}
    {'input': (3, 4, 5, 6, 7), 'conv1_1': (3, 4, 5), 'relu1_1': (3, 4, 5), 'conv1_2': (3,)}
    """
    region_at = {
        step.path: _region(step.path, step.output_shape, box, reaches)
        for step, box, reaches in _followed(network, cell)
    }
    return {step.path: region_at[step.path] for step in network.steps if step.path in region_at}


def _followed(network: Network, cell: Cell) -> Iterator[tuple[Step, Rectangle | None, list[Reach]]]:
    """The steps that `cell` reads, from its own down to the image, each with its textbook rectangle and what is read of it."""
    check_network(network).check_cell(cell)
    index = network.index(cell.path)
    end = network.steps[index]
    pending: dict[str, list[tuple[Reach, Rectangle | None]]] = {
        end.path: [(_reach_of(cell, end.output_shape), (cell.row, cell.row, cell.col, cell.col))]
    }
    for step in reversed(network.steps[: index + 1]):
        if step.path not in pending:
            continue
        reaches = union(reach for reach, _ in pending[step.path])
        box = _around(pending[step.path])
        yield step, box, reaches
        for place, source in enumerate(step.sources):
            for reach in reaches:
                lower = step.box(box, reach) if box is not None and reach.channels.any() else None
                parts = step.reach_parts(place, reach)
                pending.setdefault(source, []).extend((below, lower) for below in parts)


def _around(arrivals: Iterable[tuple[Reach, Rectangle | None]]) -> Rectangle | None:
    """The rectangle around those that reach a step along different paths; None where one is not regular."""
    boxes = [box for reach, box in arrivals if reach.channels.any()]
    regular = [box for box in boxes if box is not None]
    if not regular or len(regular) < len(boxes):
        return None
    tops, bottoms, lefts, rights = zip(*regular, strict=True)
    return min(tops), max(bottoms), min(lefts), max(rights)


def readers(network: Network, cell: Cell) -> dict[str, Region]:
    """The cells of every later step that can depend on `cell`, by path. Raises SettingError for an unknown cell.

    `rows`, `cols` and `channels` are exact for a stack; a cell of their product reads `cell` if any such does. Steps in
    branches beside the cell's own do not read it: they are left out.

    >>> network = explorer.Network((explorer.Conv2D(filters=2),), (9, 9, 1))
    >>> explorer.reads.readers(network, explorer.Cell("", 4, 4, 0))["0"].rows
    (2, 3, 4)
    """
    check_network(network).check_cell(cell)
    index = network.index(cell.path)
    reaches_at = {cell.path: [_reach_of(cell, network.steps[index].output_shape)]}
    region_at: dict[str, Region] = {}
    for step in network.steps[index + 1 :]:
        arriving = [
            part
            for place, source in enumerate(step.sources)
            for reach in reaches_at.get(source, ())
            for part in step.reader_parts(place, reach)
        ]
        if arriving:
            reaches_at[step.path] = union(arriving)
            region_at[step.path] = _region(step.path, step.output_shape, None, reaches_at[step.path])
    return region_at


def region(network: Network, cell: Cell, seen_from: str = "") -> Region:
    """What `cell` reads of the step `seen_from` ("" is the image). Raises SettingError for a step above the cell.

    >>> network = explorer.presets.load("tinyvgg").network
    >>> explorer.reads.region(network, explorer.Cell("4", row=12, col=3, channel=0)).hull
    Box(top=24, bottom=29, left=6, right=11)
    """
    check_network(network).check_cell(cell)
    network.step(seen_from)
    for step, box, reaches in _followed(network, cell):
        if step.path == seen_from:
            return _region(step.path, step.output_shape, box, reaches)
    raise SettingError(
        f"{network.step(seen_from).name} does not lead to {network.step(cell.path).name}.",
        "Ask for a step below the cell's own, or for its own.",
    )


def _reach_of(cell: Cell, shape: Shape) -> Reach:
    """The one cell, as booleans along each axis of its own step's output."""
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
    several = tuple(parts) if len(parts) > 1 else ()
    return Region(path, shape, Box(*box) if box else None, rows, cols, channels, hull, holes, several)


def _holes(parts: list[Product], hull: Box) -> bool:
    """Whether the hull has cells that are read in no channel."""
    if any(len(part.rows) == hull.height and len(part.cols) == hull.width for part in parts):
        return False
    read = np.zeros((hull.height, hull.width), np.bool_)
    for part in parts:
        read[np.ix_([row - hull.top for row in part.rows], [col - hull.left for col in part.cols])] = True
    return not read.all()


def spans(reads: Bools) -> tuple[list[int], list[int]]:
    """First and last input index that each output index reads, along one axis; -1 and -1 where it reads padding only.

    `reads` are booleans (outputs, inputs).

    >>> explorer.reads.spans(np.array([[False, True, True], [False, False, False]]))
    ([1, -1], [2, -1])
    """
    any_read = reads.any(axis=1)
    first = np.where(any_read, reads.argmax(axis=1), -1)
    last = np.where(any_read, reads.shape[1] - 1 - reads[:, ::-1].argmax(axis=1), -1)
    return first.tolist(), last.tolist()


def spacing(reads: Bools) -> int:
    """The step between neighbouring input indices that one output index reads: 1 where none is left out.

    `reads` are booleans (outputs, inputs).

    >>> explorer.reads.spacing(np.array([[True, False, True, False, True]]))
    2
    """
    outputs, cells = np.nonzero(reads)
    steps = np.diff(cells)[np.diff(outputs) == 0]
    return int(np.gcd.reduce(steps)) if steps.size else 1
