"""The x of every column: gaps that leave room for edges and names, and that share what is left of the width."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

LIMIT_WIDTH, SHARES_WIDTH = 46, 60
"""Widths in px of the limits below the maps at most: of a colour scale such as "±0.123", of shares such as "0–0.26%"."""
BETWEEN_LIMITS = 2
"""Least distance between two limits beside each other, in px."""
MARGIN = 6
"""Least distance between a text or a map and the edge of the overview, in px."""
BETWEEN_NAMES = 6
"""Least distance between two texts beside each other, in px."""
MOST_GAP = 44
"""To how much gaps grow at least where there is room, in px; beside larger maps they grow to the side of a map."""
CARD_GAP = 18
"""Least distance between what is in one stage card and what is in the next, in px."""


@dataclass(frozen=True)
class Rank:
    """The columns of one rank taken together: half their width and half the width of the text above them, in px.

    `fans`: each of their maps reads many maps, so edges spread out to the left. `stage` is the index of their stage.
    """

    half: float
    label: float
    fans: bool
    stage: int | None
    group: int = 0
    """The number of its colour scale."""

    limit: float = LIMIT_WIDTH / 2
    """Half the width of the text below it that says where its colours end."""


def least_gap(side: int, fans: bool) -> float:
    """The least gap between columns with maps of `side` px."""
    return max(12.0, 0.3 * side) if fans else max(8.0, 0.2 * side)


def placed(
    ranks: Sequence[Rank], side: int, room: float, lifted: bool = False, named: bool = True
) -> tuple[list[float], float]:
    """The x of the middle of every rank, and the width of the whole, in px: `room`, or more if the ranks need it.

    `lifted`: names stand on two lines in turn, so that they must be clear of the next but one only. `named`: names must
    not touch at all; otherwise they are shortened later.
    """
    margin = MARGIN + (3 if ranks[0].stage is not None else 0)
    reach = [max(rank.half, rank.label if named else 0) for rank in ranks]
    centres: list[float] = []
    for at, rank in enumerate(ranks):
        x = margin + reach[at]
        if at:
            below = ranks[at - 1]
            x = centres[-1] + below.half + rank.half + least_gap(side, rank.fans)
            if (below.group, below.stage) != (rank.group, rank.stage):
                x = max(x, centres[-1] + below.limit + BETWEEN_LIMITS + rank.limit)
            if below.stage != rank.stage:
                x = max(x, centres[-1] + reach[at - 1] + reach[at] + CARD_GAP)
        if named and at > lifted:
            other = ranks[at - 1 - lifted]
            x = max(x, centres[at - 1 - lifted] + other.label + rank.label + BETWEEN_NAMES)
        centres.append(x)
    used = max(x + half for x, half in zip(centres[-2:], reach[-2:], strict=True)) + margin
    return _shared(ranks, centres, side, room, used)


def _shared(
    ranks: Sequence[Rank], centres: list[float], side: int, room: float, used: float
) -> tuple[list[float], float]:
    """Narrow gaps grow until all are equal, then all grow, as far as the width allows; the whole stands in the middle."""
    between = [
        c1 - r1.half - c0 - r0.half for (c0, r0), (c1, r1) in itertools.pairwise(zip(centres, ranks, strict=True))
    ]
    most = max(MOST_GAP, side)
    low, high = 0.0, float(most)
    for _ in range(24):
        level = (low + high) / 2
        grown = sum(max(level - gap, 0) for gap in between)
        low, high = (level, high) if used + grown <= room else (low, level)
    shift = 0.0
    result = centres[:1]
    for at, gap in enumerate(between):
        shift += max(low - gap, 0)
        result.append(centres[at + 1] + shift)
    start = max((room - used - shift) / 2, 0)
    return [round(x + start) for x in result], max(room, round(used + shift))
