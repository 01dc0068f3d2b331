"""The layout of the overview: the position of every column and map, in px."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from explorer.figures.overview import lanes
from explorer.figures.overview.folding import fold, one_per_step
from explorer.figures.overview.places import (
    AIRY,
    BAR_WIDTH,
    BOLD_LETTER_WIDTH,
    FOLDED,
    FOOT,
    HEAD,
    HEIGHT,
    LEGEND_PITCH,
    LETTER_WIDTH,
    MAP_SIDE,
    MAX_GAP,
    MAX_PHONE_MAPS,
    MIN_MAP_SIDE,
    PHONE_MAP,
    PHONE_MAPS_ACROSS,
    PHONE_WIDTH,
    PLAIN,
    SHARE_TEXT_WIDTH,
    STAGED,
    STRIP_WIDTH,
    TIGHT,
    UNIT_HEIGHT,
    WHOLE,
    WIDTH,
    Column,
    Form,
    Frame,
    Gaps,
    Layout,
    Slot,
    StageCard,
    View,
)
from explorer.figures.overview.stages import VisibleColumn, in_line, in_stages, stages
from explorer.layers.base import Shape, as_map
from explorer.layers.stack import split_path
from explorer.network import Network, Step


def lay_out(network: Network, classes: tuple[str, ...] = (), view: View = WHOLE, width: int = WIDTH) -> Layout:
    """The layout of a network's overview, at least `width` px wide: one column per step, at most ten maps each.

    If the columns do not fit, cell-wise layers such as ReLU are folded into the column before them; if they still do
    not fit, every stage except the selected one is closed to a single column. `classes` name the units of a final softmax
    with as many units.
    """
    units = fold(network)
    arcs = any(layer.branches for layer in network.layers)
    frames = (replace(frame, width=width) for frame in (PLAIN, FOLDED, STAGED))
    plain_frame, folded, staged = ((frame.with_arcs if arcs else frame) for frame in frames)
    if _fits(network, in_line(one_per_step(network)), plain_frame, classes):
        return _laid(network, in_line(one_per_step(network)), plain_frame, classes, view)
    if _fits(network, in_line(units), folded, classes):
        return _laid(network, in_line(fold(network, view.apart)), folded, classes, view)
    all_stages = stages(network, fold(network, view.apart))
    return _laid(
        network, in_stages(all_stages, view.path), staged, classes, view, [(s.title, s.steps) for s in all_stages]
    )


@lru_cache(maxsize=64)
def _fits(network: Network, shown: tuple[VisibleColumn, ...], frame: Frame, classes: tuple[str, ...]) -> bool:
    placed = _columns(network, shown, frame, MIN_MAP_SIDE, classes)
    return _spread(network, shown, placed, MIN_MAP_SIDE, frame.width)[1] <= frame.width


def _laid(
    network: Network,
    shown: tuple[VisibleColumn, ...],
    frame: Frame,
    classes: tuple[str, ...],
    view: View,
    named: Sequence[tuple[str, tuple[str, ...]]] = (),
) -> Layout:
    for side, gaps in (*((side, AIRY) for side in range(MAP_SIDE, MIN_MAP_SIDE - 1, -2)), (MIN_MAP_SIDE, TIGHT)):
        placed = _columns(network, shown, frame, side, classes, named)
        centres, width = _spread(network, shown, placed, side, frame.width, gaps)
        if width <= frame.width:
            break
    visible = {c.path: _moved(c, centre) for c, centre in zip(placed, centres, strict=True)}
    places = hashlib.sha256(repr((width, frame, sorted(visible.items()))).encode()).hexdigest()[:16]
    cards = _cards(shown, visible, named)
    columns = tuple(
        _turned(visible[step.path], view.channels.get(group, 0))
        if step.path in visible
        else Column(step.path, step.name, as_map(step.output_shape), form_of(step), 0, (), group)
        for step, group in zip(network.steps, scale_groups(network), strict=True)
    )
    return Layout(width, HEIGHT, columns, places, frame, cards)


def _turned(column: Column, channel: int) -> Column:
    """The column turned to the page of channels that has `channel`; the last page overlaps the one before it.

    In the column of a concatenation only the lane that `channel` comes from is turned.
    """
    count, shown = column.shape[2], len(column.slots)
    if column.form != "maps" or count == shown or channel >= count:
        return column
    if column.marks:
        return replace(column, slots=lanes.turn_lane(column, channel))
    first = min(channel // shown * shown, count - shown)
    return replace(column, slots=tuple(replace(slot, channel=slot.channel + first) for slot in column.slots))


def _cards(
    shown: tuple[VisibleColumn, ...], columns: Mapping[str, Column], named: Sequence[tuple[str, tuple[str, ...]]]
) -> tuple[StageCard, ...]:
    """A card for each stage that is closed or has several columns. `named` holds the (title, paths) of every stage."""
    cards = []
    for place, (title, steps) in enumerate(named):
        members = [each for each in shown if each.stage == place]
        if len(members) == 1 and not members[0].closed:
            continue
        edges = [columns[each.unit.path] for each in members]
        x0 = min(min(c.centre - _label(c), *(s.x for s in c.slots)) for c in edges) - 3
        x1 = max(max(c.centre + _label(c), *(s.x + s.w for s in c.slots)) for c in edges) + 3
        cards.append(StageCard(title, members[-1].unit.path, x0, x1, not members[0].closed, steps))
    return tuple(cards)


def _columns(
    network: Network,
    shown: tuple[VisibleColumn, ...],
    frame: Frame,
    side: int,
    classes: tuple[str, ...],
    named: Sequence[tuple[str, tuple[str, ...]]] = (),
) -> list[Column]:
    """The visible columns with maps of `side` px, each centred at x = 0 until `_moved` places it."""
    groups = dict(zip((step.path for step in network.steps), scale_groups(network), strict=True))
    result: list[Column] = []
    for each, spot in zip(shown, lanes.spots(network, shown), strict=True):
        step = network.step(each.unit.path)
        column = replace(_column(step, 0, groups[step.path], side, classes, frame), rank=spot.rank)
        joint = lanes.joint(network, each, shown)
        if column.form == "maps" and spot.height_shares:
            slots = lanes.lane_slots(column.shape, 0, side, frame, spot)
            column = replace(column, slots=slots, top=lanes.band(frame, spot.band, spot.height_shares)[0])
        elif column.form == "maps" and joint is not None:
            slots, marks = lanes.joint_slots(joint, column.shape, 0, side, frame)
            column = replace(column, slots=slots, marks=marks, joins=True)
        title, also = _titles(network, each, named)
        if column.top is not None:
            title, also = _in_lane(each, title or step.name), ""
        elif "." in step.path and not each.closed:
            title = _in_lane(each, title or step.name)
        repeats = _repeats(step) and not each.hidden
        result.append(replace(column, repeats=repeats, title=title, also=also, closed=each.closed))
    return result


def _titles(network: Network, visible: VisibleColumn, named: Sequence[tuple[str, tuple[str, ...]]]) -> tuple[str, str]:
    """The title and the second line above a column that represents several steps; ("", "") for a single step."""
    if visible.closed and visible.stage is not None:
        title = named[visible.stage][0] if named else "stage 10"
        return title, f"{len(visible.hidden) + 1} layers"
    if not visible.hidden:
        return "", ""
    steps = [network.step(path) for path in visible.unit.steps]
    joint = next((at for at, step in enumerate(steps) if step.layer.branches), 0)
    # Layers before the joint lie on a shortcut, whose arc names them.
    stems = [step.layer.short for step in steps[joint + 1 :]]
    return steps[joint].name, f"+ {', '.join(stems)}" if stems else ""


def _in_lane(visible: VisibleColumn, name: str) -> str:
    """The last part of a dotted name, because the position shows the rest.

    The first column of a branch that was given a name is preceded by that name: "pool: conv1".
    """
    *outer, own = name.split(".")
    named = len(outer) > 1 and not outer[-1].startswith(("res", "concat"))
    return f"{outer[-1]}: {own}" if named and split_path(visible.unit.steps[0])[1] == 0 else own


def _moved(column: Column, centre: int) -> Column:
    """The column, which was centred at 0, with its middle at x = `centre` px."""
    return replace(column, centre=centre, slots=tuple(replace(slot, x=slot.x + centre) for slot in column.slots))


def _repeats(step: Step) -> bool:
    return not step.is_input and "kernel" not in step.param_shapes and step.output_shape == step.input_shape


def lay_out_phone(network: Network, path: str, classes: tuple[str, ...] = (), view: View = WHOLE) -> Layout:
    """The overview on a phone: only the step at `path`, as a grid of maps, four in a row."""
    columns = []
    for step, group in zip(network.steps, scale_groups(network), strict=True):
        column = _column(step, PHONE_WIDTH / 2, group, MAP_SIDE, classes)
        columns.append(replace(column, slots=_grid(column) if step.path == path else ()))
    bottom = max(slot.y + slot.h for column in columns for slot in column.slots)
    key = hashlib.sha256(repr(columns).encode()).hexdigest()[:16]
    turned = tuple(
        _turned(column, view.channels.get(column.group, 0)) if column.slots else column for column in columns
    )
    return Layout(PHONE_WIDTH, round(bottom + FOOT + 4), turned, key)


def _grid(column: Column) -> tuple[Slot, ...]:
    if column.form != "maps":
        slot = column.slots[0]
        return (replace(slot, x=(PHONE_WIDTH - slot.w) / 2, y=HEAD),)
    rows, cols, channels = column.shape
    scale = PHONE_MAP / max(rows, cols)
    w, h = max(cols * scale, 2), max(rows * scale, 2)
    pitch = PHONE_WIDTH / PHONE_MAPS_ACROSS
    return tuple(
        Slot(
            n,
            pitch * (n % PHONE_MAPS_ACROSS) + (pitch - w) / 2,
            HEAD + pitch * (n // PHONE_MAPS_ACROSS) + (PHONE_MAP - h) / 2,
            w,
            h,
        )
        for n in range(min(channels, MAX_PHONE_MAPS))
    )


def _spread(
    network: Network, shown: Sequence[VisibleColumn], columns: list[Column], side: int, room: int, least: Gaps = AIRY
) -> tuple[list[int], int]:
    """The x of every column's middle and the width of the whole, in px: `room`, or more if the columns need it."""
    ranks = _ranks(network, shown, columns, side)
    halves = [rank.half for rank in ranks]
    gaps = [
        max(
            least.wide if above.fans else least.narrow,
            below.label + above.label - below.half - above.half + (6 if above.bars else 0),
            0 if below.group == above.group else LEGEND_PITCH - below.half - above.half,
        )
        + (least.card if above.stage is not None and above.stage != below.stage else 0)
        for below, above in itertools.pairwise(ranks)
    ]
    first = max(halves[0], ranks[0].label)
    last = max(halves[-1], ranks[-1].label) + (SHARE_TEXT_WIDTH + BAR_WIDTH - STRIP_WIDTH if ranks[-1].bars else 0)
    if shown[-1].stage is not None:  # the card of the last stage
        first, last = first + 2, last + 8
    used = first + last + 2 * sum(halves) - halves[0] - halves[-1] + sum(gaps)
    spare = max(room - 8 - used, 0) / max(len(gaps), 1)
    gaps = [min(gap + spare, max(MAX_GAP, gap)) for gap in gaps]
    used = first + last + 2 * sum(halves) - halves[0] - halves[-1] + sum(gaps)
    x = max((room - used) / 2, 4) + first
    centres = [round(x)]
    for i, gap in enumerate(gaps):
        x += halves[i] + gap + halves[i + 1]
        centres.append(round(x))
    centres = [centres[column.rank] for column in columns]
    return centres, max(room, round(used) + 8)


