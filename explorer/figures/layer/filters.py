"""Filters as pictures: the kernels of one, and, where they read red, green and blue, every filter in color."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.color_filters import color_picture
from explorer.figures.layer.bare import bare_layout
from explorer.figures.layer.page import MAPS_ACROSS, tiles_figure
from explorer.figures.maps import photo_png
from explorer.figures.theme import Theme, weight_colorscale

Array = NDArray[Any]


def filters_figure(
    kernel: Array, channels: Sequence[int], theme: Theme, path: str, across: int = MAPS_ACROSS
) -> dict[str, Any]:
    """The filters of `channels` side by side, each a small picture in color; `kernel` is (rows, columns, 3, filters).

    A click on a filter selects its map at the step `path`.
    """
    sides = kernel.shape[:2]
    pictures = [(channel, photo_png(color_picture(kernel[..., channel])), sides) for channel in channels]
    return tiles_figure(pictures, sides, theme, path, across)


def kernels_figure(kernel: Array, channel: int, theme: Theme, colored: bool = False, most: int = 12) -> dict[str, Any]:
    """The filter of one output channel: its kernels side by side, purple below zero, green above, on one scale.

    `kernel` is (rows, columns, channels, filters); at most `most` kernels are drawn, one per input channel. `colored`: the
    channels are red, green and blue, and the filter as one picture in color stands before its kernels.
    """
    weights = kernel[:, :, :, channel]
    rows, cols = weights.shape[:2]
    side = max(rows, cols)
    matrix = _side_by_side(weights[:, :, :most], side + 1)
    first = side + 1 if colored else 0
    top = float(np.abs(weights).max(initial=0)) or 1.0
    heatmap = {
        "type": "heatmap",
        "z": matrix,
        "x0": first,
        "dx": 1,
        "zmin": -top,
        "zmax": top,
        "colorscale": weight_colorscale(theme),
        "showscale": False,
        "hoverongaps": False,
        "hovertemplate": "weight %{z:.4g}<extra></extra>",
    }
    image = {"type": "image", "source": photo_png(color_picture(weights)), "hoverinfo": "skip"} if colored else None
    width, cell = first + matrix.shape[1], min(16, 56 / side)
    layout = bare_layout(round(width * cell), round(rows * cell), theme)
    layout["xaxis"] |= {"range": [-0.5, width - 0.5]}
    layout["yaxis"] |= {"range": [rows - 0.5, -0.5]}
    return {"data": [heatmap, *([image] if image else [])], "layout": layout | {"hovermode": "closest"}}


def _side_by_side(weights: Array, step: int) -> Array:
    """Kernels (rows, columns, count) in one matrix, each `step` columns after the one before, NaN between them."""
    rows, cols, count = weights.shape
    matrix = np.full((rows, count * step - 1), np.nan)
    for index in range(count):
        matrix[:, index * step : index * step + cols] = weights[:, :, index]
    return matrix
