"""What decides the size of a map: stride, padding, and the derivation of the size step by step."""

from __future__ import annotations

import numpy as np

from explorer.layers import Conv2D
from explorer.layers.base import Array
from explorer.ledger import output_size
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Grid, Grids, Mark
from explorer.lessons.tools import (
    activations,
    conv,
    plural,
    scene,
    short_number,
    size,
    square_size,
    with_commas,
    with_filters,
)
from explorer.network import Cell
from explorer.windows import span

GRID = 13
"""Side of the image of `stride`, in px: odd, so that strides leave remainders."""


def stride(given: Given) -> Study:
    """The windows with a stride S, the pixels that they read, and the map as every S-th cell of that with stride 1."""
    s = given.number("stride")
    shape = (GRID, GRID, 1)
    grey = given.picture(*shape)
    state, plain = (
        scene((conv(1, 3, n),), shape, given, with_filters("0", "sobel_x"), Cell("0", 1, 1, 0)) for n in (s, 1)
    )
    strided, full = (activations(each, grey)["0"][:, :, 0] for each in (state, plain))
    reads = coverage(conv(1, 3, s), shape)
    derived = output_size(conv(1, 3, s), shape, 0)
    rows = strided.shape[0]
    kept_marks = tuple(Mark(s * i, s * i, s * j, s * j) for i in range(rows) for j in range(rows))
    top = float(np.abs(full).max()) or 1.0
    unread = int((reads == 0).sum())
    return Study(
        {
            "steps": "every place" if s == 1 else f"one of every {s} places along rows and along columns",
            "full": size(full.shape),
            "out": size(strided.shape),
            "share": f"{100 * strided.size / full.size:.0f}%",
            "same": f"{100 * float(np.isclose(strided, full[::s, ::s]).mean()):.0f}%",
            "side": square_size(GRID),
            "kernel": square_size(3),
            "formula": derived.text,
            "unread": "every pixel is read" if not unread else f"{plural(unread, 'pixel')} {_are(unread)} never read",
            "two": with_commas(2),
            "seven": square_size(7),
        },
        {
            "maps": Grids(
                (
                    Grid("the map with stride 1", full, "map", kept_marks if s > 1 else (), numbers=False, top=top),
                    Grid(f"with stride {s}", strided, "map", numbers=False, top=top, size=180),
                ),
                f"The cells that stride {s} keeps are outlined.",
                ("→",),
            ),
            "reads": Grids(
                (Grid("how many windows read each pixel", reads.astype(np.float64), "count", size=330),),
                f"Counts from {reads.min()} to {reads.max()}; {unread} pixels are never read.",
            ),
        },
        state,
        f"this layer with stride {s}",
    )


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def coverage(layer: Conv2D, shape: tuple[int, int, int]) -> Array:
    """How many output cells read each input cell, (rows, columns)."""
    counts: Array = np.multiply.outer(*(layer.axis_reads(axis, shape).sum(axis=0) for axis in (0, 1)))
    return counts


PADDINGS: dict[str, int] = {"valid": 0, "same": 1, "full": 2}
TINY = 6
"""Side of the image of `padding`, in px."""