@dataclass(frozen=True)
class _Rank:
    """The columns of one rank taken together: half their width and half the width of the text above them, in px.

    `fans`: each of their maps reads many maps, so edges spread out to the left. `bars`: one of them shows bars.
    """

    half: float
    label: float
    fans: bool
    bars: bool
    stage: int | None
    group: int


def _ranks(network: Network, shown: Sequence[VisibleColumn], columns: list[Column], side: int) -> list[_Rank]:
    by_rank: dict[int, list[tuple[VisibleColumn, Column]]] = {}
    for each, column in zip(shown, columns, strict=True):
        by_rank.setdefault(column.rank, []).append((each, column))
    return [
        _Rank(
            max((side if column.form == "maps" else STRIP_WIDTH) / 2 for _, column in members),
            max(_label(column) for _, column in members),
            any(_fans(network.step(path)) for each, _ in members for path in (*each.hidden, each.unit.path)),
            any(column.form == "bars" for _, column in members),
            members[0][0].stage,
            members[0][1].group,
        )
        for _, members in sorted(by_rank.items())
    ]


def _label(column: Column) -> float:
    """Half the width of the text above a column, in px, with 1 px of margin."""
    lines = (column.also, *column.caption, *(text for _, text in column.marks))
    return max(len(column.header) * BOLD_LETTER_WIDTH, *(len(line) * LETTER_WIDTH for line in lines)) / 2 + 1


