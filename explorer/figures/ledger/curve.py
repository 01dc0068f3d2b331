"""The curve of an element-wise layer with the point of the cell and its slope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.figures.theme import FONT, Theme, number
from explorer.ledger import CurveLedger, ReluLedger, RescalingLedger

HEIGHT = 240


def relu(ledger: ReluLedger, theme: Theme, width: int, names: Sequence[str] = ()) -> dict[str, Any]:
    """The curve of ReLU, max(x, 0), with the point of the cell."""
    reach = abs(ledger.input) * 1.6 or 1.0
    return _curve([-reach, 0.0, reach], [0.0, 0.0, reach], ledger, ledger.slope, theme, width)


def rescaling(ledger: RescalingLedger, theme: Theme, width: int, names: Sequence[str] = ()) -> dict[str, Any]:
    """The line of a rescaling, scale * x + offset, with the point of the cell."""
    reach = max(abs(ledger.input) * 1.6, 1.0)
    xs = [-reach, reach]
    ys = [ledger.scale * x + ledger.offset for x in xs]
    return _curve(xs, ys, ledger, ledger.scale, theme, width)


def curve(ledger: CurveLedger, theme: Theme, width: int, names: Sequence[str] = ()) -> dict[str, Any]:
    """The curve of any other activation with the point of the cell."""
    drawn = _curve(ledger.xs.tolist(), ledger.ys.tolist(), ledger, ledger.slope, theme, width)
    drawn["data"][0]["line"]["simplify"] = False  # else Plotly drops points and bends show corners
    if ledger.ys[0] < ledger.ys[-1]:  # a rising curve leaves the upper left corner free for the text
        corner = {"xref": "paper", "yref": "paper", "x": 0.02, "y": 0.98, "xanchor": "left", "yanchor": "top"}
        drawn["layout"]["annotations"][0] |= {**corner, "xshift": 0, "yshift": 0, "align": "left"}
    return drawn


def _curve(
    xs: list[float],
    ys: list[float],
    ledger: ReluLedger | RescalingLedger | CurveLedger,
    slope: float,
    theme: Theme,
    width: int,
) -> dict[str, Any]:
    size = min(width, 420)
    room = 0.08 * (max(ys) - min(ys) or 1.0)
    line = {"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": {"width": 2, "color": theme.faint}}
    point = {
        "type": "scatter",
        "mode": "markers",
        "x": [ledger.input],
        "y": [ledger.result],
        "marker": {"size": 11, "color": theme.bar, "line": {"width": 2, "color": theme.page}},
        "hovertemplate": "input %{x:.4g}, output %{y:.4g}<extra></extra>",
    }
    slope_text = str(int(slope)) if float(slope).is_integer() else number(slope)
    label = {
        "text": f"{number(ledger.input)} → <b>{number(ledger.result)}</b><br>slope {slope_text}",
        "x": ledger.input,
        "y": ledger.result,
        "ax": 0,
        "ay": -14,
        "showarrow": False,
        "yshift": 30,
        "xshift": -40 if ledger.input > 0 else 40,
        "font": {"size": 13, "color": theme.ink},
    }
    axis = {
        "fixedrange": True,
        "autorange": False,
        "showgrid": False,
        "zerolinecolor": theme.faint,
        "zerolinewidth": 1,
        "ticks": "",
        "nticks": 5,
    }
    layout = {
        "width": size,
        "height": HEIGHT,
        "margin": {"l": 56, "r": 12, "t": 12, "b": 44},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": theme.ink},
        "xaxis": {**axis, "range": [min(xs), max(xs)], "title": {"text": "input", "standoff": 8}},
        "yaxis": {**axis, "range": [min(ys) - room, max(ys) + 2 * room], "title": {"text": "output", "standoff": 8}},
        "annotations": [label],
        "hovermode": "closest",
        "dragmode": False,
        "showlegend": False,
    }
    return {"data": [line | {"hoverinfo": "skip"}, point], "layout": layout}
