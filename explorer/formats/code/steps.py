"""Where the rows and columns of resized maps lie, in whole numbers, so that no rounding of floats moves one."""

from __future__ import annotations

import math

from explorer.layers.reshaping.resizing import Resizing

Steps = tuple[int, int, int, int]
"""(count, first, step, unit): new row r of `count` lies on row (first + r * step) / unit of the old ones."""


def floor_steps(layer: Resizing, axis: int, length: int) -> Steps:
    """The places along `axis` (0 rows, 1 columns) of `length` cells.

    For a layer that copies cells they are such that the cell to copy is the whole part: its rounding is in them already.
    """
    places, unit = layer.places(axis, length)
    count, first = len(places), int(places[0])
    step = int(places[1]) - first if count > 1 else 0
    if not layer.blends:
        first, step, unit = _floored(first, step, unit, layer.rounding)
    shared = math.gcd(first, step, unit)
    return count, first // shared, step // shared, unit // shared


def _floored(first: int, step: int, unit: int, rounding: str) -> tuple[int, int, int]:
    match rounding:
        case "floor":
            return first, step, unit
        case "ceil":  # the whole part of (a + b - 1) / b is a / b rounded up
            return first + unit - 1, step, unit
        case "round-prefer-floor":  # a / b - 1/2 rounded up
            return 2 * first + unit - 1, 2 * step, 2 * unit
        case _:  # the whole part of a / b + 1/2
            return 2 * first + unit, 2 * step, 2 * unit
