"""Bars about maps: the strength of each map of a layer, and the histogram of one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.statistics import strengths
from explorer.figures.layer.bare import bare_layout
from explorer.figures.maps import indices
from explorer.figures.theme import Theme, palette

Array = NDArray[Any]
STRETCH = 1 << 20
"""Values of a histogram that are counted at a time."""


def strengths_figure(
    maps: Array, channels: list[int], shown: list[int], theme: Theme, width: int, path: str = ""
) -> dict[str, Any]:
    """A bar per channel, as high as the mean magnitude of its map; channels in `shown` (the page) are emphasized."""
    values = strengths(maps)[channels]
    on_page = set(shown)
    bars = {
        "type": "bar",
        "x": list(range(len(channels))),
        "y": values.tolist(),
        "customdata": channels,
        "marker": {"color": [theme.bar if c in on_page else theme.faint for c in channels], "line": {"width": 0}},
        "hovertemplate": "map %{customdata}: mean magnitude %{y:.3g}<extra></extra>",
    }
    layout = bare_layout(width, 44, theme)
    layout |= {
        "bargap": 0.15,
        "xaxis": {"visible": False, "fixedrange": True, "range": [-0.6, len(channels) - 0.4]},
        "yaxis": {"visible": False, "fixedrange": True, "range": [0, float(values.max()) * 1.05 or 1.0]},
        "hovermode": "x",
        "meta": {"path": path, "channels": channels},
    }
    return {"data": [bars], "layout": layout}


def histogram_figure(values: Array, top: float, theme: Theme, width: int = 256, height: int = 162) -> dict[str, Any]:
    """The histogram of a map: 40 equal bins from the lowest to the highest finite value, coloured like the map up to `top`."""
    counts, edges = _histogram(values)
    middles = (edges[:-1] + edges[1:]) / 2
    colours = [_colour(value, top, theme) for value in middles]
    bars = {
        "type": "bar",
        "x": middles.tolist(),
        "y": counts.tolist(),
        "width": [float(edges[1] - edges[0])] * len(counts),
        "marker": {"color": colours, "line": {"width": 0.5, "color": theme.faint}},
        "hovertemplate": "about %{x:.3g}: %{y} cells<extra></extra>",
    }
    layout = bare_layout(width, height, theme)
    layout |= {
        "margin": {"l": 52, "r": 8, "t": 8, "b": 40},
        "xaxis": {
            "fixedrange": True,
            "nticks": 4,
            "zeroline": False,
            "showgrid": False,
            "title": _axis_title("value", theme),
        },
        "yaxis": {
            "fixedrange": True,
            "nticks": 3,
            "showgrid": False,
            "zeroline": False,
            "title": _axis_title("count", theme),
        },
        "hovermode": "x",
    }
    return {"data": [bars], "layout": layout}


def _histogram(values: Array, bins: int = 40) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Counts and edges of equal bins, computed in float64 for a stretch of the finite values at a time."""
    finite = values[np.isfinite(values)]
    span = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    counts, edges = np.histogram(np.empty(0), bins, span)
    for first in range(0, finite.size, STRETCH):
        counts += np.histogram(finite[first : first + STRETCH].astype(np.float64), bins, span)[0]
    return counts, edges


def _axis_title(text: str, theme: Theme) -> dict[str, Any]:
    return {"text": text, "standoff": 4, "font": {"size": 12, "color": theme.faint}}


def _colour(value: float, top: float, theme: Theme) -> str:
    red, green, blue = palette(theme)[int(indices(np.array([value]), top)[0])]
    return f"rgb({red},{green},{blue})"
