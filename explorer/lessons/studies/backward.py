"""Backpropagation in a small network: the gradient of one pooled cell down to the weights and the image."""

from __future__ import annotations

import numpy as np

from explorer.layers import ReLU
from explorer.layers.base import Array
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Grid, Grids, Mark
from explorer.lessons.tools import activations, batched, conv, filter_taps, pool, scene, short_number, with_kernel
from explorer.network import Cell
from explorer.running import backprop

IMAGE_SIDE = 10
"""Side of the reader's image, in px."""


def backward(given: Given) -> Study:
    """The gradient of one pooled cell with respect to every number below it."""
    row, col = given.number("row"), given.number("column")
    shape, cell = (IMAGE_SIDE, IMAGE_SIDE, 1), Cell("2", row, col, 0)
    kernel = filter_taps("sobel_x")
    state = scene((conv(), ReLU(), pool()), shape, given, with_kernel("0", kernel[:, :, None, None]), cell)
    acts = batched(activations(state, given.picture(*shape)))
    seed = np.zeros_like(acts["2"])
    seed[0, row, col, 0] = 1
    gradients = backprop(state.network, state.weights.params(state.network), acts, seed)
    maps = {path: acts[path][0, :, :, 0] for path in acts}
    slopes = {path: gradients.acts[path][0, :, :, 0] for path in acts}
    weights = np.asarray(gradients.params["0"]["kernel"][:, :, 0, 0])
    names = {"": "image", "0": "convolution", "1": "ReLU", "2": "pooled"}
    flows = bool(np.any(slopes["0"]))
    winner = np.argwhere(slopes["1"])
    mark = Mark(row, row, col, col)
    return Study(
        {
            "cell": f"row {row}, column {col}",
            "value": short_number(float(maps["2"][row, col])),
            "one": short_number(float(seed.max())),
            "winner": f"row {winner[0][0]}, column {winner[0][1]}" if len(winner) else "none",
            "relu": "That cell is above zero, so the gradient passes unchanged"
            if flows
            else "That cell is not above zero, so the slope is zero: the gradient **stops here**",
            "image": _reached(slopes[""]),
            "weights": "the very patch that lies under the window"
            if flows
            else "zero: this cell does not ask for any change",
            "bias": short_number(float(gradients.params["0"]["bias"][0])),
        },
        {
            "forward": Grids(
                tuple(
                    Grid(
                        names[path],
                        maps[path],
                        "image" if not path else "map",
                        (mark,) if path == "2" else (),
                        numbers=False,
                        size=150,
                    )
                    for path in ("", "0", "1", "2")
                ),
                "Forward: image, convolution, ReLU, pooled map.",
            ),
            "backward": Grids(
                tuple(
                    Grid(f"gradient: {names[path]}", slopes[path], "map", numbers=False, top=2.0, size=150)
                    for path in ("", "0", "1", "2")
                ),
                f"Backward from the pooled cell; on the image {_reached(slopes[''])}.",
            ),
            "weights": Grids(
                (
                    Grid("the kernel", kernel, "weight", size=144),
                    Grid("its gradient", weights, "map", top=1.0, size=144),
                ),
                "The gradient of each weight.",
            ),
        },
        state,
        "this network with the pooled cell selected",
    )


def _reached(slope: Array) -> str:
    count = int(np.count_nonzero(slope))
    return f"{count} pixels are reached, all but those under a zero of the kernel" if count else "no pixel is reached"
