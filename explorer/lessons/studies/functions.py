"""Activations: ReLU, the product of slopes in a chain of layers, and softmax."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import ndimage

from explorer.layers import ReLU, Softmax
from explorer.layers.base import Array
from explorer.ledger import explain
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Curves, Grid, Grids, Line, TextTable, Worked
from explorer.lessons.tools import (
    activations,
    batched,
    conv,
    filter_taps,
    plural,
    scene,
    short_number,
    size,
    with_commas,
    with_filters,
)
from explorer.network import Cell

IMAGE_SIDE = 40
"""Side of the reader's image, in px."""


def relu(given: Given) -> Study:
    """One number and a map before and after a ReLU, and two convolutions without one, which merge into a single one."""
    x = given.number("x")
    shape = (IMAGE_SIDE, IMAGE_SIDE, 3)
    state = scene(
        (conv(), ReLU()), shape, given, with_filters("0", "sobel_x"), Cell("1", IMAGE_SIDE // 2, IMAGE_SIDE // 3, 0)
    )
    acts = activations(state, given.picture(*shape))
    before, after = acts["0"][:, :, 0], acts["1"][:, :, 0]
    point = scene((ReLU(),), (1, 1, 1), given)
    ledger = explain(point.network, {}, batched(activations(point, np.full((1, 1, 1), float(x)))), Cell("0", 0, 0, 0))
    top = float(np.abs(before).max()) or 1.0
    slope = getattr(ledger, "slope", 0)
    return Study(
        {
            "x": short_number(float(x)),
            "y": short_number(ledger.result),
            "slope": with_commas(slope),
            "zeros": f"{100 * float((after == 0).mean()):.0f}%",
            "merged": size((5, 5)),
            "kernel": size((3, 3)),
            "difference": _merged(given),
        },
        {
            "curve": Worked(
                ledger, f"The ReLU's curve with the point {x} and its output {short_number(ledger.result)}."
            ),
            "maps": Grids(
                (
                    Grid("before", before, "map", numbers=False, top=top),
                    Grid("after the ReLU", after, "map", numbers=False, top=top),
                ),
                "A map before and after the ReLU: everything orange has become zero.",
                ("→",),
            ),
        },
        state,
        "this map and its ReLU, with one cell selected",
    )


def _merged(given: Given) -> str:
    """The largest difference between two convolutions in a row and the one with the merged kernel, on the reader's image."""
    grey = given.picture(IMAGE_SIDE, IMAGE_SIDE, 1).astype(np.float64)
    first, second = filter_taps("sobel_x"), filter_taps("gaussian_blur")
    twice = _plain(_plain(grey[:, :, 0], first), second)
    once = _plain(grey[:, :, 0], merged_kernel(first, second))
    difference = float(np.abs(twice - once).max())
    return short_number(difference) if difference > 1e-9 else short_number(0.0)


def merged_kernel(first: Array, second: Array) -> Array:
    """The kernel that is equivalent to two kernels of odd sizes one after the other: their full convolution."""
    rows, cols = (length // 2 for length in second.shape)
    merged: Array = ndimage.convolve(np.pad(first, ((rows, rows), (cols, cols))), second, mode="constant")
    return merged


def _plain(x: Array, kernel: Array) -> Array:
    layer = conv(size=kernel.shape[0], bias=False)
    out: Array = layer.forward(x[None, :, :, None], {"kernel": kernel[:, :, None, None]})
    return out[0, :, :, 0]


def sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x))."""
    out: Array = 1 / (1 + np.exp(-x))
    return out


SLOPES: dict[str, Callable[[Array], Array]] = {
    "ReLU": lambda x: (x > 0).astype(np.float64),
    "tanh": lambda x: 1 - np.tanh(x) ** 2,
    "sigmoid": lambda x: sigmoid(x) * (1 - sigmoid(x)),
}
"""The derivatives of three activations; that of the ReLU is taken as 0 at 0."""
INPUTS = {"0.5": 0.5, "1": 1.0, "2": 2.0, "−1": -1.0}


def vanishing(given: Given) -> Study:
    """What remains of a gradient after it was multiplied by the slopes of several layers."""
    depth, x = given.number("depth"), INPUTS[given.word("input")]
    xs = np.insert(np.linspace(-5, 5, 81), 41, 1e-9)  # a point just above 0, so that the ReLU's step is vertical
    slopes = {name: float(slope(np.array([x]))[0]) for name, slope in SLOPES.items()}
    layers = np.arange(0, 21)
    remaining_by_depth = {name: slopes[name] ** layers.astype(float) for name in SLOPES}
    largest = float(SLOPES["sigmoid"](xs).max())
    remaining = {name: slopes[name] ** depth for name in SLOPES}
    return Study(
        {
            "input": given.word("input"),
            "depth": plural(depth, "layer"),
            "largest": short_number(largest),
            "sigmoid": short_number(slopes["sigmoid"]),
            "tanh": short_number(slopes["tanh"]),
            "relu": short_number(slopes["ReLU"]),
            "sigmoid_left": short_number(remaining["sigmoid"]),
            "tanh_left": short_number(remaining["tanh"]),
            "relu_left": short_number(remaining["ReLU"]),
            "best": short_number(largest**depth),
        },
        {
            "slopes": Curves(
                tuple(Line(name, tuple(xs.tolist()), tuple(slope(xs).tolist())) for name, slope in SLOPES.items()),
                "input",
                "slope",
                f"Slopes of the three functions; the sigmoid's is at most {largest:.2f}.",
                at=x,
            ),
            "chain": Curves(
                tuple(
                    Line(name, tuple(layers[values > 0].tolist()), tuple(values[values > 0].tolist()))
                    for name, values in remaining_by_depth.items()  # zeros have no place on a logarithmic axis
                ),
                "layers passed on the way back",
                "what is left of 1",
                f"What is left after {depth} layers: sigmoid {remaining['sigmoid']:.2g}, tanh {remaining['tanh']:.2g}.",
                at=float(depth),
                log=True,
            ),
        },
        scene(
            (conv(8), ReLU()) * 4,
            (IMAGE_SIDE, IMAGE_SIDE, 3),
            given,
            cell=Cell("1", IMAGE_SIDE // 2, IMAGE_SIDE // 2, 0),
            tool="arithmetic",
        ),
        "four layers with ReLU; “Arithmetic” shows the slope of each cell",
    )


CLASS_NAMES = ("cat", "dog", "bird")


def softmax(given: Given) -> Study:
    """The softmax of three numbers; a large number added to all shows why the maximum is subtracted."""
    z = np.array([given.number(name) for name in CLASS_NAMES], np.float64)
    add = given.number("add")
    state = scene((Softmax(),), (1, 1, 3), given, cell=Cell("0", 0, 0, int(z.argmax())))
    pixels = (z + add).reshape(1, 1, 3)
    ledger = explain(state.network, {}, batched(activations(state, pixels)), Cell("0", 0, 0, int(z.argmax())))
    naive, powers = unguarded_softmax((z + add).astype(np.float32))
    right = Softmax().forward((z + add).astype(np.float32)[None], {})[0]
    pair = Softmax().forward(np.array([[z[0] - z[1], 0.0]]), {})[0]
    rows = tuple(
        (
            CLASS_NAMES[n],
            short_number(float(z[n] + add)),
            _shown(float(powers[n])),
            _percent(float(naive[n])),
            _percent(float(right[n])),
        )
        for n in range(3)
    )
    return Study(
        {
            "add": with_commas(add),
            "best": CLASS_NAMES[int(z.argmax())],
            "share": _percent(float(right.max())),
            "total": _percent(float(right.sum(dtype=np.float64))),
            "verdict": "the careless way still works"
            if np.isfinite(naive).all()
            else "the careless way overflows, and infinity divided by infinity is not a number",
            "bits": with_commas(np.finfo(np.float32).bits),
            "limit": f"{np.log(np.finfo(np.float32).max):.1f}",
            "two": short_number(float(pair[0])),
            "sigmoid": short_number(float(sigmoid(np.array([z[0] - z[1]]))[0])),
            "gap": short_number(float(z[0] - z[1])),
        },
        {
            "bars": Worked(
                ledger, f"The exponentials of the three numbers; the largest share is {right.max():.3g}.", CLASS_NAMES
            ),
            "table": TextTable(
                ("", "input", "exp(input)", "careless", "guarded"),
                rows,
                "Shares computed with and without subtracting the maximum.",
            ),
        },
        state,
        "a softmax over red, green and blue of one pixel",
    )


def unguarded_softmax(z: Array) -> tuple[Array, Array]:
    """Softmax without subtracting the maximum, as in many textbooks: the shares and the exponentials."""
    with np.errstate(over="ignore", invalid="ignore"):
        powers: Array = np.exp(z)
        shares: Array = powers / powers.sum()
    return shares, powers


def _shown(value: float) -> str:
    return short_number(value) if np.isfinite(value) else "∞"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%" if np.isfinite(share) else "not a number"
