"""Canvas: a Plotly figure with axes in px, to which text, boxes, outlines, hatching and signed bars are added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures.rail.inks import contrast
from explorer.figures.theme import FONT, Theme, in_theme, number, other_theme, rgb
from explorer.words.numerals import fixed

Array = NDArray[Any]
TEXT = 12
"""Smallest font size, in px."""
LINE = 26
"""Height of a line of text with a bar, in px."""
VALUE = 62
"""Width of the column of numbers to the right of bars, in px."""


@dataclass
class Canvas:
    """A figure of `width` x `height` px under construction; callers increase `height` as they add lines.

    x runs right and y down, in px. `data`, `shapes` and `notes` become Plotly's traces, shapes and annotations.
    """

    theme: Theme
    width: int
    height: float = 0
    data: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)

    def write(self, text: str, x: float, y: float, anchor: str = "left", **font: Any) -> None:
        """Add text whose `anchor` (left, center, right) is at `x` and whose vertical middle is at `y`."""
        self.notes.append(
            {
                "text": text,
                "x": x,
                "y": y,
                "xanchor": anchor,
                "yanchor": "middle",
                "showarrow": False,
                "borderpad": 0,
                "font": {"size": TEXT, "color": self.theme.ink, **font},
            }
        )

    def box(self, left: float, top: float, right: float, bottom: float, **look: Any) -> None:
        """Add a rectangle; `look` overrides Plotly's properties of the shape."""
        line = {"width": 1, "color": self.theme.faint}
        shape = {"type": "rect", "x0": left, "y0": top, "x1": right, "y1": bottom, "line": line}
        self.shapes.append(shape | look)

    def outline(self, left: float, top: float, right: float, bottom: float) -> None:
        """Add the outline of a selection: white over black, visible on any colour."""
        for colour, width in (("#000000", 3.5), ("#ffffff", 1.5)):
            self.box(left, top, right, bottom, line={"width": width, "color": colour})

    def hatch(self, boxes: Iterable[tuple[float, float, float, float]]) -> None:
        """Add diagonal lines in boxes (left, top, right, bottom), which mark cells of the padding."""
        path = []
        for left, top, right, bottom in boxes:
            wide, high = right - left, bottom - top
            for at in np.arange(7.0, wide + high, 7.0):
                x0, y0 = left + min(at, wide), top + max(at - wide, 0)
                x1, y1 = left + max(at - high, 0), top + min(at, high)
                path.append(f"M{x0:g},{y0:g}L{x1:g},{y1:g}")
        if path:
            line = {"width": 1, "color": self.theme.faint}
            self.shapes.append({"type": "path", "path": "".join(path), "line": line, "opacity": 0.45})

    def bar(
        self,
        value: float,
        top: float,
        left: float,
        right: float,
        y: float,
        strong: bool = False,
        decimals: int | None = None,
    ) -> None:
        """Add a signed bar and its number at height `y`; `left` and `right` stand for minus and plus `top`.

        `decimals` are those of all numbers of a sum; without them the number has three significant digits.
        """
        middle, half = (left + right) / 2, (right - left) / 2
        share = value / top if top and np.isfinite(value) else 0.0
        length = float(np.clip(share, -1, 1)) * half
        colour = self.theme.ink if strong else self.theme.diverging[3 if value >= 0 else 1]
        self.box(middle, y - 6, middle + length, y + 6, fillcolor=colour, line={"width": 0})
        line = {"width": 1, "color": self.theme.faint}
        self.shapes.append({"type": "line", "x0": middle, "x1": middle, "y0": y - 10, "y1": y + 10, "line": line})
        text = number(value) if decimals is None else fixed(value, decimals)
        self.write(f"<b>{text}</b>" if strong else text, right + VALUE, y, "right")

    def figure(self) -> dict[str, Any]:
        """The canvas as a Plotly figure (a dictionary)."""
        axis = {"visible": False, "fixedrange": True, "autorange": False}
        layout = {
            "width": self.width,
            "height": round(self.height),
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "size": TEXT, "color": self.theme.ink},
            "xaxis": {**axis, "range": [0, self.width]},
            "yaxis": {**axis, "range": [round(self.height), 0]},
            "hovermode": "closest",
            "dragmode": False,
            "showlegend": False,
            "shapes": self.shapes,
            "annotations": self.notes,
        }
        if not self.data:  # without a trace Plotly draws its own axes
            self.data.append({"type": "scatter", "x": [], "y": [], "hoverinfo": "skip"})
        return {"data": self.data, "layout": layout}


