"""Traces: images, heatmaps, bars, lines, markers and texts as items."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures.vector.inks import NONE, color_of
from explorer.figures.vector.items import Box, Cells, Item, Paint, Path, Picture, Text
from explorer.figures.vector.markup import lines_of
from explorer.figures.vector.paths import Point, circle, line
from explorer.figures.vector.reading.axes import Axis, Plot, edges_of
from explorer.figures.vector.reading.extents import bar_widths
from explorer.figures.vector.reading.known import Part, check_value, listed, numbers
from explorer.figures.vector.reading.sources import picture_bytes, picture_size
from explorer.figures.vector.reading.strokes import dash_of

LAYERS = ("image", "heatmap", "bar", "scatter")
"""The types of traces from the lowest to the uppermost."""
CAP = 0.36
"""How far the base line lies below the middle of letters, in font sizes."""
TEXT_AWAY = 3
"""Distance between a bar and its text, in px."""


@dataclass(frozen=True)
class Setting:
    """What a trace is drawn in: its axes, the font of the figure, the gap between bars as a share."""

    x: Axis
    y: Axis
    size: float
    color: str
    gap: float
    plot: Plot


def items_of(kind: str, trace: Part, setting: Setting) -> tuple[list[Item], list[Item]]:
    """What a trace draws inside the plot, and what may stand beyond it."""
    if trace.get("visible") is False:
        return [], []
    return _DRAW[kind](trace, setting)


def _image(trace: Part, at: Setting) -> tuple[list[Item], list[Item]]:
    source = picture_bytes(trace["source"])
    rows, cols = picture_size(source)
    xs = edges_of(at.x, None, trace.get("x0", 0), trace.get("dx", 1), cols)
    ys = edges_of(at.y, None, trace.get("y0", 0), trace.get("dy", 1), rows)
    left, top = min(xs[0], xs[-1]), min(ys[0], ys[-1])
    smooth = bool(check_value(trace.get("zsmooth", False), (False, "fast"), "the smoothing of an image"))
    return [Picture(left, top, abs(xs[-1] - xs[0]), abs(ys[-1] - ys[0]), source, smooth)], []


# -- heatmaps -----------------------------------------------------------------------------------------------------------


def _heatmap(trace: Part, at: Setting) -> tuple[list[Item], list[Item]]:
    check_value(bool(trace.get("showscale", True)), (False,), "a colour bar:")
    values = np.asarray(numbers(trace["z"]), np.float64)
    rows, cols = values.shape
    xs = edges_of(at.x, trace.get("x"), trace.get("x0", 0), trace.get("dx", 1), cols)
    ys = edges_of(at.y, trace.get("y"), trace.get("y0", 0), trace.get("dy", 1), rows)
    colors = colored(values, trace)
    cells = Cells(xs, ys, colors, (trace.get("xgap", 0), trace.get("ygap", 0)))
    if not trace.get("texttemplate"):
        return [cells], []
    check_value(trace["texttemplate"], ("%{text}",), "the text template")
    return [cells, *_cell_texts(trace, at, xs, ys, colors)], []


def colored(values: NDArray[Any], trace: Part) -> NDArray[np.uint8]:
    """The colours (rows, columns, 4) of the numbers of a heatmap; what is no number has none."""
    finite = values[np.isfinite(values)]
    low, high = (
        float(trace[end]) if trace.get(end) is not None else float(pick(finite)) if finite.size else default
        for end, pick, default in (("zmin", np.min, 0.0), ("zmax", np.max, 1.0))
    )
    shares = np.clip((np.nan_to_num(values, nan=low, posinf=high, neginf=low) - low) / ((high - low) or 1.0), 0, 1)
    stops = [(float(place), color_of(color)) for place, color in trace["colorscale"]]
    places = [place for place, _ in stops]
    planes = [np.interp(shares, places, [color[n] * (255 if n == 3 else 1) for _, color in stops]) for n in range(4)]
    colors: NDArray[np.uint8] = np.rint(np.stack(planes, axis=-1)).astype(np.uint8)
    colors[np.isnan(values)] = 0
    return colors


def _cell_texts(
    trace: Part, at: Setting, xs: Sequence[float], ys: Sequence[float], colors: NDArray[Any]
) -> Iterator[Item]:
    font = trace.get("textfont") or {}
    size = float(font.get("size", at.size))
    for row, texts in enumerate(trace["text"]):
        for col, text in enumerate(texts):
            ink = font.get("color") or _readable(colors[row, col])
            x, y = (xs[col] + xs[col + 1]) / 2, (ys[row] + ys[row + 1]) / 2
            yield Text(lines_of(str(text)), x, y + CAP * size, size, color_of(ink), "middle")


def _readable(cell: NDArray[Any]) -> str:
    """Plotly's ink for a text on a colour, by its brightness (tinycolor's isDark)."""
    red, green, blue = (int(n) for n in cell[:3])
    return "#fff" if (299 * red + 587 * green + 114 * blue) / 1000 < 128 else "#444"


# -- bars ---------------------------------------------------------------------------------------------------------------


def _bar(trace: Part, at: Setting) -> tuple[list[Item], list[Item]]:
    lying = trace.get("orientation") == "h"
    across, along = (at.y, at.x) if lying else (at.x, at.y)
    middles = [across.linear(value) for value in _values(trace, "y" if lying else "x")]
    sizes = [float(n) for n in _values(trace, "x" if lying else "y")]
    count = len(sizes)
    widths = bar_widths(trace, middles, at.gap)
    bases = [float(n or 0) for n in listed(trace.get("base"), count)]
    marker = trace.get("marker") or {}
    fills = [color_of(str(n), trace.get("opacity", 1)) for n in listed(marker.get("color", at.color), count)]
    edge = marker.get("line") or {}
    lines = [float(n or 0) for n in listed(edge.get("width", 0), count)]
    inks = [color_of(str(n)) for n in listed(edge.get("color", "#444"), count)]
    boxes: list[Item] = []
    texts: list[Item] = []
    for n in range(count):
        ends = sorted((along.linear_px(bases[n]), along.linear_px(bases[n] + sizes[n])))
        sides = sorted((across.linear_px(middles[n] - widths[n] / 2), across.linear_px(middles[n] + widths[n] / 2)))
        (left, right), (top, bottom) = (ends, sides) if lying else (sides, ends)
        paint = Paint(fills[n], inks[n] if lines[n] else NONE, lines[n])
        boxes.append(Box(left, top, right - left, bottom - top, paint))
        if trace.get("text") is not None:
            texts.append(_bar_text(trace, n, (left, top, right, bottom), at))
    beyond = trace.get("cliponaxis") is False
    return (boxes, texts) if beyond else ([*boxes, *texts], [])


def _bar_text(trace: Part, n: int, box: tuple[float, float, float, float], at: Setting) -> Text:
    check_value(
        (trace.get("textposition"), trace.get("orientation")), (("outside", "h"),), "the place of a bar's text,"
    )
    text = lines_of(str(trace["text"][n]))
    return Text(text, box[2] + TEXT_AWAY, (box[1] + box[3]) / 2 + CAP * at.size, at.size, color_of(at.color))


def _values(trace: Part, letter: str) -> list[Any]:
    values = trace.get(letter)
    if values is None:
        return []
    return listed(values, 0) if isinstance(values, list | tuple) else list(numbers(values).tolist())


# -- lines, markers and texts -------------------------------------------------------------------------------------------


def _scatter(trace: Part, at: Setting) -> tuple[list[Item], list[Item]]:
    points = list(zip(at.x.all_px(_values(trace, "x")), at.y.all_px(_values(trace, "y")), strict=True))
    modes = trace.get("mode", "lines+markers" if len(points) < 20 else "lines").split("+")
    for mode in modes:
        check_value(mode, ("lines", "markers", "text", "none"), "the mode of a trace,")
    drawn: list[Item] = []
    marks: list[Item] = []
    if "lines" in modes:
        drawn += _lines(trace, points)
    if "markers" in modes:
        marks += [each for n, point in enumerate(points) for each in marker(trace, n, len(points), point)]
    if "text" in modes:
        marks += _texts(trace, points, at)
    return [*drawn, *marks], []


def line_paint(trace: Part) -> Paint:
    """How the line of a trace is painted."""
    look = trace.get("line") or {}
    width = float(look.get("width", 2))
    return Paint(
        NONE, color_of(look.get("color", "#444"), trace.get("opacity", 1)), width, dash_of(look.get("dash"), width)
    )


def _lines(trace: Part, points: Sequence[Point]) -> Iterator[Item]:
    look = trace.get("line") or {}
    shape = check_value(look.get("shape", "linear"), ("linear", "hv"), "a line of the shape")
    for piece in _unbroken(points):
        corners = list(piece)
        if shape == "hv":
            corners = [piece[0]] + [each for (_, y0), (x1, y1) in pairwise(piece) for each in ((x1, y0), (x1, y1))]
        if len(corners) > 1:
            yield Path(line(corners), line_paint(trace))


def _unbroken(points: Sequence[Point]) -> Iterator[list[Point]]:
    """The stretches between points that are no numbers."""
    piece: list[Point] = []
    for x, y in points:
        if math.isfinite(x) and math.isfinite(y):
            piece.append((x, y))
        elif piece:
            yield piece
            piece = []
    if piece:
        yield piece


def marker(trace: Part, n: int, count: int, point: Point) -> Iterator[Item]:
    """The marker number `n` of a trace, at a point."""
    x, y = point
    if not (math.isfinite(x) and math.isfinite(y)):
        return
    look = trace.get("marker") or {}
    own = listed(look.get("color", (trace.get("line") or {}).get("color", "#444")), count)[n]
    fill, radius = color_of(str(own), trace.get("opacity", 1)), float(listed(look.get("size", 6), count)[n]) / 2
    edge = look.get("line") or {}
    paint = Paint(
        fill, color_of(str(edge.get("color", "#444"))) if edge.get("width") else NONE, float(edge.get("width", 0))
    )
    yield from _SYMBOLS[check_value(look.get("symbol", "circle"), tuple(_SYMBOLS), "the marker")](x, y, radius, paint)


def _disc(x: float, y: float, r: float, paint: Paint) -> tuple[Item, ...]:
    return (Path(circle(x, y, r), paint),)


def _square(x: float, y: float, r: float, paint: Paint) -> tuple[Item, ...]:
    return (Box(x - r, y - r, 2 * r, 2 * r, paint),)


def _open_square(x: float, y: float, r: float, paint: Paint) -> tuple[Item, ...]:
    return _square(x, y, r, Paint(NONE, paint.fill, max(paint.width, 1)))


def _diamond(x: float, y: float, r: float, paint: Paint) -> tuple[Item, ...]:
    r *= 1.3
    return (Path((*line(((x + r, y), (x, y + r), (x - r, y), (x, y - r))), ("Z", ())), paint),)


def _cross(x: float, y: float, r: float, paint: Paint) -> tuple[Item, ...]:
    """Plotly's "x": a cross of bars that are 0.4 of the size wide, turned by 45 degrees."""
    b = r * 0.8 / math.sqrt(2)
    outline = ((0, b), (b, 2 * b), (2 * b, b), (b, 0), (2 * b, -b), (b, -2 * b), (0, -b), (-b, -2 * b), (-2 * b, -b))
    whole = (*outline, (-b, 0), (-2 * b, b), (-b, 2 * b))
    return (Path((*line([(x + dx, y + dy) for dx, dy in whole]), ("Z", ())), paint),)


_SYMBOLS: dict[str, Callable[[float, float, float, Paint], tuple[Item, ...]]] = {
    "circle": _disc,
    "square": _square,
    "square-open": _open_square,
    "diamond": _diamond,
    "x": _cross,
}


def _texts(trace: Part, points: Sequence[Point], at: Setting) -> Iterator[Item]:
    font = trace.get("textfont") or {}
    check_value(tuple(trace.get("textposition", "").split()), ((), ("middle", "center")), "the place of a text,")
    count = len(points)
    sizes, colors = listed(font.get("size", at.size), count), listed(font.get("color", at.color), count)
    for n, ((x, y), text) in enumerate(zip(points, listed(trace.get("text"), count), strict=True)):
        if text and math.isfinite(x) and math.isfinite(y):
            yield Text(lines_of(str(text)), x, y + CAP * sizes[n], float(sizes[n]), color_of(colors[n]), "middle")


_DRAW: dict[str, Callable[[Part, Setting], tuple[list[Item], list[Item]]]] = {
    "image": _image,
    "heatmap": _heatmap,
    "bar": _bar,
    "scatter": _scatter,
}
