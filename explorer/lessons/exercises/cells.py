"""Exercises about cells and maps: which pixels a cell reads, which number it holds, which filter made a map."""

from __future__ import annotations

import random

import numpy as np

from explorer.images import fit, samples
from explorer.layers import AveragePool2D, Conv2D, MaxPool2D
from explorer.layers.base import Array
from explorer.lessons.exercises.exercise import ExerciseDraft, Mistake, answer_text
from explorer.lessons.shown import Grid, Grids
from explorer.lessons.tools import conv, matrix_text
from explorer.network import Cell, Network
from explorer.reads import region
from explorer.running import run
from explorer.weights.bank import FILTER_BY_NAME, kernel_of

SIDE = 48
"""Side of the pictures of `which_filter`, in px."""
PHOTOS = ("cat", "coffee", "astronaut", "pagoda", "flower", "rocket", "photographer")
BANK = ("sobel_x", "sobel_y", "laplacian", "box_blur", "sharpen", "red_green", "blue_yellow")
LOOKS = {
    "sobel_x": "vertical edges would stand out, horizontal ones not at all",
    "sobel_y": "horizontal edges would stand out, vertical ones not at all",
    "laplacian": "even areas would be blank, and every edge a thin pair of blue and orange",
    "box_blur": "it would be soft and blue everywhere, because a mean of brightness is never negative",
    "sharpen": "the picture would still be there, its edges exaggerated",
    "red_green": "it would show colours and no edges, blue where red wins and orange where green does",
    "blue_yellow": "it would show colours and no edges, blue where blue wins and orange where red and green do",
}
"""How the map of each filter would look."""
MIN_DIFFERENCE = 0.15
"""Least difference between two maps, as a share of the larger one's magnitude, for them to be told apart."""


def _span(what: str, first: int, last: int) -> str:
    return f"{what} {first}" if first == last else f"{what}s {first} to {last}".replace("-", "−")


def plain_reads(rng: random.Random) -> ExerciseDraft:
    """The rows that a cell of a plain convolution reads: no stride, no padding."""
    return _reads(rng, rng.choice((2, 3, 5, 7)), 1, 0, False)


def stride_reads(rng: random.Random) -> ExerciseDraft:
    """The rows that a cell of a convolution with a stride reads, without padding."""
    return _reads(rng, rng.choice((2, 3, 5)), rng.choice((2, 2, 3, 4)), 0, False)


def padded_reads(rng: random.Random) -> ExerciseDraft:
    """The rows that a cell of a padded convolution really reads."""
    return _reads(rng, rng.choice((3, 3, 5)), rng.choice((1, 1, 2)), rng.choice((1, 2)), False)


def reads(rng: random.Random) -> ExerciseDraft:
    """The rows of the image that one cell really reads."""
    kernel, stride, pad = rng.choice((3, 3, 5)), rng.choice((1, 2, 2, 3)), rng.choice((0, 1, 2))
    return _reads(rng, kernel, stride, pad, rng.random() < 0.4)


