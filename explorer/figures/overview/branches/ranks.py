"""The columns of an hourglass that are visible, and the rank of each from the left: a U, every level further in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from explorer.figures.overview.branches.hourglass import Level
from explorer.figures.overview.folding import FoldedColumn
from explorer.figures.overview.places import Column
from explorer.figures.theme import size_text
from explorer.network import Network

Part = Literal["whole", "lower", "split"]


@dataclass(frozen=True)
class Place:
    """A visible column of the U, not placed yet: its level from the top, its rank from the left, and its side.

    `title` is what it is called, of a closed level its size; `short` is the same without numbers. `part` says which rows of
    the level its maps take: the "lower" ones for the up-sampling, because the skip connection passes above it; "split" for
    a joint, which shows maps of the skip connection above maps of the up-sampling. `steps` are all that it stands for;
    `closed`: its level shows only the last column of this side.
    """

    column: Column
    title: str
    short: str
    steps: tuple[str, ...]
    level: int
    rank: int = 0
    up: bool = False
    part: Part = "whole"
    closed: bool = False


def places(
    network: Network, levels: Sequence[Level], columns: Mapping[str, Column], opened: Collection[int]
) -> tuple[Place, ...]:
    """The visible columns if the levels in `opened` show all of theirs, and the others the last one on either side.

    The way down of an open level continues straight below its last column, that of a closed one a rank further right; the
    way up mirrors this. The input is always visible.
    """
    result: list[Place] = []
    rank = 0
    for at, level in enumerate(levels):
        side = _side(network, level.down, columns, at, at in opened)
        result += [replace(place, rank=rank + n) for n, place in enumerate(side)]
        rank = result[-1].rank + (0 if at in opened and len(side) > 1 else 1)
    rank = result[-1].rank
    straight = len(levels) - 1 in opened and len(levels[-1].down) > 1
    for at in reversed(range(len(levels) - 1)):
        rank = max(rank + (0 if straight else 1), _end(result, at) + 2)
        side = _way_up(network, levels[at], columns, at, at in opened)
        result += [replace(place, rank=rank + n) for n, place in enumerate(side)]
        rank, straight = result[-1].rank, at in opened and len(side) > 1
    return tuple(result)


def _end(placed: Sequence[Place], level: int) -> int:
    """The rank of the last column on the way down of a level."""
    return max(place.rank for place in placed if place.level == level)


def _side(
    network: Network, units: tuple[FoldedColumn, ...], columns: Mapping[str, Column], level: int, is_open: bool
) -> list[Place]:
    kept = units if is_open else (*(unit for unit in units[:1] if network.step(unit.steps[0]).is_input), units[-1])
    places = [
        Place(columns[unit.path], columns[unit.path].title, _short(network, unit), unit.steps, level)
        for unit in dict.fromkeys(kept)
    ]
    hidden = tuple(path for unit in units if unit not in kept for path in unit.steps)
    if hidden:
        steps = (*hidden, *places[-1].steps)
        rows, cols, _ = places[-1].column.shape
        places[-1] = replace(places[-1], title=f"{size_text(rows, cols)} ▸", steps=steps, closed=True)
    return places


def _way_up(network: Network, level: Level, columns: Mapping[str, Column], at: int, is_open: bool) -> list[Place]:
    side = [replace(place, up=True) for place in _side(network, level.up, columns, at, is_open)]
    if len(side) != len(level.up):
        return side
    joint = level.before_joint
    return [replace(place, part=_part(index - joint)) for index, place in enumerate(side)]


def _part(after_joint: int) -> Part:
    return "split" if after_joint == 0 else "lower" if after_joint < 0 else "whole"


def _short(network: Network, unit: FoldedColumn) -> str:
    """What the kind of layer in a column is called: that of its joint or of its first layer."""
    steps = [network.step(path) for path in unit.steps]
    step = next((each for each in steps if each.layer.branches), steps[0])
    return step.name if step.is_input else step.layer.short
