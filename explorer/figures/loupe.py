"""The numbers behind the maps of the overview, small enough to travel: three digits each, as the screen writes them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures.overview.figure import percent
from explorer.figures.overview.places import Column, Layout, Slot
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import Theme
from explorer.layers.base import Array
from explorer.words.class_names import short_class

MANTISSAS = 900
"""Three digits, 100 to 999."""
LOWEST, HIGHEST = -20, 15
"""The powers of ten that a code can have; a smaller number is coded as TINY, a larger one as infinite."""
TINY, INFINITE, NOT_A_NUMBER = 32_401, 32_402, 32_403
"""Codes beyond those of numbers; the first two also with a minus."""
FULL, WHITE = ("#ff0000", "#00ff00", "#0000ff"), "#ffffff"
"""The colors of 1 in the red, green and blue plane of a photo, and in a gray picture."""
WHOLE, MOST_WHOLE = 40_000, 999_999
"""Numbers from 1,000 to below a million are written with all their digits before the point: WHOLE plus the rounded number."""
NEAR_TIE = 2e-4
"""A number this near to the middle between two codes is rounded by its decimal digits, as text is; arithmetic with 32 bits
moves it by at most 1.2e-4."""

LEVEL = 2
"""Of zlib's compression: 6 makes the numbers of the opening screen 5% smaller, and takes three times as long."""
_POWERS = np.arange(-25, 21)
"""Of ten; numbers beyond these are coded as the outermost of them: as too small or too large."""
_FACTORS = 10.0 ** (2 - _POWERS)
"""What brings three digits of a number before the point, by its power of ten."""


def codes(values: Array) -> NDArray[np.int32]:
    """Numbers as they are written with three significant digits, one integer each; 0 is 0.

    m x 10^(e - 2) with m from 100 to 999 is 1 + 900 (e + 20) + m - 100, with the sign of the number. Rounded as Python's
    `format` does: correctly, ties to even. All codes but those from WHOLE on fit into 16 bits.
    """
    exact = values if values.dtype == np.float32 else np.asarray(values, np.float64)
    usual = np.isfinite(exact) & (exact != 0)  # half of the numbers behind a ReLU are 0
    coded = np.zeros(exact.shape, np.int32)
    numbers = exact[usual]
    sizes = _size_codes(np.abs(numbers))
    coded[usual] = np.where(numbers < 0, -sizes, sizes)
    if not np.isfinite(exact).all():
        coded[np.isnan(exact)] = NOT_A_NUMBER
        coded[np.isinf(exact)] = np.copysign(INFINITE, exact[np.isinf(exact)])
    return coded


def _size_codes(sizes: Array) -> NDArray[np.int32]:
    """The codes of positive finite numbers (n,), found in their own precision: that of 64 bits takes twice as long."""
    kind = sizes.dtype.type
    first, last = _POWERS[0], _POWERS[-1]
    near = np.clip(sizes, kind(10.0**first), kind(10.0**last))
    powers = np.clip(np.floor(np.log10(near)), first, last)
    scaled = near * _FACTORS.astype(kind)[powers.astype(np.intp) - first]
    mantissas = np.rint(scaled)
    # 1,000 counts as 100 of the next power, which its code is anyway.
    coded = (MANTISSAS * (powers - LOWEST) + (mantissas - 99)).astype(np.int32)
    for at in np.flatnonzero(np.abs(scaled - mantissas) > 0.5 - NEAR_TIE):
        digits, power = f"{sizes[at]:.2e}".split("e")
        coded[at] = MANTISSAS * (int(power) - LOWEST) + round(float(digits) * 100) - 99
    coded[coded > MANTISSAS * (HIGHEST - LOWEST + 1)] = INFINITE
    coded[coded < 1] = TINY
    large = np.flatnonzero((sizes >= 999.5) & (sizes < 2 * MOST_WHOLE))
    whole = np.rint(sizes[large]).astype(np.int32)
    written = (whole >= 1000) & (whole <= MOST_WHOLE)
    coded[large[written]] = WHOLE + whole[written]
    return np.asarray(coded, np.int32)


def packed_numbers(layout: Layout, scales: Scales, theme: Theme, version: str) -> bytes:
    """The numbers of all maps in the overview, for the browser to draw the loupe with.

    First the length of the head in 4 bytes (little-endian), then the head as JSON, then the codes of all maps behind each
    other, first the lowest bytes of all, then the next ones, compressed by zlib. The head has the `version` of the pictures,
    the number of `bytes` of a code (2, or 4 where a number needs it), the `colors` of the theme, and for each picture its
    `slot` (x, y, width, height in px), rows, columns, the `limit` of its colors, and the texts of its units, if they have
    any. `full` is the color of 1 in a plane of the photo, which is black at 0, and "" for other maps.
    """
    pictures = [(column, slot) for column in layout.shown for slot in column.slots]
    values = [_numbers(scales, column, slot) for column, slot in pictures]
    maps = [_head(scales, column, slot, each) for (column, slot), each in zip(pictures, values, strict=True)]
    flat = codes(np.concatenate([each.ravel() for each in values] or [np.zeros(0)]))  # at once: half the time
    size = 2 if np.abs(flat).max(initial=0) < 2**15 else 4
    head = json.dumps({"version": version, "bytes": size, "colors": theme.diverging, "maps": maps}).encode()
    planes = flat.astype(f"<i{size}").view(np.uint8).reshape(-1, size).T.tobytes()
    return len(head).to_bytes(4, "little") + head + zlib.compress(planes, LEVEL)


def _numbers(scales: Scales, column: Column, slot: Slot) -> Array:
    """The numbers of one picture, (rows, columns); of a vector below each other."""
    values: Array = scales.acts[column.drawn][0].reshape(column.shape)
    if column.form != "maps":
        return values.reshape(-1, 1)
    return values[:, :, slot.channel]


def _head(scales: Scales, column: Column, slot: Slot, values: Array) -> dict[str, Any]:
    return {
        "slot": [slot.x, slot.y, slot.w, slot.h],
        "rows": values.shape[0],
        "cols": values.shape[1],
        "limit": float(f"{scales.limit(column.drawn, slot.channel):.6g}"),
        "full": _full(column, slot),
        "texts": _texts(column.labels, values) if column.form == "bars" else None,
    }


def _full(column: Column, slot: Slot) -> str:
    """The color of 1 in a plane of the photo, as the overview tints it; "" for what is no plane."""
    if column.drawn:
        return ""
    return FULL[slot.channel] if column.photo is not None else WHITE


def _texts(names: Sequence[str], values: Array) -> list[str]:
    """Classes with their shares: "dandelion 99.7%"."""
    shares = [percent(float(share)) for share in values.ravel()]
    if len(names) != len(shares):
        return shares
    return [f"{short_class(name)} {share}" for name, share in zip(names, shares, strict=True)]
