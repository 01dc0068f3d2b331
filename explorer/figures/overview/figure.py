"""The overview: one Plotly figure of the whole network."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from explorer.figures.maps import grey_png, map_png
from explorer.figures.overview.bundles import bundles
from explorer.figures.overview.drawing.annotations import all_texts, legend_slot
from explorer.figures.overview.drawing.backdrop import EDGES_TOP, backdrop_svg, edges_svg
from explorer.figures.overview.drawing.pictures import (
    Pictures,
    legend_groups,
    percent,
    picture_slots,
    pictures,
)
from explorer.figures.overview.places import Column, Layout, Slot
from explorer.figures.svg import svg_address
from explorer.figures.theme import FONT, Theme
from explorer.network import Network

__all__ = ["Pictures", "figure", "figure_key", "percent", "pictures"]


def figure_key(network: Network, layout: Layout, theme: Theme, times: float = 1) -> str:
    """A key that changes exactly when the figure must be drawn anew: with positions, edges, colours or size."""
    edges = repr([bundle.pairs for bundle in bundles(network, layout)])
    key = f"{network.named_digest[:12]}-{layout.key}-{hashlib.sha256(edges.encode()).hexdigest()[:8]}-{theme.name}"
    return key if times == 1 else f"{key}-{times:g}"


def figure(network: Network, layout: Layout, theme: Theme, pictures: Pictures, times: float = 1) -> dict[str, Any]:
    """The overview as a Plotly figure: maps, names, edges and legends, showing `pictures` first.

    As long as `figure_key` stays the same, the browser replaces the pictures in place. It is drawn `times` as large as it
    was laid out, with all its texts and lines; its axes go on counting the px of the layout.
    """
    places = [
        _image(each.slot, each.size, source, each.name)
        for each, source in zip(picture_slots(layout), pictures.sources, strict=True)
    ]
    legends = [_legend_bar(columns, layout, theme) for columns in legend_groups(layout)]
    return {
        "data": [*places, *legends],
        "layout": {
            "width": round(times * layout.width),
            "height": round(times * layout.height),
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "size": 12 * times, "color": theme.ink},
            "xaxis": _axis([0, layout.width]),
            "yaxis": {**_axis([layout.height, 0]), "scaleanchor": False},
            "hovermode": False,
            "dragmode": False,
            "showlegend": False,
            "shapes": _overlays(theme, times),
            "images": [
                _behind("backdrop", backdrop_svg(network, layout, theme), layout),
                _behind("edges", edges_svg(network, layout, theme), layout, EDGES_TOP),
            ],
            "annotations": [_enlarged(text, times) for text in all_texts(network, layout, theme, pictures)],
            "meta": {"key": figure_key(network, layout, theme, times)},
        },
    }


def _image(slot: Slot, size: tuple[int, int], source: str, name: str) -> dict[str, Any]:
    """A Plotly image trace that fills the slot with a picture of `size` (rows, columns); x0, y0 is its first px's centre."""
    dx, dy = slot.w / size[1], slot.h / size[0]
    return {
        "type": "image",
        "source": source,
        "name": name,
        "hoverinfo": "skip",
        "x0": slot.x + dx / 2,
        "y0": slot.y + dy / 2,
        "dx": dx,
        "dy": dy,
    }


def _legend_bar(columns: list[Column], layout: Layout, theme: Theme) -> dict[str, Any]:
    """The colour bar of a group, from its lowest to its highest value, below its columns."""
    ramp = np.arange(255, dtype=np.uint8)[None]
    source = map_png(ramp, theme) if columns[0].drawn else grey_png(ramp / 254)
    return _image(legend_slot(columns, layout), (1, 255), source, "legend")


def _axis(span: list[float]) -> dict[str, Any]:
    return {"range": span, "visible": False, "fixedrange": True, "autorange": False}


def _behind(name: str, svg: str, layout: Layout, top: int = 0) -> dict[str, Any]:
    """An image behind the maps, of everything below y = `top`. The browser knows it by its name."""
    return {
        "name": name,
        "source": svg_address(svg),
        "xref": "x",
        "yref": "y",
        "x": 0,
        "y": top,
        "sizex": layout.width,
        "sizey": layout.height - top,
        "sizing": "stretch",
        "layer": "below",
    }


def _enlarged(text: dict[str, Any], times: float) -> dict[str, Any]:
    font = text["font"]
    return {**text, "font": {**font, "size": times * font["size"]}}


def _overlays(theme: Theme, times: float) -> list[dict[str, Any]]:
    """The shapes that the browser moves: outlines of what a cell reads (solid) and of what reads it (dashed)."""
    lines = {
        "hover_edges": ("rgba(94,106,122,0.75)", 1.2, "solid"),
        "hover_under": ("#000000", 3.5, "solid"),
        "hover_over": ("#ffffff", 1.5, "solid"),
        "chosen_under": ("#000000", 3.5, "solid"),
        "chosen_over": ("#ffd400", 1.8, "solid"),
        "hover_feeds": (theme.ink, 1.4, "2px,2px"),
        "chosen_feeds": (theme.ink, 1.4, "2px,2px"),
    }
    return [
        {
            "type": "path",
            "path": "M0,0",
            "line": {"color": colour, "width": times * width, "dash": dash},
            "layer": "above",
            "name": name,
        }
        for name, (colour, width, dash) in lines.items()
    ]
