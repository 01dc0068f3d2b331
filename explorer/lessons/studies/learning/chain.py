"""Back-propagation number by number, through a pooling, a ReLU and a convolution, written out in loops and then compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.layers import MaxPool2D, ReLU
from explorer.layers.base import Array
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Grid, Grids, Mark
from explorer.lessons.tools import conv, drawn, plural, short_number, square_size, with_kernel
from explorer.network import Cell, Network
from explorer.running import backprop, run
from explorer.scene import Scene


def _picture(*rows: str) -> Array:
    return np.array([[float(digit) for digit in row] for row in rows])


PICTURES = {
    "Corner": _picture("00000", "01110", "01000", "01000", "00000"),
    "Bar": _picture("00100", "00100", "00100", "00100", "00100"),
    "Cross": _picture("00100", "00100", "11111", "00100", "00100"),
    "Dots": _picture("10001", "00000", "00100", "00000", "10001"),
}
"""Pictures of white (1) on black (0)."""
SIDE = 5
KERNEL = np.array([[1.0, -1.0], [2.0, -1.0]])
WANTED = np.array([[2.0, 0.0], [0.0, 1.0]])
RATE = 0.1
SMALL = Network((conv(1, 2), ReLU(), MaxPool2D()), (SIDE, SIDE, 1))


@dataclass(frozen=True, eq=False)
class Forward:
    """What the picture becomes: the `map` (4, 4), the map after the ReLU, the `pooled` one (2, 2), and each window's winner."""

    map: Array
    bent: Array
    pooled: Array
    winners: dict[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Backward:
    """The gradients of the loss with respect to everything, each in the shape of what it belongs to."""

    pooled: Array
    bent: Array
    map: Array
    kernel: Array
    bias: float
    picture: Array


def forward(picture: Array, kernel: Array, bias: float = 0.0) -> Forward:
    """The convolution, the ReLU and the pooling of a picture (rows, columns), one cell after the other."""
    size, side = len(kernel), len(picture) - len(kernel) + 1
    out = np.zeros((side, side))
    for row, col in np.ndindex(out.shape):
        out[row, col] = (picture[row : row + size, col : col + size] * kernel).sum() + bias
    bent, pooled, winners = np.maximum(out, 0), np.zeros((side // 2, side // 2)), {}
    for row, col in np.ndindex(pooled.shape):
        cells = [(2 * row + down, 2 * col + right) for down in (0, 1) for right in (0, 1)]
        winners[row, col] = max(cells, key=lambda cell: bent[cell])  # the first of tied cells
        pooled[row, col] = bent[winners[row, col]]
    return Forward(out, bent, pooled, winners)


def backward(picture: Array, kernel: Array, passed: Forward, pooled: Array) -> Backward:
    """The way back from the gradient at the pooled map: the winner, the mask, the sums over positions."""
    bent = np.zeros_like(passed.bent)
    for window, winner in passed.winners.items():
        bent[winner] = pooled[window]
    at_map = np.where(passed.map > 0, bent, 0.0)
    slope, at_picture = np.zeros_like(kernel), np.zeros_like(picture)
    for row, col in np.ndindex(at_map.shape):
        for down, right in np.ndindex(kernel.shape):
            slope[down, right] += at_map[row, col] * picture[row + down, col + right]
            at_picture[row + down, col + right] += at_map[row, col] * kernel[down, right]
    return Backward(pooled, bent, at_map, slope, float(at_map.sum()), at_picture)


def half_squares(pooled: Array) -> float:
    """The loss: half the sum of the squared differences to WANTED, so that its gradient is the difference itself."""
    return float(np.square(pooled - WANTED).sum()) / 2


def chain(given: Given) -> Study:
    """All gradients of a tiny network on a tiny picture, and one weight's as the sum that it is."""
    picture = PICTURES[given.word("picture")]
    row, col = given.number("row"), given.number("column")
    passed = forward(picture, KERNEL)
    back = backward(picture, KERNEL, passed, passed.pooled - WANTED)
    stepped = forward(picture, KERNEL - RATE * back.kernel, -RATE * back.bias)
    under = picture[row : row + len(back.map), col : col + len(back.map)]
    products = back.map * under + 0.0  # no minus zeros
    routed = int(np.count_nonzero(back.bent))
    stopped = routed - int(np.count_nonzero(back.map))
    state = Scene(
        SMALL.layers,
        SMALL.input_shape,
        with_kernel("0", KERNEL[:, :, None, None]),
        drawn(picture),
        Cell("2", 0, 0, 0),
    )
    return Study(
        {
            "picture": square_size(SIDE),
            "kernel": square_size(len(KERNEL)),
            "loss": short_number(half_squares(passed.pooled)),
            "stopped": f"Here it stops {stopped} of {plural(routed, 'number')}" if stopped else "Here it stops none",
            "positions": plural(products.size, "position"),
            "row": short_number(row),
            "column": short_number(col),
            "sum": _sum(back.map, under),
            "bias": short_number(back.bias),
            "difference": short_number(_difference(picture, back)),
            "rate": f"{RATE:g}",
            "after": short_number(half_squares(stepped.pooled)),
        },
        {
            "forward": _forward(picture, passed),
            "target": _target(passed, back),
            "backward": _backward(back),
            "weight": _weight(back.map, under, products, (row, col)),
            "gradients": _gradients(back, (row, col)),
        },
        state,
        "this network and this picture, with a pooled cell selected",
    )


def _difference(picture: Array, back: Backward) -> float:
    """The largest difference between the gradients made by hand and those of the explorer."""
    params = {"0": {"kernel": KERNEL[:, :, None, None], "bias": np.zeros(1)}}
    acts = run(SMALL, params, picture[None, :, :, None])
    found = backprop(SMALL, params, acts, back.pooled[None, :, :, None])
    pairs = (
        (back.bent, found.acts["1"]),
        (back.map, found.acts["0"]),
        (back.picture, found.acts[""]),
        (back.kernel, found.params["0"]["kernel"]),
        (np.array(back.bias), found.params["0"]["bias"]),
    )
    return max(float(np.abs(ours.ravel() - np.ravel(theirs)).max()) for ours, theirs in pairs)


def _sum(at_map: Array, under: Array) -> str:
    """The products that are not zero as a sum: "2 · 1 + 3 · 1 = 5"."""
    terms = [
        f"{_bracketed(g)} · {short_number(x)}" for g, x in zip(at_map.ravel(), under.ravel(), strict=True) if g * x
    ]
    total = short_number(float((at_map * under).sum()))
    return f"{' + '.join(terms)} = **{total}**" if terms else f"no product is anything but zero, so it gets **{total}**"


def _bracketed(value: float) -> str:
    return f"({short_number(value)})" if value < 0 else short_number(value)


# -- figures ------------------------------------------------------------------------------------------------------


def _forward(picture: Array, passed: Forward) -> Grids:
    winners = tuple(Mark(row, row, col, col) for row, col in passed.winners.values())
    return Grids(
        (
            Grid("picture", picture, "image", size=150),
            Grid("convolution", passed.map, size=136),
            Grid("after the ReLU", passed.bent, marks=winners, size=136),
            Grid("pooled", passed.pooled, size=80),
        ),
        "Forward: the picture, the convolution's map, the map after the ReLU with the winners outlined, and the pooled map.",
    )


def _target(passed: Forward, back: Backward) -> Grids:
    return Grids(
        (
            Grid("pooled", passed.pooled, size=100),
            Grid("wanted", WANTED, size=100),
            Grid("gradient", back.pooled, size=100),
        ),
        "The pooled map minus the wanted one is the gradient.",
        ("−", "="),
    )


def _backward(back: Backward) -> Grids:
    top = float(np.abs(back.pooled).max()) or 1.0
    return Grids(
        (
            Grid("1. at the pooled map", back.pooled, top=top, size=100),
            Grid("2. behind the ReLU", back.bent, top=top, size=160),
            Grid("3. at the convolution", back.map, top=top, size=160),
        ),
        "Backward: each number goes to the winner of its window, and on where the mask of the ReLU lets it pass.",
        ("→", "→"),
    )


def _weight(at_map: Array, under: Array, products: Array, place: tuple[int, int]) -> Grids:
    row, col = place
    return Grids(
        (
            Grid("gradient at the convolution", at_map, size=150),
            Grid(f"pixels that weight ({row}, {col}) met", under, "image", size=150),
            Grid("products", products, size=150),
        ),
        "Cell by cell, the gradient times the pixel that the weight met there; their sum is the weight's gradient.",
        ("×", "="),
    )


def _gradients(back: Backward, place: tuple[int, int]) -> Grids:
    row, col = place
    return Grids(
        (
            Grid("kernel", KERNEL, "weight", size=100),
            Grid("its gradient", back.kernel, marks=(Mark(row, row, col, col),), size=100),
            Grid("gradient of the picture", back.picture, size=170),
        ),
        "The kernel, the gradient of each of its weights, and the gradient of each pixel.",
    )
