"""The overview: the whole network as one Plotly figure, and the pictures that go into it."""

from __future__ import annotations

import base64
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
from explorer.figures.overview.bundles import Bundle, bundles, drawing
from explorer.figures.overview.lanes import LABEL
from explorer.figures.overview.places import BARS, FOOT, SHARES, Card, Column, Frame, Layout, Slot
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import FONT, Theme
from explorer.network import Network

Array = NDArray[Any]
ROOM_PX = BAR_PX * SHARES // BARS
"""Room beside the bars in their picture, in its px."""
CARD_TOP = 22
"""How far a card begins above the names in it, in px."""
LEGEND = 40
"""Length of a legend, in px."""
OVERLAYS = ("hover_edges", "hover_under", "hover_over", "chosen_under", "chosen_over", "hover_feeds", "chosen_feeds")
"""The shapes of the overview, empty at first; the browser sets their paths."""


@dataclass(frozen=True)
class Pictures:
    """What the overview shows for one run: a PNG per slot, in order, and the texts that tell the scales."""

    sources: list[str]
    texts: dict[int, str]

    @cached_property
    def version(self) -> str:
        """A text that changes exactly when the pictures or their texts do."""
        whole = repr((self.sources, sorted(self.texts.items())))
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


def key_of(network: Network, layout: Layout, theme: Theme) -> str:
    """A text that changes exactly when the figure must be another one: its places, its edges or its colours."""
    edges = repr([bundle.pairs for bundle in bundles(network, layout)])
    return f"{network.digest[:12]}-{layout.key}-{hashlib.sha256(edges.encode()).hexdigest()[:8]}-{theme.name}"


def figure(network: Network, layout: Layout, theme: Theme, pictures: Pictures) -> dict[str, Any]:
    """The overview as a Plotly figure: its places, names, edges, legends, and the pictures that it shows first.

    The browser puts later pictures into the same places.
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
            "meta": {"key": key_of(network, layout, theme)},
        },
    }


def pictures(scales: Scales, layout: Layout, theme: Theme) -> Pictures:
    """The pictures of the run that `scales` belongs to."""
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
    """The numbers of a step as (rows, columns, channels)."""
    values: Array = scales.acts[column.path][0].reshape(column.shape)
    return values


def _legends(layout: Layout) -> list[list[Column]]:
    """The groups that have a picture, each with the columns that do."""
    found = [[column for column in columns if column.slots] for _, columns in layout.groups]
    return [columns for columns in found if columns]


def percent(share: float) -> str:
    """A share in percent with one decimal; one that is not nothing never reads 0."""
    return "<0.1%" if 0 < share < 0.0005 else f"{100 * share:.1f}%"


def _source(column: Column, slot: Slot, values: Array, top: float, theme: Theme) -> str:
    if column.form == "bars":
        return bars_png(values[0, 0], theme, ROOM_PX)
    if column.form == "strip":
        strip = reduced(values.reshape(-1, 1, 1), round(slot.h))
        return map_png(indices(strip[:, :, 0], top), theme)
    one = reduced(values[:, :, slot.channel : slot.channel + 1])[:, :, 0]
    return grey_png(one) if column.path == "" else map_png(indices(one, top), theme)


def _picture_size(column: Column, slot: Slot) -> tuple[int, int]:
    """Rows and columns in px of the picture that goes into a slot."""
    if column.form == "bars":
        return BAR_ROWS * column.shape[2], BAR_PX + ROOM_PX
    if column.form == "strip":
        return reduced_length(column.shape[2], round(slot.h)), 1
    rows, cols, _ = column.shape
    return reduced_shape(rows, cols)


def _image(slot: Slot, size: tuple[int, int], source: str, name: str) -> dict[str, Any]:
    """A picture of `size` px in the slot's rectangle; x0 and y0 are the centre of its first px."""
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
    """The colours of a group from its lowest to its highest value, below its columns."""
    x = _middle(columns)
    top = layout.height - FOOT + 14 if columns[0].top is None else columns[0].top + LABEL - 6
    slot = Slot(0, x - LEGEND / 2, top, LEGEND, 3 if columns[0].top is not None else 5)
    ramp = np.arange(255, dtype=np.uint8)[None]
    source = grey_png(ramp / 254) if columns[0].path == "" else map_png(ramp, theme)
    return _image(slot, (1, 255), source, "legend")


