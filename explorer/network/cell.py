"""Cell, the address of one number in a network, and checks of such addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from explorer.errors import SettingError, quoted, typed
from explorer.layers.base import Shape, as_map
from explorer.settings import is_whole


@dataclass(frozen=True)
class Cell:
    """The address of one number: `channel` at (`row`, `col`) of the step at `path`. A unit of a vector is row 0, column 0.

    Whole numbers of other types (numpy's) become int. `Network.check_cell` checks whether a network has the cell.

    >>> explorer.Cell("4", row=12, col=3, channel=0)
    Cell(path='4', row=12, col=3, channel=0)
    """

    path: str
    row: int
    col: int
    channel: int

    def __post_init__(self) -> None:
        for name in ("row", "col", "channel"):
            value = getattr(self, name)
            # numpy's whole numbers would overflow where positions are multiplied by strides.
            if type(value) is not int and is_whole(value):
                object.__setattr__(self, name, int(value))


def check_is_cell(value: Any) -> Cell:
    """`value`, if it is a Cell. Raises SettingError otherwise."""
    if not isinstance(value, Cell):
        raise SettingError(f"{typed(value)} was given for a cell.", "Use Cell(path, row, col, channel).")
    return value


def check_place(cell: Cell, shape: Shape) -> None:
    """Check that a step of output `shape` has the row, column and channel of `cell`. Raises SettingError with the range."""
    names, indices = ("row", "column", "channel"), (cell.row, cell.col, cell.channel)
    for name, value, length in zip(names, indices, as_map(shape), strict=True):
        if not is_whole(value):
            raise SettingError(
                f"The {name} of the cell is {quoted(value)}, which is not a whole number.",
                f"{name.capitalize()}s run from 0 to {length - 1}.",
            )
        if not 0 <= value < length:
            raise SettingError(
                f"There is no {name} {quoted(value)}.", f"{name.capitalize()}s run from 0 to {length - 1}."
            )
