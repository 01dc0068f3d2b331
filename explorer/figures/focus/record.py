"""What the focus shows of one map: records of arrays, names and formulas, without any drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.kernels.blocks import Sides
from explorer.kernels.pooling.pooling import NONE
from explorer.layers.base import Array
from explorer.ledger.readings.window_table import WindowTable
from explorer.network import Cell

Moves = Literal["map", "units", "flat", "fixed"]
"""What another place on the result is: another cell of the map, another unit of a vector, the unit of a flattened map, or
nothing, where every unit has arithmetic of its own and a click has to ask for it."""


@dataclass(frozen=True, eq=False)
class Plane:
    """One map: `values` (rows, columns), float32, in colors that run from `low` to `high`.

    "map" diverges about zero; "grey", "red", "green" and "blue" go from black to that color. A vector is laid out row by
    row, and the places behind its last unit are NaN. `path` and `channel` say which map of the network it is, if it is one.
    """

    name: str
    values: Array
    low: float
    high: float
    colors: Literal["map", "grey", "red", "green", "blue"] = "map"
    path: str | None = None
    channel: int = 0


@dataclass(frozen=True, eq=False)
class Stage:
    """A layer that works cell by cell after the arithmetic: its name, what it does ("max(0, z)"), and its map."""

    name: str
    formula: str
    plane: Plane


@dataclass(frozen=True)
class Term:
    """A piece of the formula. `part` names what it stands for on the screen; "" for signs in between.

    `words` say what the letter stands for, for the legend below the formula.
    """

    text: str
    part: str = ""
    words: str = ""


@dataclass(frozen=True, eq=False)
class Focus:
    """What all have: the cell, the words, and the layers that follow cell by cell; `is_vector` says that the cell is a unit.

    `result` is the map that the arithmetic makes, before those layers. `unit_names` are the names of the units of a last
    layer, empty for others.
    """

    cell: Cell
    title: str
    lead: str
    formula: tuple[Term, ...]
    moves: Moves
    is_vector: bool
    result: Plane
    stages: tuple[Stage, ...]
    unit_names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Others:
    """The input maps that are not shown one by one: how many, and per cell the sums of what they add and take away."""

    count: int
    plus: Array
    minus: Array


@dataclass(frozen=True, eq=False)
class SumFocus(Focus):
    """A sum over input maps of the numbers under a window times a kernel.

    `kernels` are (kernel rows, kernel columns), one per input; none where the inputs are added as they are, or weighted by
    the shares of `table`. `part_limit` is where the colors of what each input adds end, `weight_limit` those of the kernels.
    `unit` is the noun for what is not shown: "10 more maps".
    """

    inputs: tuple[Plane, ...]
    kernels: tuple[Array, ...]
    table: WindowTable
    bias: float | None
    others: Others | None
    part_limit: float
    weight_limit: float
    noun: str = "map"
    stamps: bool = False
    """Whether each input cell adds its kernel to the output, as in a transposed convolution."""


@dataclass(frozen=True)
class Branch:
    """One branch of a concatenation: the maps `first` to `last` of the result are its own."""

    name: str
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class WindowFocus(Focus):
    """The largest number or the mean of a window, or a copy of one cell.

    `counted` is how many cells of the padding on each side count in a mean.
    """

    rule: Literal["max", "mean", "copy"]
    source: Plane
    table: WindowTable
    counted: Sides = NONE
    stride: tuple[int, int] = (0, 0)
    """Of a flattened map: how many units apart its rows, and its columns, are."""
    fill: float = 0.0
    """What a copy holds whose cell lies in the padding."""
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, eq=False)
class CurveFocus(Focus):
    """One number in, one number out: points of the curve (`xs`, `ys`), and the formula in words."""

    source: Plane
    xs: Array
    ys: Array
    words: str


@dataclass(frozen=True, eq=False)
class Line:
    """One line of a calculation: `sign` and the operand `by`, the same for every cell or a map of them.

    A line without a sign only says a number on which a later line depends. `part` is the term of the formula that it is.
    """

    what: str
    sign: Literal["+", "−", "×", "÷", ""]
    by: float | Array
    part: str


@dataclass(frozen=True, eq=False)
class LinesFocus(Focus):
    """A calculation line by line, from the number of `source` at the same place."""

    source: Plane
    lines: tuple[Line, ...]


@dataclass(frozen=True, eq=False)
class SharesFocus(Focus):
    """A softmax at one place: `inputs` (units,), float64, of which it makes shares; `names` of the units."""

    inputs: Array
    names: tuple[str, ...]
