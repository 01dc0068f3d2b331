"""The display list: the few things that a drawing is made of, placed in px with y downwards; both writers draw just these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from numpy.typing import NDArray

from explorer.figures.vector.inks import NONE, Color
from explorer.figures.vector.paths import Command

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Paint:
    """How a shape is painted: `width` is that of its line in px, `dash` the lengths of dashes and gaps by turns, in px.

    `evenodd`: what an even number of outlines goes around is not filled.
    """

    fill: Color = NONE
    stroke: Color = NONE
    width: float = 0
    dash: tuple[float, ...] = ()
    evenodd: bool = False


@dataclass(frozen=True)
class Box:
    """A rectangle with corners of `radius` px."""

    left: float
    top: float
    width: float
    height: float
    paint: Paint
    radius: float = 0


@dataclass(frozen=True)
class Path:
    """Lines and curves; open parts are filled as if they were closed."""

    commands: tuple[Command, ...]
    paint: Paint


@dataclass(frozen=True, eq=False)
class Cells:
    """A matrix of coloured cells: `colors` (rows, columns, 4) from 0 to 255, `xs` and `ys` their edges, one more than cells.

    Edges may run either way, and cells need not be equally large. `gap` is the space in px between columns and rows.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    colors: NDArray[Any]
    gap: tuple[float, float] = (0, 0)


@dataclass(frozen=True)
class Picture:
    """A picture file, `source`, stretched over a rectangle. `smooth`: its px blend into each other instead of standing out."""

    left: float
    top: float
    width: float
    height: float
    source: bytes
    smooth: bool = False


@dataclass(frozen=True)
class Span:
    """Letters of one look. `size` is relative to that of the text, `rise` the height above its base line in font sizes."""

    text: str
    bold: bool = False
    italic: bool = False
    size: float = 1
    rise: float = 0
    color: Color | None = None


Line = tuple[Span, ...]


@dataclass(frozen=True)
class Text:
    """Lines of text: (x, y) is the `anchor` of the first base line. `angle`: turned around it clockwise, in degrees."""

    lines: tuple[Line, ...]
    x: float
    y: float
    size: float
    color: Color
    anchor: Anchor = "start"
    angle: float = 0


@dataclass(frozen=True)
class Window:
    """Items of which only that is seen which lies in a rectangle."""

    left: float
    top: float
    width: float
    height: float
    items: tuple[Item, ...]


Item = Box | Path | Cells | Picture | Text | Window


@dataclass(frozen=True)
class Drawing:
    """A display list of `width` x `height` px; `background` lies under all items."""

    width: float
    height: float
    items: tuple[Item, ...]
    background: Color = NONE


def plain(text: str, bold: bool = False) -> tuple[Line, ...]:
    """One line of letters that all look alike."""
    return ((Span(text, bold),),)
