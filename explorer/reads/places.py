"""The place on the image that a cell looks at, and the cell of a layer that looks at a place."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from explorer.layers.base import as_map
from explorer.network import Cell, Network
from explorer.reads.regions import region
from explorer.windows import Window


class Place(NamedTuple):
    """A point of the image, as shares of its height and width from its upper left corner."""

    down: float
    across: float


def place_of(network: Network, cell: Cell) -> Place | None:
    """The centre of what `cell` reads of the image, padding included where its size is regular; None if it reads nothing.

    Raises SettingError if the network has no such cell.
    """
    window = network.step(network.check_cell(cell).path).window
    if window is not None:
        rows, cols = network.input_shape[:2]
        down, across = (
            own.start + index * own.jump + own.size / 2 for own, index in zip(window, (cell.row, cell.col), strict=True)
        )
        return Place(down / rows, across / cols)
    read = region(network, cell)
    box, (rows, cols, _) = read.box or read.hull, as_map(read.shape)
    if box is None:
        return None
    return Place((box.top + box.bottom + 1) / 2 / rows, (box.left + box.right + 1) / 2 / cols)


def cell_at(network: Network, path: str, place: Place, channel: int) -> Cell:
    """The cell of the step at `path` whose own place is nearest, in map `channel`, or the last map if there are fewer.

    Raises SettingError if the network has no such step.
    """
    step = network.step(path)
    rows, cols, channels = as_map(step.output_shape)
    channel = min(channel, channels - 1)
    if step.window is not None:
        sides = network.input_shape[:2]
        row, col = (
            _regular(window, share * side) for window, share, side in zip(step.window, place, sides, strict=True)
        )
        return Cell(path, min(max(row, 0), rows - 1), min(max(col, 0), cols - 1), channel)

    def centre(axis: int) -> Callable[[int], float | None]:
        def of(index: int) -> float | None:
            at = (index, cols // 2) if axis == 0 else (rows // 2, index)
            found = place_of(network, Cell(path, *at, channel))
            return None if found is None else found[axis]

        return of

    return Cell(path, _nearest(rows, place.down, centre(0)), _nearest(cols, place.across, centre(1)), channel)


def _regular(window: Window, px: float) -> int:
    """The index of the cell whose window's centre is nearest to the point `px`, the lower one of two."""
    return math.ceil((px - window.start - window.size / 2) / window.jump - 0.5)


def _nearest(count: int, wanted: float, centre: Callable[[int], float | None]) -> int:
    """The index below `count` whose centre is nearest to `wanted`, the lower one of two; centres ascend with the index."""
    low, high = 0, count - 1
    while high - low > 1:
        middle = (low + high) // 2
        found = centre(middle)
        if found is None:  # it reads padding alone
            return min(max(int(wanted * count), 0), count - 1)
        low, high = (middle, high) if found <= wanted else (low, middle)
    below, above = centre(low), centre(high)
    if below is None or above is None:
        return min(max(int(wanted * count), 0), count - 1)
    return high if above - wanted < wanted - below else low
