"""Filters that read red, green and blue: as pictures, and what they compare: colors, places, or both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.layers.base import Array

ONE_WAY = 0.6
"""Least share of `rows` for a filter of level edges or bars, and of `columns` for one of upright ones."""
FAINT = 0.02
"""A filter is all but zero if its largest weight is below this share of the median filter's."""
GROUPS = ("color", "mixed", "level", "upright", "other", "even")
"""What filters mainly compare, see `FilterShares.group`."""
STEADY = 0.5
"""Least `steady` for a filter that compares colors, and not one color at one place with another at another place."""


def color_picture(weights: Array) -> Array:
    """The weights of one filter on red, green and blue, (rows, columns, 3), as colors in [0, 1]: 0.5 + w / (2 m).

    m is the largest magnitude among the filter's own weights, so that a weak filter shows its pattern as clearly as a
    strong one; two filters are to be compared in color, not in contrast. Gray is 0: more red than gray is a positive weight
    on red, less red a negative one.
    """
    top = float(np.abs(weights).max(initial=0)) or 1.0
    picture: Array = 0.5 + np.asarray(weights, np.float64) / (2 * top)
    return picture


@dataclass(frozen=True)
class FilterShares:
    """Shares of a filter's sum of squared weights; `even`, `place` and `color` are 1 together.

    `even`: one weight everywhere. `place`: what places differ by in the mean of the planes. `color`: what planes differ by
    at the same place. Of `place`, `rows` is the share that rows differ by, `columns` that columns do. `steady` is 1 where
    the colors are the same at all places, 0 where they cancel out from place to place.
    """

    even: float
    place: float
    color: float
    rows: float
    columns: float
    steady: float

    @property
    def group(self) -> str:
        """What the filter mainly compares.

        "color": colors. "mixed": colors at different places. "level" or "upright": light and dark in such edges or bars.
        "other": light and dark in slanted ones or spots. "even": nothing, it adds up.
        """
        if self.color > 0.5:
            return "color" if self.steady >= STEADY else "mixed"
        if self.even > self.place:
            return "even"
        return "level" if self.rows >= ONE_WAY else "upright" if self.columns >= ONE_WAY else "other"


def filter_shares(weights: Array) -> FilterShares:
    """The shares of one filter (rows, columns, channels), not all 0, by an analysis of variance with places and planes.

    Fisher 1925, "Statistical methods for research workers", chapter 7.
    """
    weights = np.asarray(weights, np.float64)
    rows, cols, planes = weights.shape
    mean, by_place = weights.mean(), weights.mean(axis=2)
    colors, by_place = weights - by_place[:, :, None], by_place - mean
    total, places = np.square(weights).sum(), np.square(by_place).sum()
    differs = places > 1e-12 * total  # else it is rounding
    by_row, by_column = np.square(by_place.mean(axis=1)).sum(), np.square(by_place.mean(axis=0)).sum()
    sizes = np.linalg.norm(colors, axis=2).sum()
    return FilterShares(
        even=float(weights.size * mean**2 / total),
        place=float(planes * places / total),
        color=float(np.square(colors).sum() / total),
        rows=float(cols * by_row / places) if differs else 0.0,
        columns=float(rows * by_column / places) if differs else 0.0,
        steady=float(np.linalg.norm(colors.sum(axis=(0, 1))) / sizes) if sizes else 0.0,
    )


def filter_groups(kernel: Array) -> dict[str, list[int]]:
    """The filters of `kernel` (rows, columns, channels, filters) by what they compare; those that are all but 0 are left out.

    The keys are those of `FilterShares.group`.
    """
    tops = np.abs(kernel).max(axis=(0, 1, 2))
    groups: dict[str, list[int]] = {key: [] for key in GROUPS}
    for channel in np.flatnonzero(tops > FAINT * np.median(tops)):
        groups[filter_shares(kernel[..., channel]).group].append(int(channel))
    return groups
