"""The settings of a convolution that decide its cost: the number of filters and the size of the kernel."""

from __future__ import annotations

import math

import numpy as np

from explorer.layers import Conv2D, Dense, ReLU
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Bars, Grid, Grids, Maps, Mark
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
    with_kernel,
)
from explorer.network import Cell, Network
from explorer.presets import EDGE_FILTERS
from explorer.weights import Seeded, Weights
from explorer.weights.bank import FILTER_BY_NAME, LUMA

IMAGE_SIDE = 48
"""Side of the reader's image, in px."""


def filters(given: Given) -> Study:
    """The maps of several filters, and the parameters that they cost in this layer and in the next one."""
    n = given.number("filters")
    names, shape = EDGE_FILTERS[1 : n + 1], (IMAGE_SIDE, IMAGE_SIDE, 3)
    layers = (conv(n), ReLU(), conv(n))
    state = scene(
        layers[:1], shape, given, with_filters("0", *names), Cell("0", IMAGE_SIDE // 2, IMAGE_SIDE // 2, n - 1)
    )
    maps = activations(state, given.picture(*shape))["0"]
    first, second = (Network(layers, shape).steps[at] for at in (1, 3))
    double = Network((conv(2 * n), ReLU(), conv(2 * n)), shape).steps[3]
    texts = (with_commas(first.param_count), with_commas(second.param_count))
    return Study(
        {
            "filters": plural(n, "filter"),
            "maps": plural(n, "map"),
            "in": size(shape),
            "out": size(first.output_shape),
            "second": texts[1],
            "doubled": with_commas(double.param_count),
            "per": with_commas(first.param_count // n),
        },
        {
            "maps": Maps(
                maps,
                tuple(FILTER_BY_NAME[name].title for name in names),
                f"{plural(n, 'map')} of your image.",
                side=148,
            ),
            "costs": Bars(
                ("this layer", "a similar layer above it"),
                (first.param_count, second.param_count),
                texts,
                f"Parameters: {texts[0]} in this layer, {texts[1]} in a like layer above it.",
                "parameters",
            ),
        },
        state,
        f"{'this filter' if n == 1 else f'these {n} filters'} on your image",
    )


WIDE = 16
"""Number of input and output channels where costs of kernel sizes are compared."""


def kernel_size(given: Given) -> Study:
    """The mean over windows of one size, and the cost of one large kernel compared with several small ones."""
    k = given.number("size")
    shape = (IMAGE_SIDE, IMAGE_SIDE, 3)
    mean = np.tile(np.array(LUMA) / (k * k), (k, k, 1))[..., None]
    at, half = IMAGE_SIDE // 2, k // 2
    state = scene((conv(1, k),), shape, given, with_kernel("0", mean), Cell("0", at - half, at - half, 0))
    pixels = given.picture(*shape)
    blurred = activations(state, pixels)["0"][:, :, 0]
    small = (k - 1) // 2
    here = Mark(at - half, at - half, at - half, at - half)
    single = _weights((conv(WIDE, k, padding="same"),))
    stack = _weights(tuple(conv(WIDE, padding="same") for _ in range(small)))
    return Study(
        {
            "window": square_size(k),
            "reads": with_commas(k * k),
            "weights": with_commas(k * k * 3),
            "channels": with_commas(WIDE),
            "single": with_commas(single),
            "stack": _stack(small, k, stack, single),
            "small": square_size(3),
            "even": square_size(2),
            "early": square_size(7),
        },
        {
            "blur": Grids(
                (
                    Grid("the picture", pixels, "image", (Mark(at - half, at + half, at - half, at + half),)),
                    Grid(f"mean of {square_size(k)}", blurred, "image", (here,), numbers=False),
                ),
                f"Your image and the mean of every {k} by {k} window.",
                ("→",),
            ),
            "costs": _costs(k, single, stack),
        },
        state,
        f"this mean of {square_size(k)}",
    )


def _costs(k: int, single: int, stack: int) -> Bars:
    """The weights of one large kernel, and of a stack of 3 x 3 kernels with the same window if it has several layers."""
    small, unit = (k - 1) // 2, f"weights, {WIDE} channels in and out"
    if small < 2:
        return Bars(
            (f"one layer of {square_size(k)}",),
            (single,),
            (with_commas(single),),
            f"{with_commas(single)} weights.",
            unit,
        )
    return Bars(
        (f"one layer of {square_size(k)}", f"{plural(small, 'layer')} of {square_size(3)}"),
        (single, stack),
        (with_commas(single), with_commas(stack)),
        f"Weights for the same window: {with_commas(single)} in one layer, {with_commas(stack)} in {small} of 3 by 3.",
        unit,
    )


def _weights(layers: tuple[Conv2D, ...]) -> int:
    network = Network(layers, (IMAGE_SIDE, IMAGE_SIDE, WIDE))
    return sum(math.prod(step.param_shapes["kernel"]) for step in network.steps[1:])


def _stack(small: int, k: int, stack: int, single: int) -> str:
    if small == 0:
        return "a single pixel needs no stack at all"
    if small == 1:
        return f"one layer of {square_size(k)} is what it is compared with"
    share = f"{100 * stack / single:.0f}%"
    return (
        f"{plural(small, 'layer')} of {square_size(3)} span the same {square_size(k)} with {with_commas(stack)}, "
        f"{share} of that"
    )


MIXES = {"Grey": "grey", "Red against green": "red_green", "Blue against yellow": "blue_yellow"}
DEEP = 256
PLACE = 28


def one_by_one(given: Given) -> Study:
    """A 1x1 convolution, which mixes the channels of each pixel, and a bottleneck that saves weights with it."""
    mix_filter = FILTER_BY_NAME[MIXES[given.word("mix")]]
    narrow = given.number("narrow")
    shape = (IMAGE_SIDE, IMAGE_SIDE, 3)
    state = scene(
        (conv(1, 1),), shape, given, with_filters("0", mix_filter.name), Cell("0", IMAGE_SIDE // 2, IMAGE_SIDE // 2, 0)
    )
    pixels = given.picture(*shape)
    mixed = activations(state, pixels)["0"][:, :, 0]
    deep = (PLACE, PLACE, DEEP)
    direct = Network((conv(DEEP, padding="same"),), deep)
    bottleneck = Network((conv(narrow, 1), conv(narrow, padding="same"), conv(DEEP, 1)), deep)
    at, params = IMAGE_SIDE // 2, Weights(Seeded()).params(Network((conv(5, 1),), shape))["0"]
    as_dense = Dense(5).forward(pixels[None], {"kernel": params["kernel"][0, 0], "bias": params["bias"]})
    difference = float(np.abs(as_dense - conv(5, 1).forward(pixels[None], params)).max())
    here = [float(value) for value in pixels[at, at]]
    terms = " + ".join(f"{short_number(v)} · {_signed(w)}" for v, w in zip(here, mix_filter.colours, strict=True))
    texts = tuple(with_commas(network.param_count) for network in (direct, bottleneck))
    return Study(
        {
            "where": f"row {at}, column {at}",
            "terms": terms,
            "value": short_number(float(mixed[at, at])),
            "difference": short_number(difference) if difference > 1e-6 else short_number(0.0),
            "deep": with_commas(DEEP),
            "narrow": with_commas(narrow),
            "direct": texts[0],
            "bottleneck": texts[1],
            "saved": f"{100 * (1 - bottleneck.param_count / direct.param_count):.0f}%",
            "small": square_size(3),
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
                (f"{square_size(3)} on {DEEP} channels", f"down to {narrow}, {square_size(3)}, up to {DEEP}"),
                (direct.param_count, bottleneck.param_count),
                texts,
                f"Parameters: {texts[0]} direct, {texts[1]} through a bottleneck.",
                "parameters",
            ),
        },
        state,
        "this mix as a 1×1 convolution",
    )


def _signed(value: float) -> str:
    return f"({short_number(value)})" if value < 0 else short_number(value)
