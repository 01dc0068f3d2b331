"""The cone: what one cell reads of every layer below it, down to the image, in three readings.

*Theoretical*: the textbook window, padding included (it composes; see windows.py). *On the image*: that window cut off
at the borders. *Really read*: the rows and columns from which the number can come (see reads.py); dilation and strides
leave holes, and cells that read nothing but padding narrow it further.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from explorer.layers.base import Array, as_map
from explorer.network import Cell, Network, Step
from explorer.reads.regions import Box, Region, regions
from explorer.windows import Window, Windows


class Place(NamedTuple):
    """Where the cells of a layer stand along one axis of the image: cell i has its centre at `centre` + i * `pitch` px."""

    pitch: float
    centre: float

    def edges(self, first: int, last: int) -> tuple[float, float]:
        """The stretch that the cells `first` to `last` cover, each `pitch` wide; pixel 0 covers -0.5 to 0.5."""
        return self.centre + (first - 0.5) * self.pitch, self.centre + (last + 0.5) * self.pitch


@dataclass(frozen=True)
class Level:
    """One step of a cone. Steps that only pass every cell on (ReLU) are folded into the one below: `names` has all.

    `path` is that of the uppermost of them: what the layer above reads. `window` is the textbook window of the selected
    cell among the cells of this level (None where not regular), `clipped` its rectangle without the padding, `region`
    what is really read. `places` say where rows and columns stand over the image.
    """

    path: str
    names: tuple[str, ...]
    shape: tuple[int, int, int]
    region: Region
    window: Windows | None
    clipped: Box | None
    places: tuple[Place, Place]

    @property
    def is_vector(self) -> bool:
        return len(self.region.shape) == 1

    @property
    def cells(self) -> int:
        """How many cells of one map are really read."""
        return self.region.cells

    @property
    def share(self) -> float:
        """The part of one map's cells that is really read, 0 to 1."""
        return self.cells / (self.shape[0] * self.shape[1])

    @property
    def runs(self) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
        """The rows and the columns really read, as stretches (first, last) without a hole."""
        return _runs(self.region.rows), _runs(self.region.cols)


def cone(network: Network, cell: Cell) -> tuple[Level, ...]:
    """What `cell` reads of every step in its lane, the image first; composites on the way are one step each.

    Raises SettingError if there is no such cell.

    >>> network = explorer.presets.load("lenet5").network
    >>> [(level.names[0], level.cells) for level in explorer.cone(network, explorer.Cell("5", 2, 2, 0))]
    [('input', 256), ('conv1', 144), ('pool1', 36), ('conv2', 4), ('pool2', 1)]
    """
    found = regions(network, cell)
    steps = network.lane(cell.path)
    windows = _windows(steps)
    levels: list[Level] = []
    for step, window in zip(steps, windows, strict=True):
        level = _level(network, step, found[step.path], window)
        if levels and levels[-1].path and _passes(step, levels[-1].region, level.region):
            levels[-1] = replace(level, names=(*levels[-1].names, step.name))
        else:
            levels.append(level)
    return tuple(levels)


def strongest(level: Level, maps: Array) -> int:
    """Of the channels that are read, the one with the largest mean magnitude where they are read; the first of equals.

    `maps` is (rows, columns, channels). If nothing real is read, the first channel.
    """
    region = level.region
    if not region.rows or not region.cols or not region.channels:
        return region.channels[0] if region.channels else 0
    read = maps[np.ix_(region.rows, region.cols, region.channels)]
    return region.channels[int(np.abs(read, dtype=np.float64).mean(axis=(0, 1)).argmax())]


def _windows(steps: Sequence[Step]) -> list[Windows | None]:
    """The textbook window of the last step's cells among those of each step."""
    here: Windows | None = Windows(Window(), Window())
    found = [here]
    for step in reversed(steps[1:]):
        rows, cols = (step.layer.window(axis, step.input_shape) for axis in (0, 1))
        here = Windows(here.rows.over(rows), here.cols.over(cols)) if here and rows and cols else None
        found.append(here)
    return found[::-1]


def _level(network: Network, step: Step, region: Region, window: Windows | None) -> Level:
    places = (_place(network, step, 0), _place(network, step, 1))
    shape = as_map(step.output_shape)
    return Level(step.path, (step.name,), shape, region, window, _clipped(region, shape), places)


def _clipped(region: Region, shape: tuple[int, int, int]) -> Box | None:
    """The textbook rectangle without what lies in the padding; None if nothing is left, or it is not regular."""
    box = region.box
    if box is None:
        return None
    cut = Box(max(box.top, 0), min(box.bottom, shape[0] - 1), max(box.left, 0), min(box.right, shape[1] - 1))
    return cut if cut.height > 0 and cut.width > 0 else None


def _place(network: Network, step: Step, axis: int) -> Place:
    """Above the middle of its textbook window on the image; spread evenly where windows are not regular."""
    cells, pixels = as_map(step.output_shape)[axis], network.input_shape[axis]
    if step.window is None or len(step.output_shape) == 1:
        pitch = pixels / cells
        return Place(pitch, (pitch - 1) / 2)
    window = step.window[axis]
    return Place(window.jump, window.start + (window.size - 1) / 2)


def _passes(step: Step, below: Region, here: Region) -> bool:
    """Whether a step reads of the one below just what is read of itself, and has nothing of its own to show for it."""
    return "kernel" not in step.param_shapes and replace(below, seen_from="") == replace(here, seen_from="")


def _runs(indices: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    if not indices:
        return ()
    ends = [at for at, (a, b) in enumerate(pairwise(indices)) if b != a + 1]
    starts = [0, *(at + 1 for at in ends)]
    return tuple((indices[a], indices[b]) for a, b in zip(starts, [*ends, len(indices) - 1], strict=True))
