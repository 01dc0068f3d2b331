"""Areas of the overview beside the maps that react to the pointer: names, cards, ribbons, arcs and the minimap."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from explorer.figures.overview.arcs import Arc
from explorer.figures.overview.bundles import Bundle, bundles
from explorer.figures.overview.drawing.pictures import AnswerBar
from explorer.figures.overview.geometry.notes import Note
from explorer.figures.overview.minimap import BRACKET, TALL, TOP, minimap
from explorer.figures.overview.places import Column, Layout, StageCard
from explorer.figures.theme import size_text
from explorer.network import Network

Act = Literal["select", ""]


@dataclass(frozen=True)
class Zone:
    """A rectangle (x0, y0, x1, y1) in px, what a click on it does with the step at `path`, and its hover text.

    `channel` is the one to select; None for that of the selected cell.
    """

    box: tuple[float, float, float, float]
    act: Act
    path: str
    words: str
    channel: int | None = None


@lru_cache(maxsize=32)
def zones(network: Network, layout: Layout) -> tuple[Zone, ...]:
    """All zones of a layout that do not depend on a run; where two overlap, the first one counts."""
    result = [zone for bundle in bundles(network, layout) if bundle.arc for zone in _arc(bundle, bundle.arc)]
    result += [
        Zone((box.x - 1, TOP, box.x + box.w + 2, TOP + TALL + BRACKET), "select", box.path, f"{box.words}. {_GO}")
        for box in minimap(network, layout)
    ]
    columns = {column.first: column for column in layout.shown}
    closed = [_card(network, layout, card) for card in layout.cards if not card.open]
    names = [_name(network, layout, note, columns[note.path]) for note in layout.notes if note.path in columns]
    result += [zone for zone in names if not any(_inside(zone, card) for card in closed)] + closed
    result += [_photo(column) for column in layout.shown if column.photo is not None]
    result += [
        Zone(turn.box, "select", turn.path, f"Maps from {turn.channel} on", turn.channel) for turn in layout.turns
    ]
    for bundle in bundles(network, layout):
        if bundle.ribbon:
            left, right = bundle.below.slots[0], bundle.above.slots[0]
            box = (left.x + left.w, layout.frame.head, right.x, layout.frame.bottom)
            result.append(Zone(box, "", "", bundle.words))
    return tuple(result)


def answer_zones(layout: Layout, bars: tuple[AnswerBar, ...]) -> tuple[Zone, ...]:
    """A zone for each of the likeliest classes: a click selects its unit."""
    result = []
    for column in layout.shown:
        if column.answer is None or column.form == "bars":
            continue
        box, pitch = column.answer, column.answer.h / column.bars
        for at, bar in enumerate(bars):
            edges = (box.x, box.y + pitch * at, box.x + box.w, box.y + pitch * (at + 1))
            result.append(Zone(edges, "select", column.path, f"{bar.name} {bar.percent}", bar.unit))
    return tuple(result)


def _inside(zone: Zone, card: Zone) -> bool:
    return card.box[0] <= (zone.box[0] + zone.box[2]) / 2 <= card.box[2] and zone.box[1] >= card.box[1]


def _arc(bundle: Bundle, arc: Arc) -> list[Zone]:
    """The zones of an arc: the plus, where a click selects the sum, and the layers on it or its horizontal part."""
    below, above = bundle.below.name, bundle.above.name
    if not arc.joint:
        return [Zone(arc.box, "", "", f"The maps of {below} go to {above} unchanged.")]
    done = "added" if arc.sign == "+" else "multiplied"
    all_of_them = "both" if len(arc.operands) == 2 else "all of them"
    operands = f" {arc.sign} ".join(arc.operands)
    plus = Zone(arc.plus, "select", arc.joint, f"{operands}, {done} cell by cell. Click to see {all_of_them}.")
    if arc.sign != "+":
        return [plus, Zone(arc.box, "", "", f"The maps of {below} are multiplied by what the layers below make.")]
    if arc.inner:
        words = f"Shortcut: {arc.words} of {below} is added to what the layers make. Click to see it."
        return [plus, Zone(arc.box, "select", arc.inner, words)]
    return [plus, Zone(arc.box, "", "", f"Shortcut: {below} itself is added to what the layers make.")]


_GO = "Click to go there."


def _card(network: Network, layout: Layout, card: StageCard) -> Zone:
    first, last = network.step(card.steps[0]).name, network.step(card.steps[-1]).name
    words = f"{card.title}: {first} to {last}, {len(card.steps)} layers. Click to open it."
    return Zone((card.x0, layout.frame.card or 0, card.x1, layout.frame.head), "select", card.path, words)


def _name(network: Network, layout: Layout, note: Note, column: Column) -> Zone:
    """The zone of a column's name: it says which layers share the column, and a click selects the first of them."""
    x0, y0, x1, y1 = note.box
    names = ", ".join(network.step(path).name for path in column.steps)
    rows, cols, channels = column.shape
    size = f"{size_text(rows, cols)}, {column.count}" if column.form == "maps" else f"{channels:,} units"
    return Zone(
        (x0 - 2, y0, x1 + 2, y1),
        "select",
        column.first,
        f"{names}: {size}. {network.step(column.first).layer.about} Click to select it.",
    )


def _photo(column: Column) -> Zone:
    """The zone of the input's picture above its planes."""
    slot = column.photo
    assert slot is not None
    box = (slot.x, slot.y, slot.x + slot.w, slot.y + slot.h)
    return Zone(box, "", "", "The picture, and below it its three channels: red, green and blue.")
