"""All channels of one layer: a page of maps, a strip of strengths, a histogram, and the kernels behind a map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.statistics import strengths
from explorer.figures.maps import grey_png, indices, map_png, reduced
from explorer.figures.theme import FONT, Theme, palette, weight_colorscale

Array = NDArray[Any]
ACROSS, TILE, GAP, LABEL = 12, 56, 8, 16
EDGE = 4
"""Room to the left of the maps for the outline of a chosen one, in px."""
PAGE = 48
"""Channels on a page."""


def page_figure(
    maps: Array,
    channels: list[int],
    tops: Sequence[float],
    theme: Theme,
    path: str,
    across: int = ACROSS,
    slopes: bool = False,
) -> dict[str, Any]:
    """The maps of `channels` side by side, each with its number. `maps` is (rows, columns, all channels).

    `tops` holds the limit of the colours of each of `channels`. The image's are grey, unless `slopes` are shown.
    """
    rows, cols, _ = maps.shape
    scale = TILE / max(rows, cols)
    w, h = max(cols * scale, 2), max(rows * scale, 2)
    traces, texts, slots = [], [], []
    for place, (channel, top) in enumerate(zip(channels, tops, strict=True)):
        x, y = EDGE + (place % across) * (TILE + GAP), (place // across) * (TILE + LABEL + GAP) + LABEL
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
    layout = _layout(EDGE + across * (TILE + GAP), max(lines, 1) * (TILE + LABEL + GAP), theme)
    layout["annotations"] = [{**text, "font": {"size": 12, "color": theme.faint}} for text in texts]
    layout["meta"] = {"path": path, "slots": slots}
    return {"data": traces, "layout": layout}


def strengths_figure(
    maps: Array, channels: list[int], shown: list[int], theme: Theme, width: int, path: str = ""
) -> dict[str, Any]:
    """A tick per channel, as high as the mean magnitude of its map; those of the page that is shown stand out."""
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
    """How often each value occurs in a map: 40 equal bins from the lowest to the highest value."""
    counts, edges = np.histogram(values.astype(np.float64).ravel(), bins=40)
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
            "title": _said("value", theme),
        },
        "yaxis": {
            "fixedrange": True,
            "nticks": 3,
            "showgrid": False,
            "zeroline": False,
            "title": _said("count", theme),
        },
        "hovermode": "x",
    }
    return {"data": [bars], "layout": layout}


def _said(what: str, theme: Theme) -> dict[str, Any]:
    return {"text": what, "standoff": 4, "font": {"size": 12, "color": theme.faint}}


def _colour(value: float, top: float, theme: Theme) -> str:
    red, green, blue = palette(theme)[int(indices(np.array([value]), top)[0])]
    return f"rgb({red},{green},{blue})"


def kernels_figure(kernel: Array, channel: int, theme: Theme, most: int = 12) -> dict[str, Any]:
    """The filter of one output channel: a slice per input channel, purple below zero, green above.

    `kernel` is (rows, columns, channels, filters); at most `most` slices are drawn. One scale for all of them.
    """
    one = kernel[:, :, :, channel]
    count = min(one.shape[2], most)
    side = max(one.shape[0], one.shape[1])
    laid = np.full((one.shape[0], count * (side + 1) - 1), np.nan, np.float64)
    for index in range(count):
        laid[:, index * (side + 1) : index * (side + 1) + one.shape[1]] = one[:, :, index]
    top = float(np.abs(one).max()) or 1.0
    heatmap = {
        "type": "heatmap",
        "z": laid,
        "zmin": -top,
        "zmax": top,
        "colorscale": weight_colorscale(theme),
        "showscale": False,
        "hoverongaps": False,
        "hovertemplate": "weight %{z:.4g}<extra></extra>",
    }
    cell = min(16, 56 / side)
    layout = _layout(round(laid.shape[1] * cell), round(laid.shape[0] * cell), theme)
    layout |= {
        "xaxis": {"visible": False, "fixedrange": True, "range": [-0.5, laid.shape[1] - 0.5]},
        "yaxis": {"visible": False, "fixedrange": True, "range": [laid.shape[0] - 0.5, -0.5]},
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
