"""Gradient descent on one weight: a parabola by hand, and the true loss of a small network along one of its weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.layers import Conv2D, Dense, GlobalAveragePool2D, ReLU, Softmax
from explorer.layers.base import Array
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Curves, Line, TextTable
from explorer.lessons.tools import conv, drawn, plural, short_number, with_commas
from explorer.network import Cell, Network
from explorer.running import backprop, run
from explorer.scene import Scene
from explorer.weights import Edited, Seeded, Weights

PARABOLA, NETWORK = "A parabola", "A small network"
LOSSES = (PARABOLA, NETWORK)
RATES = ("0.1", "0.5", "0.9", "1.1", "4", "12")
WANTED = 2.0
"""What the one weight of the parabola, times a white pixel, should give."""
LOW, HIGH, TALL = -5.0, 9.0, 16.0
"""Ends of the axis of the weight, and top of the axis of the parabola's loss."""
SIDE = 6
"""Side of the small network's pictures, in px."""
FLAT = 1e-9


@dataclass(frozen=True)
class Landscape:
    """A loss over one weight: its value and its slope there, as functions of the weight."""

    value: Callable[[float], float]
    slope: Callable[[float], float]


@dataclass(frozen=True)
class Descent:
    """What gradient descent did: the weights before each step and after the last one, their losses and slopes."""

    weights: tuple[float, ...]
    losses: tuple[float, ...]
    slopes: tuple[float, ...]


def descend(landscape: Landscape, start: float, rate: float, steps: int) -> Descent:
    """`steps` steps from the weight `start`, each against the slope times `rate`."""
    weights = [start]
    for _ in range(steps):
        weights.append(weights[-1] - rate * landscape.slope(weights[-1]))
    return Descent(tuple(weights), tuple(map(landscape.value, weights)), tuple(map(landscape.slope, weights)))


# -- the two landscapes -------------------------------------------------------------------------------------------


def parabola() -> Landscape:
    """(w - WANTED)^2: the squared error of one weight on one white pixel."""
    return Landscape(lambda w: (w - WANTED) ** 2, lambda w: 2 * (w - WANTED))


def bars() -> tuple[Array, Array]:
    """Eight pictures (8, SIDE, SIDE, 1) of one white bar each, and their classes: 0 for vertical bars, 1 for horizontal."""
    pictures = np.zeros((2 * (SIDE - 2), SIDE, SIDE, 1))
    for n, place in enumerate(range(1, SIDE - 1)):
        pictures[2 * n, :, place] = 1
        pictures[2 * n + 1, place, :] = 1
    return pictures, np.arange(len(pictures)) % 2


KERNEL = np.array([[-1.0, 1.0, -1.0]] * 3)
"""The first filter's kernel, which looks for vertical bars; its middle weight is the one that moves."""
SCORES = 2 * np.eye(2)
SMALL = Network(
    (Conv2D(2, (3, 3), use_bias=False), ReLU(), GlobalAveragePool2D(), Dense(2, use_bias=False), Softmax()),
    (SIDE, SIDE, 1),
)


def filters(weight: float) -> Array:
    """The kernel (3, 3, 1, 2) of both filters, the second turned, with `weight` in the middle of the first."""
    first = KERNEL.copy()
    first[1, 1] = weight
    return np.stack([first, KERNEL.T], axis=-1)[:, :, None, :]


def along_one_weight() -> Landscape:
    """The mean cross-entropy of the small network on the bars, along the middle weight of its first filter."""
    pictures, classes = bars()
    picked = np.arange(len(classes)), classes

    def passed(weight: float) -> tuple[dict[str, dict[str, Array]], dict[str, Array]]:
        params = {"0": {"kernel": filters(weight)}, "3": {"kernel": SCORES}}
        return params, run(SMALL, params, pictures)

    def value(weight: float) -> float:
        return float(-np.log(passed(weight)[1]["4"][picked]).mean())

    def slope(weight: float) -> float:
        params, acts = passed(weight)
        arriving = np.zeros_like(acts["4"])
        arriving[picked] = -1 / acts["4"][picked] / len(classes)
        return float(backprop(SMALL, params, acts, arriving).params["0"]["kernel"][1, 1, 0, 0])

    return Landscape(value, slope)


# -- the lesson ---------------------------------------------------------------------------------------------------


