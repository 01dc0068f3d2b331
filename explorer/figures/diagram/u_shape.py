"""The U of an hourglass: down on the left, up on the right, and a skip connection across from each level to its joint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.analysis.architecture import shape_text
from explorer.figures.diagram.flow import EDGE
from explorer.figures.diagram.metrics import CONCAT, GAP, WORDINGS, Wording, box_width, extent_of
from explorer.figures.diagram.nodes import Node, Nodes, Operation, Repeated, folded
from explorer.figures.diagram.placing import Spine, place
from explorer.figures.diagram.plan import CAP, SIZE, Label, Plan, width_of
from explorer.figures.diagram.words import name_of, role_of, short_words, words_of
from explorer.figures.overview.branches.hourglass import Level, levels
from explorer.figures.overview.folding import FoldedColumn
from explorer.network import Network

BETWEEN = 7.0
"""Least space beside the size on a skip connection, in pt."""
FREE = 2.0
"""Space between words and a line, in pt."""
STEP = 10.0
"""Distance between two levels, in pt."""


@dataclass(frozen=True)
class Rung:
    """One level: its boxes on the way down; on the way up those before the joint, the joint, and those after it."""

    down: Nodes
    before: Nodes = ()
    joint: Nodes = ()
    after: Nodes = ()


def u_plan(network: Network, room: float) -> Plan | None:
    """The plan of an hourglass, at most `room` pt wide if it can be; None for other networks."""
    found = levels(network)
    if not found:
        return None
    rungs = [_rung(network, level) for level in found]
    tried = [_measured(rungs, wording) for wording in WORDINGS if wording.main == wording.lanes]
    chosen = next((each for each in tried if each.width <= room), tried[-1])
    return _placed(chosen, room)


def _rung(network: Network, level: Level) -> Rung:
    down = folded(tuple(_operation(network, column) for column in level.down))
    at = level.before_joint
    before = folded(tuple(_operation(network, column) for column in level.up[:at]))
    after = folded(tuple(_operation(network, column) for column in level.up[at + 1 :]))
    joint: Nodes = ()
    if level.joint:
        step = network.step(level.joint)
        words = CONCAT if not step.layer.branches or not getattr(step.layer, "sign", "") else "add"
        joint = (Operation(words, words, "joint", step.output_shape),)
    return Rung(down, before, joint, after)


def _operation(network: Network, column: FoldedColumn) -> Operation:
    first, *rest = (network.step(path) for path in column.steps)
    shape = network.step(column.path).output_shape
    if first.is_input:
        return Operation("input", "input", "input", shape, tuple(name_of(step.layer) for step in rest))
    layer = first.layer
    return Operation(
        words_of(layer), short_words(layer), role_of(layer), shape, tuple(name_of(step.layer) for step in rest)
    )


@dataclass(frozen=True)
class Measured:
    """An hourglass with its wording: the widths of its boxes and of its sides, and of the middle between them."""

    rungs: tuple[Rung, ...]
    wording: Wording
    box: float
    reach: float
    middle: float

    @property
    def width(self) -> float:
        """The width of the whole U."""
        return 2 * (self.box / 2 + self.reach) + self.middle + 2 * EDGE


def _measured(rungs: Sequence[Rung], wording: Wording) -> Measured:
    nodes = tuple(node for rung in rungs for node in (*rung.down, *rung.before, *rung.joint, *rung.after))
    box = box_width(nodes, wording.main)
    reach = max(extent_of(node, wording, box).right for node in nodes)
    sizes = max(width_of(text) for rung in rungs for text in _texts(rung))
    return Measured(tuple(rungs), wording, box, reach, sizes + 2 * BETWEEN)


def _texts(rung: Rung) -> tuple[str, str]:
    """The size on the left and on the right side of a level."""
    right = (rung.after or rung.joint or rung.down)[-1]
    return shape_text(rung.down[-1].shape), shape_text(right.shape)


def _placed(u: Measured, room: float) -> Plan:
    plan = Plan(u.width, 0)
    spare = max(min(room, 1.5 * u.width) - u.width, 0)
    left = Spine(EDGE + u.box / 2, u.wording, u.box)
    right = replace(left, x=left.x + u.reach + u.middle + spare + u.box / 2)
    plan.width = right.x + u.reach + EDGE
    y, tops, floors = EDGE, list[float](), list[float]()
    for rung in u.rungs:
        rising = _height(rung.after, u) + GAP * bool(rung.after) + _height(rung.joint, u)
        inner = max(_height(rung.down, u), rising)
        tops.append(y)
        floors.append(y + inner)
        y += inner + max(STEP, _height(rung.before, u) + 2 * GAP)
    plan.height = floors[-1] + EDGE
    _down(plan, u, left, right, tops, floors)
    _up(plan, u, left, right, floors)
    return plan


def _height(nodes: Nodes, u: Measured) -> float:
    if not nodes:
        return 0.0
    return sum(extent_of(node, u.wording, u.box).height for node in nodes) + GAP * (len(nodes) - 1)


def _down(plan: Plan, u: Measured, left: Spine, right: Spine, tops: Sequence[float], floors: Sequence[float]) -> None:
    """The way down; the lowest level stands in the middle."""
    previous = 0.0
    for at, rung in enumerate(u.rungs):
        last = at == len(u.rungs) - 1
        spine = replace(left, x=(left.x + right.x) / 2) if last else left
        y = floors[at] - _height(rung.down, u)
        if at and last:
            turn = y + extent_of(rung.down[0], u.wording, u.box).height / 2
            plan.wire((left.x, previous), (left.x, turn), (spine.x - u.box / 2, turn))
        elif at:
            plan.wire((left.x, previous), (left.x, y))
        previous = _stacked(plan, rung.down, spine, y)
        if last:
            text = _texts(rung)[0]
            plan.labels.append(Label(text, spine.x, tops[at] - GAP + CAP * SIZE, faint=True))


def _stacked(plan: Plan, nodes: Nodes, spine: Spine, y: float) -> float:
    for at, node in enumerate(nodes):
        if at:
            plan.wire((spine.x, y), (spine.x, y + GAP))
            y += GAP
        y = place(plan, node, spine, y)
    return y


def _up(plan: Plan, u: Measured, left: Spine, right: Spine, floors: Sequence[float]) -> None:
    """The way up, from the lowest level, and the skip connections that come into it."""
    lowest = u.rungs[-1]
    turn = floors[-1] - extent_of(lowest.down[-1], u.wording, u.box).height / 2
    reach = _reach(lowest.down[-1], u)
    start = [((left.x + right.x) / 2 + reach, turn), (right.x, turn)]
    for at in reversed(range(len(u.rungs) - 1)):
        rung = u.rungs[at]
        y = floors[at] + GAP + _height(rung.before, u)
        for group, end in ((rung.before, y), (rung.joint, floors[at])):
            if group:
                plan.wire(*start, (right.x, end))
                start = [(right.x, _risen(plan, group, right, end, u))]
        middle = floors[at] - extent_of(rung.joint[0], u.wording, u.box).height / 2
        _skip(plan, u, rung, left, right, middle)
        top = start[0][1]
        if rung.after:
            plan.wire(*start, (right.x, top - GAP))
            start = [(right.x, _risen(plan, rung.after, right, top - GAP, u))]


def _reach(node: Node, u: Measured) -> float:
    """Where a line that leaves a node to the right begins: behind the words that say how often it comes."""
    return extent_of(node, u.wording, u.box).right + (FREE if isinstance(node, Repeated) else 0)


def _risen(plan: Plan, nodes: Nodes, spine: Spine, y: float, u: Measured) -> float:
    """Nodes above each other, the first ending at `y`; returns where the last one begins."""
    for at, node in enumerate(nodes):
        if at:
            plan.wire((spine.x, y), (spine.x, y - GAP))
            y -= GAP
        y -= extent_of(node, u.wording, u.box).height
        place(plan, node, spine, y)
    return y


def _skip(plan: Plan, u: Measured, rung: Rung, left: Spine, right: Spine, y: float) -> None:
    """The arrow across, with the size of what it carries."""
    start = left.x + _reach(rung.down[-1], u)
    plan.wire((start, y), (right.x - u.box / 2, y))
    middle = (start + right.x - u.box / 2) / 2
    plan.labels.append(Label(_texts(rung)[0], middle, y - 2.5, faint=True))
