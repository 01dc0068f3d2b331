"""Areas of the overview beside the maps that react to the pointer: names, cards, ribbons, arcs and the minimap."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from explorer.figures.overview import arcs
from explorer.figures.overview.bundles import Bundle, bundles
from explorer.figures.overview.folding import FoldedColumn, cellwise, fold
from explorer.figures.overview.minimap import BRACKET, TALL, TOP, minimap
from explorer.figures.overview.places import FOOT, LETTER_WIDTH, Column, Layout, StageCard
from explorer.network import Network, Step

Act = Literal["select", "fold", "unfold", ""]


@dataclass(frozen=True)
class Zone:
    """A rectangle (x0, y0, x1, y1) in px, what a click on it does with the step at `path`, and its hover text."""

    box: tuple[float, float, float, float]
    act: Act
    path: str
    words: str


@lru_cache(maxsize=32)
def zones(network: Network, layout: Layout) -> tuple[Zone, ...]:
    """All zones of a layout; where two overlap, the first one counts."""
    result = [_arc(network, layout, bundle) for bundle in bundles(network, layout) if bundle.arc]
    if not layout.frame.folds:
        return tuple(result)
    result += [
        Zone((box.x - 1, TOP, box.x + box.w + 2, TOP + TALL + BRACKET), "select", box.path, f"{box.words}. {_GO}")
        for box in minimap(network, layout)
    ]
    result += [_card(network, layout, card) for card in layout.cards if not card.open]
    units = {unit.path: unit for unit in fold(network, [column.path for column in layout.shown])}
    result += [zone for column in layout.shown if (zone := _name(network, layout, column, units.get(column.path)))]
    for bundle in bundles(network, layout):
        if bundle.ribbon:
            left, right = bundle.below.slots[0], bundle.above.slots[0]
            box = (left.x + left.w, layout.frame.head, right.x, layout.height - FOOT)
            result.append(Zone(box, "", "", bundle.words))
    return tuple(result)


def _arc(network: Network, layout: Layout, bundle: Bundle) -> Zone:
    """The zone of an arc; its text says what the shortcut adds."""
    below, above = bundle.below.name, bundle.above.name
    if not bundle.sum:
        return Zone(arcs.label_box(bundle, layout.frame), "", "", f"The maps of {below} go to {above} as they are.")
    if bundle.inner:
        words = f"Shortcut: {bundle.arc} of {below} is added to what the layers make. Click to see it."
        return Zone(arcs.label_box(bundle, layout.frame), "select", bundle.inner, words)
    return Zone(
        arcs.label_box(bundle, layout.frame), "", "", f"Shortcut: {below} itself is added to what the layers make."
    )


_GO = "Click to go there."


def _card(network: Network, layout: Layout, card: StageCard) -> Zone:
    first, last = network.step(card.steps[0]).name, network.step(card.steps[-1]).name
    words = f"{card.title}: {first} to {last}, {len(card.steps)} layers. Click to open it."
    return Zone((card.x0, layout.frame.names - 22, card.x1, layout.frame.head), "select", card.path, words)


def _name(network: Network, layout: Layout, column: Column, unit: FoldedColumn | None) -> Zone | None:
    """The zone of a column's name, if a click there can unfold a layer or fold it again; else None."""
    if column.closed or not column.path:
        return None
    index, half = network.index(column.path), max(len(column.header), len(column.also), 6) * LETTER_WIDTH / 2
    box = (column.centre - half, layout.frame.names, column.centre + half, layout.frame.head)
    readers = network.takers(column.path)
    above = readers[0] if len(readers) == 1 else None
    if column.also and unit is not None:
        words = f"The maps of {column.name}: {column.header} is folded into it. Click to see {column.header} by itself."
        return Zone(box, "unfold", unit.folded[-1], words)
    if above is not None and column.shape and _folds(network.steps[index]) and cellwise(above):
        return Zone(box, "fold", column.path, f"Click to fold {column.name} into {above.name} again.")
    return None


def _folds(step: Step) -> bool:
    return bool(step.param_shapes) or bool(step.layer.branches)
