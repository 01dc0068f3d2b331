"""Records of what a lesson shows beside its text. `figures.lessons` draws them.

Every record has an `alt`: one sentence that describes the picture to those who cannot see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.layers.base import Array, Bools
from explorer.ledger import Ledger
from explorer.ledger.readings.slide import Slide
from explorer.network import Network

GridKind = Literal["image", "map", "weight", "mask", "count"]


@dataclass(frozen=True)
class Mark:
    """An outlined rectangle of cells: first and last row and column; negative ones lie in the padding."""

    top: int
    bottom: int
    left: int
    right: int
    dashed: bool = False


@dataclass(frozen=True, eq=False)
class Grid:
    """A matrix (rows, columns) as coloured cells, NaN as an empty cell; or an image (rows, columns, 3).

    `kind` chooses the colours: an image is grey from 0 to 1, a mask is on or off, a count runs from 0 up. `padding` marks
    the cells that lie in the padding (hatched). `numbers`: they are written in the cells where they fit. `top` is the
    colour limit, None for the largest magnitude.
    """

    title: str
    values: Array
    kind: GridKind = "map"
    marks: tuple[Mark, ...] = ()
    padding: Bools | None = None
    numbers: bool = True
    top: float | None = None
    size: int = 220
    """Longest side, in px."""


@dataclass(frozen=True, eq=False)
class Grids:
    """Grids side by side; `signs`, such as "×" or "=", stand between them."""

    grids: tuple[Grid, ...]
    alt: str
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Worked:
    """The arithmetic of one cell. `names` are those of input channels, of products' sources or of classes."""

    ledger: Ledger
    alt: str
    names: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class Maps:
    """Feature maps (rows, columns, channels) side by side, one title each; `grey` for images in [0, 1]. `side` is in px."""

    values: Array
    titles: tuple[str, ...]
    alt: str
    grey: bool = False
    side: int = 104


@dataclass(frozen=True, eq=False)
class Filters:
    """All filters of a layer that reads the image, `kernel` being (rows, columns, 1 or 3, filters), in gray or in color.

    The filter `chosen` is outlined; None for none.
    """

    kernel: Array
    alt: str
    chosen: int | None = None


@dataclass(frozen=True, eq=False)
class Photo:
    """An image (rows, columns, 1 or 3) in [0, 1] with outlined rectangles."""

    pixels: Array
    alt: str
    marks: tuple[Mark, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Bars:
    """A bar chart: a bar per label with a text beside it; `unit` says what is counted."""

    labels: tuple[str, ...]
    values: tuple[float, ...]
    texts: tuple[str, ...]
    alt: str
    unit: str = ""


@dataclass(frozen=True)
class Line:
    """One named line of a line chart."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class Curves:
    """A line chart; `at` marks a value on the x axis. `log`: the y axis is logarithmic; `log_x`: the x axis is."""

    lines: tuple[Line, ...]
    x_title: str
    y_title: str
    alt: str
    at: float | None = None
    log: bool = False
    y_range: tuple[float, float] | None = None
    log_x: bool = False


@dataclass(frozen=True)
class Silhouette:
    """A whole network as boxes to scale."""

    network: Network
    alt: str


@dataclass(frozen=True, eq=False)
class Sweep:
    """A window that slides over an input, plays, and fills a map cell by cell; it stands first at the slide's cell.

    `names` are those of the slide's input channels; `row` and `column` are the controls that it moves when a cell is chosen.
    """

    slide: Slide
    alt: str
    names: tuple[str, ...]
    below: str
    title: str
    row: str = "row"
    column: str = "column"


@dataclass(frozen=True)
class TextTable:
    """A table of texts with a header; the first column names its row."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    alt: str


Shown = Grids | Worked | Maps | Filters | Photo | Bars | Curves | Silhouette | Sweep | TextTable
