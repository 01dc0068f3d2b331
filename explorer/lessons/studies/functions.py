"""Layers that work number by number: ReLU, its slope and what chains of slopes do, softmax."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import ndimage

from explorer.layers import ReLU, Softmax
from explorer.layers.base import Array
from explorer.ledger import explain
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Curves, Grid, Grids, Line, Table, Worked
from explorer.lessons.tools import activations, bank, batched, conv, count, plural, scene, short, size, taps
from explorer.network import Cell

VIEW = 40


def relu(given: Given) -> Study:
    """One number through a ReLU, a whole map through it, and what happens without any."""
    x = given.number("x")
    shape = (VIEW, VIEW, 3)
    one = scene((conv(), ReLU()), shape, given, bank("0", "sobel_x"), Cell("1", VIEW // 2, VIEW // 3, 0))
    acts = activations(one, given.picture(*shape))
    before, after = acts["0"][:, :, 0], acts["1"][:, :, 0]
    point = scene((ReLU(),), (1, 1, 1), given)
    ledger = explain(point.network, {}, batched(activations(point, np.full((1, 1, 1), float(x)))), Cell("0", 0, 0, 0))
    top = float(np.abs(before).max()) or 1.0
    slope = getattr(ledger, "slope", 0)
    return Study(
        {
            "x": short(float(x)),
            "y": short(ledger.result),
            "slope": count(slope),
            "zeros": f"{100 * float((after == 0).mean()):.0f}%",
            "merged": size((5, 5)),
            "kernel": size((3, 3)),
            "difference": _merged(given),
        },
        {
            "curve": Worked(ledger, f"The ReLU's curve with the point {x} and its output {short(ledger.result)}."),
            "maps": Grids(
                (
                    Grid("before", before, "map", numbers=False, top=top),
                    Grid("after the ReLU", after, "map", numbers=False, top=top),
                ),
                "A map before and after the ReLU: everything orange has become zero.",
                ("→",),
            ),
        },
        one,
        "this map and its ReLU, with one cell selected",
    )


def _merged(given: Given) -> str:
    """How far two convolutions in a row are from the one with the merged kernel, on the reader's image."""
    grey = given.picture(VIEW, VIEW, 1).astype(np.float64)
    first, second = taps("sobel_x"), taps("gaussian_blur")
    twice = _plain(_plain(grey[:, :, 0], first), second)
    once = _plain(grey[:, :, 0], joined(first, second))
    difference = float(np.abs(twice - once).max())
    return short(difference) if difference > 1e-9 else short(0.0)


def joined(first: Array, second: Array) -> Array:
    """The one kernel that does what two of odd sizes do one after the other: their full convolution."""
    rows, cols = (length // 2 for length in second.shape)
    found: Array = ndimage.convolve(np.pad(first, ((rows, rows), (cols, cols))), second, mode="constant")
    return found


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
"""The derivatives; that of the ReLU is taken as 0 at 0."""
INPUTS = {"0.5": 0.5, "1": 1.0, "2": 2.0, "−1": -1.0}


def vanishing(given: Given) -> Study:
    """What is left of a gradient after a chain of slopes."""
    depth, x = given.number("depth"), INPUTS[given.word("input")]
    xs = np.insert(np.linspace(-5, 5, 81), 41, 1e-9)  # so that the ReLU's step stands upright
    at = {name: float(slope(np.array([x]))[0]) for name, slope in SLOPES.items()}
    layers = np.arange(0, 21)
    left = {name: at[name] ** layers.astype(float) for name in SLOPES}
    largest = float(SLOPES["sigmoid"](xs).max())
    kept = {name: at[name] ** depth for name in SLOPES}
    return Study(
        {
            "input": given.word("input"),
            "depth": plural(depth, "layer"),
            "largest": short(largest),
            "sigmoid": short(at["sigmoid"]),
            "tanh": short(at["tanh"]),
            "relu": short(at["ReLU"]),
            "sigmoid_left": short(kept["sigmoid"]),
            "tanh_left": short(kept["tanh"]),
            "relu_left": short(kept["ReLU"]),
            "best": short(largest**depth),
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
                    for name, values in left.items()  # of nothing there is no logarithm
                ),
                "layers passed on the way back",
                "what is left of 1",
                f"What is left after {depth} layers: sigmoid {kept['sigmoid']:.2g}, tanh {kept['tanh']:.2g}.",
                at=float(depth),
                log=True,
            ),
        },
        scene((conv(8), ReLU()) * 4, (VIEW, VIEW, 3), given, cell=Cell("1", VIEW // 2, VIEW // 2, 0)),
        "four layers with ReLU; Explain shows the slope of each cell",
    )


NAMES = ("cat", "dog", "bird")


def softmax(given: Given) -> Study:
    """Three numbers become shares; a large number added to all shows why the maximum is subtracted."""
    z = np.array([given.number(name) for name in NAMES], np.float64)
    add = given.number("add")
    one = scene((Softmax(),), (1, 1, 3), given, cell=Cell("0", 0, 0, int(z.argmax())))
    pixels = (z + add).reshape(1, 1, 3)
    ledger = explain(one.network, {}, batched(activations(one, pixels)), Cell("0", 0, 0, int(z.argmax())))
    naive, powers = careless((z + add).astype(np.float32))
    right = Softmax().forward((z + add).astype(np.float32)[None], {})[0]
    pair = Softmax().forward(np.array([[z[0] - z[1], 0.0]]), {})[0]
    rows = tuple(
        (
            NAMES[n],
            short(float(z[n] + add)),
            _shown(float(powers[n])),
            _percent(float(naive[n])),
            _percent(float(right[n])),
        )
        for n in range(3)
    )
    return Study(
        {
            "add": count(add),
            "best": NAMES[int(z.argmax())],
            "share": _percent(float(right.max())),
            "total": _percent(float(right.sum(dtype=np.float64))),
            "verdict": "the careless way still works"
            if np.isfinite(naive).all()
            else "the careless way overflows, and infinity divided by infinity is no number",
            "bits": count(np.finfo(np.float32).bits),
            "limit": f"{np.log(np.finfo(np.float32).max):.1f}",
            "two": short(float(pair[0])),
            "sigmoid": short(float(sigmoid(np.array([z[0] - z[1]]))[0])),
            "gap": short(float(z[0] - z[1])),
        },
        {
            "bars": Worked(
                ledger, f"The exponentials of the three numbers; the largest share is {right.max():.3g}.", NAMES
            ),
            "table": Table(
                ("", "input", "exp(input)", "careless", "guarded"),
                rows,
                "Shares computed with and without subtracting the maximum.",
            ),
        },
        one,
        "a softmax over red, green and blue of one pixel",
    )


def careless(z: Array) -> tuple[Array, Array]:
    """Softmax without the guard, as it stands in many a textbook: the shares and the exponentials."""
    with np.errstate(over="ignore", invalid="ignore"):
        powers: Array = np.exp(z)
        shares: Array = powers / powers.sum()
    return shares, powers


def _shown(value: float) -> str:
    return short(value) if np.isfinite(value) else "∞"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%" if np.isfinite(share) else "not a number"
