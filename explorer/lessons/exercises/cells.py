"""Exercises about single cells and maps: what they read, which number they hold, what made them."""

from __future__ import annotations

import random

import numpy as np

from explorer.images import fit, samples
from explorer.layers import AveragePool2D, Conv2D, MaxPool2D
from explorer.layers.base import Array
from explorer.lessons.exercises.exercise import Draft, Mistake, written
from explorer.lessons.shown import Grid, Grids
from explorer.lessons.tools import conv
from explorer.network import Cell, Network
from explorer.reads import region
from explorer.running import run
from explorer.weights.bank import FILTER_BY_NAME, kernel_of

SIDE = 48
"""Of the pictures of "which filter", in px."""
PHOTOS = ("cat", "coffee", "astronaut", "pagoda", "flower", "rocket", "photographer")
BANK = ("sobel_x", "sobel_y", "laplacian", "box_blur", "sharpen", "red_green", "blue_yellow")
LOOKS = {
    "sobel_x": "upright edges would stand out, level ones not at all",
    "sobel_y": "level edges would stand out, upright ones not at all",
    "laplacian": "even areas would be blank, and every edge a thin pair of blue and orange",
    "box_blur": "it would be soft and blue everywhere, because a mean of bright numbers is never negative",
    "sharpen": "the picture would still be there, its edges exaggerated",
    "red_green": "it would show colours and no edges, blue where red wins and orange where green does",
    "blue_yellow": "it would show colours and no edges, blue where blue wins and orange where red and green do",
}
"""What one would see in the map of each filter."""
DIFFERENT = 0.15
"""Least difference between two maps, as a share of the larger one's magnitude, for them to be told apart."""


def _span(what: str, first: int, last: int) -> str:
    return f"{what} {first}" if first == last else f"{what}s {first} to {last}".replace("-", "−")


def plain_reads(chance: random.Random) -> Draft:
    """The rows that a cell of a plain convolution reads: no stride, no padding."""
    return _reads(chance, chance.choice((2, 3, 5, 7)), 1, 0, False)


def stride_reads(chance: random.Random) -> Draft:
    """The rows that a cell of a convolution with a stride reads, without padding."""
    return _reads(chance, chance.choice((2, 3, 5)), chance.choice((2, 2, 3, 4)), 0, False)


def padded_reads(chance: random.Random) -> Draft:
    """The rows that a cell of a padded convolution really reads."""
    return _reads(chance, chance.choice((3, 3, 5)), chance.choice((1, 1, 2)), chance.choice((1, 2)), False)


def reads(chance: random.Random) -> Draft:
    """The rows of the image that one cell really reads."""
    kernel, stride, pad = chance.choice((3, 3, 5)), chance.choice((1, 2, 2, 3)), chance.choice((0, 1, 2))
    return _reads(chance, kernel, stride, pad, chance.random() < 0.4)


def _reads(chance: random.Random, kernel: int, stride: int, pad: int, pooled: bool) -> Draft:
    length = chance.randint(12, 32)
    layers: list[Conv2D | MaxPool2D] = [conv(1, kernel, stride, pad)]
    if pooled:
        layers.append(MaxPool2D())
    network = Network(tuple(layers), (length, length, 1))
    last = network.steps[-1]
    row = chance.choice((0, 1, *range(last.output_shape[0])) if pad else range(1, last.output_shape[0]))
    found = region(network, Cell(last.path, row, 0, 0))
    assert found.hull is not None
    assert found.box is not None
    assert last.window is not None
    size, jump = last.window.rows.size, last.window.rows.jump
    wrong = (
        (found.box.top, found.box.bottom, "That counts rows of the padding, which are not in the image."),
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
        (found.hull.top + 1, found.hull.bottom + 1, "That counts from 1; rows count from 0."),
        (found.hull.top, found.hull.bottom + 1, "That includes one row too many: the last is first + size − 1."),
    )
    above = ", then max pooling 2 × 2 with stride 2" if pooled else ""
    steps = "stride 1 (it stops at every row)" if stride == 1 and not pad else f"stride {stride}"
    around = f"{pad} row{'s' * (pad > 1)} of zeros on each side" if pad else "nothing added around (no padding)"
    name = "the pooled map" if pooled else "the map"
    return Draft(
        f"An image of {length} rows enters a convolution: kernel {kernel} × {kernel}, {steps}, "
        f"{around}{above}. Which rows of the **image** does a cell in **row {row}** of {name} read? "
        "Rows count from 0.",
        _span("row", found.hull.top, found.hull.bottom),
        tuple(Mistake(_span("row", first, end), name) for first, end, name in wrong if end >= first),
        f"Its window starts at {row} · {jump} − {-last.window.rows.start} = {found.box.top} and spans {size} rows, to "
        f"{found.box.bottom}; the image has rows 0 to {length - 1}.".replace("= -", "= −").replace("to -", "to −"),
        numeric=False,
    )


