"""All texts of the overview as Plotly annotations."""

from __future__ import annotations

from typing import Any

from explorer.figures.overview.bundles import bundles
from explorer.figures.overview.drawing.pictures import Pictures, legend_groups
from explorer.figures.overview.geometry.lettering import TEXT_SIZE
from explorer.figures.overview.geometry.notes import Note
from explorer.figures.overview.geometry.spacing import SHARES_WIDTH
from explorer.figures.overview.places import BAR_WIDTH, Column, Layout, Slot
from explorer.figures.theme import Theme
from explorer.network import Network

LEGEND_WIDTH, LEGEND_HEIGHT = 28, 3
"""Size of the colour bar below a group of columns, in px."""
LEGEND_TOP, LIMIT_TOP = 2, 5
"""Distances in px from the last maps to the colour bar and to the limit below it."""


def all_texts(network: Network, layout: Layout, theme: Theme, pictures: Pictures) -> list[dict[str, Any]]:
    """All texts. The order is what `Pictures.texts` counts by: legends, shares, names of classes; then texts that stay."""
    out = [_limit(columns, layout, theme) for columns in legend_groups(layout)]
    for column in layout.shown:
        if column.answer is not None:
            out += _answer(column, column.answer, theme)
    out += [_note(note, theme) for note in layout.notes]
    arcs = [bundle.arc for bundle in bundles(network, layout) if bundle.arc]
    out += [_note(arc.label, theme) for arc in arcs if arc.words]
    for index, text in pictures.texts.items():
        out[index]["text"] = text
    return out


def legend_slot(columns: list[Column], layout: Layout) -> Slot:
    """The place of the colour bar of a group, below its columns."""
    x, y = _legend_place(columns, layout)
    return Slot(0, x - LEGEND_WIDTH / 2, y + LEGEND_TOP, LEGEND_WIDTH, LEGEND_HEIGHT)


def _limit(columns: list[Column], layout: Layout, theme: Theme) -> dict[str, Any]:
    x, y = _legend_place(columns, layout)
    return _text("", x, y + LIMIT_TOP, theme.faint, yanchor="top")


def _legend_place(columns: list[Column], layout: Layout) -> tuple[float, float]:
    """The x of the middle of a group's maps, in lanes and levels of its first column's, and their lower edge."""
    if columns[0].legend_top is not None:
        return columns[0].centre, columns[0].legend_top
    first, last = columns[0].slots[0], columns[-1].slots[0]
    x = (first.x + first.w / 2 + last.x + last.w / 2) / 2
    if columns[0].form == "strip" and columns[0].answer:  # narrower than its limit, and there is room on its right only
        x = first.x + SHARES_WIDTH / 2
    return x, layout.frame.bottom


def _answer(column: Column, box: Slot, theme: Theme) -> list[dict[str, Any]]:
    """An empty annotation beside each bar, to be filled with its share, then those above the bars for the names."""
    pitch = box.h / column.bars
    rows = [box.y + pitch * bar for bar in range(column.bars)]
    shares = [_text("", box.x + BAR_WIDTH + 5, y + pitch * 6 / 8, theme.ink, xanchor="left") for y in rows]
    names = [_text("", box.x, y + pitch * 5 / 8 - 4, theme.ink, xanchor="left", yanchor="bottom") for y in rows]
    return [*shares, *names]


def _note(note: Note, theme: Theme) -> dict[str, Any]:
    text = f"<b>{note.text}</b>" if note.bold else note.text
    colour = theme.ink if note.strong else theme.faint
    return _text(text, note.x, note.y, colour, yanchor="top", xanchor=note.anchor)


def _text(text: str, x: float, y: float, colour: str, **more: Any) -> dict[str, Any]:
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "xanchor": "center",
        "yanchor": "middle",
        "borderpad": 0,
        "font": {"size": TEXT_SIZE, "color": colour},
        **more,
    }
