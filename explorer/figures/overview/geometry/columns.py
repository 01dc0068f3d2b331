"""The visible columns of a layout before their x is known: their maps, the step that they draw, and their titles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.figures.overview import lanes
from explorer.figures.overview.folding import own_steps
from explorer.figures.overview.geometry.groups import form_of, scale_groups
from explorer.figures.overview.geometry.lettering import text_width
from explorer.figures.overview.geometry.rows import PLANE_GAP, PLANE_LABEL
from explorer.figures.overview.places import (
    BAR_WIDTH,
    LEAST_BAR_PITCH,
    LIKELIEST,
    MOST_BAR_PITCH,
    SHARE_TEXT_WIDTH,
    STRIP_WIDTH,
    Column,
    Frame,
    Slot,
)
from explorer.figures.overview.stages import VisibleColumn
from explorer.layers.activation.activation import Activation
from explorer.layers.base import as_map
from explorer.network import Network, Step
from explorer.scene import Face

UNIT_HEIGHT, LEAST_STRIP = 40, 460
"""Height of a unit in a short vector, and the height that vectors have at least if the room allows it, in px."""
BESIDE = 10
"""Distance between the strip of a vector and the bars of its likeliest classes, in px."""
MOST_ANSWER_WIDTH = 120
"""Width of the bars of an answer with their names, at most, in px."""
COLOURS = ("red", "green", "blue")


@dataclass(frozen=True)
class Given:
    """What columns are made from: the network, the names of its classes, and the face that is shown."""

    network: Network
    classes: tuple[str, ...] = ()
    face: Face = "after"


def columns(given: Given, shown: Sequence[VisibleColumn], frame: Frame) -> list[Column]:
    """The visible columns, each with its middle at x = 0."""
    network = given.network
    groups = dict(zip((step.path for step in network.steps), scale_groups(network), strict=True))
    result: list[Column] = []
    spots, whole = lanes.spots(network, shown), lanes.in_view(network, shown)
    for each, spot in zip(shown, spots, strict=True):
        steps = own_steps(network, each.unit)
        column = _column(given, each, steps, frame)
        column = replace(column, rank=spot.rank, group=groups[column.drawn])
        joint = lanes.joint(network, each, whole)
        if spot.height_shares:
            measures = lanes.lane(network, spot.fork, spot.band, frame)
            slots = lanes.lane_slots(column, frame.side, measures)
            label = lanes.label_width(network, spot, spots, column, measures)
            legend_top = max(slot.y + slot.h for slot in slots) if measures.limits else None
            column = replace(column, slots=slots, top=measures.top, label=label, legend_top=legend_top)
        elif column.form == "maps" and joint is not None:
            slots, marks = lanes.joint_slots(network, joint, column.shape, frame.side, frame)
            column = replace(column, slots=slots, marks=marks, joins=True)
        result.append(column)
    return result


def drawn_step(network: Network, steps: Sequence[str], face: Face) -> str:
    """The path of the step of a column whose maps are shown: the last, or with the face "before" what enters its activation."""
    if network.step(steps[0]).is_input:
        return steps[0]
    at = next((at for at, path in enumerate(steps) if isinstance(network.step(path).layer, Activation)), 0)
    return steps[at - 1] if face == "before" and at else steps[-1]


def colour_planes(network: Network) -> int:
    """How many planes of an input in colour stand below the picture itself: three, or none where it is not in colour."""
    return 3 if as_map(network.input_shape)[2] == 3 and len(network.input_shape) == 3 else 0


def _column(given: Given, each: VisibleColumn, steps: tuple[str, ...], frame: Frame) -> Column:
    step = given.network.step(each.unit.path)
    shape, form = as_map(step.output_shape), form_of(step)
    column = Column(
        step.path,
        step.name,
        shape,
        form,
        centre=0,
        slots=(),
        group=0,
        title=title(given.network, each, steps),
        steps=steps,
        drawn=drawn_step(given.network, steps, given.face),
        stage=each.stage,
        closed=each.closed,
    )
    if form != "maps":
        return _vector(given, step, column, frame)
    if not steps[0] and colour_planes(given.network):
        photo, slots = _planes(shape, frame)
        return replace(column, slots=slots, photo=photo)
    return replace(column, slots=map_slots(shape, frame))


def map_slots(shape: tuple[int, int, int], frame: Frame) -> tuple[Slot, ...]:
    """The slots of the first maps of a layer, below each other in the middle of the height, around x = 0."""
    count = min(shape[2], frame.slots)
    gap = frame.pitch - frame.side
    top = frame.head + (frame.bottom - frame.head - count * frame.pitch + gap) / 2
    return tuple(_slot(n, shape, frame.side, top + n * frame.pitch) for n in range(count))


def _slot(channel: int, shape: tuple[int, int, int], side: float, top: float) -> Slot:
    """The slot of one map in the middle of a square of `side` px that begins at y = `top`."""
    scale = side / max(shape[0], shape[1])
    w, h = max(shape[1] * scale, 2), max(shape[0] * scale, 2)
    return Slot(channel, -w / 2, math.floor(top + (side - h) / 2), w, h)


def _planes(shape: tuple[int, int, int], frame: Frame) -> tuple[Slot, tuple[Slot, ...]]:
    """The slots of the picture itself and, below it, of its planes, each with room for its name."""
    pitch = frame.side + PLANE_LABEL
    used = frame.side + PLANE_GAP + shape[2] * pitch
    top = frame.head + max(frame.bottom - frame.head - used, 0) / 2
    first = top + frame.side + PLANE_GAP
    planes = tuple(_slot(n, shape, frame.side, first + n * pitch) for n in range(shape[2]))
    return _slot(0, shape, frame.side, top), planes


def _vector(given: Given, step: Step, column: Column, frame: Frame) -> Column:
    """The column of a vector: a strip of its units, bars of a few classes, or a strip and the bars of the likeliest."""
    units, height = column.shape[2], frame.bottom - frame.head
    last = step.path == given.network.steps[-1].path
    named = given.classes if last and len(given.classes) == units else ()
    strip = _tall(min(height, units * UNIT_HEIGHT), STRIP_WIDTH, frame)
    ranked = step.layer.gives_probabilities and bool(named)
    if column.form == "bars" and units * LEAST_BAR_PITCH <= height:
        labels = named or tuple(f"class {unit}" for unit in range(units))
        width = _answer_width(labels)
        bars = _tall(units * min(height / units, MOST_BAR_PITCH), width, frame)
        return replace(column, slots=(bars,), answer=bars, bars=units, labels=labels)
    if not ranked:
        return replace(column, form="strip", slots=(strip,))
    shift = (MOST_ANSWER_WIDTH + BESIDE) / 2
    bars = _tall(LIKELIEST * min(height / LIKELIEST, MOST_BAR_PITCH), MOST_ANSWER_WIDTH, frame)
    answer = replace(bars, x=bars.x + (STRIP_WIDTH + BESIDE) / 2)
    slots = (replace(strip, x=strip.x - shift),)
    return replace(column, form="strip", slots=slots, answer=answer, bars=LIKELIEST, labels=named)


def least_height(columns: Sequence[Column], height: float) -> float:
    """The height that the vectors among some columns need of `height` px: for strips, and for every bar with its name."""
    bars = [column.bars * LEAST_BAR_PITCH for column in columns if column.form == "bars"]
    vectors = [LEAST_STRIP for column in columns if column.form != "maps"]
    return min(max([0, *bars, *vectors]), height)


def _answer_width(labels: Sequence[str]) -> float:
    widest = max(text_width(label, bold=True) for label in labels)
    return float(round(min(max(BAR_WIDTH + SHARE_TEXT_WIDTH, widest), MOST_ANSWER_WIDTH)))


def _tall(height: float, width: float, frame: Frame) -> Slot:
    top = frame.head + (frame.bottom - frame.head - height) / 2
    return Slot(0, -width / 2, round(top, 2), width, round(height, 2))


def title(network: Network, each: VisibleColumn, steps: Sequence[str]) -> str:
    """The text above a column: the name of its first layer, "photo" above a picture in colour, "answer" above classes."""
    step = network.step(steps[0])
    if step.is_input:
        return "photo" if colour_planes(network) else "image"
    if steps[-1] == network.steps[-1].path and network.step(steps[-1]).layer.gives_probabilities:
        return "answer" if as_map(step.output_shape)[:2] == (1, 1) else step.name
    return step.name.rpartition(".")[2]  # the position shows the rest of a dotted name


def half_width(column: Column, side: float) -> float:
    """Half the width of a column, in px: of its maps, or of its strip and its bars."""
    if column.form == "maps":
        return side / 2
    slots = [*column.slots, *([column.answer] if column.answer else [])]
    return max(max(-slot.x, slot.x + slot.w) for slot in slots)


def moved(column: Column, centre: float) -> Column:
    """The column, which was centred at 0, with its middle at x = `centre` px."""

    def at(slot: Slot | None) -> Slot | None:
        return slot and replace(slot, x=slot.x + centre)

    slots = tuple(replace(slot, x=slot.x + centre) for slot in column.slots)
    return replace(column, centre=centre, slots=slots, photo=at(column.photo), answer=at(column.answer))
