"""Bar charts and line charts of lessons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from explorer.figures.canvas import LINE, Canvas, text_width
from explorer.figures.theme import FONT, Theme
from explorer.lessons.shown import Bars, Curves

HEIGHT = 280
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
WIDEST = 1.25
"""How much wider than estimated a number can be: in DejaVu Sans a digit of 12 px takes 7.7 px, a comma 3.9."""
DASHES = ("solid", "dash", "dot", "dashdot")
"""Lines differ in dashes too, so that nobody needs to tell colours apart."""


def bars(shown: Bars, theme: Theme, width: int) -> dict[str, Any]:
    """A horizontal bar per label, from 0, with its text. Labels that take too much width stand above their bars."""
    canvas = Canvas(theme, width)
    label = max(map(text_width, shown.labels)) + 16
    room = WIDEST * max(map(text_width, shown.texts)) + 10
    stacked = label > 0.38 * width
    left = 0.0 if stacked else label
    top = max((abs(value) for value in shown.values), default=0.0) or 1.0
    if shown.unit:
        fits = left + text_width(shown.unit) <= width
        canvas.write(shown.unit, left if fits else 0.0, LINE / 2 - 2, color=theme.faint)
        canvas.height = LINE
    for name, value, text in zip(shown.labels, shown.values, shown.texts, strict=True):
        if stacked:
            canvas.write(name, 0, canvas.height + LINE / 2 + 2)
            canvas.height += LINE - 6
        y = canvas.height + LINE / 2
        if not stacked:
            canvas.write(name, 0, y)
        length = max((width - left - room) * abs(value) / top, 1.0)
        canvas.box(left, y - 7, left + length, y + 7, fillcolor=theme.diverging[3], line={"width": 0})
        canvas.write(text, left + length + 6, y)
        canvas.height += LINE
    return canvas.figure()


def _powers(values: Sequence[float]) -> dict[str, Any]:
    """Ticks of a logarithmic axis at up to six powers of ten, as text because Plotly's own exponents are too small."""
    low, high = (math.floor(math.log10(end(values))) for end in (min, max))
    powers = range(high, low - 1, -max(1, -(-(high - low) // 5)))
    texts = ["1" if n == 0 else f"10{str(n).translate(_RAISED)}" for n in powers]
    return {"tickvals": [10.0**n for n in powers], "ticktext": texts}


def curves(shown: Curves, theme: Theme, width: int) -> dict[str, Any]:
    """Lines with their names in a legend above; a dotted upright line at the place that is looked at."""
    colours = (theme.bar, theme.diverging[0], theme.faint, theme.ink)
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers" if len(line.x) <= 24 else "lines",
            "name": line.name,
            "x": list(line.x),
            "y": list(line.y),
            "line": {"color": colours[n % 4], "width": 2.5 if n == 0 else 2, "dash": DASHES[n % 4]},
            "marker": {"size": 6, "symbol": ("circle", "square", "diamond", "x")[n % 4]},
            "hovertemplate": f"{line.name}: %{{y:.4g}}<extra></extra>",
        }
        for n, line in enumerate(shown.lines)
    ]
    axis = {"fixedrange": True, "zeroline": False, "gridcolor": theme.zero, "ticks": "", "nticks": 7}
    upright: dict[str, Any] = {**axis, "title": {"text": shown.y_title, "standoff": 8}}
    if shown.log:
        upright |= {"type": "log", **_powers([y for line in shown.lines for y in line.y])}
    if shown.y_range is not None:
        upright |= {"range": list(shown.y_range)}
    across: dict[str, Any] = {**axis, "title": {"text": shown.x_title, "standoff": 8}}
    if shown.log_x:
        values = sorted({x for line in shown.lines for x in line.x})
        across |= {"type": "log", "tickvals": values, "ticktext": [f"{value:g}" for value in values]}
    layout: dict[str, Any] = {
        "width": width,
        "height": HEIGHT,
        "margin": {"l": 64, "r": 12, "t": 34, "b": 44},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": theme.ink},
        "xaxis": across,
        "yaxis": upright,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12}},
        "showlegend": len(traces) > 1,
        "hovermode": "x",
        "dragmode": False,
    }
    if shown.at is not None:
        line = {"color": theme.faint, "width": 1.5, "dash": "dot"}
        layout["shapes"] = [
            {"type": "line", "x0": shown.at, "x1": shown.at, "yref": "paper", "y0": 0, "y1": 1, "line": line}
        ]
    return {"data": traces, "layout": layout}