def text_width(text: str) -> float:
    """An estimate of the width of `text` at 12 px, in px; system fonts are rarely wider."""
    return sum(3.2 if letter in ".,·" else 5.0 if letter in "⁻⁰¹²³⁴⁵⁶⁷⁸⁹" else 7.0 for letter in text)


def numbers_on(heat: dict[str, Any], texts: list[list[str]], theme: Theme) -> dict[str, Any]:
    """The `texts` of a heatmap's cells as a trace of their own: Plotly's own gray is too pale on cells of middle brightness.

    Each can be read on its cell in the light and in the dark theme, because printing turns one into the other.
    """
    values, printed = np.asarray(heat["z"], np.float64), other_theme(theme)
    rows, cols = values.shape
    span = (heat["zmax"] - heat["zmin"]) or 1.0
    shares = np.nan_to_num(np.clip((values.ravel() - heat["zmin"]) / span, 0, 1))
    drawn = [shades(heat["colorscale"], shares), shades(in_theme(heat["colorscale"], theme, printed), shares)]
    inks = list(zip(*(_inks(each) for each in (theme, printed)), strict=True))
    colors = [max(inks, key=lambda pair: min(map(contrast, pair, cells)))[0] for cells in zip(*drawn, strict=True)]
    middles = [np.convolve(heat[axis], [0.5, 0.5], "valid") if axis in heat else None for axis in "xy"]
    xs = np.arange(cols) if middles[0] is None else middles[0]
    ys = np.arange(rows) if middles[1] is None else middles[1]
    return {
        "type": "scatter",
        "mode": "text",
        "x": np.tile(xs, rows).tolist(),
        "y": np.repeat(ys, cols).tolist(),
        "text": [text for line in texts for text in line],
        "textfont": {"size": TEXT, "color": colors},
        "hoverinfo": "skip",
    }


def _inks(theme: Theme) -> tuple[str, ...]:
    return theme.ink, theme.page, "#000000", "#ffffff"


def shades(scale: list[list[Any]], shares: Array) -> list[str]:
    """The colors "#rrggbb" at `shares`, 0 to 1, of a color scale."""
    stops = np.array([rgb(color) for _, color in scale])
    parts = [np.interp(shares, [place for place, _ in scale], stops[:, at]) for at in range(3)]
    return [
        f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in np.stack(parts, axis=1).round().astype(int).tolist()
    ]


def cell_texts(*matrices: Array, room: float) -> list[list[list[str]]] | None:
    """The numbers of matrices (rows, columns) as texts for cells `room` px wide, NaN as "".

    All numbers of a matrix have the same number of decimals: three significant digits for the largest, or two if three do
    not fit in every matrix. None if not even two fit.
    """
    for digits in (3, 2):
        texts = [_matrix_texts(matrix, digits) for matrix in matrices]
        if max((text_width(text) for lines in texts for line in lines for text in line), default=0) <= room:
            return texts
    return None


def _matrix_texts(matrix: Array, digits: int) -> list[list[str]]:
    sizes = np.abs(matrix[np.isfinite(matrix)])
    largest = float(sizes.max()) if sizes.size else 0.0
    return [[_cell_text(float(value), largest, digits) for value in line] for line in matrix]


def _cell_text(value: float, largest: float, digits: int) -> str:
    if np.isnan(value):
        return ""
    if value == 0:
        return "0"
    if not 1e-2 <= largest < 1e6:
        return number(value, digits - 1)
    text = f"{value:.{max(digits - 1 - int(np.floor(np.log10(largest))), 0)}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")
