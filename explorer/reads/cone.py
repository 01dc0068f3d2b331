"""The cone of a cell: what it reads of every layer below it, down to the image, by three definitions.

*Theoretical*: the textbook window, padding included (it composes; see windows.py). *On the image*: that window clipped at
the borders. *Really read*: the rows and columns that the number can depend on (see regions.py); dilation and strides leave
holes, and cells that read nothing but padding narrow it further.
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


class AxisPlacement(NamedTuple):
    """The positions of a layer's cells along one axis of the image: cell i is centred at `centre` + i * `pitch` px."""

    pitch: float
    centre: float

    def edges(self, first: int, last: int) -> tuple[float, float]:
        """The interval that the cells `first` to `last` cover, in px, each `pitch` wide; pixel 0 covers -0.5 to 0.5."""
        return self.centre + (first - 0.5) * self.pitch, self.centre + (last + 0.5) * self.pitch


@dataclass(frozen=True)
class Level:
    """One level of a cone: a step, with the steps above it that work cell by cell (ReLU); `names` has all their names.

    `path` is that of the uppermost of these steps: what the level above reads. `window` is the textbook window of the selected
    cell among the cells of this level (None where not regular), `clipped` its rectangle without the padding, `region`
    what is really read. `placements` are the positions of its rows and of its columns on the image.
    """

    path: str
    names: tuple[str, ...]
    shape: tuple[int, int, int]
    region: Region
    window: Windows | None
    clipped: Box | None
    placements: tuple[AxisPlacement, AxisPlacement]

    @property
    def is_vector(self) -> bool:
        """Whether the step makes a vector, drawn as one map with a cell per unit."""
        return len(self.region.shape) == 1

    @property
    def cells(self) -> int:
        """The number of cells of one map that are really read."""
        return self.region.cells

    @property
    def share(self) -> float:
        """The share of one map's cells that is really read, 0 to 1."""
        return self.cells / (self.shape[0] * self.shape[1])

    @property
    def runs(self) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
        """The rows and the columns really read, as runs (first, last) of neighbours."""
        return _runs(self.region.rows), _runs(self.region.cols)


def cone(network: Network, cell: Cell) -> tuple[Level, ...]:
    """The levels of the cone of `cell`, the image first; a composite on the way is one step.

    Raises SettingError if there is no such cell.

    >>> network = explorer.presets.load("lenet5").network
    >>> [(level.names[0], level.cells) for level in explorer.cone(network, explorer.Cell("5", 2, 2, 0))]
    [('input', 256), ('conv1', 144), ('pool1', 36), ('conv2', 4), ('pool2', 1)]
    """
    region_at = regions(network, cell)
    steps = network.lane(cell.path)
    windows = _windows(steps)
    levels: list[Level] = []
    for step, window in zip(steps, windows, strict=True):
        level = _level(network, step, region_at[step.path], window)
        if levels and levels[-1].path and _is_cellwise(step, levels[-1].region, level.region):
            levels[-1] = replace(level, names=(*levels[-1].names, step.name))
        else:
            levels.append(level)
    return tuple(levels)


def strongest_channel(level: Level, maps: Array) -> int:
    """The channel with the largest mean magnitude over the cells that are read; the first of equals.

    `maps` is (rows, columns, channels). The first channel that is read if nothing but padding is, or channel 0.
    """
    region = level.region
    if not region.rows or not region.cols or not region.channels:
        return region.channels[0] if region.channels else 0
    read = maps[np.ix_(region.rows, region.cols, region.channels)]
    return region.channels[int(np.abs(read, dtype=np.float64).mean(axis=(0, 1)).argmax())]


def _windows(steps: Sequence[Step]) -> list[Windows | None]:
    """For each step, the textbook window of a cell of the last step, in cells of that step; None where not regular."""
    window: Windows | None = Windows(Window(), Window())
    windows = [window]
    for step in reversed(steps[1:]):
        rows, cols = (step.layer.window(axis, step.input_shape) for axis in (0, 1))
        window = Windows(window.rows.over(rows), window.cols.over(cols)) if window and rows and cols else None
        windows.append(window)
    return windows[::-1]


def _level(network: Network, step: Step, region: Region, window: Windows | None) -> Level:
    placements = (_placement(network, step, 0), _placement(network, step, 1))
    shape = as_map(step.output_shape)
    return Level(step.path, (step.name,), shape, region, window, _clipped(region, shape), placements)


def _clipped(region: Region, shape: tuple[int, int, int]) -> Box | None:
    """The textbook rectangle without its part in the padding; None if nothing is left, or windows are not regular."""
    box = region.box
    if box is None:
        return None
    clipped = Box(max(box.top, 0), min(box.bottom, shape[0] - 1), max(box.left, 0), min(box.right, shape[1] - 1))
    return clipped if clipped.height > 0 and clipped.width > 0 else None


def _placement(network: Network, step: Step, axis: int) -> AxisPlacement:
    """Each cell at the middle of its textbook window on the image; evenly spaced where windows are not regular."""
    cells, pixels = as_map(step.output_shape)[axis], network.input_shape[axis]
    if step.window is None or len(step.output_shape) == 1:
        pitch = pixels / cells
        return AxisPlacement(pitch, (pitch - 1) / 2)
    window = step.window[axis]
    return AxisPlacement(window.jump, window.start + (window.size - 1) / 2)


def _is_cellwise(step: Step, below: Region, own: Region) -> bool:
    """Whether a step has no kernel, and the cells read of it are just those that it reads of the step below."""
    return "kernel" not in step.param_shapes and replace(below, seen_from="") == replace(own, seen_from="")


def _runs(indices: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Indices in ascending order as runs (first, last) of neighbours."""
    if not indices:
        return ()
    ends = [at for at, (a, b) in enumerate(pairwise(indices)) if b != a + 1]
    starts = [0, *(at + 1 for at in ends)]
    return tuple((indices[a], indices[b]) for a, b in zip(starts, [*ends, len(indices) - 1], strict=True))
