"""A dense unit's contributions drawn on the last maps: all together, and the channels that matter most."""

from __future__ import annotations

from typing import Any

from explorer.figures.theme import Theme, number
from explorer.figures.tiles import Tile, largest, rows_of_tiles
from explorer.ledger.readings.dense_maps import ContributionMaps

SIDE = 166
ACROSS, NARROW_ACROSS, LINES = 4, 2, 2


def contributions(found: ContributionMaps, theme: Theme, width: int) -> dict[str, Any]:
    """First what each place adds with all channels together, then the strongest channels, on one scale of their own."""
    across = ACROSS if width >= 560 else NARROW_ACROSS
    drawn = found.order[: across * LINES - 1]
    top = channel_top(found)
    tiles = [Tile("all maps together", found.total, largest(found.total), mark=found.largest)]
    tiles += [
        Tile(f"map {channel}: {number(float(found.subtotals[channel]))}", found.products[:, :, channel], top)
        for channel in drawn
    ]
    lines = [tiles[at : at + across] for at in range(0, len(tiles), across)]
    return rows_of_tiles(lines, theme, width, SIDE)


def channel_top(found: ContributionMaps) -> float:
    """Where the colours of the single channels end."""
    return largest(found.products)


def words(found: ContributionMaps, name: str) -> str:
    """How the maps add up to the number, and which place matters most."""
    row, col = found.largest
    total = float(found.total.sum())
    whole = f"Together {number(total)}: the number of this unit."
    if found.bias:
        whole = f"Together {number(total)}; with the bias, {number(found.bias)}, that is {number(found.result)}."
    what = "adds" if found.total[row, col] > 0 else "takes away"
    return (
        f"**Where on {name} it comes from**: value × weight, put back to the place that it was flattened from. {whole} The "
        f"place that {what} most is row {row}, column {col}: {number(float(found.total[row, col]))}."
    )


def legend(found: ContributionMaps) -> str:
    """What the colours mean."""
    return (
        f"Blue adds, orange takes away. All maps together up to ±{number(largest(found.total))}, single maps up to "
        f"±{number(channel_top(found))}; beside each its sum."
    )
