"""The knobs of a convolution: how many filters, how large, how far apart, and what lies around the image."""

from __future__ import annotations

import math

import numpy as np

from explorer.layers import Conv2D, Dense, ReLU
from explorer.layers.base import Array
from explorer.ledger import output_size
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Bars, Grid, Grids, Maps, Mark
from explorer.lessons.tools import activations, bank, conv, count, plural, scene, short, size, times, typed
from explorer.network import Cell, Network
from explorer.presets import EDGE_FILTERS
from explorer.weights import Seeded, Weights
from explorer.weights.bank import FILTER_BY_NAME, LUMA
from explorer.windows import span

VIEW = 48
"""Side of the reader's image, in px."""


def filters(given: Given) -> Study:
    """As many maps as there are filters, and what that costs here and one layer up."""
    n = given.number("filters")
    names, shape = EDGE_FILTERS[1 : n + 1], (VIEW, VIEW, 3)
    layers = (conv(n), ReLU(), conv(n))
    one = scene(layers[:1], shape, given, bank("0", *names), Cell("0", VIEW // 2, VIEW // 2, n - 1))
    maps = activations(one, given.picture(*shape))["0"]
    first, second = (Network(layers, shape).steps[at] for at in (1, 3))
    double = Network((conv(2 * n), ReLU(), conv(2 * n)), shape).steps[3]
    texts = (count(first.param_count), count(second.param_count))
    return Study(
        {
            "filters": plural(n, "filter"),
            "maps": plural(n, "map"),
            "in": size(shape),
            "out": size(first.output_shape),
            "second": texts[1],
            "doubled": count(double.param_count),
            "per": count(first.param_count // n),
        },
        {
            "maps": Maps(
                maps,
                tuple(FILTER_BY_NAME[name].title for name in names),
                f"{plural(n, 'map')} of your image.",
                side=148,
            ),
            "costs": Bars(
                ("this layer", "a like layer above it"),
                (first.param_count, second.param_count),
                texts,
                f"Parameters: {texts[0]} in this layer, {texts[1]} in a like layer above it.",
                "parameters",
            ),
        },
        one,
        f"{'this filter' if n == 1 else f'these {n} filters'} on your image",
    )


WIDE = 16
"""Channels in and out where costs of kernel sizes are compared."""


def kernel_size(given: Given) -> Study:
    """A mean over windows of one size, and the cost of one large kernel beside several small ones."""
    k = given.number("size")
    shape = (VIEW, VIEW, 3)
    mean = np.tile(np.array(LUMA) / (k * k), (k, k, 1))[..., None]
    at, half = VIEW // 2, k // 2
    one = scene((conv(1, k),), shape, given, typed("0", mean), Cell("0", at - half, at - half, 0))
    pixels = given.picture(*shape)
    blurred = activations(one, pixels)["0"][:, :, 0]
    small = (k - 1) // 2
    here = Mark(at - half, at - half, at - half, at - half)
    single = _weights((conv(WIDE, k, padding="same"),))
    stack = _weights(tuple(conv(WIDE, padding="same") for _ in range(small)))
    return Study(
        {
            "window": times(k),
            "reads": count(k * k),
            "weights": count(k * k * 3),
            "channels": count(WIDE),
            "single": count(single),
            "stack": _stack(small, k, stack, single),
            "small": times(3),
            "even": times(2),
            "early": times(7),
        },
        {
            "blur": Grids(
                (
                    Grid("the picture", pixels, "image", (Mark(at - half, at + half, at - half, at + half),)),
                    Grid(f"mean of {times(k)}", blurred, "image", (here,), numbers=False),
                ),
                f"Your image and the mean of every {k} by {k} window.",
                ("→",),
            ),
            "costs": _costs(k, single, stack),
        },
        one,
        f"this mean of {times(k)}",
    )


def _costs(k: int, single: int, stack: int) -> Bars:
    """One large kernel beside a stack of small ones, where there is a stack."""
    small, unit = (k - 1) // 2, f"weights, {WIDE} channels in and out"
    if small < 2:
        return Bars((f"one layer of {times(k)}",), (single,), (count(single),), f"{count(single)} weights.", unit)
    return Bars(
        (f"one layer of {times(k)}", f"{plural(small, 'layer')} of {times(3)}"),
        (single, stack),
        (count(single), count(stack)),
        f"Weights for the same window: {count(single)} in one layer, {count(stack)} in {small} of 3 by 3.",
        unit,
    )


def _weights(layers: tuple[Conv2D, ...]) -> int:
    network = Network(layers, (VIEW, VIEW, WIDE))
    return sum(math.prod(step.param_shapes["kernel"]) for step in network.steps[1:])


def _stack(small: int, k: int, stack: int, single: int) -> str:
    if small == 0:
        return "a single pixel needs no stack at all"
    if small == 1:
        return f"one layer of {times(k)} is what it is compared with"
    share = f"{100 * stack / single:.0f}%"
    return f"{plural(small, 'layer')} of {times(3)} span the same {times(k)} with {count(stack)}, {share} of that"


MIXES = {"Grey": "grey", "Red against green": "red_green", "Blue against yellow": "blue_yellow"}
DEEP = 256
PLACE = 28


def one_by_one(given: Given) -> Study:
    """Channels mixed pixel by pixel, and a bottleneck that saves weights."""
    made = FILTER_BY_NAME[MIXES[given.word("mix")]]
    narrow = given.number("narrow")
    shape = (VIEW, VIEW, 3)
    one = scene((conv(1, 1),), shape, given, bank("0", made.name), Cell("0", VIEW // 2, VIEW // 2, 0))
    pixels = given.picture(*shape)
    mixed = activations(one, pixels)["0"][:, :, 0]
    deep = (PLACE, PLACE, DEEP)
    direct = Network((conv(DEEP, padding="same"),), deep)
    bottleneck = Network((conv(narrow, 1), conv(narrow, padding="same"), conv(DEEP, 1)), deep)
    at, params = VIEW // 2, Weights(Seeded()).params(Network((conv(5, 1),), shape))["0"]
    as_dense = Dense(5).forward(pixels[None], {"kernel": params["kernel"][0, 0], "bias": params["bias"]})
    difference = float(np.abs(as_dense - conv(5, 1).forward(pixels[None], params)).max())
    here = [float(value) for value in pixels[at, at]]
    terms = " + ".join(f"{short(v)} · {_signed(w)}" for v, w in zip(here, made.colours, strict=True))
    texts = tuple(count(network.param_count) for network in (direct, bottleneck))
    return Study(
        {
            "where": f"row {at}, column {at}",
            "terms": terms,
            "value": short(float(mixed[at, at])),
            "difference": short(difference) if difference > 1e-6 else short(0.0),
            "deep": count(DEEP),
            "narrow": count(narrow),
            "direct": texts[0],
            "bottleneck": texts[1],
            "saved": f"{100 * (1 - bottleneck.param_count / direct.param_count):.0f}%",
            "small": times(3),
        },
        {
            "mix": Grids(
                (
                    Grid("red", pixels[:, :, 0], "image", (Mark(at, at, at, at),), numbers=False, size=152),
                    Grid("green", pixels[:, :, 1], "image", (Mark(at, at, at, at),), numbers=False, size=152),
                    Grid("blue", pixels[:, :, 2], "image", (Mark(at, at, at, at),), numbers=False, size=152),
                    Grid("the mix", mixed, "map", (Mark(at, at, at, at),), numbers=False, size=152),
                ),
                "Red, green and blue, and the map that mixes them pixel by pixel.",
                ("", "", "→"),
            ),
            "costs": Bars(
                (f"{times(3)} on {DEEP} channels", f"down to {narrow}, {times(3)}, up to {DEEP}"),
                (direct.param_count, bottleneck.param_count),
                texts,
                f"Parameters: {texts[0]} direct, {texts[1]} through a bottleneck.",
                "parameters",
            ),
        },
        one,
        "this mix as a 1×1 convolution",
    )


def _signed(value: float) -> str:
    return f"({short(value)})" if value < 0 else short(value)


GRID = 13
"""Side of the image of the stride lesson, in px: odd, so that strides leave remainders."""


def stride(given: Given) -> Study:
    """The windows of a stride, which pixels they read, and the map as every S-th cell of the map without."""
    s = given.number("stride")
    shape = (GRID, GRID, 1)
    grey = given.picture(*shape)
    one, plain = (scene((conv(1, 3, n),), shape, given, bank("0", "sobel_x"), Cell("0", 1, 1, 0)) for n in (s, 1))
    strided, full = (activations(each, grey)["0"][:, :, 0] for each in (one, plain))
    reads = coverage(conv(1, 3, s), shape)
    derived = output_size(conv(1, 3, s), shape, 0)
    rows = strided.shape[0]
    kept = tuple(Mark(s * i, s * i, s * j, s * j) for i in range(rows) for j in range(rows))
    top = float(np.abs(full).max()) or 1.0
    unread = int((reads == 0).sum())
    return Study(
        {
            "steps": "every place" if s == 1 else f"one of every {s} places along rows and along columns",
            "full": size(full.shape),
            "out": size(strided.shape),
            "share": f"{100 * strided.size / full.size:.0f}%",
            "same": f"{100 * float(np.isclose(strided, full[::s, ::s]).mean()):.0f}%",
            "side": times(GRID),
            "kernel": times(3),
            "formula": derived.text,
            "unread": "every pixel is read"
            if not unread
            else f"{plural(unread, 'pixel')} {_are(unread)} read by nobody",
            "two": count(2),
            "seven": times(7),
        },
        {
            "maps": Grids(
                (
                    Grid("the map with stride 1", full, "map", kept if s > 1 else (), numbers=False, top=top),
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
        one,
        f"this layer with stride {s}",
    )


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def coverage(layer: Conv2D, shape: tuple[int, int, int]) -> Array:
    """How many output cells read each input cell, (rows, columns)."""
    found: Array = np.multiply.outer(*(layer.axis_reads(axis, shape).sum(axis=0) for axis in (0, 1)))
    return found


PADDINGS: dict[str, int] = {"valid": 0, "same": 1, "full": 2}
TINY = 6
"""Side of the image of the padding lesson, in px."""


def padding(given: Given) -> Study:
    """What a border of zeros changes: size, how often pixels are read, and what a white image looks like."""
    p = PADDINGS[given.word("padding")]
    shape, layer = (TINY, TINY, 1), conv(1, 3, 1, p)
    reads = coverage(layer, shape).astype(np.float64)
    blur = bank("0", "box_blur")
    one = scene((layer,), shape, given, blur, Cell("0", 0, 0, 0))
    white = activations(one, np.ones(shape))["0"][:, :, 0]
    grey = np.pad(np.asarray(given.picture(*shape)[:, :, 0], np.float64), p)
    around = np.pad(np.zeros((TINY, TINY), np.bool_), p, constant_values=True)
    middle = TINY // 2
    border, inside = (round(float(value), 6) for value in (white[0, 0], white[middle, middle]))
    return Study(
        {
            "p": plural(p, "cell") if p else "no cells",
            "side": times(TINY),
            "kernel": times(3),
            "out": size(white.shape),
            "corner": often(int(reads[0, 0])),
            "edge": often(int(reads[0, middle])),
            "middle": often(int(reads[middle, middle])),
            "corner_white": short(border),
            "middle_white": short(inside),
            "tells": "no zeros, so nothing tells where the border is"
            if not p
            else "the zeros darken the rim, and so the map shows where the border is",
            "same": count(1),
            "full": count(2),
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
        one,
        "the mean filter with this padding on your image",
    )


def around_title(p: int) -> str:
    """What to call the image with `p` cells of zeros on each side."""
    return "the image, zeros around it (hatched)" if p else "the image"


def often(n: int) -> str:
    """How many times, in words: once, 4 times."""
    return "once" if n == 1 else f"{n:,} times"


SIDES: dict[str, str | tuple[tuple[int, int], tuple[int, int]]] = {
    "valid": "valid",
    "same": "same",
    "one": ((1, 1), (1, 1)),
    "two": ((2, 2), (2, 2)),
}


def output(given: Given) -> Study:
    """The size of a map, step by step, with a picture of all windows along one axis."""
    n, k, s, d = (given.number(name) for name in ("length", "kernel", "stride", "dilation"))
    layer, shape = conv(1, k, s, SIDES[given.word("padding")], d), (n, n, 3)
    one = scene((layer,), shape, given, cell=Cell("0", 0, 0, 0))
    found = output_size(layer, shape, 0)
    pads, reach = found.before + found.after, span(k, d)
    cells = np.zeros((found.result, n + pads))
    for row in range(found.result):
        cells[row, row * s + np.arange(k) * d] = 1
    outside = np.zeros(cells.shape, np.bool_)
    outside[:, : found.before] = True
    outside[:, found.before + n :] = True
    room = n + pads - reach
    return Study(
        {
            "length": count(n),
            "before": count(found.before),
            "after": count(found.after),
            "padded": count(n + pads),
            "kernel": count(k),
            "dilation": count(d),
            "span": count(reach),
            "room": count(room),
            "stride": count(s),
            "steps": count(room // s),
            "exact": f"{room / s:.3g}",
            "result": count(found.result),
            "left": _left(found.remainder),
            "formula": found.text,
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
                f"{found.result} windows, each {s} further than the one before.",
            )
        },
        one,
        "this layer; “Size” in the Explain tab derives its rows and columns",
    )


def _left(remainder: int) -> str:
    if not remainder:
        return "Nothing is left over."
    return (
        f"{plural(remainder, 'cell')} at the end {_are(remainder)} left over, and no window reads {_them(remainder)}."
    )


def _them(n: int) -> str:
    return "it" if n == 1 else "them"
