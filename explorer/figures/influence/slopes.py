"""Pictures of slopes: how a number changes with each pixel, and how far the pixels that change it reach on average."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.analysis.influence import EffectiveField
from explorer.figures.cell import Array, enlarged
from explorer.figures.influence.photo import outline
from explorer.figures.theme import Theme
from explorer.reads import Region


def slopes_figure(values: Array, top: float, region: Region, theme: Theme, side: int) -> dict[str, Any]:
    """A derivative per pixel, (rows, columns), in the colours of activations from minus to plus `top`."""
    chart = enlarged(values, top, theme, side, words=": slope ")
    if region.hull is not None:
        hull = region.hull
        chart["layout"]["shapes"] = outline(hull.left - 0.5, hull.top - 0.5, hull.right + 0.5, hull.bottom + 0.5)
    return chart


def effective_figure(effective: EffectiveField, theme: Theme, side: int) -> dict[str, Any]:
    """The mean influence at each place of the textbook window, with an outline around the effective receptive field."""
    chart = enlarged(effective.mean, float(effective.mean.max()) or 1.0, theme, side, words=" of the window: ")
    chart["data"][0] |= {"zmin": 0, "colorscale": [[0, theme.zero], [1, theme.bar]]}
    edge = {"color": theme.ink, "width": 1.5}
    chart["layout"]["shapes"] = [
        {"type": "path", "path": border(effective.within), "line": edge},
        {
            "type": "rect",
            "x0": 0,
            "x1": 1,
            "y0": 0,
            "y1": 1,
            "xref": "paper",
            "yref": "paper",
            "line": {**edge, "dash": "dot"},
        },
    ]
    return chart


def border(within: Array) -> str:
    """The border of the cells where `within` (rows, columns) is true, as a path; cell (r, c) is 1 wide, centred at (c, r)."""
    padded = np.pad(within, 1)
    down = np.argwhere(padded[1:, 1:-1] != padded[:-1, 1:-1])
    across = np.argwhere(padded[1:-1, 1:] != padded[1:-1, :-1])
    lines = [f"M{col - 0.5:g},{row - 0.5:g}H{col + 0.5:g}" for row, col in down.tolist()]
    lines += [f"M{col - 0.5:g},{row - 0.5:g}V{row + 0.5:g}" for row, col in across.tolist()]
    return "".join(lines) or "M0,0"
