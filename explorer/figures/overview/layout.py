"""Where everything stands in the overview: columns of maps, in px."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from explorer.figures.overview import lanes
from explorer.figures.overview.folding import fold, plain
from explorer.figures.overview.places import (
    ACROSS,
    AIRY,
    BARS,
    BOLD,
    FOLDED,
    FOOT,
    HEAD,
    HEIGHT,
    LEGEND,
    LETTER,
    MAP,
    PHONE,
    PLAIN,
    ROW,
    SHARES,
    SMALL_MAP,
    STAGED,
    STRIP,
    TIGHT,
    TILE,
    TILES,
    WHOLE,
    WIDEST,
    WIDTH,
    Card,
    Column,
    Form,
    Frame,
    Gaps,
    Layout,
    Slot,
    View,
)
from explorer.figures.overview.stages import Visible, in_line, in_stages, stages
from explorer.layers.base import Shape, as_map
from explorer.layers.stack import split
from explorer.network import Network, Step


def lay_out(network: Network, classes: tuple[str, ...] = (), view: View = WHOLE, width: int = WIDTH) -> Layout:
    """The overview of a network, `width` px wide: left to right one column per step, at most ten maps each.

    Where the columns do not fit, ReLUs are folded into their convolutions; where these do not fit either, stages are closed
    to cards, but for the selected one. `classes` name the units of a softmax at the end, if there are as many.
    """
    units = fold(network)
    arcs = any(layer.branches for layer in network.layers)
    frames = (replace(frame, width=width) for frame in (PLAIN, FOLDED, STAGED))
    plain_frame, folded, staged = ((frame.with_arcs if arcs else frame) for frame in frames)
    if _fits(network, in_line(plain(network)), plain_frame, classes):
        return _laid(network, in_line(plain(network)), plain_frame, classes, view)
    if _fits(network, in_line(units), folded, classes):
        return _laid(network, in_line(fold(network, view.apart)), folded, classes, view)
    found = stages(network, fold(network, view.apart))
    return _laid(network, in_stages(found, view.path), staged, classes, view, [(s.title, s.steps) for s in found])


@lru_cache(maxsize=64)
def _fits(network: Network, shown: tuple[Visible, ...], frame: Frame, classes: tuple[str, ...]) -> bool:
    placed = _columns(network, shown, frame, SMALL_MAP, classes)
    return _spread(network, shown, placed, SMALL_MAP, frame.width)[1] <= frame.width


def _laid(
    network: Network,
    shown: tuple[Visible, ...],
    frame: Frame,
    classes: tuple[str, ...],
    view: View,
    named: Sequence[tuple[str, tuple[str, ...]]] = (),
) -> Layout:
    for side, gaps in (*((side, AIRY) for side in range(MAP, SMALL_MAP - 1, -2)), (SMALL_MAP, TIGHT)):
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
    """The column with the page of channels that `channel` is on; the last page overlaps the one before it.

    Where lanes end, the pages are those of each lane: only the one that `channel` comes from is turned.
    """
    count, shown = column.shape[2], len(column.slots)
    if column.form != "maps" or count == shown or channel >= count:
        return column
    if column.marks:
        return replace(column, slots=lanes.turned(column, channel))
    first = min(channel // shown * shown, count - shown)
    return replace(column, slots=tuple(replace(slot, channel=slot.channel + first) for slot in column.slots))


def _cards(
    shown: tuple[Visible, ...], columns: Mapping[str, Column], named: Sequence[tuple[str, tuple[str, ...]]]
) -> tuple[Card, ...]:
    """A card for each stage of more than one step that is closed or has more than one column."""
    found = []
    for place, (title, steps) in enumerate(named):
        mine = [each for each in shown if each.stage == place]
        if len(mine) == 1 and not mine[0].closed:
            continue
        edges = [columns[each.unit.path] for each in mine]
        x0 = min(min(c.centre - _label(c), *(s.x for s in c.slots)) for c in edges) - 3
        x1 = max(max(c.centre + _label(c), *(s.x + s.w for s in c.slots)) for c in edges) + 3
        found.append(Card(title, mine[-1].unit.path, x0, x1, not mine[0].closed, steps))
    return tuple(found)


def _columns(
    network: Network,
    shown: tuple[Visible, ...],
    frame: Frame,
    side: int,
    classes: tuple[str, ...],
    named: Sequence[tuple[str, tuple[str, ...]]] = (),
) -> list[Column]:
    """The visible columns with maps of `side` px, laid out around 0."""
    groups = dict(zip((step.path for step in network.steps), scale_groups(network), strict=True))
    found: list[Column] = []
    for each, spot in zip(shown, lanes.spots(network, shown), strict=True):
        step = network.step(each.unit.path)
        column = replace(_column(step, 0, groups[step.path], side, classes, frame), rank=spot.rank)
        ends = lanes.joint(network, each, shown)
        if column.form == "maps" and spot.shares:
            slots = lanes.maps(column.shape, 0, side, frame, spot)
            column = replace(column, slots=slots, top=lanes.band(frame, spot.band, spot.shares)[0])
        elif column.form == "maps" and ends is not None:
            slots, marks = lanes.joined(ends, column.shape, 0, side, frame)
            column = replace(column, slots=slots, marks=marks, joins=True)
        title, also = _titles(network, each, named)
        if column.top is not None:
            title, also = _in_lane(each, title or step.name), ""
        elif "." in step.path and not each.closed:
            title = _in_lane(each, title or step.name)
        repeats = _repeats(step) and not each.hidden
        found.append(replace(column, repeats=repeats, title=title, also=also, closed=each.closed))
    return found


def _titles(network: Network, each: Visible, named: Sequence[tuple[str, tuple[str, ...]]]) -> tuple[str, str]:
    """What stands above a column that stands for more than one step."""
    if each.closed and each.stage is not None:
        title = named[each.stage][0] if named else "stage 10"
        return title, f"{len(each.hidden) + 1} layers"
    if not each.hidden:
        return "", ""
    steps = [network.step(path) for path in each.unit.steps]
    joint = next((at for at, step in enumerate(steps) if step.layer.branches), 0)
    stems = [step.layer.short for step in steps[joint + 1 :]]  # what a shortcut holds is on its arc
    return steps[joint].name, f"+ {', '.join(stems)}" if stems else ""


def _in_lane(each: Visible, name: str) -> str:
    """The last part of a name: where it stands says the rest; the first of a lane with a name of its own tells it."""
    *outer, own = name.split(".")
    named = len(outer) > 1 and not outer[-1].startswith(("res", "concat"))
    return f"{outer[-1]}: {own}" if named and split(each.unit.steps[0])[1] == 0 else own


def _moved(column: Column, centre: int) -> Column:
    """The column, which was laid out around 0, with its middle at `centre`."""
    return replace(column, centre=centre, slots=tuple(replace(slot, x=slot.x + centre) for slot in column.slots))


def _repeats(step: Step) -> bool:
    return not step.is_input and "kernel" not in step.param_shapes and step.output_shape == step.input_shape


def lay_out_phone(network: Network, path: str, classes: tuple[str, ...] = (), view: View = WHOLE) -> Layout:
    """The step at `path` alone, as a grid of maps four across."""
    columns = []
    for step, group in zip(network.steps, scale_groups(network), strict=True):
        column = _column(step, PHONE / 2, group, MAP, classes)
        columns.append(replace(column, slots=_grid(column) if step.path == path else ()))
    bottom = max(slot.y + slot.h for column in columns for slot in column.slots)
    key = hashlib.sha256(repr(columns).encode()).hexdigest()[:16]
    turned = tuple(
        _turned(column, view.channels.get(column.group, 0)) if column.slots else column for column in columns
    )
    return Layout(PHONE, round(bottom + FOOT + 4), turned, key)


def _grid(column: Column) -> tuple[Slot, ...]:
    if column.form != "maps":
        slot = column.slots[0]
        return (replace(slot, x=(PHONE - slot.w) / 2, y=HEAD),)
    rows, cols, channels = column.shape
    scale = TILE / max(rows, cols)
    w, h = max(cols * scale, 2), max(rows * scale, 2)
    pitch = PHONE / ACROSS
    return tuple(
        Slot(n, pitch * (n % ACROSS) + (pitch - w) / 2, HEAD + pitch * (n // ACROSS) + (TILE - h) / 2, w, h)
        for n in range(min(channels, TILES))
    )


def _spread(
    network: Network, shown: Sequence[Visible], columns: list[Column], side: int, room: int, least: Gaps = AIRY
) -> tuple[list[int], int]:
    """Where the middles of the columns stand, and the width of the whole: at least `room` px, more if there are many."""
    ranks = _ranks(network, shown, columns, side)
    halves = [rank.half for rank in ranks]
    gaps = [
        max(
            least.wide if above.fans else least.narrow,
            below.label + above.label - below.half - above.half + (6 if above.bars else 0),
            0 if below.group == above.group else LEGEND - below.half - above.half,
        )
        + (least.card if above.stage is not None and above.stage != below.stage else 0)
        for below, above in itertools.pairwise(ranks)
    ]
    first = max(halves[0], ranks[0].label)
    last = max(halves[-1], ranks[-1].label) + (SHARES + BARS - STRIP if ranks[-1].bars else 0)
    if shown[-1].stage is not None:  # the card of the last stage
        first, last = first + 2, last + 8
    used = first + last + 2 * sum(halves) - halves[0] - halves[-1] + sum(gaps)
    spare = max(room - 8 - used, 0) / max(len(gaps), 1)
    gaps = [min(gap + spare, max(WIDEST, gap)) for gap in gaps]
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
    """The columns that stand at one place from the left: half their width, half that of the text above, in px."""

    half: float
    label: float
    fans: bool
    bars: bool
    stage: int | None
    group: int


def _ranks(network: Network, shown: Sequence[Visible], columns: list[Column], side: int) -> list[_Rank]:
    members: dict[int, list[tuple[Visible, Column]]] = {}
    for each, column in zip(shown, columns, strict=True):
        members.setdefault(column.rank, []).append((each, column))
    return [
        _Rank(
            max((side if column.form == "maps" else STRIP) / 2 for _, column in mine),
            max(_label(column) for _, column in mine),
            any(_fans(network.step(path)) for each, _ in mine for path in (*each.hidden, each.unit.path)),
            any(column.form == "bars" for _, column in mine),
            mine[0][0].stage,
            mine[0][1].group,
        )
        for _, mine in sorted(members.items())
    ]


def _label(column: Column) -> float:
    """Half the width of the text above a column, in px, with some air."""
    lines = (column.also, *column.caption, *(text for _, text in column.marks))
    return max(len(column.header) * BOLD, *(len(line) * LETTER for line in lines)) / 2 + 1


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
    """Whether it is a softmax of so few units that each has a bar of its own."""
    rows, cols, units = as_map(step.output_shape)
    return step.layer.gives_probabilities and (rows, cols) == (1, 1) and units <= 24


def form_of(step: Step) -> Form:
    """How a step is shown: a picture per map, one strip, or a bar per share."""
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
    height = min(room, shape[2] * ROW)
    top = frame.head + (room - height) / 2
    if form == "bars":
        return Slot(0, centre - STRIP / 2, top, BARS + SHARES, height)
    return Slot(0, centre - STRIP / 2, top, STRIP, height)
