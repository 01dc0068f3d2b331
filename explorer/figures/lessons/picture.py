"""The small picture of a lesson in the contents: an SVG drawn from the lesson's own figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from explorer.figures.architecture import silhouette_svg
from explorer.figures.canvas import shades
from explorer.figures.lessons.figure import still
from explorer.figures.lessons.grids import colors_of
from explorer.figures.maps import color_png, photo_png
from explorer.figures.theme import Theme
from explorer.layers.base import Array
from explorer.ledger import DenseLedger, SoftmaxLedger
from explorer.lessons.shown import (
    Bars,
    Curves,
    Filters,
    Grid,
    Grids,
    Maps,
    Mark,
    Photo,
    Shown,
    Silhouette,
    Sweep,
    TextTable,
    Worked,
)

WIDE, HIGH = 168, 84
"""Size of a picture, in px."""
MOST_GRIDS, MOST_BARS, MOST_MARKS, GAP = 3, 7, 6, 8
LEAST = 4.0
"""Least side of an outline, in px: a smaller one could not be seen."""


def picture(figures: Mapping[str, Shown], theme: Theme) -> str:
    """The first of a lesson's figures that makes a picture, as an SVG document of WIDE x HIGH px; else its table."""
    drawn = (_drawn(shown, theme) for shown in figures.values())
    shapes = next((shapes for shapes in drawn if shapes), "") or _table(figures, theme)
    if shapes.startswith("<svg"):
        return shapes
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}">{shapes}</svg>'


def _drawn(shown: Shown, theme: Theme) -> str:
    """The shapes of a record; "" for one that makes no picture."""
    draw = DRAW.get(type(shown))
    return draw(shown, theme) if draw else ""


def _grids(shown: Grids, theme: Theme) -> str:
    """Up to three grids side by side, all in one line."""
    grids = shown.grids[:MOST_GRIDS]
    shares = [grid.values.shape[1] / grid.values.shape[0] for grid in grids]
    high = min(HIGH - 4.0, (WIDE - GAP * (len(grids) - 1)) / sum(shares))
    left, out = (WIDE - high * sum(shares) - GAP * (len(grids) - 1)) / 2, ""
    for grid, share in zip(grids, shares, strict=True):
        out += _grid(grid, theme, left, (HIGH - high) / 2, share * high, high)
        left += share * high + GAP
    return out


def _grid(grid: Grid, theme: Theme, x: float, y: float, wide: float, high: float) -> str:
    rows, cols = grid.values.shape[:2]
    source = photo_png(_reduced(grid.values, wide)) if grid.values.ndim == 3 else _png(grid, theme)
    box = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"'
    out = f'<image {box} href="{source}" preserveAspectRatio="none" style="image-rendering:pixelated"/>'
    marks = grid.marks if len(grid.marks) <= MOST_MARKS else ()  # more would hide what they mark
    return out + "".join(_outline(mark, x, y, wide / cols, high / rows) for mark in marks)


