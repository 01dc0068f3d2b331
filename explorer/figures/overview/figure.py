"""The overview: one Plotly figure of the whole network, and the pictures of the maps in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures.maps import (
    BAR_PX,
    BAR_ROWS,
    bars_png,
    grey_png,
    indices,
    map_png,
    reduced,
    reduced_length,
    reduced_shape,
)
from explorer.figures.overview import arcs, minimap
from explorer.figures.overview.bundles import Bundle, bundles, edges_path
from explorer.figures.overview.lanes import BAND_LABEL
from explorer.figures.overview.places import BAR_WIDTH, FOOT, SHARE_TEXT_WIDTH, Column, Frame, Layout, Slot, StageCard
from explorer.figures.overview.scales import Scales
from explorer.figures.svg import svg_address
from explorer.figures.theme import FONT, Theme
from explorer.network import Network

Array = NDArray[Any]
SHARES_PX = BAR_PX * SHARE_TEXT_WIDTH // BAR_WIDTH
"""Space to the right of the bars in their picture, in px of the picture, for the percentages."""
CARD_TOP = 22
"""Distance from the top of a stage's card to the names in it, in px."""
TEXT_SIZE, SMALLEST_HEADING = 12, 9
"""Font sizes in px: of all texts, and the least of a heading that would touch its neighbour's."""
BOLD_WIDTH, TEXT_WIDTH, GAP_OF_HEADINGS = 7.4, 6.6, 4
"""Width of a character at `TEXT_SIZE` and the gap between two headings, in px."""
LEGEND = 40
"""Length of the colour bar below a group of columns, in px."""


@dataclass(frozen=True)
class Pictures:
    """What changes in the overview from run to run: a PNG data address per slot, in order, and texts by annotation index.

    The texts are the limits of the colour scales, the softmax shares and the ranges of shown channels.
    """

    sources: list[str]
    texts: dict[int, str]

    @cached_property
    def version(self) -> str:
        """A digest that changes exactly when a picture or a text does."""
        whole = repr((self.sources, sorted(self.texts.items())))
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


def figure_key(network: Network, layout: Layout, theme: Theme) -> str:
    """A key that changes exactly when the figure must be drawn anew: with positions, edges or colours."""
    edges = repr([bundle.pairs for bundle in bundles(network, layout)])
    return f"{network.digest[:12]}-{layout.key}-{hashlib.sha256(edges.encode()).hexdigest()[:8]}-{theme.name}"


def figure(network: Network, layout: Layout, theme: Theme, pictures: Pictures) -> dict[str, Any]:
    """The overview as a Plotly figure: maps, names, edges and legends, showing `pictures` first.

    As long as `figure_key` stays the same, the browser replaces the pictures in place.
    """
    slots = [(column, slot) for column in layout.columns for slot in column.slots]
    places = [
        _image(slot, _picture_size(column, slot), source, f"{column.name} {slot.channel}")
        for (column, slot), source in zip(slots, pictures.sources, strict=True)
    ]
    legends = [_legend_bar(columns, layout, theme) for columns in _legends(layout) if columns[0].form != "bars"]
    return {
        "data": [*places, *legends],
        "layout": {
            "width": layout.width,
            "height": layout.height,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "size": 12, "color": theme.ink},
            "xaxis": _axis([0, layout.width]),
            "yaxis": {**_axis([layout.height, 0]), "scaleanchor": False},
            "hovermode": False,
            "dragmode": False,
            "showlegend": False,
            "shapes": _overlays(theme),
            "images": [_backdrop(network, layout, theme)],
            "annotations": _annotations(network, layout, theme, pictures),
            "meta": {"key": figure_key(network, layout, theme)},
        },
    }


def pictures(scales: Scales, layout: Layout, theme: Theme) -> Pictures:
    """The pictures and texts of the run whose activations `scales` holds."""
    sources = [
        _source(column, slot, _values(scales, column), scales.limit(column.path, slot.channel), theme)
        for column in layout.columns
        for slot in column.slots
    ]
    first, shown = len(layout.shown), _legends(layout)
    texts = {first + index: scales.legend(columns[0].path) for index, columns in enumerate(shown)}
    shares = [share for c in layout.shown if c.form == "bars" for share in scales.acts[c.path].ravel()]
    texts |= {first + len(shown) + i: percent(share) for i, share in enumerate(shares)}
    texts |= {place: _header(column, theme) for place, column in enumerate(layout.shown) if column.hidden}
    return Pictures(sources, texts)


