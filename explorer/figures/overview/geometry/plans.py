"""Which columns an overview shows, and how: the plan under which most of the network fits into a room with large maps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from explorer.figures.overview import lanes
from explorer.figures.overview.arcs import arc_room
from explorer.figures.overview.folding import fold
from explorer.figures.overview.geometry import headings, rows
from explorer.figures.overview.geometry.columns import Given, colour_planes, columns, half_width, least_height, moved
from explorer.figures.overview.geometry.groups import form_of
from explorer.figures.overview.geometry.lettering import text_width
from explorer.figures.overview.geometry.rows import Texts
from explorer.figures.overview.geometry.spacing import LIMIT_WIDTH, MARGIN, SHARES_WIDTH, Rank, placed
from explorer.figures.overview.places import LEAST_SIDE, MAPS_PER_COLUMN, SMALLEST_SIDE, Column, Frame, StageCard
from explorer.figures.overview.room import Room
from explorer.figures.overview.stages import (
    MAX_COLUMNS_OF_SHORT_STAGES,
    Stage,
    VisibleColumn,
    gathered,
    in_line,
    in_stages,
    stages,
)
from explorer.layers.base import as_map
from explorer.layers.stack import top_index
from explorer.network import Network

CARD_EDGE, CARD_SHADOW = 5, 3
"""Distance between the frame of a stage and what is in it, and how far the second frame of a closed one reaches, in px."""
Wanted = tuple[int, bool, bool, bool]
"""Lines of sizes, whether names stand on two lines in turn, whether they are bold, whether they must be whole."""
WANTED: tuple[Wanted, ...] = (
    (1, False, True, True),
    (2, False, True, True),
    (1, False, False, True),
    (2, False, False, True),
    (1, True, False, True),
    (2, True, False, True),
    (2, True, False, False),
)
TWO_LINES_COST, REGULAR_COST = 8, 1
"""How many px of a map's side it is worth that names stand on one line, and that they are bold."""


@dataclass(frozen=True)
class Plan:
    """One way to lay out a network: the visible columns, the stages if there are any, the frame, and the lines of text.

    `lifted`: every second name stands on a line of its own. `bold`: names are bold. `named`: all names are whole.
    `complete`: every block says its size and its number of maps. `fits`: it is not wider than the room.
    """

    given: Given
    shown: tuple[VisibleColumn, ...]
    stages: tuple[Stage, ...]
    frame: Frame
    texts: Texts
    lifted: bool = False
    bold: bool = True
    named: bool = True
    complete: bool = False
    fits: bool = True

    @property
    def rating(self) -> tuple[bool, bool, bool, int]:
        """What makes one plan of the same columns better than another: that it fits, its names, its sizes, its maps."""
        cost = TWO_LINES_COST * self.lifted + REGULAR_COST * (not self.bold)
        return self.fits, self.named, self.complete, self.frame.side - cost


@dataclass(frozen=True)
class Placed:
    """A plan carried out: its columns with their x, its cards, and the width of the whole in px."""

    plan: Plan
    columns: tuple[Column, ...]
    cards: tuple[StageCard, ...]
    width: float

    def room_of(self, block: Sequence[Column]) -> tuple[float, float]:
        """The left and the right end of what the text above neighbouring columns may take: their card, or up to the next."""
        own = next((card for card in self.cards if block[0].path in card.steps), None)
        if own is not None:
            return own.x0 + 2, own.x1 - 2
        middle = block[0].centre
        left = max((card.x1 + CARD_SHADOW for card in self.cards if card.x1 < middle), default=0)
        right = min((card.x0 for card in self.cards if card.x0 > middle), default=self.width)
        return left + MARGIN, right - MARGIN


def best_plan(network: Network, classes: tuple[str, ...], selected: str, room: Room) -> Placed:
    """The plan that shows most of the network with maps of at least `LEAST_SIDE`; the last resort where there is none."""
    given = Given(network, classes)
    fitting: list[Placed] = []
    last: tuple[tuple[VisibleColumn, ...], tuple[Stage, ...]] = ((), ())
    for last in _structures(network, selected):
        best = _best(given, *last, room, LEAST_SIDE)
        if best.plan.fits and best.plan.named:
            return best
        fitting += [best] if best.plan.fits else []
    return fitting[-1] if fitting else _best(given, *last, room, SMALLEST_SIDE)


def _structures(network: Network, selected: str) -> Iterator[tuple[tuple[VisibleColumn, ...], tuple[Stage, ...]]]:
    """What can be visible, from all columns to one open stage with the others joined to few."""
    units = fold(network)
    yield in_line(units), ()
    for columns_at_most in (None, MAX_COLUMNS_OF_SHORT_STAGES):
        all_stages = stages(network, units, columns_at_most)
        for reach in (len(all_stages), 2, 1, 0):
            some = gathered(all_stages, selected, reach)
            yield in_stages(some, selected), some


def _best(
    given: Given, shown: tuple[VisibleColumn, ...], all_stages: tuple[Stage, ...], room: Room, least: int
) -> Placed:
    """The best plan of these columns, the first of equals; those that cannot become better are not carried out."""
    planes = colour_planes(given.network)
    best: Placed | None = None
    for plan in _plans(given, shown, all_stages, room, planes):
        if best is None or replace(plan, complete=True).rating > best.plan.rating:
            carried_out = _widest(plan, room, least, planes)
            if best is None or carried_out.plan.rating > best.plan.rating:
                best = carried_out
    assert best is not None
    return best