def descent(given: Given) -> Study:
    """Some steps down one of the landscapes, the first of them by hand."""
    chosen, rate = given.word("loss"), float(given.word("rate"))
    landscape = parabola() if chosen == PARABOLA else along_one_weight()
    way = descend(landscape, float(given.number("start")), rate, given.number("steps"))
    pictures, _ = bars()
    flat = along_one_weight().slope(LOW)
    return Study(
        {
            "subject": "One weight, times one white pixel, should give "
            f"{short_number(WANTED)}. The loss is the squared difference"
            if chosen == PARABOLA
            else f"A network of {SMALL.param_count} weights tells vertical from horizontal bars on {len(pictures)} pictures. "
            "Only the middle weight of its first kernel moves; the loss is the mean cross-entropy",
            "start": short_number(way.weights[0]),
            "loss": short_number(way.losses[0]),
            "gradient": short_number(way.slopes[0]),
            "rate": given.word("rate"),
            "by_hand": _by_hand(way, rate),
            "steps": plural(given.number("steps"), "step"),
            "end": short_number(way.weights[-1]),
            "end_loss": short_number(way.losses[-1]),
            "verdict": _verdict(way),
            "edge": with_commas(1),
            "silent": f"{LOW + 1:g}".replace("-", "−"),
            "flat": short_number(abs(flat)),
        },
        {"landscape": _drawn(landscape, way, chosen), "steps": _table(way, rate)},
        _scene(chosen, way.weights[-1]),
        "the one weight after the last step" if chosen == PARABOLA else "this network after the last step, on a bar",
    )


def _by_hand(way: Descent, rate: float) -> str:
    """The first step, written out; a negative gradient stands in brackets."""
    gradient = short_number(way.slopes[0])
    inside = f"({gradient})" if way.slopes[0] < 0 else gradient
    after = way.weights[0] - rate * way.slopes[0]
    return f"{short_number(way.weights[0])} − {rate:g} × {inside} = **{short_number(after)}**"


def _verdict(way: Descent) -> str:
    if abs(way.slopes[0]) < FLAT:
        return "nothing moves: where the loss is flat, there is no way down" if len(way.weights) > 1 else "no step yet"
    if way.losses[-1] > way.losses[0] * (1 + FLAT):
        return "it has become **worse**: the steps are so large that each lands further up on the other side"
    if abs(way.slopes[-1]) < 0.02:
        return "the ground is nearly level: this is the bottom, or a plain"
    return "it is on its way down"


def _drawn(landscape: Landscape, way: Descent, chosen: str) -> Curves:
    """The loss as a line, and the steps on it as far as they lie in the picture."""
    xs = np.linspace(LOW, HIGH, 113)
    ys = [landscape.value(float(x)) for x in xs]
    top = TALL if chosen == PARABOLA else max(ys) * 1.15
    seen = [(w, y) for w, y in zip(way.weights, way.losses, strict=True) if LOW <= w <= HIGH and y <= top]
    return Curves(
        (
            Line("loss", tuple(xs.tolist()), tuple(min(y, 2 * top) for y in ys)),
            Line("steps", tuple(w for w, _ in seen), tuple(y for _, y in seen)),
        ),
        "the weight",
        "loss",
        f"The loss over the weight, and {len(way.weights) - 1} steps from {way.weights[0]:g} to {way.weights[-1]:.3g}.",
        y_range=(-0.05 * top, top),
    )


def _table(way: Descent, rate: float) -> TextTable:
    """The first steps and the last one, each with what it takes to make it."""
    count = len(way.weights) - 1
    rows = []
    for n in sorted({*range(min(count, 3)), count - 1} - {-1}):
        rows.append(
            (
                f"step\u00a0{n + 1}",
                short_number(way.weights[n]),
                short_number(way.losses[n]),
                short_number(way.slopes[n]),
                short_number(-rate * way.slopes[n]),
                short_number(way.weights[n + 1]),
            )
        )
    return TextTable(
        ("", "weight", "loss", "gradient", "change", "new weight"),
        tuple(rows),
        "The first steps and the last one.",
    )


def _scene(chosen: str, weight: float) -> Scene:
    """The parabola's weight on a white pixel, or the small network on the first of its bars."""
    if chosen == PARABOLA:
        image = drawn(np.ones((1, 1)))
        layer = conv(1, 1, bias=False)
        weights = Weights(Seeded(), (("0", _edited(np.array([weight]))),))
        return Scene((layer,), (1, 1, 1), weights, image, Cell("0", 0, 0, 0), tool="arithmetic")
    overrides = (("0", _edited(filters(weight))), ("3", _edited(SCORES)))
    image = drawn(bars()[0][2, :, :, 0])
    return Scene(SMALL.layers, SMALL.input_shape, Weights(Seeded(), overrides), image, Cell("0", 1, 1, 0))


def _edited(values: Array) -> Edited:
    return Edited(tuple(float(f"{value:.6g}") for value in np.ravel(values)))
