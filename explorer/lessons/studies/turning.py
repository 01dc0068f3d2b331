"""The memory layout of a batch, and the difference between convolution and cross-correlation."""

from __future__ import annotations

import numpy as np

from explorer.layers import Flatten
from explorer.layers.base import Array
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Grid, Grids, Mark
from explorer.lessons.tools import (
    COLOURS,
    activations,
    conv,
    filter_taps,
    scene,
    short_number,
    size,
    with_commas,
    with_kernel,
)
from explorer.network import Cell, Network
from explorer.weights.bank import LUMA
from explorer.weights.edit import flipped

BATCH = (2, 4, 5, 3)
"""Images, rows, columns and channels of the example."""


def layout(given: Given) -> Study:
    """The place in memory of one number of a batch."""
    at = tuple(given.number(name) for name in ("image", "row", "column", "channel"))
    image, row, col, channel = at
    places = np.arange(np.prod(BATCH)).reshape(BATCH)
    place = int(places[at])
    within = place - int(places[image].min())
    network = Network((Flatten(),), BATCH[1:])
    grids = tuple(
        Grid(
            COLOURS[n],
            places[image, :, :, n].astype(np.float64),
            "count",
            (Mark(row, row, col, col),) if n == channel else (),
            top=float(places.max()),
            size=204,
        )
        for n in range(BATCH[3])
    )
    return Study(
        {
            "batch": size(BATCH),
            "images": with_commas(BATCH[0]),
            "rows": with_commas(BATCH[1]),
            "columns": with_commas(BATCH[2]),
            "total": with_commas(int(places.size)),
            "place": with_commas(place),
            "address": f"[{image}, {row}, {col}, {channel}]",
            "colour": COLOURS[channel],
            "next_channel": with_commas(int(places[0, 0, 0, 1] - places[0, 0, 0, 0])),
            "next_column": with_commas(int(places[0, 0, 1, 0] - places[0, 0, 0, 0])),
            "next_row": with_commas(int(places[0, 1, 0, 0] - places[0, 0, 0, 0])),
            "next_image": with_commas(int(places[1, 0, 0, 0])),
            "sum": f"(({image} · {BATCH[1]} + {row}) · {BATCH[2]} + {col}) · {BATCH[3]} + {channel} = {place}",
            "unit": with_commas(within),
        },
        {"places": Grids(grids, f"Image {image} as three planes; each cell holds its place in memory.")},
        scene(network.layers, network.input_shape, given, cell=Cell("0", 0, 0, within)),
        f"one such image with a Flatten; unit {within} is this very number",
    )


KERNELS = {"Emboss": "emboss", "Sobel": "sobel_x", "Gaussian blur": "gaussian_blur"}
IMAGE_SIDE = 48
"""Side of the reader's image, in px."""


def flip(given: Given) -> Study:
    """The maps of a kernel as it is (cross-correlation) and turned by half a turn first (convolution)."""
    kernel = filter_taps(KERNELS[given.word("kernel")])
    dot = np.zeros((5, 5))
    dot[2, 2] = 1
    drawn = [_slide(dot, each) for each in (kernel, flipped(kernel))]
    pixels = given.picture(IMAGE_SIDE, IMAGE_SIDE, 3)
    turned = flipped(kernel)[:, :, None, None] * np.array(LUMA)[None, None, :, None]
    plain = kernel[:, :, None, None] * np.array(LUMA)[None, None, :, None]
    state = scene((conv(),), (IMAGE_SIDE, IMAGE_SIDE, 3), given, with_kernel("0", turned), tool="what-if/flip")
    maps = [
        activations(scene((conv(),), (IMAGE_SIDE, IMAGE_SIDE, 3), given, with_kernel("0", each)), pixels)["0"][:, :, 0]
        for each in (plain, turned)
    ]
    difference = float(np.abs(maps[0] - maps[1]).max())
    negative = float(np.abs(maps[0] + maps[1]).max())
    top = float(np.abs(maps[0]).max()) or 1.0
    return Study(
        {
            "difference": short_number(difference) if difference > 1e-6 else short_number(0.0),
            "verdict": _verdict(difference, negative, top),
        },
        {
            "dot": Grids(
                (
                    Grid("one bright pixel", dot, "image", size=150),
                    Grid("the kernel", kernel, "weight", size=126),
                    Grid("slid as it is", drawn[0], "map", size=126),
                    Grid("turned, then slid", drawn[1], "map", size=126),
                ),
                "Sliding draws the kernel turned by half a turn; turning it first draws the kernel itself.",
                ("", "→", "or"),
            ),
            "maps": Grids(
                (
                    Grid("your image, slid as it is", maps[0], "map", numbers=False, top=top),
                    Grid("your image, turned first", maps[1], "map", numbers=False, top=top),
                ),
                f"Two maps; their largest difference is {short_number(difference)}.",
                ("or",),
            ),
        },
        state,
        "the turned kernel; “Flip” in the What if tab turns it back",
    )


def _slide(x: Array, kernel: Array) -> Array:
    """The map (rows, columns) of a convolution of one channel."""
    out: Array = conv(bias=False).forward(x[None, :, :, None], {"kernel": kernel[:, :, None, None]})
    return out[0, :, :, 0]


def _verdict(difference: float, negative: float, top: float) -> str:
    if difference < 1e-6:
        return "this kernel looks the same after half a turn, so nothing changes"
    if negative < 1e-6 * top:
        return "half a turn gives this kernel the other sign, so every number only changes its sign"
    return "this kernel is different after half a turn, and so is the map"
