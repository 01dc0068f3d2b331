"""Coverage: at how many positions of a layer's window each input cell, or each pixel of the image, is read.

A position is one placement of the window: one row and column of the layer's output. Channels are not counted, because every
filter has the same positions. A position counts a pixel once, however many paths through the layers lead to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.errors import ExplorerError, SettingError, typed
from explorer.layers.base import Array, Shape, as_map
from explorer.layers.sliding import Sliding
from explorer.network import Network, Step, check_network
from explorer.windows import span

CHANNELS = 2
"""The axis of the channels, where rows and columns are 0 and 1."""
AT_ONCE = 1024
"""Rows (columns) that are followed through the layers at a time: each takes 4 bytes per row of every layer."""


@dataclass(frozen=True, eq=False)
class Coverage:
    """At how many positions each row and each column is read: cell (row, col) is read at `rows[row] * cols[col]`.

    `rows` and `cols` are whole numbers, one per input row and column. `positions` are how many there are along each axis:
    the rows and columns of the output.
    """

    rows: Array
    cols: Array
    positions: tuple[int, int]

    @property
    def counts(self) -> Array:
        """At how many positions each cell is read, (rows, columns), whole numbers."""
        return np.multiply.outer(self.rows, self.cols)

    @property
    def corner(self) -> int:
        """The count of the first row and column."""
        return int(self.rows[0] * self.cols[0])

    @property
    def edge(self) -> int:
        """The count in the first row, in the middle column."""
        return int(self.rows[0] * self.cols[len(self.cols) // 2])

    @property
    def middle(self) -> int:
        """The count in the middle row and column."""
        return int(self.rows[len(self.rows) // 2] * self.cols[len(self.cols) // 2])

    @property
    def most(self) -> int:
        """The largest count of any cell."""
        return int(self.rows.max() * self.cols.max())

    @property
    def even(self) -> bool:
        """Whether all cells are read equally often."""
        return bool(self.rows.min() * self.cols.min() == self.most)

    @property
    def never_rows(self) -> tuple[int, ...]:
        """Rows that no position reads."""
        return tuple(np.flatnonzero(self.rows == 0).tolist())

    @property
    def never_cols(self) -> tuple[int, ...]:
        """Columns that no position reads."""
        return tuple(np.flatnonzero(self.cols == 0).tolist())

    @property
    def never(self) -> int:
        """The number of cells that no position reads."""
        return int(self.rows.size * self.cols.size - (self.rows > 0).sum() * (self.cols > 0).sum())


def of_input(network: Network, path: str) -> Coverage:
    """At how many positions the layer at `path` reads each cell of its own input. Raises SettingError for an unknown path."""
    return _counted(check_network(network).lane(path)[-2:])


def of_image(network: Network, path: str) -> Coverage:
    """At how many positions the layer at `path` reads each pixel of the image, through all layers below it.

    Where branches meet, the rows that they read are united, and the columns by themselves. Channels are not told apart: where
    a layer makes channels of rows or columns (SpaceToDepth, some of Permute), whatever follows is taken to read them all.
    Raises SettingError for an unknown path.
    """
    return _counted(check_network(network).lane(path))


def _counted(steps: tuple[Step, ...]) -> Coverage:
    """The coverage of the first step's output by the last step; each step reads the one before it."""
    counts = [np.zeros(length, np.int64) for length in as_map(steps[0].output_shape)[:2]]
    along = [_along(steps, axis) for axis in (0, 1)]
    for axis, count in enumerate(counts):
        if along[axis][-1] == CHANNELS:  # read at every position of the axis that the other one leaves
            count[:] = as_map(steps[-1].output_shape)[1 - min(along[1 - axis][-1], 1)]
            continue
        for first in range(0, len(count), AT_ONCE):
            part = count[first : first + AT_ONCE]
            reads = np.eye(len(count), len(part), -first, dtype=np.float32)
            for step, below, above in zip(steps[1:], along[axis], along[axis][1:], strict=False):
                if below != above:
                    continue  # its rows are the columns below it
                own = step.layer.axis_reads(above, step.input_shape).astype(np.float32)
                reads = ((own @ reads) > 0).astype(np.float32)
            part[:] = reads.sum(axis=0, dtype=np.float64)
    rows, cols, _ = as_map(steps[-1].output_shape)
    return Coverage(counts[0], counts[1], (rows, cols))


def _along(steps: tuple[Step, ...], axis: int) -> list[int]:
    """The axis of each step along which `axis` of the first one lies; channels from where it has become channels."""
    found = [axis]
    for step in steps[1:]:
        found.append(CHANNELS if found[-1] == CHANNELS else step.layer.axis_above(found[-1]))
    return found


@dataclass(frozen=True, eq=False)
class PaddingOption:
    """A possible padding of a layer: the coverage that it would give, or the `problem` that rules it out.

    `chosen`: it pads just as the layer does now.
    """

    name: str
    padding: Any
    coverage: Coverage | None
    problem: str
    chosen: bool


def padding_options(layer: Sliding, shape: Shape) -> tuple[PaddingOption, ...]:
    """The layer's coverage of an input of `shape` (rows, columns, channels) with no padding, 'same' padding and full padding.

    Full padding is one cell less than the window spans, on every side: then a stride of 1 reads every cell equally often.
    Raises SettingError for a layer that no window slides over.
    """
    if not isinstance(layer, Sliding):
        raise SettingError(f"{typed(layer)} has no sliding window.", "Use a convolution or a pooling.")
    full = tuple((span(layer.taps[axis], layer.dilation[axis]) - 1,) * 2 for axis in (0, 1))
    return tuple(
        _padded(layer, shape, name, value) for name, value in (("valid", "valid"), ("same", "same"), ("full", full))
    )


def _padded(layer: Sliding, shape: Shape, name: str, padding: Any) -> PaddingOption:
    try:
        changed = layer.with_settings(padding=padding)
        rows, cols, _ = changed.output_shape(shape)
    except ExplorerError as error:
        return PaddingOption(name, padding, None, str(error), False)
    counts = [changed.axis_reads(axis, shape).sum(axis=0, dtype=np.int64) for axis in (0, 1)]
    chosen = changed.sides(shape) == layer.sides(shape)
    return PaddingOption(name, padding, Coverage(counts[0], counts[1], (rows, cols)), "", chosen)