def _axis(span: list[float]) -> dict[str, Any]:
    return {"range": span, "visible": False, "fixedrange": True, "autorange": False}


def _backdrop(network: Network, layout: Layout, theme: Theme) -> dict[str, Any]:
    """Edges, cards and silhouette as one drawing behind the maps: shapes cost time at every hover, a picture does not."""
    joined = "".join(_joined(bundle, layout.frame, theme) for bundle in bundles(network, layout))
    parts = (
        f"{_cards(layout, theme)}{joined}{minimap.drawing(minimap.minimap(network, layout), theme.bar, theme.faint)}"
    )
    size = f'width="{layout.width}" height="{layout.height}" viewBox="0 0 {layout.width} {layout.height}"'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{parts}</svg>'
    return {
        "source": "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode(),
        "xref": "x",
        "yref": "y",
        "x": 0,
        "y": 0,
        "sizex": layout.width,
        "sizey": layout.height,
        "sizing": "stretch",
        "layer": "below",
    }


def _joined(bundle: Bundle, frame: Frame, theme: Theme) -> str:
    """Many edges between two columns are drawn fainter, so that they do not outshine the maps."""
    if bundle.arc:
        return arcs.drawing(bundle, frame, theme)
    path = drawing(bundle)
    if bundle.ribbon:
        return f'<path d="{path}" fill="{theme.ink}" fill-opacity="0.08"/>'
    opacity = 0.10 if len(bundle.below.slots) * len(bundle.above.slots) <= 40 else 0.06
    return f'<path d="{path}" fill="none" stroke="{theme.ink}" stroke-opacity="{opacity}"/>'


def _cards(layout: Layout, theme: Theme) -> str:
    """A frame around each stage; a closed one looks like a stack."""
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
    """What a cell reads is drawn solid, what reads it dashed."""
    lines = {
        "hover_edges": ("rgba(94,106,122,0.7)", 1.2, "solid"),
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
    """The layers on an arc."""
    left, top, right, bottom = arcs.box(bundle, frame)
    return _text(bundle.arc, (left + right) / 2, (top + bottom) / 2, theme.ink)


def _annotations(network: Network, layout: Layout, theme: Theme, pictures: Pictures) -> list[dict[str, Any]]:
    """Names above the columns, then a legend (text and bar) per group, then the shares beside their bars."""
    out = [_name(column, layout.frame, theme) for column in layout.shown]
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


def _card_text(card: Card, layout: Layout, theme: Theme) -> dict[str, Any]:
    """Above the names in a stage: what it is called, or that a click opens it."""
    middle, top = (card.x0 + card.x1) / 2, layout.frame.names - CARD_TOP + 2
    return _text(card.title if card.open else "open ▸", middle, top, theme.faint, yanchor="top")


def _share_places(column: Column, theme: Theme) -> list[dict[str, Any]]:
    """An empty text beside each bar, for its share, then the names above the bars."""
    (slot,), units = column.slots, column.shape[2]
    pitch, at = slot.h / units, 6 / 8
    shares = [
        _text("", slot.x + BARS + 4, slot.y + pitch * (unit + at), theme.ink, xanchor="left") for unit in range(units)
    ]
    names = [
        _text(label, slot.x - 1, slot.y + pitch * (unit + 0.36), theme.faint, xanchor="left")
        for unit, label in enumerate(column.labels)
    ]
    return [*shares, *names]


def _name(column: Column, frame: Frame, theme: Theme) -> dict[str, Any]:
    top = frame.names if column.top is None else column.top
    return _text(_header(column, theme), column.centre, top, theme.ink, yanchor="top")


def _header(column: Column, theme: Theme) -> str:
    lines = [column.also] if column.also else []
    faint = f'<span style="color:{theme.faint}">{"<br>".join([*lines, *column.caption])}</span>'
    return f"<b>{column.header}</b><br>{faint}"


def _middle(columns: list[Column]) -> float:
    """Between the first and the last column of a group; those in lanes beside the first do not count."""
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
        "font": {"size": 12, "color": colour},
        **more,
    }
