"""Mistakes in textbook code beside the right results on the same numbers."""

from __future__ import annotations

import numpy as np

from explorer import presets
from explorer.layers import AveragePool2D, Conv2D, MaxPool2D, ReLU
from explorer.layers.base import Array
from explorer.ledger import routing_mask
from explorer.lessons import mistakes
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Bars, Grid, Grids, TextTable
from explorer.lessons.tools import (
    activations,
    clothing,
    conv,
    pool,
    scene,
    short_number,
    size,
    square_size,
    with_commas,
    with_filters,
)
from explorer.network import Cell, Network
from explorer.scene import Scene
from explorer.words.numerals import number

SIDE = 10
"""Rows of the image of `crop`, in px."""
WIDTHS = {"square": SIDE, "wide": SIDE + 4}


def _attempt(x: Array, kernel: Array) -> tuple[Array | None, str]:
    """The map that the cropping code makes and its size as text; (None, "fails") if it raises."""
    try:
        out = mistakes.cropped_convolution(x, kernel)
    except ValueError:
        return None, "fails"
    return out, size(out.shape)


def crop(given: Given) -> Study:
    """A convolution by cropping a filtered image, which works only for odd kernels on square images."""
    k, wide = given.number("kernel"), WIDTHS[given.word("image")]
    grey = np.asarray(given.picture(SIDE, wide, 1)[:, :, 0], np.float64)
    kernel = np.full((k, k), 1 / k**2)
    kernel[0, 0] += 0.5  # so that no kernel looks the same after half a turn
    right = Conv2D(1, (k, k)).forward(grey[None, :, :, None], {"kernel": kernel[:, :, None, None], "bias": np.zeros(1)})
    right = right[0, :, :, 0]
    wrong, attempt_text = _attempt(grey, kernel)
    rows = []
    for side in range(1, 6):
        taps = np.full((side, side), 1 / side**2)
        cells = [square_size(side)]
        for width in WIDTHS.values():
            image = np.zeros((SIDE, width))
            cells += [size((SIDE - side + 1, width - side + 1)), _attempt(image, taps)[1]]
        rows.append(tuple(cells))
    fails = sum(row[2] == "fails" for row in rows), sum(row[4] == "fails" for row in rows)
    attempt_title = "by cropping" if wrong is not None else "by cropping: no map"
    attempt_map = wrong if wrong is not None else np.full(right.shape, np.nan)
    agree = wrong is not None and wrong.shape == right.shape and bool(np.allclose(wrong, right))
    top = float(np.abs(right).max()) or 1.0
    return Study(
        {
            "kernel": square_size(k),
            "image": size(grey.shape),
            "right": size(right.shape),
            "said": attempt_text,
            "verdict": "the same numbers" if agree else "no map at all",
            "fails": with_commas(fails[0]),
            "of": with_commas(len(rows)),
            "fails_wide": "all" if fails[1] == len(rows) else with_commas(fails[1]),
            "one": square_size(1),
        },
        {
            "maps": Grids(
                (
                    Grid("the image", grey, "image", numbers=False, size=200),
                    Grid(
                        attempt_title,
                        attempt_map,
                        "map",
                        numbers=False,
                        top=top,
                        size=180,
                    ),
                    Grid("right", right, "map", numbers=False, top=top, size=180),
                ),
                f"By cropping: {attempt_text}. Right: {size(right.shape)}.",
                ("→", "and"),
            ),
            "table": TextTable(
                ("kernel", "square: right size", "by cropping", "wide: right size", "by cropping"),
                tuple(rows),
                "For which kernels and images the cropping code works.",
            ),
        },
        scene((conv(1, k),), (SIDE, wide, 1), given),
        f"a convolution of {square_size(k)} on an image of {size(grey.shape)}",
    )