def _values(scales: Scales, column: Column) -> Array:
    """The activations of a column's step as (rows, columns, channels)."""
    values: Array = scales.acts[column.path][0].reshape(column.shape)
    return values


def _legends(layout: Layout) -> list[list[Column]]:
    """The groups with a common colour scale that have visible columns, each as the list of these."""
    groups = [[column for column in columns if column.slots] for _, columns in layout.groups]
    return [columns for columns in groups if columns]


def percent(share: float) -> str:
    """A share in percent with one decimal; "<0.1%" for a positive one that would be rounded to 0."""
    return "<0.1%" if 0 < share < 0.0005 else f"{100 * share:.1f}%"


def _source(column: Column, slot: Slot, values: Array, top: float, theme: Theme) -> str:
    if column.form == "bars":
        return bars_png(values[0, 0], theme, SHARES_PX)
    if column.form == "strip":
        strip = reduced(values.reshape(-1, 1, 1), round(slot.h))
        return map_png(indices(strip[:, :, 0], top), theme)
    small = reduced(values[:, :, slot.channel : slot.channel + 1])[:, :, 0]
    return grey_png(small) if column.path == "" else map_png(indices(small, top), theme)


def _picture_size(column: Column, slot: Slot) -> tuple[int, int]:
    """Rows and columns, in px, of the picture that `_source` makes for a slot."""
    if column.form == "bars":
        return BAR_ROWS * column.shape[2], BAR_PX + SHARES_PX
    if column.form == "strip":
        return reduced_length(column.shape[2], round(slot.h)), 1
    rows, cols, _ = column.shape
    return reduced_shape(rows, cols)


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
    x = _middle(columns)
    top = layout.height - FOOT + 14 if columns[0].top is None else columns[0].top + BAND_LABEL - 6
    slot = Slot(0, x - LEGEND / 2, top, LEGEND, 3 if columns[0].top is not None else 5)
    ramp = np.arange(255, dtype=np.uint8)[None]
    source = grey_png(ramp / 254) if columns[0].path == "" else map_png(ramp, theme)
    return _image(slot, (1, 255), source, "legend")


def _axis(span: list[float]) -> dict[str, Any]:
    return {"range": span, "visible": False, "fixedrange": True, "autorange": False}


def _backdrop(network: Network, layout: Layout, theme: Theme) -> dict[str, Any]:
    """Edges, cards and minimap as one SVG behind the maps: Plotly shapes would cost time at every hover, an image does not."""
    edges = "".join(_bundle_svg(bundle, layout.frame, theme) for bundle in bundles(network, layout))
    boxes = minimap.minimap_svg(minimap.minimap(network, layout), theme.bar, theme.faint)
    parts = f"{_cards_svg(layout, theme)}{edges}{boxes}"
    size = f'width="{layout.width}" height="{layout.height}" viewBox="0 0 {layout.width} {layout.height}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{parts}</svg>'
    return {
        "source": svg_address(svg),
        "xref": "x",
        "yref": "y",
        "x": 0,
        "y": 0,
        "sizex": layout.width,
        "sizey": layout.height,
        "sizing": "stretch",
        "layer": "below",
    }


def _bundle_svg(bundle: Bundle, frame: Frame, theme: Theme) -> str:
    """The SVG of a bundle. Many edges between two columns are drawn fainter, so that the maps stay prominent."""
    if bundle.arc:
        return arcs.arc_svg(bundle, frame, theme)
    path = edges_path(bundle)
    if bundle.ribbon:
        return f'<path d="{path}" fill="{theme.ink}" fill-opacity="0.08"/>'
    opacity = 0.10 if len(bundle.below.slots) * len(bundle.above.slots) <= 40 else 0.06
    return f'<path d="{path}" fill="none" stroke="{theme.ink}" stroke-opacity="{opacity}"/>'


def _cards_svg(layout: Layout, theme: Theme) -> str:
    """The SVG frame around each stage; a closed stage gets a second frame behind it, like a stack of cards."""
    parts = []
    for card in layout.cards:
        y0, y1 = layout.frame.names - CARD_TOP, layout.height - FOOT + 4
        for away in (0,) if card.open else (3, 0):
            parts.append(
                f'<rect x="{card.x0 + away:.1f}" y="{y0 - away:.1f}" width="{card.x1 - card.x0:.1f}" '
                f'height="{y1 - y0:.1f}" rx="6" fill="{theme.page}" stroke="{theme.faint}" stroke-opacity="0.45"/>'
            )
    return "".join(parts)


