"""Tiles side by side: a page of the maps of a layer, or of its filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from explorer.figures.layer.bare import bare_layout
from explorer.figures.maps import grey_png, indices, map_png, reduced
from explorer.figures.theme import Theme

Array = NDArray[Any]
MAPS_ACROSS, MAP_SIDE, GAP, LABEL = 12, 56, 8, 16
EDGE = 4
"""Space to the left of the maps for the outline of the selected one, in px."""
PAGE = 48
"""Number of maps on a page."""


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
    pictures = []
    for channel, top in zip(channels, tops, strict=True):
        values = reduced(maps[:, :, channel : channel + 1])[:, :, 0]
        source = map_png(indices(values, top), theme) if path or slopes else grey_png(values)
        pictures.append((channel, source, values.shape))
    return tiles_figure(pictures, maps.shape[:2], theme, path, across)


def tiles_figure(
    pictures: Sequence[tuple[int, str, tuple[int, ...]]],
    sides: tuple[int, ...],
    theme: Theme,
    path: str,
    across: int = MAPS_ACROSS,
) -> dict[str, Any]:
    """Pictures side by side, each (channel, PNG address, its rows and columns) with its channel's number above it.

    `sides` are the rows and columns that a picture stands for. `layout.meta` says where each lies, for clicks: `path`, and
    `slots` of (channel, left, top, width, height) in px.
    """
    scale = MAP_SIDE / max(sides)
    w, h = max(sides[1] * scale, 2), max(sides[0] * scale, 2)
    traces, texts, slots = [], [], []
    for place, (channel, source, (rows, cols)) in enumerate(pictures):
        x, y = EDGE + (place % across) * (MAP_SIDE + GAP), (place // across) * (MAP_SIDE + LABEL + GAP) + LABEL
        dx, dy = w / cols, h / rows
        corner = {"x0": x + dx / 2, "y0": y + dy / 2, "dx": dx, "dy": dy}
        traces.append({"type": "image", "source": source, "hoverinfo": "skip", **corner})
        texts.append({"text": str(channel), "x": x, "y": y - LABEL / 2, "showarrow": False, "xanchor": "left"})
        slots.append([channel, x, y, w, h])
    lines = -(-len(pictures) // across)
    layout = bare_layout(EDGE + across * (MAP_SIDE + GAP), max(lines, 1) * (MAP_SIDE + LABEL + GAP), theme)
    layout["annotations"] = [{**text, "font": {"size": 12, "color": theme.faint}} for text in texts]
    layout["meta"] = {"path": path, "slots": slots}
    return {"data": traces, "layout": layout}
