"""What a layout lays over its traces or under them: shapes, images and annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from explorer.figures.vector.inks import NONE, color_of, faded
from explorer.figures.vector.items import Anchor, Box, Item, Line, Paint, Path, Picture, Text, Window
from explorer.figures.vector.letters import line_width
from explorer.figures.vector.markup import LINE_SPACING, lines_of
from explorer.figures.vector.paths import circle, commands_of, line, moved
from explorer.figures.vector.reading.axes import Plot
from explorer.figures.vector.reading.documents import document_items
from explorer.figures.vector.reading.known import ANNOTATION, IMAGE, SHAPE, Part, check, check_value
from explorer.figures.vector.reading.sources import SVG, picture_bytes
from explorer.figures.vector.reading.strokes import dash_of

BORDER, PADDING = 1, 1
"""Space in px that Plotly leaves around a text: an invisible border, and `borderpad` where a text does not say otherwise."""
ASCENT, DESCENT, CAP = 0.93, 0.24, 0.36
"""How far letters reach above and below their base line, and how far that lies below their middle, in font sizes."""
_ANCHORS: dict[str, Anchor] = {"left": "start", "center": "middle", "right": "end"}
NOTHING = "M0,0"
"""The path of a shape that a browser moves somewhere later."""


def shapes(given: Iterable[Part], plot: Plot, below: bool) -> list[Item]:
    """The shapes above the traces or `below` them."""
    return [each for part in given if (part.get("layer", "above") == "below") == below for each in _shape(part, plot)]


def _shape(part: Part, plot: Plot) -> Iterator[Item]:
    check(part, SHAPE, "shape")
    if part.get("visible") is False or part.get("path") == NOTHING:
        return
    x, y = _ways(part, plot)
    opacity, look = part.get("opacity", 1), part.get("line") or {}
    width = float(look.get("width", 2))
    stroke = faded(color_of(look.get("color", "#444")), opacity) if width else NONE
    fill = faded(color_of(part.get("fillcolor", "rgba(0,0,0,0)")), opacity)
    paint = Paint(fill, stroke, width, dash_of(look.get("dash"), width), part.get("fillrule") == "evenodd")
    item = _outline(part, x, y, paint)
    frame = _clip(part, plot)
    yield Window(*frame, (item,)) if frame else item


def _outline(part: Part, x: Callable[[Any], float], y: Callable[[Any], float], paint: Paint) -> Item:
    kind = check_value(
        part.get("type", "path" if "path" in part else "rect"), ("path", "rect", "line", "circle"), "a shape of type"
    )
    if kind == "path":
        return Path(moved(commands_of(part["path"]), x, y), paint)
    (x0, x1), (y0, y1) = (x(part["x0"]), x(part["x1"])), (y(part["y0"]), y(part["y1"]))
    if kind == "line":
        return Path(line(((x0, y0), (x1, y1))), paint)
    if kind == "circle":
        return Path(
            moved(
                circle(0, 0, 1),
                lambda n: (x0 + x1) / 2 + n * (x1 - x0) / 2,
                lambda n: (y0 + y1) / 2 + n * (y1 - y0) / 2,
            ),
            paint,
        )
    return Box(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0), paint)


def _ways(part: Part, plot: Plot) -> tuple[Callable[[Any], float], Callable[[Any], float]]:
    """How x and y of a shape or an image become px."""
    x, y = part.get("xref", "x"), part.get("yref", "y")
    return (
        plot.paper_x if x == "paper" else plot.axis(x).px,
        plot.paper_y if y == "paper" else plot.axis(y).px,
    )


def _clip(part: Part, plot: Plot) -> tuple[float, float, float, float] | None:
    """The frame that a shape is cut off at: that of the axes it refers to."""
    x, y = part.get("xref", "x"), part.get("yref", "y")
    if x == y == "paper":
        return None
    left, top, width, height = plot.left, plot.top, plot.width, plot.height
    if x != "paper":
        left, width = min(plot.axis(x).start, plot.axis(x).end), plot.axis(x).length
    else:
        left, width = left - width, 3 * width
    if y != "paper":
        top, height = min(plot.axis(y).start, plot.axis(y).end), plot.axis(y).length
    else:
        top, height = top - height, 3 * height
    return left, top, width, height


def images(given: Iterable[Part], plot: Plot, below: bool) -> list[Item]:
    """The images above the traces or `below` them."""
    return [each for part in given if (part.get("layer", "above") == "below") == below for each in _image(part, plot)]


def _image(part: Part, plot: Plot) -> Iterator[Item]:
    check(part, IMAGE, "image")
    check_value(part.get("sizing", "contain"), ("stretch",), "the sizing of an image,")
    check_value(
        (part.get("xanchor", "left"), part.get("yanchor", "top")), (("left", "top"),), "the anchor of an image,"
    )
    x, y = _ways(part, plot)
    left, top = x(part["x"]), y(part["y"])
    if part.get("yref", "paper") == "paper":
        bottom = y(part["y"] - part["sizey"])
    else:
        axis = plot.axis(part["yref"])
        bottom = top + part["sizey"] * axis.length / abs(axis.high - axis.low)
    right = x(part["x"] + part["sizex"])
    if part["source"].startswith(SVG):
        yield from document_items(part["source"], left, top, right - left, bottom - top)
    else:
        yield Picture(left, top, right - left, bottom - top, picture_bytes(part["source"]), smooth=True)


# -- annotations --------------------------------------------------------------------------------------------------------


def notes(given: Iterable[Part], plot: Plot, font: Part) -> list[Item]:
    """The texts at places of the plot, with what lies behind them."""
    return [each for part in given for each in _annotation(part, plot, font)]


def _annotation(part: Part, plot: Plot, font: Part) -> Iterator[Item]:
    check(part, ANNOTATION, "annotation")
    check_value(bool(part.get("showarrow", True)), (False,), "an annotation with an arrow:")
    place = _place(part, plot)
    if not part.get("text") or part.get("visible") is False or place is None:
        return
    look = {**font, **(part.get("font") or {})}
    size = float(look["size"])
    lines = lines_of(str(part["text"]))
    around = BORDER + part.get("borderpad", PADDING)
    wide, high = (
        max(line_width(each, size) for each in lines),
        (ASCENT + DESCENT + LINE_SPACING * (len(lines) - 1)) * size,
    )
    left, top = _corner(part, place, wide + 2 * around, high + 2 * around)
    if part.get("bgcolor"):
        yield Box(left, top, wide + 2 * around, high + 2 * around, Paint(color_of(part["bgcolor"])))
    color = faded(color_of(look["color"]), part.get("opacity", 1))
    yield from _placed(part, lines, (left + around, top + around, wide), size, place, color)


def _placed(
    part: Part,
    lines: Sequence[Line],
    inner: tuple[float, float, float],
    size: float,
    place: tuple[float, float],
    color: Any,
) -> Iterator[Text]:
    left, top, wide = inner
    across = _anchor(part)
    # A text of one line stands at its anchor, whatever the width of its letters turns out to be where it is shown.
    align = part.get("align", "center") if len(lines) > 1 else across
    anchor = _ANCHORS[align]
    x = {"start": left, "middle": left + wide / 2, "end": left + wide}[anchor]
    y = top + ASCENT * size
    if len(lines) == 1 and part.get("yanchor", "middle") in ("middle", "auto"):
        y = place[1] + CAP * size
    yield Text(tuple(lines), x, y, size, color, anchor, float(part.get("textangle", 0)))


def _anchor(part: Part) -> str:
    allowed = ("left", "center", "right", "auto")
    return str(check_value(part.get("xanchor", "auto"), allowed, "the anchor of a text,")).replace("auto", "center")


def _corner(part: Part, place: tuple[float, float], width: float, height: float) -> tuple[float, float]:
    """The left upper corner of the box around a text."""
    down = check_value(part.get("yanchor", "auto"), ("top", "middle", "bottom", "auto"), "the anchor of a text,")
    left = place[0] - width * {"left": 0, "center": 0.5, "right": 1}[_anchor(part)]
    return left, place[1] - height * {"top": 0, "middle": 0.5, "auto": 0.5, "bottom": 1}[down]


def _place(part: Part, plot: Plot) -> tuple[float, float] | None:
    """Where an annotation stands; None outside the axes, where Plotly leaves it out."""
    x, y = _ways(part, plot)
    px = x(part["x"]), y(part["y"])
    for reference, value in ((part.get("xref", "x"), px[0]), (part.get("yref", "y"), px[1])):
        if reference != "paper" and not plot.axis(reference).holds(value):
            return None
    return px[0] + part.get("xshift", 0), px[1] - part.get("yshift", 0)