def _overlays(theme: Theme) -> list[dict[str, Any]]:
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
            "line": {"color": colour, "width": width, "dash": dash},
            "layer": "above",
            "name": name,
        }
        for name, (colour, width, dash) in lines.items()
    ]


def _arc_text(bundle: Bundle, frame: Frame, theme: Theme) -> dict[str, Any]:
    """The annotation that names the layers on an arc."""
    left, top, right, bottom = arcs.label_box(bundle, frame)
    return _text(bundle.arc, (left + right) / 2, (top + bottom) / 2, theme.ink)


def _annotations(network: Network, layout: Layout, theme: Theme, pictures: Pictures) -> list[dict[str, Any]]:
    """All texts. The order is what `Pictures.texts` counts by: column names, legends, shares; then texts that stay."""
    out = [_name(column, layout, theme) for column in layout.shown]
    for columns in _legends(layout):
        out.append(_legend_text(columns, layout, theme))
    for column in layout.shown:
        if column.form == "bars":
            out += _share_places(column, theme)
    out += [_card_text(card, layout, theme) for card in layout.cards]
    out += [_arc_text(bundle, layout.frame, theme) for bundle in bundles(network, layout) if bundle.inner]
    out += [_text(text, c.centre, y, theme.faint, yanchor="top") for c in layout.shown for y, text in c.marks]
    for index, text in pictures.texts.items():
        out[index]["text"] = text
    return out


def _card_text(card: StageCard, layout: Layout, theme: Theme) -> dict[str, Any]:
    """The annotation at the top of a stage: its title if it is open, else that a click opens it."""
    middle, top = (card.x0 + card.x1) / 2, layout.frame.names - CARD_TOP + 2
    return _text(card.title if card.open else "open ▸", middle, top, theme.faint, yanchor="top")


def _share_places(column: Column, theme: Theme) -> list[dict[str, Any]]:
    """An empty annotation beside each bar, to be filled with its share, then the names above the bars."""
    (slot,), units = column.slots, column.shape[2]
    pitch, at = slot.h / units, 6 / 8
    shares = [
        _text("", slot.x + BAR_WIDTH + 4, slot.y + pitch * (unit + at), theme.ink, xanchor="left")
        for unit in range(units)
    ]
    names = [
        _text(label, slot.x - 1, slot.y + pitch * (unit + 0.36), theme.faint, xanchor="left")
        for unit, label in enumerate(column.labels)
    ]
    return [*shares, *names]


def _name(column: Column, layout: Layout, theme: Theme) -> dict[str, Any]:
    top = layout.frame.names if column.top is None else column.top
    text = _text(_header(column, theme), column.centre, top, theme.ink, yanchor="top")
    text["font"]["size"] = _heading_size(column, layout)
    return text


def _heading_size(column: Column, layout: Layout) -> float:
    """The font size in px at which the lines above a column stay clear of those above its neighbours."""
    beside = (other for other in layout.shown if other is not column and other.top == column.top)
    room = min((abs(other.centre - column.centre) for other in beside), default=layout.width) - GAP_OF_HEADINGS
    lines = (BOLD_WIDTH * len(column.header), *(TEXT_WIDTH * len(line) for line in (column.also, *column.caption)))
    return max(SMALLEST_HEADING, min(TEXT_SIZE, TEXT_SIZE * room / max(lines)))


def _header(column: Column, theme: Theme) -> str:
    lines = [column.also] if column.also else []
    faint = f'<span style="color:{theme.faint}">{"<br>".join([*lines, *column.caption])}</span>'
    return f"<b>{column.header}</b><br>{faint}"


def _middle(columns: list[Column]) -> float:
    """The x of the middle of a group's columns; columns in lanes do not count if the first one is outside lanes."""
    beside = [column for column in columns if (column.top is None) == (columns[0].top is None)]
    return (beside[0].centre + beside[-1].centre) / 2


def _legend_text(columns: list[Column], layout: Layout, theme: Theme) -> dict[str, Any]:
    x = _middle(columns)
    top = layout.height - FOOT + 22 if columns[0].top is None else columns[0].top + 31
    return _text("", x, top, theme.faint, yanchor="top")


def _text(text: str, x: float, y: float, colour: str, **more: Any) -> dict[str, Any]:
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "xanchor": "center",
        "yanchor": "middle",
        "font": {"size": TEXT_SIZE, "color": colour},
        **more,
    }
