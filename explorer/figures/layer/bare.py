"""The layout of figures of the Layer tab: no visible axes, no margins, no menu."""

from __future__ import annotations

from typing import Any

from explorer.figures.theme import FONT, Theme


def bare_layout(width: int, height: int, theme: Theme) -> dict[str, Any]:
    """The layout of a figure of `width` x `height` px whose axes count px; y runs down."""
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