def _fans(step: Step) -> bool:
    """Whether each map of a step reads many maps below it."""
    return "kernel" in step.param_shapes


def scale_groups(network: Network) -> list[int]:
    """A number per step; steps with the same number share one colour scale.

    A layer with a kernel starts a group; its activation, pooling and flattening belong to it, because the same value must
    keep its colour where clipping and pooling should be seen. A layer that makes numbers of another size, such as a
    normalisation or a softmax, starts one too.
    """
    numbers: dict[str, int] = {"": 0}
    group = 0
    for step in network.steps[1:]:
        below = numbers[step.sources[0]]
        if "kernel" in step.param_shapes or step.layer.own_scale or not below:
            group += 1
            below = group
        numbers[step.path] = below
    return list(numbers.values())


def is_shares(step: Step) -> bool:
    """Whether a step is a softmax of at most 24 units, so that each unit gets a bar of its own."""
    rows, cols, units = as_map(step.output_shape)
    return step.layer.gives_probabilities and (rows, cols) == (1, 1) and units <= 24


def form_of(step: Step) -> Form:
    """How a step is drawn: "maps", one picture per map; "strip", one for a vector; "bars", a bar per softmax share."""
    rows, cols, _ = as_map(step.output_shape)
    if (len(step.output_shape) == 3 and step.path == "") or (rows, cols) != (1, 1):
        return "maps"
    return "bars" if is_shares(step) else "strip"


