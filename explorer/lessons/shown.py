"""What a lesson shows beside its words: small records, computed here and drawn by `figures.lessons`.

Every record has an `alt`: one sentence that says what is to be seen, for those who do not see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.layers.base import Array, Bools
from explorer.ledger import Ledger
from explorer.network import Network

GridKind = Literal["image", "map", "weight", "mask", "count"]


@dataclass(frozen=True)
class Mark:
    """An outlined rectangle of cells, all four included; negative places lie in the padding."""

    top: int
    bottom: int
    left: int
    right: int
    dashed: bool = False


@dataclass(frozen=True, eq=False)
class Grid:
    """A matrix of numbers (rows, columns) as coloured cells, NaN an empty one; or an image (rows, columns, 3).

    `kind` chooses the colours: an image is grey from 0 to 1, a mask is on or off, a count runs from 0 up. `padding` says
    which cells lie in the padding (hatched). `top` is where the colours end, None for the largest magnitude.
    """

    title: str
    values: Array
    kind: GridKind = "map"
    marks: tuple[Mark, ...] = ()
    padding: Bools | None = None
    numbers: bool = True
    top: float | None = None
    size: int = 220
    """Longest side in px."""


@dataclass(frozen=True, eq=False)
class Grids:
    """Grids side by side, with a sign such as "×" or "=" before all but the first."""

    grids: tuple[Grid, ...]
    alt: str
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Worked:
    """The arithmetic of one cell. `names` are those of a convolution's channels, a product's source or a class."""

    ledger: Ledger
    alt: str
    names: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class Maps:
    """Feature maps (rows, columns, channels) side by side under `titles`; `grey` for parts of an image in [0, 1]."""

    values: Array
    titles: tuple[str, ...]
    alt: str
    grey: bool = False
    side: int = 104


@dataclass(frozen=True, eq=False)
class Photo:
    """An image (rows, columns, 1 or 3) in [0, 1] with outlined rectangles."""

    pixels: Array
    alt: str
    marks: tuple[Mark, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Bars:
    """One bar per label, with its own text; `unit` says what is counted."""

    labels: tuple[str, ...]
    values: tuple[float, ...]
    texts: tuple[str, ...]
    alt: str
    unit: str = ""


@dataclass(frozen=True)
class Line:
    """One named line of a plot."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class Curves:
    """Lines over one axis; `at` marks a place on it. `log` for a logarithmic upright axis."""

    lines: tuple[Line, ...]
    x_title: str
    y_title: str
    alt: str
    at: float | None = None
    log: bool = False
    y_range: tuple[float, float] | None = None


@dataclass(frozen=True)
class Silhouette:
    """A whole network to scale."""

    network: Network
    alt: str


@dataclass(frozen=True)
class Growth:
    """How what a cell reads grows with depth."""

    network: Network
    alt: str


@dataclass(frozen=True)
class Table:
    """Rows of texts under a header; the first column names its row."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    alt: str


Shown = Grids | Worked | Maps | Photo | Bars | Curves | Silhouette | Growth | Table
