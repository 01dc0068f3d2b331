"""The layout of parallel branches: each branch of a concatenation is a lane, a horizontal band of the overview."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.figures.overview.places import Column, Frame, Slot
from explorer.figures.overview.stages import VisibleColumn
from explorer.layers import Concatenate
from explorer.layers.base import as_map
from explorer.network import Network, Step

BAND_LABEL = 54
"""Height of the text above the maps of a lane, in px: the name, the number of maps, the limit of the colours."""
BAND_RANGE = 22
"""Height of the text above the maps of one branch in the column of the concatenation, in px: the channels' range."""


@dataclass(frozen=True)
class Spot:
    """The position of a column: its `rank` from the left, and the number of its lane from the top if it is in one.

    Columns of parallel lanes can have the same rank. `height_shares` are the relative heights of all lanes of the
    concatenation, from the top; empty for a column outside lanes.
    """

    rank: int
    band: int = 0
    height_shares: tuple[int, ...] = ()


def spots(network: Network, shown: Sequence[VisibleColumn]) -> tuple[Spot, ...]:
    """The position of every visible column.

    The branches of a concatenation are drawn as lanes if all layers inside are visible, else one after the other.
    """
    seen = {path for each in shown if not each.closed for path in each.unit.steps}
    placed: list[Spot] = []
    rank, fork, last = -1, "", (-1, -1)
    for each in shown:
        step, band, parts = _lane(network, each.unit.path, seen)
        if not parts:
            rank, fork = max([rank, *(spot.rank for spot in placed)]) + 1, ""
            placed.append(Spot(rank))
            continue
        if fork != step:
            fork, base, last = step, max([rank, *(spot.rank for spot in placed)]) + 1, (-1, -1)
        at = last[1] + 1 if last[0] == band else base
        last = (band, at)
        placed.append(Spot(at, band, parts))
    return tuple(placed)


def _lane(network: Network, path: str, seen: set[str]) -> tuple[str, int, tuple[int, ...]]:
    """The outermost concatenation around a step that is drawn in lanes: its path, the step's branch, and all shares.

    ("", 0, ()) if there is none.
    """
    parts = path.split(".")
    for at in range(1, len(parts), 2):
        outer = ".".join(parts[:at])
        layer = network.step(outer).layer
        if isinstance(layer, Concatenate) and in_view(network, outer, seen):
            return outer, int(parts[at][1:]), height_shares(layer)
    return "", 0, ()


def height_shares(layer: Concatenate) -> tuple[int, ...]:
    """The relative heights of a concatenation's lanes: 1 for an empty branch, which has no columns, else 2."""
    return tuple(2 if stack else 1 for stack in layer.stacks)


def in_view(network: Network, path: str, seen: set[str]) -> bool:
    """Whether the composite at `path` and every layer inside it are in `seen`, the paths of visible steps."""
    return path in seen and all(step.path in seen for step in network.steps if step.path.startswith(f"{path}."))


def joint(network: Network, column: VisibleColumn, shown: Sequence[VisibleColumn]) -> Step | None:
    """The concatenation that a visible column shows, if its branches are drawn as lanes; else None."""
    if column.closed:
        return None
    seen = {path for other in shown if not other.closed for path in other.unit.steps}
    for path in column.unit.steps:
        step = network.step(path)
        inside = any(isinstance(network.step(".".join(path.split(".")[:at])).layer, Concatenate) for at in _outer(path))
        if isinstance(step.layer, Concatenate) and not inside and in_view(network, path, seen):
            return step
    return None


def _outer(path: str) -> range:
    """The number of dot-separated parts in the path of each composite around the step at `path`."""
    return range(1, len(path.split(".")) - 1, 2)


def band(frame: Frame, place: int, lane_shares: tuple[int, ...]) -> tuple[float, float]:
    """The top edge and the height, in px, of lane number `place`, for lanes with these relative heights."""
    share_px = (frame.bottom - frame.head) / sum(lane_shares)
    return frame.head + sum(lane_shares[:place]) * share_px, lane_shares[place] * share_px


def lane_slots(shape: tuple[int, int, int], centre: float, side: int, frame: Frame, spot: Spot) -> tuple[Slot, ...]:
    """Slots for the first maps of a column in a lane, below its label."""
    top, height = band(frame, spot.band, spot.height_shares)
    return _placed(shape, range(shape[2]), centre, side, top + BAND_LABEL, height - BAND_LABEL)


def joint_slots(
    step: Step, shape: tuple[int, int, int], centre: float, side: int, frame: Frame
) -> tuple[tuple[Slot, ...], tuple[tuple[float, str], ...]]:
    """The slots of a concatenation's maps, each in the lane of its branch, and the texts (y in px, text) above them."""
    layer = step.layer
    assert isinstance(layer, Concatenate)
    slots: list[Slot] = []
    marks: list[tuple[float, str]] = []
    ends = zip(layer.branch_names, layer.offsets(step.source_shapes), step.source_shapes, strict=True)
    for place, (lane, first, below) in enumerate(ends):
        top, height = band(frame, place, height_shares(layer))
        count = as_map(below)[2]
        marks.append((top, f"{lane}: {first}" if count == 1 else f"{lane}: {first}–{first + count - 1}"))
        slots += _placed(shape, range(first, first + count), centre, side, top + BAND_RANGE, height - BAND_RANGE)
    return tuple(slots), tuple(marks)


def turn_lane(column: Column, channel: int) -> tuple[Slot, ...]:
    """The slots of a concatenation's column after its lane with `channel` was turned to the page that shows it."""
    tops = [top for top, _ in column.marks]
    lanes = [list(slots) for _, slots in itertools.groupby(column.slots, lambda slot: bisect.bisect(tops, slot.y))]
    result: list[Slot] = []
    for slots, after in itertools.zip_longest(lanes, lanes[1:]):
        start, end = slots[0].channel, after[0].channel if after else column.shape[2]
        if start <= channel < end:
            page = min(start + (channel - start) // len(slots) * len(slots), end - len(slots))
            slots = [replace(slot, channel=page + at) for at, slot in enumerate(slots)]
        result += slots
    return tuple(result)


def _placed(
    shape: tuple[int, int, int], channels: range, centre: float, side: int, top: float, height: float
) -> tuple[Slot, ...]:
    """Slots for as many of `channels` as fit into `height` px, from the top down, at most `side` px each."""
    side = min(side, max(int(height) - 4, 8))
    count = min(len(channels), max(int(height // (side + 4)), 1))
    scale = side / max(shape[0], shape[1])
    w, h = max(shape[1] * scale, 2), max(shape[0] * scale, 2)
    pitch = side + 4
    return tuple(
        Slot(channels[at], centre - w / 2, round(top + pitch * at + (side - h) / 2, 2), w, h) for at in range(count)
    )