def _reduced(pixels: Array, wide: float) -> Array:
    """A photo without the pixels that a picture `wide` px wide cannot show: means of squares, two of them a px at least."""
    square = int(pixels.shape[1] // (2 * wide))
    if square < 2:
        return pixels
    rows, cols = (length // square for length in pixels.shape[:2])
    squares = pixels[: rows * square, : cols * square].reshape(rows, square, cols, square, -1)
    means: Array = squares.mean(axis=(1, 3))
    return means


def _png(grid: Grid, theme: Theme) -> str:
    """The cells of a matrix in the colors of its kind; empty ones have the color of the page."""
    scale, low, high = colors_of(grid, theme)
    values = np.asarray(grid.values, np.float64)
    shares = np.nan_to_num(np.clip((values - low) / ((high - low) or 1.0), 0, 1))
    colors = np.array(shades(scale, shares.ravel()), object).reshape(values.shape)
    return color_png(np.where(np.isnan(values), theme.page, colors).tolist())


def _outline(mark: Mark, x: float, y: float, wide: float, high: float) -> str:
    """A marked rectangle, white over black; a small one is drawn larger about its middle."""
    width, height = (mark.right + 1 - mark.left) * wide, (mark.bottom + 1 - mark.top) * high
    left, top = x + mark.left * wide, y + mark.top * high
    grow_x, grow_y = max(LEAST - width, 0) / 2, max(LEAST - height, 0) / 2
    box = (
        f'x="{left - grow_x:.1f}" y="{top - grow_y:.1f}" width="{width + 2 * grow_x:.1f}" '
        f'height="{height + 2 * grow_y:.1f}" fill="none"'
    )
    lines = (("#000000", 2.5), ("#ffffff", 1))
    return "".join(f'<rect {box} stroke="{color}" stroke-width="{thick}"/>' for color, thick in lines)


def _maps(shown: Maps, theme: Theme) -> str:
    top = float(np.abs(shown.values).max(initial=0)) or 1.0
    kind: Any = "image" if shown.grey else "map"
    count = min(shown.values.shape[2], MOST_GRIDS)
    grids = tuple(Grid("", shown.values[:, :, n], kind, numbers=False, top=top) for n in range(count))
    return _grids(Grids(grids, shown.alt), theme)


def _filters(shown: Filters, theme: Theme) -> str:
    """The filters with the largest weights as pictures, in two lines; gray is a weight of 0."""
    top = float(np.abs(shown.kernel).max(initial=0)) or 1.0
    side, out = (HIGH - GAP) / 2, ""
    across = int((WIDE + GAP) // (side + GAP))
    largest = np.argsort(-np.abs(shown.kernel).max(axis=(0, 1, 2)), kind="stable")[: 2 * across]
    for at, filter_ in enumerate(np.sort(largest).tolist()):
        row, col = divmod(at, across)
        x, y = col * (side + GAP), row * (side + GAP)
        source = photo_png(0.5 + shown.kernel[:, :, :, filter_] / top / 2)
        out += (
            f'<image x="{x:.1f}" y="{y:.1f}" width="{side:.1f}" height="{side:.1f}" href="{source}" '
            'style="image-rendering:pixelated"/>'
        )
    return out


def _photo(shown: Photo, theme: Theme) -> str:
    return _grids(
        Grids((Grid("", np.repeat(shown.pixels, 3 // shown.pixels.shape[2], 2), "image", shown.marks),), ""), theme
    )


def _bars(values: Array, theme: Theme) -> str:
    """Bars from the left, or from the middle where some are negative; the largest ones if there are many."""
    chosen = np.sort(np.argsort(-np.abs(values), kind="stable")[:MOST_BARS])
    top = float(np.abs(values).max(initial=0)) or 1.0
    zero, room = (WIDE / 2, WIDE / 2 - 4) if (values < 0).any() else (4.0, WIDE - 8.0)
    step, out = HIGH / len(chosen), ""
    thick = min(step - 3, 18.0)
    for at, value in enumerate(values[chosen].tolist()):
        length = max(room * abs(value) / top, 1.5)
        x, y = (zero - length if value < 0 else zero), step * (at + 0.5) - thick / 2
        color = theme.diverging[1 if value < 0 else 3]
        out += f'<rect x="{x:.1f}" y="{y:.1f}" width="{length:.1f}" height="{thick:.1f}" rx="2" fill="{color}"/>'
    return out


def _curves(shown: Curves, theme: Theme) -> str:
    """The lines of a chart without its axes."""
    places = [np.log10(line.x) if shown.log_x else np.asarray(line.x) for line in shown.lines]
    left, right = min(map(np.min, places)), max(map(np.max, places))
    heights = [np.log10(line.y) if shown.log else np.asarray(line.y) for line in shown.lines]
    low, high = min(map(np.min, heights)), max(map(np.max, heights))
    colors, out = (
        (theme.bar, theme.diverging[0], theme.faint, theme.ink),
        f'<path d="M6,4V{HIGH - 4}H{WIDE - 4}" fill="none" stroke="{theme.faint}"/>',
    )
    for at, (place, height) in enumerate(zip(places, heights, strict=True)):
        across = 8 + (place - left) / ((right - left) or 1) * (WIDE - 16)
        down = HIGH - 8 - (height - low) / ((high - low) or 1) * (HIGH - 16)
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, down, strict=True))
        out += f'<polyline points="{points}" fill="none" stroke="{colors[at % 4]}" stroke-width="2"/>'
    return out


def _worked(shown: Worked, theme: Theme) -> str:
    """Products of a dense unit or shares of a softmax as bars; other arithmetic makes no picture."""
    match shown.ledger:
        case DenseLedger() as dense:
            return _bars(np.asarray(dense.values * dense.weights, np.float64), theme)
        case SoftmaxLedger() as softmax:
            return _bars(np.asarray(softmax.exponentials / softmax.total, np.float64), theme)
    return ""


def _table(figures: Mapping[str, Shown], theme: Theme) -> str:
    """The rows of a table as lines, as long as their texts."""
    table = next(shown for shown in figures.values() if isinstance(shown, TextTable))
    lines = [table.header, *table.rows][:5]
    columns = [max(len(line[at]) for line in lines) for at in range(len(table.header))]
    ends = np.cumsum([0, *columns]) / sum(columns) * (WIDE - 8) + 4
    out = ""
    for row, line in enumerate(lines):
        y = (row + 0.5) * HIGH / len(lines)
        for (left, right), text, longest in zip(pairwise(ends.tolist()), line, columns, strict=True):
            length = max((right - left - GAP) * len(text) / longest, 2.0)
            color = theme.ink if row == 0 else theme.faint
            out += f'<rect x="{left:.1f}" y="{y - 2:.1f}" width="{length:.1f}" height="4" rx="2" fill="{color}"/>'
    return out


DRAW: dict[type, Callable[[Any, Theme], str]] = {
    Grids: _grids,
    Sweep: lambda shown, theme: _grids(still(shown), theme),
    Maps: _maps,
    Filters: _filters,
    Photo: _photo,
    Bars: lambda shown, theme: _bars(np.asarray(shown.values, np.float64), theme),
    Curves: _curves,
    Silhouette: lambda shown, theme: silhouette_svg(shown.network, theme, WIDE, HIGH),
    Worked: _worked,
}