def padding(given: Given) -> Study:
    """The effects of zero padding: the size of the map, how often pixels are read, and the map of a white image."""
    p = PADDINGS[given.word("padding")]
    shape, layer = (TINY, TINY, 1), conv(1, 3, 1, p)
    reads = coverage(layer, shape).astype(np.float64)
    blur = with_filters("0", "box_blur")
    state = scene((layer,), shape, given, blur, Cell("0", 0, 0, 0))
    white = activations(state, np.ones(shape))["0"][:, :, 0]
    grey = np.pad(np.asarray(given.picture(*shape)[:, :, 0], np.float64), p)
    around = np.pad(np.zeros((TINY, TINY), np.bool_), p, constant_values=True)
    middle = TINY // 2
    border, inside = (round(float(value), 6) for value in (white[0, 0], white[middle, middle]))
    return Study(
        {
            "p": plural(p, "cell") if p else "no cells",
            "side": square_size(TINY),
            "kernel": square_size(3),
            "out": size(white.shape),
            "corner": often(int(reads[0, 0])),
            "edge": often(int(reads[0, middle])),
            "middle": often(int(reads[middle, middle])),
            "corner_white": short_number(border),
            "middle_white": short_number(inside),
            "tells": "no zeros, so nothing tells where the border is"
            if not p
            else "the zeros darken the rim, and so the map shows where the border is",
            "same": with_commas(1),
            "full": with_commas(2),
        },
        {
            "around": Grids(
                (
                    Grid(around_title(p), grey, "image", padding=around, numbers=False, size=28 * len(grey)),
                    Grid("how often each pixel is read", reads, "count", size=28 * TINY),
                ),
                f"Corners are read {reads[0, 0]:.0f} times, edges {reads[0, middle]:.0f}, the middle "
                f"{reads[middle, middle]:.0f}.",
            ),
            "white": Grids(
                (Grid("the mean filter on a white image", white.round(6), "map", size=36 * len(white), top=1.0),),
                f"The map of a white image: {border:.3g} in the corner, {inside:.3g} in the middle.",
            ),
        },
        state,
        "the mean filter with this padding on your image",
    )


def around_title(p: int) -> str:
    """The title of the image with `p` cells of zeros on each side."""
    return "the image, zeros around it (hatched)" if p else "the image"


def often(n: int) -> str:
    """A number of times in words: "once", "4 times"."""
    return "once" if n == 1 else f"{n:,} times"


SIDES: dict[str, str | tuple[tuple[int, int], tuple[int, int]]] = {
    "valid": "valid",
    "same": "same",
    "one": ((1, 1), (1, 1)),
    "two": ((2, 2), (2, 2)),
}


def output(given: Given) -> Study:
    """The derivation of a map's size, with a picture of all windows along one axis."""
    n, k, s, d = (given.number(name) for name in ("length", "kernel", "stride", "dilation"))
    layer, shape = conv(1, k, s, SIDES[given.word("padding")], d), (n, n, 3)
    state = scene((layer,), shape, given, cell=Cell("0", 0, 0, 0), tool="arithmetic/size")
    derivation = output_size(layer, shape, 0)
    pads, reach = derivation.before + derivation.after, span(k, d)
    cells = np.zeros((derivation.result, n + pads))
    for row in range(derivation.result):
        cells[row, row * s + np.arange(k) * d] = 1
    outside = np.zeros(cells.shape, np.bool_)
    outside[:, : derivation.before] = True
    outside[:, derivation.before + n :] = True
    room = n + pads - reach
    return Study(
        {
            "length": with_commas(n),
            "before": with_commas(derivation.before),
            "after": with_commas(derivation.after),
            "padded": with_commas(n + pads),
            "kernel": with_commas(k),
            "dilation": with_commas(d),
            "span": with_commas(reach),
            "room": with_commas(room),
            "stride": with_commas(s),
            "steps": with_commas(room // s),
            "exact": f"{room / s:.3g}",
            "result": with_commas(derivation.result),
            "left": _left(derivation.remainder),
            "formula": derivation.text,
        },
        {
            "windows": Grids(
                (
                    Grid(
                        "a line per cell of the map; across: the input",
                        cells,
                        "mask",
                        padding=outside,
                        numbers=False,
                        size=min(560, 26 * max(cells.shape)),
                    ),
                ),
                f"{derivation.result} windows, each {s} further than the one before.",
            )
        },
        state,
        "this layer; “Size” in the Arithmetic tab derives its rows and columns",
    )


def _left(remainder: int) -> str:
    if not remainder:
        return "Nothing is left over."
    return (
        f"{plural(remainder, 'cell')} at the end {_are(remainder)} left over, and no window reads {_them(remainder)}."
    )


def _them(n: int) -> str:
    return "it" if n == 1 else "them"
