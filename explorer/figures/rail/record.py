"""Records of the rail: what the number of one cell is made of, small enough to be read at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.layers.base import Array, Bools
from explorer.ledger import NextMaxPool, NextValue
from explorer.network import Cell


@dataclass(frozen=True, eq=False)
class Addend:
    """One term of a sum: what it is called, and what it adds."""

    label: str
    amount: float


@dataclass(frozen=True, eq=False)
class Products(Addend):
    """What one map adds to a convolution. `patch`, `kernel` and `padding` (True outside the map) are (rows, columns).

    `channel` is the map's number in the layer below.
    """

    channel: int
    patch: Array
    kernel: Array
    padding: Bools


@dataclass(frozen=True, eq=False)
class Product(Addend):
    """One product of a dense unit: `value` of the cell `source` times `weight`.

    `map` is the map that the value comes from, (rows, columns), None if it comes from a vector alone; `place` is the row and
    column of the value there, None if the value stands for the whole map.
    """

    source: Cell
    value: float
    weight: float
    map: Array | None
    place: tuple[int, int] | None


@dataclass(frozen=True, eq=False)
class Others(Addend):
    """The terms that are not listed: `amount` is `positive`, the sum of those above zero, plus `negative`."""

    positive: float
    negative: float


@dataclass(frozen=True, eq=False)
class Sum:
    """A sum: `addends` in order, `total`, and in `words` what was summed up, such as "sum of 27 products and the bias"."""

    addends: tuple[Addend, ...]
    words: str
    total: float


@dataclass(frozen=True, eq=False)
class Step:
    """One step of a calculation: what is done, and the number after it."""

    words: str
    value: float


@dataclass(frozen=True, eq=False)
class Window:
    """A pooling's window (rows, columns): `values`, `left_out` (True where a cell does not count), and what is made of them.

    `winner` is the row and column in the window of the largest; None for a mean. `words` say what the window lies on: the map
    `channel` of the layer at the path `source`.
    """

    values: Array
    left_out: Bools
    winner: tuple[int, int] | None
    words: str
    source: str
    channel: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, eq=False)
class Fraction:
    """A softmax: the exponential of the unit's own score, `own`, over the sum of all, `total`.

    `exponentials` are the largest of them, the unit's own among them; `others` are how many more there are, and their sum.
    """

    exponentials: tuple[Step, ...]
    others: tuple[int, float]
    own: float
    total: float
    share: float


@dataclass(frozen=True, eq=False)
class Calculation:
    """A number that is made in a few steps of one other number, such as a normalization or an activation."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, eq=False)
class Copy:
    """A number that is passed on; `words` say from where."""

    words: str
    value: float


MadeOf = Sum | Window | Fraction | Calculation | Copy


@dataclass(frozen=True)
class Stage:
    """A layer that follows in the same column of the overview, and makes `value` of the number before it."""

    name: str
    title: str
    path: str
    value: float
    unchanged: bool = False
    """Whether the layer acts only in training."""


@dataclass(frozen=True, eq=False)
class Rail:
    """All that the rail says of the arithmetic of `cell`.

    `explained` is the cell whose arithmetic `made_of` is: that of the first layer of the column, such as the convolution. Its
    number is `result`, and `entering` as the run has it. `stages` are the layers that follow in the column. `value` is the
    number that the picture of the selected cell shows; `following` is what the layer after the column makes of it, if that
    can be said in one line.
    """

    cell: Cell
    explained: Cell
    value: float
    result: float
    entering: float
    made_of: MadeOf
    stages: tuple[Stage, ...]
    following: NextValue | NextMaxPool | None
    final: Cell
    """The same cell in the last layer of the column."""
