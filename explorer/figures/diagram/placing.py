"""Placing the nodes of a diagram below each other: boxes, arrows, arcs, lanes and frames go into the plan."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.figures.diagram.metrics import (
    ARC,
    GAP,
    LANE_GAP,
    RADIUS,
    SPREAD,
    TIMES_GAP,
    Wording,
    box_lines,
    box_width,
    inset_of,
    is_arc,
    is_box,
    joint_height,
    joint_width,
    joint_words,
    lane_extents,
    sequence_extent,
    times_text,
)
from explorer.figures.diagram.nodes import Fork, Node, Nodes, Operation, Repeated
from explorer.figures.diagram.plan import CAP, HIGH, LINE, SIZE, Around, Block, Joint, Label, Plan


@dataclass(frozen=True)
class Spine:
    """A middle line at `x`, with the `wording` of its boxes and their `width`."""

    x: float
    wording: Wording
    width: float


def place_sequence(plan: Plan, nodes: Nodes, x: float, y: float, wording: Wording, width: float | None = None) -> float:
    """Place nodes below each other, the first at `y`; returns where the last one ends."""
    spine = Spine(x, wording, box_width(nodes, wording.main) if width is None else width)
    for at, node in enumerate(nodes):
        if at:
            plan.wire((x, y), (x, y + GAP), arrow=is_box(node))
            y += GAP
        y = place(plan, node, spine, y)
    return y


def place(plan: Plan, node: Node, spine: Spine, y: float) -> float:
    """Place one node at `y`; returns where it ends."""
    match node:
        case Operation():
            return place_operation(plan, node, spine, y)
        case Repeated():
            return _repeated(plan, node, spine, y)
        case Fork():
            return (_arc if is_arc(node) else _lanes)(plan, node, spine, y)


def place_operation(plan: Plan, node: Operation, spine: Spine, y: float) -> float:
    """A box with its words."""
    lines = box_lines(node, spine.wording.main)
    height = HIGH + LINE * (len(lines) - 1)
    plan.blocks.append(Block(spine.x - spine.width / 2, y, spine.width, height, node.role))
    for at, text in enumerate(lines):
        base = y + HIGH / 2 + LINE * at + CAP * SIZE
        plan.labels.append(Label(text, spine.x, base))
    return y + height


def _repeated(plan: Plan, node: Repeated, spine: Spine, y: float) -> float:
    inset = inset_of(node)
    inner = sequence_extent(node.nodes, spine.wording, spine.width)
    if inset:
        plan.wire((spine.x, y), (spine.x, y + inset), arrow=is_box(node.nodes[0]))
    end = place_sequence(plan, node.nodes, spine.x, y + inset, spine.wording, spine.width)
    if inset:
        plan.wire((spine.x, end), (spine.x, end + inset), arrow=False)
        plan.arounds.append(Around(spine.x - inner.left - inset, y, spine.x + inner.right + inset, end + inset))
    right, middle = spine.x + inner.right + inset + TIMES_GAP, (y + end + inset) / 2
    plan.labels.append(Label(times_text(node), right, middle + CAP * SIZE, "start", bold=True))
    return end + inset


def _arc(plan: Plan, node: Fork, spine: Spine, y: float) -> float:
    """One branch straight on, and past it the arc of the other, which has no layers."""
    lane = next((lane for lane in node.lanes if lane), ())
    inner = sequence_extent(lane, spine.wording)
    half = joint_width(node) / 2
    left = spine.x - max(inner.left, half) - ARC / 2
    plan.wire((spine.x, y), (spine.x, y + GAP), arrow=bool(lane) and is_box(lane[0]))
    end = place_sequence(plan, lane, spine.x, y + GAP, spine.wording)
    top = end + GAP
    plan.wire((spine.x, end), (spine.x, top))
    split, middle = y + GAP / 3, top + joint_height(node) / 2
    plan.wire((spine.x, split), (left, split), (left, middle), (spine.x - half, middle))
    return _joint(plan, node, spine, top)


def _joint(plan: Plan, node: Fork, spine: Spine, top: float, width: float = 0) -> float:
    """What joins the branches, a circle with a sign or a box at least `width` wide; returns where it ends."""
    words, middle = joint_words(node), top + joint_height(node) / 2
    if not node.sign:
        wide = max(joint_width(node), width)
        plan.blocks.append(Block(spine.x - wide / 2, top, wide, HIGH, "joint"))
        plan.labels.append(Label(words, spine.x, middle + CAP * SIZE))
        return top + HIGH
    plan.joints.append(Joint(spine.x, middle, node.sign))
    if words and spine.wording.main > 1:
        base = middle + CAP * SIZE if is_arc(node) else middle - 2.5  # above the line that comes from the right lane
        plan.labels.append(Label(words, spine.x + RADIUS + TIMES_GAP, base, "start"))
    return top + 2 * RADIUS


def _lanes(plan: Plan, node: Fork, spine: Spine, y: float) -> float:
    """Branches side by side, between the lines that lead into them and out of them."""
    extents = lane_extents(node, spine.wording)
    total = sum(lane.left + lane.right for lane in extents) + LANE_GAP * (len(extents) - 1)
    left, middles = spine.x - total / 2, list[float]()
    for lane in extents:
        middles.append(left + lane.left)
        left += lane.left + lane.right + LANE_GAP
    fork, first = y + SPREAD, y + SPREAD + GAP
    last = first + max(lane.height for lane in extents)
    joint = last + GAP + SPREAD
    middle = joint + joint_height(node) / 2
    plan.wire((spine.x, y), (spine.x, fork), arrow=False)
    for x, lane, nodes in zip(middles, extents, node.lanes, strict=True):
        # Lanes hang in the middle of the tallest one.
        top = first + (last - first - lane.height) / 2
        plan.wire((spine.x, fork), (x, fork), (x, top), arrow=bool(nodes) and is_box(nodes[0]))
        end = place_sequence(plan, nodes, x, top, spine.wording.inside)
        if not node.sign:
            plan.wire((x, end), (x, joint))
        elif abs(x - spine.x) < RADIUS:
            plan.wire((x, end), (spine.x, joint))
        else:
            side = spine.x + (RADIUS if x > spine.x else -RADIUS)
            plan.wire((x, end), (x, middle), (side, middle))
    if not node.sign:
        reach = max(abs(x - spine.x) for x in middles)
        return _joint(plan, node, spine, joint, 2 * reach + 12)
    return _joint(plan, node, spine, joint)