def shifted(chance: random.Random) -> Draft:
    """By how many cells a map moves with its image, without pooling and behind it."""
    pools = chance.choice((0, 1, 1, 2))
    by = chance.randint(2, 12) * 2**pools
    pixels = np.zeros((2, 4, 96, 1))
    pixels[(0, 1), 1, (8, 8 + by), 0] = 1
    layers = (conv(1, 1, bias=False), *[MaxPool2D()] * pools)
    network = Network(layers, pixels.shape[1:])
    found = run(network, {"0": {"kernel": np.ones((1, 1, 1, 1))}}, pixels)[network.steps[-1].path]
    before, after = (int(each.max(axis=(0, 2)).argmax()) for each in found)
    behind = ("", ", then a max pooling of 2 × 2 with stride 2", ", then two max poolings of 2 × 2 with stride 2")[
        pools
    ]
    return Draft(
        f"A picture is moved by **{by} px** to the right. A convolution reads it, stopping at every place{behind}. By how "
        "many cells does the last map move?",
        written(after - before),
        (
            Mistake(
                written(by), "That is the picture's own shift; a cell behind each pooling stands for twice as many px."
            ),
            Mistake(written(0), "That would be invariance; maps move with the picture."),
            Mistake(written(by * 2**pools), "That doubles; a pooled map has fewer cells, so it moves by fewer."),
            Mistake(written(by // 2), "That halves once; each pooling halves, and a convolution does not."),
            Mistake(
                written(by - 1), "That takes something off; what moves in the picture moves by as much in the map."
            ),
            Mistake(written(by - 2 * pools), "That subtracts the windows; steps divide."),
        ),
        f"The convolution's map moves by {by} cells, as the picture by {by} px."
        + (f" Each pooling halves that: {' → '.join(str(by // 2**n) for n in range(pools + 1))}." if pools else ""),
        unit="cells",
    )


def value(chance: random.Random) -> Draft:
    """One number of the map of a 4 x 4 example."""
    return _value(chance, False)


def flipped_value(chance: random.Random) -> Draft:
    """One number of what mathematics calls the convolution of a 4 x 4 example: the kernel is turned first."""
    return _value(chance, True)


def _value(chance: random.Random, turned: bool) -> Draft:
    x = np.array([chance.randint(0, 9) for _ in range(16)], np.float64).reshape(4, 4)
    kernel = np.array([chance.choice((-2, -1, -1, 0, 0, 1, 1, 2)) for _ in range(9)], np.float64).reshape(3, 3)
    bias, row, col = chance.choice((-3, -1, 1, 2, 4)), chance.randint(0, 1), chance.randint(0, 1)
    kernel[chance.randint(0, 2), 2] = chance.choice((-1, 1, 2))  # a kernel of zeros asks nothing
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
    return Draft(
        f"{first}An image of 4 × 4, a kernel of 3 × 3 that stops at every place, a bias of {bias}. Which number is in "
        f"**row {row}, column {col}** of the map, before any ReLU?".replace("of -", "of −"),
        written(int(here)),
        (
            Mistake(written(int(here) - bias), "That forgets the bias."),
            Mistake(written(int(_map(x, kernel[::-1, ::-1], bias)[row, col])), slid),
            Mistake(written(int(result[col, row])), "That mixes up rows and columns: the row comes first."),
            Mistake(
                written(int(_map(x, kernel.T, bias)[row, col])), "That lays the kernel's columns on the image's rows."
            ),
            Mistake(written(max(int(here), 0)), "That applies a ReLU; the question is before it."),
            Mistake(written(int(_map(x, np.abs(kernel), bias)[row, col])), "That drops the minus signs of the kernel."),
            Mistake(written(int(result[0, 0])), "That is the window at the top left, row 0, column 0."),
        ),
        f"{'The last weight of the kernel meets the first cell: ' if turned else ''}{terms} + {offset} = {here:.0f}.".replace(
            "-", "−"
        ),
        figures=(
            Grids(
                (Grid("image", x, "count", size=152), Grid("kernel", drawn, "weight", size=118)),
                f"Image: {_words(x)}. Kernel: {_words(drawn)}.",
                ("×",),
            ),
        ),
    )


def _map(x: Array, kernel: Array, bias: float) -> Array:
    """The map of a single-channel convolution, by the engine, (rows, columns)."""
    layer = Conv2D(filters=1)
    out: Array = layer.forward(
        x[None, :, :, None], {"kernel": kernel[:, :, None, None], "bias": np.array([float(bias)])}
    )
    return out[0, :, :, 0]


def _words(matrix: Array) -> str:
    return "; ".join(" ".join(f"{v:g}" for v in line) for line in matrix).replace("-", "−")


def pooled(chance: random.Random) -> Draft:
    """One number of a pooled 4 x 4 map."""
    x = np.array([chance.randint(-6, 9) for _ in range(16)], np.float64).reshape(4, 4)
    largest, row, col = chance.random() < 0.6, chance.randint(0, 1), chance.randint(0, 1)
    window = x[2 * row : 2 * row + 2, 2 * col : 2 * col + 2]
    if not largest:  # whole numbers only
        window[1, 1] += (-window.sum()) % 4
    layer = MaxPool2D() if largest else AveragePool2D()
    out = layer.forward(x[None, :, :, None], {})[0, :, :, 0]
    mean, total = float(window.mean()), float(window.sum())
    strong = float(window.flat[int(np.abs(window).argmax())])
    wrong = [
        Mistake(written(int(total)), "That adds the window up; pooling does not."),
        Mistake(written(int(out[col, row])), "That is another window: the row comes first."),
        Mistake(written(int(window.min())), "That is the smallest number of the window."),
        Mistake(written(int(x.max())), "That is the largest number of the whole map; each window has its own."),
        Mistake(written(int(x[row, col])), "That takes the cell at the same place; the window starts at twice that."),
        Mistake(
            written(int(x[row : row + 2, col : col + 2].max())), "That forgets the stride: windows do not overlap here."
        ),
    ]
    if largest:
        wrong.insert(0, Mistake(written(int(strong)), "That compares magnitudes; −5 is smaller than 1."))
        if mean == int(mean):
            wrong.append(Mistake(written(int(mean)), "That is the mean; max pooling keeps the largest."))
    else:
        wrong.insert(0, Mistake(written(int(window.max())), "That is the largest; average pooling takes the mean."))
    kind = "Max" if largest else "Average"
    numbers = ", ".join(f"{v:g}" for v in window.flat).replace("-", "−")
    said = (
        f"the largest is {written(int(out[row, col]))}" if largest else f"their mean is {written(int(out[row, col]))}"
    )
    return Draft(
        f"{kind} pooling of 2 × 2 with stride 2. Which number is in **row {row}, column {col}** of the pooled map?",
        written(int(out[row, col])),
        tuple(wrong),
        f"The window holds {numbers}: {said}.",
        figures=(Grids((Grid("map", x, "map", size=152),), f"Map: {_words(x)}."),),
    )


def which_filter(chance: random.Random) -> Draft:
    """Which hand-made filter turned a photograph into a map."""
    photo = chance.choice(PHOTOS)
    whole = fit(samples.load(photo), 2 * SIDE, 2 * SIDE, "crop", 3).pixels
    top, left = chance.randint(0, SIDE), chance.randint(0, SIDE)
    pixels = whole[top : top + SIDE, left : left + SIDE]
    names = [name for name in BANK if photo != "photographer" or name not in ("red_green", "blue_yellow")]
    chance.shuffle(names)
    maps = {name: filtered(pixels, name) for name in names}
    right = names[0]
    others = [name for name in names[1:] if distance(maps[right], maps[name]) > DIFFERENT]
    made = FILTER_BY_NAME[right]
    return Draft(
        "Compare the picture with its map: blue is positive, orange negative.",
        _option(right),
        tuple(Mistake(_option(n), f"That would look otherwise: {LOOKS[n]}.") for n in others),
        f"{made.title}: {_small(made.about)}",
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
    """The map (rows, columns) that a filter of the bank makes of an image (rows, columns, 3)."""
    network = Network((Conv2D(filters=1),), pixels.shape)
    kernel = kernel_of((name,), (3, 3, 3, 1))
    acts = run(network, {"0": {"kernel": kernel, "bias": np.zeros(1, np.float32)}}, pixels[None].astype(np.float64))
    return acts["0"][0, :, :, 0]


def distance(first: Array, second: Array) -> float:
    """The largest difference of two maps as a share of the larger magnitude."""
    top = float(max(np.abs(first).max(), np.abs(second).max())) or 1.0
    return float(np.abs(first - second).max()) / top


def _option(name: str) -> str:
    """A filter as an answer: its title, and what it shows for those who have not met it."""
    made = FILTER_BY_NAME[name]
    return f"{made.title} ({_small(made.about).removesuffix('.')})"


def _small(text: str) -> str:
    return text[0].lower() + text[1:]
