"""Figures of the Layer tab: a page of maps, a bar of strength per map, a histogram, and the kernels of a filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.statistics import strengths
from explorer.figures.maps import grey_png, indices, map_png, reduced
from explorer.figures.theme import FONT, Theme, palette, weight_colorscale

Array = NDArray[Any]
MAPS_ACROSS, MAP_SIDE, GAP, LABEL = 12, 56, 8, 16
EDGE = 4
"""Space to the left of the maps for the outline of the selected one, in px."""
PAGE = 48
"""Number of maps on a page."""
STRETCH = 1 << 20
"""Values of a histogram that are counted at a time."""


def page_figure(
    maps: Array,
    channels: list[int],
    tops: Sequence[float],
    theme: Theme,
    path: str,
    across: int = MAPS_ACROSS,
    slopes: bool = False,
) -> dict[str, Any]:
    """The maps of `channels` side by side, each with its number. `maps` is (rows, columns, all channels).

    `tops` holds the colour limit of each of `channels`. The channels of the image (`path` "") are grey from 0 to 1, unless
    `slopes` says that these are derivatives.
    """
    rows, cols, _ = maps.shape
    scale = MAP_SIDE / max(rows, cols)
    w, h = max(cols * scale, 2), max(rows * scale, 2)
    traces, texts, slots = [], [], []
    for place, (channel, top) in enumerate(zip(channels, tops, strict=True)):
        x, y = EDGE + (place % across) * (MAP_SIDE + GAP), (place // across) * (MAP_SIDE + LABEL + GAP) + LABEL
        picture = reduced(maps[:, :, channel : channel + 1])[:, :, 0]
        source = map_png(indices(picture, top), theme) if path or slopes else grey_png(picture)
        dx, dy = w / picture.shape[1], h / picture.shape[0]
        traces.append(
            {
                "type": "image",
                "source": source,
                "hoverinfo": "skip",
                "x0": x + dx / 2,
                "y0": y + dy / 2,
                "dx": dx,
                "dy": dy,
            }
        )
        texts.append({"text": str(channel), "x": x, "y": y - LABEL / 2, "showarrow": False, "xanchor": "left"})
        slots.append([channel, x, y, w, h])
    lines = -(-len(channels) // across)
    layout = _layout(EDGE + across * (MAP_SIDE + GAP), max(lines, 1) * (MAP_SIDE + LABEL + GAP), theme)
    layout["annotations"] = [{**text, "font": {"size": 12, "color": theme.faint}} for text in texts]
    layout["meta"] = {"path": path, "slots": slots}
    return {"data": traces, "layout": layout}


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
    layout = _layout(width, 44, theme)
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
    layout = _layout(width, height, theme)
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


def kernels_figure(kernel: Array, channel: int, theme: Theme, most: int = 12) -> dict[str, Any]:
    """The filter of one output channel: its kernels side by side, purple below zero, green above, on one scale.

    `kernel` is (rows, columns, channels, filters); at most `most` kernels are drawn, one per input channel.
    """
    filter_weights = kernel[:, :, :, channel]
    count = min(filter_weights.shape[2], most)
    side = max(filter_weights.shape[0], filter_weights.shape[1])
    matrix = np.full((filter_weights.shape[0], count * (side + 1) - 1), np.nan, np.float64)
    for index in range(count):
        matrix[:, index * (side + 1) : index * (side + 1) + filter_weights.shape[1]] = filter_weights[:, :, index]
    top = float(np.abs(filter_weights).max()) or 1.0
    heatmap = {
        "type": "heatmap",
        "z": matrix,
        "zmin": -top,
        "zmax": top,
        "colorscale": weight_colorscale(theme),
        "showscale": False,
        "hoverongaps": False,
        "hovertemplate": "weight %{z:.4g}<extra></extra>",
    }
    cell = min(16, 56 / side)
    layout = _layout(round(matrix.shape[1] * cell), round(matrix.shape[0] * cell), theme)
    layout |= {
        "xaxis": {"visible": False, "fixedrange": True, "range": [-0.5, matrix.shape[1] - 0.5]},
        "yaxis": {"visible": False, "fixedrange": True, "range": [matrix.shape[0] - 0.5, -0.5]},
        "hovermode": "closest",
    }
    return {"data": [heatmap], "layout": layout}


def _layout(width: int, height: int, theme: Theme) -> dict[str, Any]:
    return {
        "width": width,
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": theme.ink},
        "xaxis": {"range": [0, width], "visible": False, "fixedrange": True},
        "yaxis": {"range": [height, 0], "visible": False, "fixedrange": True, "scaleanchor": False},
        "hovermode": False,
        "dragmode": False,
        "showlegend": False,
    }