def pools(given: Given) -> Study:
    """Average pooling over the wrong axes, and masks that mark every tie."""
    side, channels = given.number("side"), given.number("channels")
    x = np.arange(2 * side * side * channels, dtype=np.float64).reshape(2, side, side, channels)
    layer = AveragePool2D()
    right = layer.forward(x, {}).shape
    try:
        wrong = size(mistakes.crossed_average(x).shape)
    except ValueError:
        wrong = "an error: it cannot cut an odd side in two"
    layers, shape, kernel = (conv(), ReLU(), pool()), (16, 16, 3), with_filters("0", "sobel_x")
    below = activations(scene(layers, shape, given, kernel), given.picture(*shape))["1"][:, :, 0]
    state = scene(layers, shape, given, kernel, Cell("2", *_tied(below), 0), tool="arithmetic")
    every, single = mistakes.equal_to_maximum(below), routing_mask(MaxPool2D(), below)
    zero = np.zeros((2, 2))
    return Study(
        {
            "in": size(x.shape),
            "wrong": wrong,
            "right": size(right),
            "window": square_size(2),
            "marked": with_commas(int(mistakes.equal_to_maximum(zero).sum())),
            "once": with_commas(int(routing_mask(MaxPool2D(), zero).sum())),
            "windows": with_commas(single.size // 4),
            "every": with_commas(int(every.sum())),
            "factor": short_number(every.sum() / single.sum()),
        },
        {
            "masks": Grids(
                (
                    Grid("a map after its ReLU", below, "map", numbers=False, size=190),
                    Grid("equal to the maximum", every.astype(np.float64), "mask", numbers=False, size=190),
                    Grid("one winner each", single.astype(np.float64), "mask", numbers=False, size=190),
                ),
                f"{int(every.sum())} cells are marked where {int(single.sum())} should be.",
                ("→", "or"),
            )
        },
        state,
        "this pooling at a window with a tie, if there is one; “Arithmetic” counts its ties",
    )


def _tied(below: Array) -> tuple[int, int]:
    """The (row, column) of the first 2 x 2 window in which several cells are largest; (0, 0) if there is none."""
    rows, cols = below.shape
    blocks = below.reshape(rows // 2, 2, cols // 2, 2)
    ties = (blocks == blocks.max(axis=(1, 3), keepdims=True)).sum(axis=(1, 3)) > 1
    row, col = np.unravel_index(int(ties.argmax()), ties.shape)
    return int(row), int(col)


def log_softmax(given: Given) -> Study:
    """The effect of a small number that is added to every share, on the sum of shares and on their logarithms."""
    classes, gap = given.number("classes"), given.number("gap")
    z = np.zeros(classes)
    z[0] = gap
    lifted = mistakes.lifted_softmax(z)
    powers = np.exp(z - z.max())
    exact = z - z.max() - np.log(powers.sum())
    share = np.exp(exact[1])
    rows = []
    for each in (5, 15, 25, 50):
        y = np.zeros(classes)
        y[0] = each
        guarded = float(-each - np.log(np.exp(y - each).sum()))
        rows.append((with_commas(each), number(guarded), number(float(np.log(mistakes.lifted_softmax(y)[1])))))
    excess = float(lifted.sum()) - 1
    preset = presets.load("fashion_tinyvgg")
    network, image = preset.network, clothing(given)[0]
    return Study(
        {
            "classes": with_commas(classes),
            "gap": with_commas(gap),
            "more": short_number(1e-8),
            "excess": short_number(excess),
            "sum": f"{lifted.sum():.9f}",
            "share": short_number(float(share)),
            "lifted": short_number(float(lifted[1])),
            "log": number(float(exact[1])),
            "wrong": number(float(np.log(lifted[1]))),
            "floor": short_number(float(np.log(1e-8))),
        },
        {
            "table": TextTable(
                ("the winner leads by", "log of another share, exact", "with the small number"),
                tuple(rows),
                "The logarithm of a small share, exact and with the small number added.",
            ),
            "excess": Bars(
                tuple(f"{with_commas(n)} classes" for n in (10, 100, 1000)),
                tuple(float(mistakes.lifted_softmax(np.zeros(n)).sum() - 1) for n in (10, 100, 1000)),
                tuple(short_number(float(mistakes.lifted_softmax(np.zeros(n)).sum() - 1)) for n in (10, 100, 1000)),
                "The more classes, the more the shares add up to above 1.",
                "by how much the sum exceeds one",
            ),
        },
        Scene(
            network.layers,
            network.input_shape,
            preset.weights,
            image,
            Cell(network.steps[-1].path, 0, 0, 0),
            preset.name,
            tool="arithmetic",
        ),
        "the softmax of a trained network; “Arithmetic” shows its sum",
    )


def claims(given: Given) -> Study:
    """Common claims about convolutional networks, each beside the computed truth."""
    k, s = given.number("kernel"), given.number("stride")
    n, below, filters = 28, 3, 8
    shape = (n, n, below)
    full = Network((conv(filters, k, 1, mistakes.same_by_full(k)),), shape).output_shape[0]
    same = Network((conv(filters, k, 1, (k - 1) // 2),), shape).output_shape[0]
    strided = Network((conv(filters, k, s),), shape).output_shape[0]
    every = Network((conv(filters, k),), shape).output_shape[0]
    step = Network((conv(filters, k),), shape).steps[1]
    before, after = (Network((*more, conv(4, k)), (n, n, filters)).steps[-1].param_count for more in ((), (pool(),)))
    zero = Network((conv(1, k, 1, "same"),), (n, n, 1))
    white = zero.steps[1].layer
    assert white is not None
    border = white.forward(np.ones((1, n, n, 1)), {"kernel": np.full((k, k, 1, 1), 1 / k**2), "bias": np.zeros(1)})[
        0, 0, 0, 0
    ]
    pixels, values = with_commas(n * n), with_commas(n * n * below)
    rows = (
        ("“Same” is a padding of F − 1", f"{n} becomes {full}", f"{n} stays {same} with {(k - 1) // 2}"),
        ("Sizes round up", with_commas(mistakes.ceiling_size(n, k, s, 0)), with_commas(strided)),
        ("A stride keeps one of every P places", "P is the padding", f"one of {s}: {every} becomes {strided}"),
        ("An image has rows · columns · colours pixels", values, f"{pixels} pixels, {values} values"),
        (
            "A layer has F · F · n + 1 parameters",
            with_commas(k * k * below + 1),
            f"{with_commas(step.param_count)} with {filters} filters",
        ),
        (
            "Pooling saves parameters",
            "fewer in the next layer",
            f"in a convolution after it {with_commas(after)}, as before",
        ),
        (
            "Zeros add no information",
            "a white image stays white",
            f"its corner is {short_number(float(border))}, not {with_commas(1)}",
        ),
    )
    assert before == after
    return Study(
        {
            "kernel": square_size(k),
            "stride": with_commas(s),
            "image": size(shape),
            "filters": with_commas(filters),
            "claims": with_commas(len(rows)),
            "full": with_commas(full),
            "same": with_commas(same),
            "side": with_commas(n),
        },
        {
            "table": TextTable(
                ("what one reads", "that would be", "what is right"), rows, "Claims and what the engine finds."
            )
        },
        scene((Conv2D(filters, (k, k), (s, s)),), shape, given),
        f"this convolution: kernel {square_size(k)}, stride {s}",
    )