def _reads(rng: random.Random, kernel: int, stride: int, pad: int, pooled: bool) -> ExerciseDraft:
    length = rng.randint(12, 32)
    layers: list[Conv2D | MaxPool2D] = [conv(1, kernel, stride, pad)]
    if pooled:
        layers.append(MaxPool2D())
    network = Network(tuple(layers), (length, length, 1))
    last = network.steps[-1]
    row = rng.choice((0, 1, *range(last.output_shape[0])) if pad else range(1, last.output_shape[0]))
    read_region = region(network, Cell(last.path, row, 0, 0))
    assert read_region.hull is not None
    assert read_region.box is not None
    assert last.window is not None
    size, jump = last.window.rows.size, last.window.rows.jump
    wrong_spans = (
        (read_region.box.top, read_region.box.bottom, "That counts rows of the padding, which are not in the image."),
        *(
            ((row, row + size - 1, "That forgets the stride: neighbouring cells are further apart on the image."),)
            if jump > 1
            else ()
        ),
        (row * jump, row * jump + size - 1, "That forgets the padding, which moves every window up."),
        (
            row * jump - size // 2,
            row * jump - size // 2 + size - 1,
            "That centres the window on the row; it starts there.",
        ),
        (row * jump - pad, row * jump - pad + kernel - 1, "That follows one layer only; pooling widens the window."),
        (read_region.hull.top + 1, read_region.hull.bottom + 1, "That counts from 1; rows count from 0."),
        (
            read_region.hull.top,
            read_region.hull.bottom + 1,
            "That is one row too many: the last row is first + size − 1.",
        ),
    )
    pooling_text = ", then max pooling 2 × 2 with stride 2" if pooled else ""
    steps = "stride 1 (it stops at every row)" if stride == 1 and not pad else f"stride {stride}"
    around = f"{pad} row{'s' * (pad > 1)} of zeros on each side" if pad else "nothing added around (no padding)"
    map_name = "the pooled map" if pooled else "the map"
    return ExerciseDraft(
        f"An image of {length} rows enters a convolution: kernel {kernel} × {kernel}, {steps}, "
        f"{around}{pooling_text}. Which rows of the **image** does a cell in **row {row}** of {map_name} read? "
        "Rows count from 0.",
        _span("row", read_region.hull.top, read_region.hull.bottom),
        tuple(Mistake(_span("row", first, end), map_name) for first, end, map_name in wrong_spans if end >= first),
        f"Its window starts at {row} · {jump} − {-last.window.rows.start} = {read_region.box.top} and spans {size} rows, to "
        f"{read_region.box.bottom}; the image has rows 0 to {length - 1}.".replace("= -", "= −").replace(
            "to -", "to −"
        ),
        numeric=False,
    )


