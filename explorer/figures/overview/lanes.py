"""Where the columns of parallel branches stand: one lane below the other, each with a band of the height to itself."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.figures.overview.places import FOOT, HEIGHT, Column, Frame, Slot
from explorer.figures.overview.stages import Visible
from explorer.layers import Concatenate
from explorer.layers.base import as_map
from explorer.network import Network, Step

LABEL = 54
"""Above the maps of a band, in px: the name, how many maps, the limit of its colours."""
RANGE = 22
"""Above the maps of a band where lanes end, in px: which channels they are."""


@dataclass(frozen=True)
class Spot:
    """Where a column stands: its place from the left, which columns in lanes share, and its band if it is in a lane.

    `shares` are those of all lanes beside each other; empty where there are none.
    """

    rank: int
    band: int = 0
    shares: tuple[int, ...] = ()


def spots(network: Network, shown: Sequence[Visible]) -> tuple[Spot, ...]:
    """One per visible column. Lanes are drawn where every layer of a composite is in view; else they follow each other."""
    seen = {path for each in shown if not each.closed for path in each.unit.steps}
    found: list[Spot] = []
    rank, fork, last = -1, "", (-1, -1)
    for each in shown:
        step, band, parts = _lane(network, each.unit.path, seen)
        if not parts:
            rank, fork = max([rank, *(spot.rank for spot in found)]) + 1, ""
            found.append(Spot(rank))
            continue
        if fork != step:
            fork, base, last = step, max([rank, *(spot.rank for spot in found)]) + 1, (-1, -1)
        at = last[1] + 1 if last[0] == band else base
        last = (band, at)
        found.append(Spot(at, band, parts))
    return tuple(found)


def _lane(network: Network, path: str, seen: set[str]) -> tuple[str, int, tuple[int, ...]]:
    """The outermost concatenation in view around a step, its branch there, and the shares of all; none if there is none."""
    parts = path.split(".")
    for at in range(1, len(parts), 2):
        outer = ".".join(parts[:at])
        layer = network.step(outer).layer
        if isinstance(layer, Concatenate) and in_view(network, outer, seen):
            return outer, int(parts[at][1:]), shares(layer)
    return "", 0, ()


def shares(layer: Concatenate) -> tuple[int, ...]:
    """How much of the height the lanes get: one that passes its input on has no columns, and half as much as the others."""
    return tuple(2 if stack else 1 for stack in layer.stacks)


def in_view(network: Network, path: str, seen: set[str]) -> bool:
    """Whether a composite and every layer inside are among the steps that are `seen`."""
    return path in seen and all(step.path in seen for step in network.steps if step.path.startswith(f"{path}."))


def joint(network: Network, each: Visible, shown: Sequence[Visible]) -> Step | None:
    """The concatenation whose lanes end in a visible column, if they are drawn."""
    if each.closed:
        return None
    seen = {path for other in shown if not other.closed for path in other.unit.steps}
    for path in each.unit.steps:
        step = network.step(path)
        inside = any(isinstance(network.step(".".join(path.split(".")[:at])).layer, Concatenate) for at in _outer(path))
        if isinstance(step.layer, Concatenate) and not inside and in_view(network, path, seen):
            return step
    return None


def _outer(path: str) -> range:
    """Lengths of the paths, in parts, of the composites around a step."""
    return range(1, len(path.split(".")) - 1, 2)


def band(frame: Frame, place: int, parts: tuple[int, ...]) -> tuple[float, float]:
    """Top and height of a band, in px."""
    one = (HEIGHT - frame.head - FOOT) / sum(parts)
    return frame.head + sum(parts[:place]) * one, parts[place] * one


def maps(shape: tuple[int, int, int], centre: float, side: int, frame: Frame, spot: Spot) -> tuple[Slot, ...]:
    """The first maps of a column in its band, below its label."""
    top, height = band(frame, spot.band, spot.shares)
    return _placed(shape, range(shape[2]), centre, side, top + LABEL, height - LABEL)


def joined(
    step: Step, shape: tuple[int, int, int], centre: float, side: int, frame: Frame
) -> tuple[tuple[Slot, ...], tuple[tuple[float, str], ...]]:
    """The maps of a concatenation, each in the band of the branch that it comes from, and the ranges above them."""
    layer = step.layer
    assert isinstance(layer, Concatenate)
    slots: list[Slot] = []
    marks: list[tuple[float, str]] = []
    ends = zip(layer.lanes, layer.offsets(step.source_shapes), step.source_shapes, strict=True)
    for place, (lane, first, below) in enumerate(ends):
        top, height = band(frame, place, shares(layer))
        count = as_map(below)[2]
        marks.append((top, f"{lane}: {first}" if count == 1 else f"{lane}: {first}–{first + count - 1}"))
        slots += _placed(shape, range(first, first + count), centre, side, top + RANGE, height - RANGE)
    return tuple(slots), tuple(marks)


def turned(column: Column, channel: int) -> tuple[Slot, ...]:
    """The slots of a column in which lanes end, with the page that `channel` is on in the lane that it comes from."""
    tops = [top for top, _ in column.marks]
    lanes = [list(slots) for _, slots in itertools.groupby(column.slots, lambda slot: bisect.bisect(tops, slot.y))]
    found: list[Slot] = []
    for slots, after in itertools.zip_longest(lanes, lanes[1:]):
        first, end = slots[0].channel, after[0].channel if after else column.shape[2]
        if first <= channel < end:
            page = min(first + (channel - first) // len(slots) * len(slots), end - len(slots))
            slots = [replace(slot, channel=page + at) for at, slot in enumerate(slots)]
        found += slots
    return tuple(found)


def _placed(
    shape: tuple[int, int, int], channels: range, centre: float, side: int, top: float, height: float
) -> tuple[Slot, ...]:
    """As many of the channels as there is room for, from the top down, `side` px large or less."""
    side = min(side, max(int(height) - 4, 8))
    count = min(len(channels), max(int(height // (side + 4)), 1))
    scale = side / max(shape[0], shape[1])
    w, h = max(shape[1] * scale, 2), max(shape[0] * scale, 2)
    pitch = side + 4
    return tuple(
        Slot(channels[at], centre - w / 2, round(top + pitch * at + (side - h) / 2, 2), w, h) for at in range(count)
    )
