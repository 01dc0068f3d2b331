"""The contributions to a dense unit, drawn on the maps that were flattened: their sum, and the strongest channels."""

from __future__ import annotations

from typing import Any

from explorer.figures.theme import Theme, number
from explorer.figures.tiles import Tile, largest, rows_of_tiles
from explorer.ledger.readings.dense_maps import ContributionMaps

SIDE = 166
ACROSS, NARROW_ACROSS, LINES = 4, 2, 2


def contributions(maps: ContributionMaps, theme: Theme, width: int) -> dict[str, Any]:
    """The contributions summed over channels, then those of the strongest channels, which share a colour scale."""
    across = ACROSS if width >= 560 else NARROW_ACROSS
    drawn = maps.order[: across * LINES - 1]
    top = channel_limit(maps)
    tiles = [Tile("all maps together", maps.total, largest(maps.total), mark=maps.largest)]
    tiles += [
        Tile(f"map {channel}: {number(float(maps.subtotals[channel]))}", maps.products[:, :, channel], top)
        for channel in drawn
    ]
    lines = [tiles[at : at + across] for at in range(0, len(tiles), across)]
    return rows_of_tiles(lines, theme, width, SIDE)


def channel_limit(maps: ContributionMaps) -> float:
    """The colour limit that the single channels share."""
    return largest(maps.products)


def contribution_words(maps: ContributionMaps, name: str) -> str:
    """How the contributions add up to the unit's number, and which place contributes most."""
    row, col = maps.largest
    total = float(maps.total.sum())
    sum_text = f"Together {number(total)}: the number of this unit."
    if maps.bias:
        sum_text = f"Together {number(total)}; with the bias, {number(maps.bias)}, that is {number(maps.result)}."
    verb = "adds" if maps.total[row, col] > 0 else "takes away"
    return (
        f"**Where on {name} it comes from**: each product, value × weight, is drawn where its value was before Flatten. "
        f"{sum_text} The place that {verb} most is row {row}, column {col}: {number(float(maps.total[row, col]))}."
    )


def contribution_legend(maps: ContributionMaps) -> str:
    """What the colours of the contributions mean."""
    return (
        f"Blue adds, orange takes away. The colours of all maps together end at ±{number(largest(maps.total))}, those of "
        f"single maps at ±{number(channel_limit(maps))}. Each map's sum stands beside it."
    )