def shifted(rng: random.Random) -> ExerciseDraft:
    """By how many cells a map moves when its image is shifted, with up to two poolings in between."""
    pools = rng.choice((0, 1, 1, 2))
    shift_px = rng.randint(2, 12) * 2**pools
    pixels = np.zeros((2, 4, 96, 1))
    pixels[(0, 1), 1, (8, 8 + shift_px), 0] = 1
    layers = (conv(1, 1, bias=False), *[MaxPool2D()] * pools)
    network = Network(layers, pixels.shape[1:])
    maps = run(network, {"0": {"kernel": np.ones((1, 1, 1, 1))}}, pixels)[network.steps[-1].path]
    before, after = (int(picture.max(axis=(0, 2)).argmax()) for picture in maps)
    pooling_text = (
        "",
        ", then a max pooling of 2 × 2 with stride 2",
        ", then two max poolings of 2 × 2 with stride 2",
    )[pools]
    return ExerciseDraft(
        f"A picture is moved by **{shift_px} px** to the right. A convolution reads it, stopping at every "
        f"place{pooling_text}. By how many cells does the last map move?",
        answer_text(after - before),
        (
            Mistake(
                answer_text(shift_px),
                "That is the picture's own shift; after each pooling, a cell stands for twice as many px.",
            ),
            Mistake(answer_text(0), "That would be invariance; maps move with the picture."),
            Mistake(
                answer_text(shift_px * 2**pools), "That doubles; a pooled map has fewer cells, so it moves by fewer."
            ),
            Mistake(answer_text(shift_px // 2), "That halves once; each pooling halves, and a convolution does not."),
            Mistake(
                answer_text(shift_px - 1),
                "That takes something off; what moves in the picture moves by as much in the map.",
            ),
            Mistake(answer_text(shift_px - 2 * pools), "That subtracts the windows; steps divide."),
        ),
        f"The convolution's map moves by {shift_px} cells, as the picture by {shift_px} px."
        + (
            f" Each pooling halves that: {' → '.join(str(shift_px // 2**n) for n in range(pools + 1))}."
            if pools
            else ""
        ),
        unit="cells",
    )


def value(rng: random.Random) -> ExerciseDraft:
    """One number of the map that a 3 x 3 kernel makes of a 4 x 4 image."""
    return _value(rng, False)


def flipped_value(rng: random.Random) -> ExerciseDraft:
    """One number of the mathematical convolution of a 4 x 4 image, which turns the kernel by half a turn first."""
    return _value(rng, True)


def _value(rng: random.Random, turned: bool) -> ExerciseDraft:
    x = np.array([rng.randint(0, 9) for _ in range(16)], np.float64).reshape(4, 4)
    kernel = np.array([rng.choice((-2, -1, -1, 0, 0, 1, 1, 2)) for _ in range(9)], np.float64).reshape(3, 3)
    bias, row, col = rng.choice((-3, -1, 1, 2, 4)), rng.randint(0, 1), rng.randint(0, 1)
    kernel[rng.randint(0, 2), 2] = rng.choice((-1, 1, 2))  # a kernel of zeros would make no exercise
    drawn, kernel = kernel, kernel[::-1, ::-1] if turned else kernel
    result = _map(x, kernel, bias)
    here = float(result[row, col])
    patch = x[row : row + 3, col : col + 3]
    terms = " + ".join(
        f"{a:.0f}·{f'({w:.0f})' if w < 0 else f'{w:.0f}'}" for a, w in zip(patch.flat, kernel.flat, strict=True) if w
    )
    offset = f"({bias})" if bias < 0 else str(bias)
    first = "Mathematical convolution **turns the kernel by half a turn** first. " if turned else ""
    slid = (
        "That slides the kernel as it is, as deep learning does; here it is turned first."
        if turned
        else "That turns the kernel first, as mathematics does; deep learning does not."
    )
    return ExerciseDraft(
        f"{first}An image of 4 × 4, a kernel of 3 × 3 that stops at every place, a bias of {bias}. Which number is in "
        f"**row {row}, column {col}** of the map, before any ReLU?".replace("of -", "of −"),
        answer_text(int(here)),
        (
            Mistake(answer_text(int(here) - bias), "That forgets the bias."),
            Mistake(answer_text(int(_map(x, kernel[::-1, ::-1], bias)[row, col])), slid),
            Mistake(answer_text(int(result[col, row])), "That mixes up rows and columns: the row comes first."),
            Mistake(
                answer_text(int(_map(x, kernel.T, bias)[row, col])),
                "That lays the kernel's columns on the image's rows.",
            ),
            Mistake(answer_text(max(int(here), 0)), "That applies a ReLU; the question is about the number before it."),
            Mistake(
                answer_text(int(_map(x, np.abs(kernel), bias)[row, col])), "That drops the minus signs of the kernel."
            ),
            Mistake(answer_text(int(result[0, 0])), "That is the window at the top left, row 0, column 0."),
        ),
        f"{'The last weight of the kernel meets the first cell: ' if turned else ''}{terms} + {offset} = {here:.0f}.".replace(
            "-", "−"
        ),
        figures=(
            Grids(
                (Grid("image", x, "count", size=152), Grid("kernel", drawn, "weight", size=118)),
                f"Image: {matrix_text(x)}. Kernel: {matrix_text(drawn)}.",
                ("×",),
            ),
        ),
    )


def _map(x: Array, kernel: Array, bias: float) -> Array:
    """The map (rows, columns) of a convolution of one channel."""
    layer = Conv2D(filters=1)
    out: Array = layer.forward(
        x[None, :, :, None], {"kernel": kernel[:, :, None, None], "bias": np.array([float(bias)])}
    )
    return out[0, :, :, 0]


def pooled(rng: random.Random) -> ExerciseDraft:
    """One number of a pooled 4 x 4 map."""
    x = np.array([rng.randint(-6, 9) for _ in range(16)], np.float64).reshape(4, 4)
    largest, row, col = rng.random() < 0.6, rng.randint(0, 1), rng.randint(0, 1)
    window = x[2 * row : 2 * row + 2, 2 * col : 2 * col + 2]
    if not largest:  # so that the mean is a whole number
        window[1, 1] += (-window.sum()) % 4
    layer = MaxPool2D() if largest else AveragePool2D()
    out = layer.forward(x[None, :, :, None], {})[0, :, :, 0]
    mean, total = float(window.mean()), float(window.sum())
    strong = float(window.flat[int(np.abs(window).argmax())])
    wrong = [
        Mistake(answer_text(int(total)), "That adds the window up; pooling does not."),
        Mistake(answer_text(int(out[col, row])), "That is another window: the row comes first."),
        Mistake(answer_text(int(window.min())), "That is the smallest number of the window."),
        Mistake(answer_text(int(x.max())), "That is the largest number of the whole map; each window has its own."),
        Mistake(
            answer_text(int(x[row, col])), "That takes the cell at the same place; the window starts at twice that."
        ),
        Mistake(
            answer_text(int(x[row : row + 2, col : col + 2].max())),
            "That forgets the stride: windows do not overlap here.",
        ),
    ]
    if largest:
        wrong.insert(0, Mistake(answer_text(int(strong)), "That compares magnitudes; −5 is smaller than 1."))
        if mean == int(mean):
            wrong.append(Mistake(answer_text(int(mean)), "That is the mean; max pooling keeps the largest."))
    else:
        wrong.insert(0, Mistake(answer_text(int(window.max())), "That is the largest; average pooling takes the mean."))
    kind = "Max" if largest else "Average"
    numbers = ", ".join(f"{v:g}" for v in window.flat).replace("-", "−")
    result_text = (
        f"the largest is {answer_text(int(out[row, col]))}"
        if largest
        else f"their mean is {answer_text(int(out[row, col]))}"
    )
    return ExerciseDraft(
        f"{kind} pooling of 2 × 2 with stride 2. Which number is in **row {row}, column {col}** of the pooled map?",
        answer_text(int(out[row, col])),
        tuple(wrong),
        f"The window holds {numbers}: {result_text}.",
        figures=(Grids((Grid("map", x, "map", size=152),), f"Map: {matrix_text(x)}."),),
    )


def which_filter(rng: random.Random) -> ExerciseDraft:
    """Which of several hand-made filters made a given map of a photograph."""
    photo = rng.choice(PHOTOS)
    whole = fit(samples.load(photo), 2 * SIDE, 2 * SIDE, "crop", 3).pixels
    top, left = rng.randint(0, SIDE), rng.randint(0, SIDE)
    pixels = whole[top : top + SIDE, left : left + SIDE]
    names = [name for name in BANK if photo != "photographer" or name not in ("red_green", "blue_yellow")]
    rng.shuffle(names)
    maps = {name: filtered(pixels, name) for name in names}
    right = names[0]
    others = [name for name in names[1:] if distance(maps[right], maps[name]) > MIN_DIFFERENCE]
    right_filter = FILTER_BY_NAME[right]
    return ExerciseDraft(
        "Compare the picture with its map: blue is positive, orange negative.",
        _option(right),
        tuple(Mistake(_option(n), f"That would look different: {LOOKS[n]}.") for n in others),
        f"{right_filter.title}: {_decapitalized(right_filter.about)}",
        numeric=False,
        figures=(
            Grids(
                (
                    Grid("the picture", pixels, "image", numbers=False, size=184),
                    Grid("the map", maps[right], "map", numbers=False, size=184),
                ),
                "A photograph and the map that a filter made of it.",
                ("→",),
            ),
        ),
    )


def filtered(pixels: Array, name: str) -> Array:
    """The map (rows, columns) that the hand-made filter `name` makes of an image (rows, columns, 3)."""
    network = Network((Conv2D(filters=1),), pixels.shape)
    kernel = kernel_of((name,), (3, 3, 3, 1))
    acts = run(network, {"0": {"kernel": kernel, "bias": np.zeros(1, np.float32)}}, pixels[None].astype(np.float64))
    return acts["0"][0, :, :, 0]


def distance(first: Array, second: Array) -> float:
    """The largest difference of two maps as a share of the larger magnitude."""
    top = float(max(np.abs(first).max(), np.abs(second).max())) or 1.0
    return float(np.abs(first - second).max()) / top


def _option(name: str) -> str:
    """A filter as an option: its title and a description."""
    bank_filter = FILTER_BY_NAME[name]
    return f"{bank_filter.title} ({_decapitalized(bank_filter.about).removesuffix('.')})"


def _decapitalized(text: str) -> str:
    return text[0].lower() + text[1:]
