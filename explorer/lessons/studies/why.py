"""Why convolution: the number of weights of dense layers, and maps that move with their image."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from explorer.layers import Conv2D, Dense, Flatten, MaxPool2D
from explorer.layers.base import Array
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Bars, Grid, Grids, Mark
from explorer.lessons.tools import activations, plural, scene, short_number, square_size, with_commas, with_filters
from explorer.network import Cell, Network

BYTES = 4
"""Bytes of one weight as float32."""


def dense(given: Given) -> Study:
    """The number of weights of a dense layer on a colour image, and of a convolution with as many filters as it has units."""
    side, units = given.number("side"), given.number("units")
    first = Network((Flatten(), Dense(units=units)), (side, side, 3)).steps[2]
    larger = Network((Flatten(), Dense(units=units)), (2 * side, 2 * side, 3)).steps[2]
    conv = Network((Conv2D(filters=units),), (side, side, 3)).steps[1]
    weights, conv_weights = (math.prod(step.param_shapes["kernel"]) for step in (first, conv))
    texts = (with_commas(weights), with_commas(conv_weights))
    open_side = min(side, 128)
    return Study(
        {
            "side": square_size(side),
            "pixels": with_commas(side * side),
            "values": with_commas(first.input_shape[0]),
            "units": with_commas(units),
            "weights": with_commas(weights),
            "megabytes": short_number(weights * BYTES / 1e6),
            "bytes": with_commas(BYTES),
            "factor": with_commas(math.prod(larger.param_shapes["kernel"]) // weights),
            "kernel": square_size(3),
            "conv": with_commas(conv_weights),
            "ratio": with_commas(round(weights / conv_weights)),
            "one": with_commas(conv_weights // units),
        },
        {
            "weights": Bars(
                (f"dense, {with_commas(units)} units", f"convolution, {with_commas(units)} filters"),
                (weights, conv_weights),
                texts,
                f"Two bars of weights: {texts[0]} for the dense layer, {texts[1]} for the convolution.",
                "weights in the first layer",
            )
        },
        scene((Flatten(), Dense(units=units)), (open_side, open_side, 3), given, cell=Cell("1", 0, 0, 0)),
        f"a dense layer of {with_commas(units)} units on {'a smaller image, ' if open_side < side else ''}"
        f"{square_size(open_side)} px; the network panel counts its parameters",
    )


IMAGE_SIDE, MARGIN = 64, 16
"""Side of the part of the picture that is used, enough to recognize what is on it, and what lies around that part, in px."""


def shifted(picture: Array, by: int) -> Array:
    """A square of IMAGE_SIDE px from a larger picture, chosen so that its content moves `by` px right without padding."""
    start = MARGIN - by
    return picture[MARGIN : MARGIN + IMAGE_SIDE, start : start + IMAGE_SIDE]


def position(given: Given) -> Study:
    """The effect of a shift of the image on a map (it moves along) and on a pooled map."""
    by = given.number("shift")
    picture = given.picture(IMAGE_SIDE + 2 * MARGIN, IMAGE_SIDE + 2 * MARGIN, 3)
    layers = (Conv2D(filters=1), MaxPool2D())
    state = scene(layers, (IMAGE_SIDE, IMAGE_SIDE, 3), given, with_filters("0", "sobel_x"))
    before, after = (activations(state, shifted(picture, at)) for at in (0, by))
    maps = [acts["0"][:, :, 0] for acts in (before, after)]
    pooled = [acts["1"][:, :, 0] for acts in (before, after)]
    moved_share = moved_along(maps[0], maps[1], by)
    still, carried = share_equal(pooled[0], pooled[1]), moved_along(pooled[0], pooled[1], by // 2)
    top = float(np.abs(maps[0]).max()) or 1.0
    dot = _dot(by)
    views = [shifted(picture, at) for at in (0, by)]
    row, col = (
        int(n)
        for n in np.unravel_index(int(np.abs(maps[0][:, : -by or None]).argmax()), maps[0][:, : -by or None].shape)
    )
    at = [Mark(row, row + 2, col + d, col + d + 2) for d in (0, by)]
    cell = [Mark(row, row, col + d, col + d) for d in (0, by)]
    place = [Mark(row // 2, row // 2, (col + d) // 2, (col + d) // 2) for d in (0, by)]
    rows = tuple(
        Grids(
            (
                Grid(name, views[n], "image", (at[n],), numbers=False, size=184),
                Grid("its map", maps[n], "map", (cell[n],), numbers=False, top=top, size=184),
                Grid(
                    "pooled",
                    pooled[n],
                    "map",
                    (place[n],) if place[n].bottom < len(pooled[n]) else (),
                    None,
                    False,
                    top,
                    184,
                ),
            ),
            f"{name}, its map of vertical edges, and that map pooled.",
            ("→", "→"),
        )
        for n, name in enumerate(("the picture", f"moved by {plural(by, 'px')}"))
    )
    return Study(
        {
            "by": plural(by, "px"),
            "same": f"{100 * moved_share:.0f}%",
            "still": f"{100 * still:.0f}%",
            "carried": f"{100 * carried:.0f}%",
            "window": square_size(2),
            "parity": _parity(by),
            "dot_same": str(dot[0]),
            "dot_moves": str(dot[1]),
        },
        {"before": rows[0], "after": rows[1]},
        state,
        "the same two layers on the whole picture",
    )


def moved_along(first: Array, second: Array, by: int) -> float:
    """The share of cells of `second` that equal those of `first` moved `by` columns to the right, where both exist."""
    if by >= first.shape[1]:
        return 0.0
    return share_equal(first[:, : first.shape[1] - by], second[:, by:])


def share_equal(first: Array, second: Array) -> float:
    """The share of cells in which two maps are equal up to rounding."""
    return float(np.isclose(first, second, rtol=1e-9, atol=1e-12).mean())


def _dot(by: int) -> tuple[int, int]:
    """A dot moves over a row of 8 cells, pooled in pairs: in how many steps the pooled row stays the same, and changes."""
    rows = [np.eye(8)[at].reshape(4, 2).max(axis=1) for at in range(8)]
    same = sum(bool(np.array_equal(a, b)) for a, b in pairwise(rows))
    return same, len(rows) - 1 - same


def _parity(by: int) -> str:
    if by == 0:
        return "nothing has moved yet"
    if by % 2:
        return "an odd shift cuts the windows elsewhere, so new numbers appear"
    return f"an even shift moves whole windows, so the pooled map moves by {plural(by // 2, 'cell')}"
