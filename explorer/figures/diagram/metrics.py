"""How much room the nodes of a diagram take: to the left and the right of their middle line, and downwards, in pt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from explorer.figures.diagram.nodes import Fork, Node, Nodes, Operation, Repeated
from explorer.figures.diagram.plan import HIGH, LINE, width_of

GAP = 6.0
"""Length of the arrow between two boxes."""
LANE_GAP, PASSING = 6.0, 8.0
"""Distance between lanes, and the width of a lane without layers."""
SPREAD = 7.0
"""Height of the lines that lead into lanes and out of them."""
ARC = 9.0
"""Room of an arc beside the boxes that it passes."""
RADIUS = 4.0
"""Of the circle in which branches are added."""
INSET = 3.5
"""Distance between the frame around what is repeated and what is in it."""
TIMES_GAP = 3.0
"""Distance between what is repeated and how often."""
SIDE = 3.5
"""Space beside the words in a box."""
CONCAT = "concat"


@dataclass(frozen=True)
class Wording:
    """How much the boxes say: 3 words and what comes after on one line, 2 on two lines, 1 words alone, 0 short words alone.

    `main` for the boxes of the main line, `lanes` for those in branches beside others.
    """

    main: int
    lanes: int

    @property
    def inside(self) -> Wording:
        """The wording in lanes."""
        return Wording(self.lanes, self.lanes)


WORDINGS = tuple(
    Wording(*each) for each in ((3, 3), (3, 2), (3, 1), (3, 0), (2, 2), (2, 1), (2, 0), (1, 1), (1, 0), (0, 0))
)
"""What is tried, in order."""


@dataclass(frozen=True)
class Extent:
    """The room of a node or of a sequence: `left` and `right` of its middle line, and its `height`."""

    left: float
    right: float
    height: float


def box_lines(node: Operation, much: int) -> tuple[str, ...]:
    """The lines of a box."""
    after = ", ".join(node.after)
    if much == 0:
        return (node.short,)
    if much == 1 or not after:
        return (node.words,)
    if much == 2:
        return node.words, after
    return (f"{node.words} · {after}",)


def box_width(nodes: Iterable[Node], much: int) -> float:
    """The width that the boxes of a sequence share."""
    boxes = [node for node in nodes if isinstance(node, Operation)]
    inner = [each for node in nodes if isinstance(node, Repeated) for each in node.nodes if isinstance(each, Operation)]
    widths = [width_of(text) for box in (*boxes, *inner) for text in box_lines(box, much)]
    return max(widths, default=0.0) + 2 * SIDE


@lru_cache(maxsize=4096)
def extent_of(node: Node, wording: Wording, width: float) -> Extent:
    """The room of a node, whose boxes are `width` wide if they are of its own sequence."""
    match node:
        case Operation():
            height = HIGH + LINE * (len(box_lines(node, wording.main)) - 1)
            return Extent(width / 2, width / 2, height)
        case Repeated():
            return _repeated(node, wording, width)
        case Fork():
            return _fork(node, wording)


def sequence_extent(nodes: Nodes, wording: Wording, width: float | None = None) -> Extent:
    """The room of a sequence."""
    if not nodes:
        return Extent(PASSING / 2, PASSING / 2, 0)
    wide = box_width(nodes, wording.main) if width is None else width
    parts = [extent_of(node, wording, wide) for node in nodes]
    height = sum(part.height for part in parts) + GAP * (len(parts) - 1)
    return Extent(max(part.left for part in parts), max(part.right for part in parts), height)


def times_text(node: Repeated) -> str:
    """How often something is repeated: "× 6"."""
    return f"× {node.times}"


def inset_of(node: Repeated) -> float:
    """The distance of the frame: a single box needs none."""
    return 0.0 if len(node.nodes) == 1 and isinstance(node.nodes[0], Operation) else INSET


def _repeated(node: Repeated, wording: Wording, width: float) -> Extent:
    inner, inset = sequence_extent(node.nodes, wording, width), inset_of(node)
    times = TIMES_GAP + width_of(times_text(node), bold=True)
    return Extent(inner.left + inset, inner.right + inset + times, inner.height + 2 * inset)


def is_box(node: Node) -> bool:
    """Whether a node begins with a box, at which an arrow can end."""
    match node:
        case Operation():
            return True
        case Repeated():
            return not inset_of(node)
        case Fork():
            return False


def is_arc(node: Fork) -> bool:
    """Whether one branch has no layers, so that an arc past the other one shows it."""
    return len(node.lanes) == 2 and any(not lane for lane in node.lanes)


def lane_extents(node: Fork, wording: Wording) -> list[Extent]:
    """The room of every lane."""
    return [sequence_extent(lane, wording.inside) for lane in node.lanes]


def joint_height(node: Fork) -> float:
    """The height of what joins the branches."""
    return 2 * RADIUS if node.sign else HIGH


def joint_width(node: Fork) -> float:
    """The width of what joins the branches: a circle, or a box that says so."""
    return 2 * RADIUS if node.sign else width_of(joint_words(node)) + 2 * SIDE


def joint_words(node: Fork) -> str:
    """What stands in the box that joins branches side by side, or beside the circle."""
    return ", ".join([CONCAT, *node.after]) if not node.sign else ", ".join(node.after)


def _fork(node: Fork, wording: Wording) -> Extent:
    beside = TIMES_GAP + width_of(joint_words(node)) if node.sign and node.after and wording.main > 1 else 0.0
    half = joint_width(node) / 2
    if is_arc(node):
        inner = sequence_extent(next((lane for lane in node.lanes if lane), ()), wording)
        return Extent(
            max(inner.left, half) + ARC, max(inner.right, half + beside), inner.height + 2 * GAP + joint_height(node)
        )
    lanes = lane_extents(node, wording)
    total = sum(lane.left + lane.right for lane in lanes) + LANE_GAP * (len(lanes) - 1)
    height = max(lane.height for lane in lanes) + 2 * (SPREAD + GAP) + joint_height(node)
    return Extent(max(total / 2, half), max(total / 2, half + beside), height)