def _column(
    step: Step, centre: float, group: int, side: int, classes: tuple[str, ...] = (), frame: Frame = PLAIN
) -> Column:
    shape, form = as_map(step.output_shape), form_of(step)
    slots = _maps(shape, centre, side, frame) if form == "maps" else (_tall(form, shape, centre, frame),)
    numbered = tuple(f"class {unit}" for unit in range(shape[2]))
    labels = () if form != "bars" else classes if len(classes) == shape[2] else numbered
    return Column(step.path, step.name, shape, form, centre, slots, group, labels)


def _maps(shape: tuple[int, int, int], centre: float, side: int, frame: Frame) -> tuple[Slot, ...]:
    count = min(shape[2], frame.slots)
    room = HEIGHT - frame.head - FOOT
    pitch = min(room / count, 64)
    top = frame.head + (room - pitch * count) / 2
    scale = min(side, round(room / frame.slots) - 4) / max(shape[0], shape[1])
    w, h = max(shape[1] * scale, 2), max(shape[0] * scale, 2)
    return tuple(
        Slot(channel, centre - w / 2, round(top + pitch * (channel + 0.5) - h / 2, 2), w, h) for channel in range(count)
    )


def _tall(form: Form, shape: Shape, centre: float, frame: Frame) -> Slot:
    room = HEIGHT - frame.head - FOOT
    height = min(room, shape[2] * UNIT_HEIGHT)
    top = frame.head + (room - height) / 2
    if form == "bars":
        return Slot(0, centre - STRIP_WIDTH / 2, top, BAR_WIDTH + SHARE_TEXT_WIDTH, height)
    return Slot(0, centre - STRIP_WIDTH / 2, top, STRIP_WIDTH, height)