def _plans(
    given: Given, shown: tuple[VisibleColumn, ...], all_stages: tuple[Stage, ...], room: Room, planes: int
) -> Iterator[Plan]:
    """The plans of the same columns, each with maps as large as the height of the room allows."""
    network = given.network
    visible = {top_index(path) for each in shown if not each.closed for path in each.unit.steps if path}
    arcs = arc_room(tuple(network.layers[at] for at in sorted(visible)))
    shapes = [as_map(step.output_shape) for each in shown if form_of(step := network.step(each.unit.path)) == "maps"]
    maps = min(max([planes, 1, *(shape[2] for shape in shapes)]), MAPS_PER_COLUMN)
    for sizes, lifted, bold, named in WANTED:
        texts = Texts(sizes, 1 + lifted, arcs, bool(all_stages))
        frame = rows.framed(room, maps, texts, planes)
        yield Plan(given, shown, all_stages, frame, texts, lifted, bold, named)


def _widest(plan: Plan, room: Room, least: int, planes: int) -> Placed:
    """The plan with the largest maps, of at least `least` px, that fit the width of the room."""
    visible = columns(plan.given, plan.shown, plan.frame)
    for side in range(plan.frame.side, min(least, plan.frame.side) - 1, -2):
        ranks = _ranks(plan, visible, side)
        centres, width = placed(ranks, side, room.width, plan.lifted, plan.named)
        if width <= room.width:
            break
    least_height_px = least_height(visible, plan.frame.bottom - plan.frame.head)
    frame = rows.narrowed(plan.frame, side, planes, least_height_px)
    plan = replace(plan, frame=frame, fits=width <= room.width)
    visible = columns(plan.given, plan.shown, plan.frame)
    at = tuple(moved(column, centres[column.rank]) for column in visible)
    result = Placed(plan, at, _cards(plan, at, ranks), width)
    complete = headings.sizes(at, plan.frame, result.room_of, plan.texts.sizes)[2]
    return replace(result, plan=replace(plan, complete=complete))


def _ranks(plan: Plan, visible: Sequence[Column], side: int) -> list[Rank]:
    """The columns of every rank taken together."""
    by_rank: dict[int, list[tuple[VisibleColumn, Column]]] = {}
    for each, column in zip(plan.shown, visible, strict=True):
        by_rank.setdefault(column.rank, []).append((each, column))
    return [
        Rank(
            max(max(half_width(column, side), _half_card(plan, column), _half_lane(column)) for _, column in members),
            max(max(_half_label(column, plan.bold), _half_shares(plan.given, column)) for _, column in members),
            any(_reads_many(plan.given.network, each) for each, _ in members),
            members[0][0].stage,
            members[0][1].group,
            max(_half_shares(plan.given, column) or LIMIT_WIDTH / 2 for _, column in members),
        )
        for _, members in sorted(by_rank.items())
    ]


def _reads_many(network: Network, each: VisibleColumn) -> bool:
    return any("kernel" in network.step(path).param_shapes for path in (*each.hidden, each.unit.path))


def _half_card(plan: Plan, column: Column) -> float:
    """Half the width of the texts on the card of a closed stage, in px; 0 for other columns."""
    if not column.closed or column.stage is None:
        return 0
    texts = headings.card_wordings(plan.stages[column.stage].title)[slice(1) if plan.named else slice(1, None)]
    return (
        max([*map(text_width, texts), text_width(column.title, plan.bold), headings.least_size_width(column)]) / 2 + 2
    )


def _half_label(column: Column, bold: bool) -> float:
    """Half the width of the text above a column, in px."""
    if column.form == "bars" and column.answer is not None:
        return column.answer.w / 2
    return 0 if column.top is not None else text_width(column.title, bold) / 2


def _half_shares(given: Given, column: Column) -> float:
    """Half the width of the limit below the strip of a softmax, in px; 0 for other columns, whose limits are narrow."""
    shares = column.form == "strip" and given.network.step(column.drawn).layer.gives_probabilities
    return SHARES_WIDTH / 2 if shares else 0


def _half_lane(column: Column) -> float:
    """Half the width of the texts in a lane, or beside it, that belong to a column, in px."""
    return max([column.label, *(text_width(lanes.least_mark(text)) for _, text in column.marks)]) / 2


def _cards(plan: Plan, visible: Sequence[Column], ranks: Sequence[Rank]) -> tuple[StageCard, ...]:
    """A card for each stage that is closed or has several columns."""
    cards = []
    for place, stage in enumerate(plan.stages):
        members = [column for column in visible if column.stage == place]
        if len(members) == 1 and not members[0].closed:
            continue
        reach = [max(ranks[c.rank].half, ranks[c.rank].label if plan.named else 0) for c in members]
        x0 = min(column.centre - half for column, half in zip(members, reach, strict=True)) - CARD_EDGE
        x1 = max(column.centre + half for column, half in zip(members, reach, strict=True)) + CARD_EDGE
        cards.append(StageCard(stage.title, members[-1].path, x0, x1, not members[0].closed, stage.steps))
    return tuple(cards)
