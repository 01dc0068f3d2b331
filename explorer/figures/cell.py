"""The pictures of the rail: the input image, on which regions are outlined, and one enlarged map with exact values."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures.maps import block_size, photo_png, reduced, shrunk
from explorer.figures.theme import FONT, Theme, colorscale
from explorer.limits import PICTURE_SIDE

Array = NDArray[Any]
PHOTO, ENLARGED = 296, 208
"""Longest side of the image and of the enlarged map, in px."""
LEAST_CHART = 150
"""Streamlit draws no chart narrower than this, in px: a narrower picture leaves the rest of its chart empty."""


def picture_width(figure: dict[str, Any]) -> int:
    """The width of the picture of a cell figure, in px, without the rest of its chart that stays empty."""
    layout = figure["layout"]
    return int(layout["width"] - layout["margin"]["r"])


def photo(pixels: Array, theme: Theme, side: int = PHOTO) -> dict[str, Any]:
    """The image (rows, columns, channels) in [0, 1] as a figure of at most `side` px; its axes count pixels.

    The browser outlines regions on it and widens the axes for regions that reach into the padding.
    """
    rows, cols = pixels.shape[:2]
    small, factor = shrunk(pixels)
    image = {"type": "image", "source": photo_png(small), "hoverinfo": "skip", **_blocks(factor)}
    return {"data": [image], "layout": _frame(rows, cols, theme, side) | {"meta": {"rows": rows, "cols": cols}}}


def enlarged(
    values: Array, top: float, theme: Theme, side: int = ENLARGED, grey: bool = False, words: str = ": "
) -> dict[str, Any]:
    """One map (rows, columns) in colours from minus to plus `top`, with the exact value of every cell on hover.

    `grey` maps run from black at 0 to white at `top`. Of a map with more than PICTURE_SIDE rows or columns, blocks are
    drawn, each with its value of largest magnitude. `words` stand before the value on hover.
    """
    rows, cols = values.shape
    small = reduced(values[:, :, None], PICTURE_SIDE)[:, :, 0]
    factor = block_size(rows, cols)
    place = (
        "row %{y}, column %{x}" if factor == 1 else f"{factor} × {factor} cells about row %{{y:.0f}}, column %{{x:.0f}}"
    )
    scale: Any = [[0, "#000000"], [1, "#ffffff"]] if grey else colorscale(theme)
    heatmap = {
        "type": "heatmap",
        "z": np.ascontiguousarray(small, np.float32),
        **_blocks(factor),
        "zmin": 0 if grey else -top,
        "zmax": top,
        "colorscale": scale,
        "showscale": False,
        "hovertemplate": f"{place}{words}%{{z:.4g}}<extra></extra>",
    }
    return {"data": [heatmap], "layout": _frame(rows, cols, theme, side) | {"hovermode": "closest"}}


def _blocks(factor: int) -> dict[str, Any]:
    """Where a trace has its cells if each stands for `factor` cells a side; nothing where cells are cells."""
    middle = (factor - 1) / 2
    return {"x0": middle, "dx": factor, "y0": middle, "dy": factor} if factor > 1 else {}


def _frame(rows: int, cols: int, theme: Theme, side: int) -> dict[str, Any]:
    scale = side / max(rows, cols)
    width = max(round(cols * scale), 24)
    axis = {"visible": False, "fixedrange": True, "autorange": False}
    return {
        "width": max(width, LEAST_CHART),
        "height": max(round(rows * scale), 24),
        "margin": {"l": 0, "r": max(LEAST_CHART - width, 0), "t": 0, "b": 0, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": theme.zero,
        "font": {"family": FONT, "size": 12, "color": theme.ink},
        "xaxis": {**axis, "range": [-0.5, cols - 0.5], "constrain": "domain"},
        "yaxis": {**axis, "range": [rows - 0.5, -0.5], "scaleanchor": False},
        "hovermode": False,
        "dragmode": False,
        "showlegend": False,
    }
