"""Whole networks: their typical shape, parameters, receptive fields, and a comparison with a dense network."""

from __future__ import annotations

import math

import numpy as np

from explorer import presets
from explorer.analysis import architecture
from explorer.layers import Conv2D, Dense, Layer, ReLU
from explorer.layers.pooling.pool import Pool2D
from explorer.layers.sliding import Sliding
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shifting import SHIFTS, class_shares, measured_accuracies, measured_image_count, moved
from explorer.lessons.shown import Bars, Curves, Grid, Grids, Line, Mark, Photo, Silhouette, TextTable
from explorer.lessons.tools import clothing, conv, garment, plural, pool, scene, size, square_size, with_commas
from explorer.network import Cell, Network, Step
from explorer.reads import region
from explorer.scene import Scene
from explorer.weights import cards

TYPICAL_PRESETS = {
    "Typical CNN": "article",
    "Fashion TinyVGG": "fashion_tinyvgg",
    "LeNet-5": "lenet5",
    "VGG-16": "vgg16",
}


def typical(given: Given) -> Study:
    """The shapes of a network's maps, from many rows and few channels to few rows and many channels."""
    preset = presets.load(TYPICAL_PRESETS[given.word("network")])
    network = preset.network
    maps = [step for step in network.steps if len(step.output_shape) == 3]
    last, flat = maps[-1], next(step for step in network.steps if len(step.output_shape) == 1)
    first = next(step for step in network.steps if isinstance(step.layer, Conv2D))
    layers = [step.layer for step in network.steps]
    return Study(
        {
            "name": preset.title,
            "input": size(network.input_shape),
            "first": size(first.output_shape),
            "last": size(last.output_shape),
            "flat": with_commas(flat.output_shape[0]),
            "values": with_commas(math.prod(network.input_shape)),
            "classes": with_commas(network.output_shape[0]),
            "convs": plural(_count_of(Conv2D, layers), "convolution"),
            "pools": plural(_count_of(Pool2D, layers), "pooling layer"),
            "dense": plural(_count_of(Dense, layers), "dense layer"),
            "window": _window(last),
        },
        {"silhouette": Silhouette(network, f"{preset.title} to scale, from {size(network.input_shape)} to classes.")},
        preset.scene(),
        f"{preset.title}; the Architecture page has its table",
    )


def _count_of(kind: type[Layer], layers: list[Layer]) -> int:
    return sum(isinstance(layer, kind) for layer in layers)


def _window(step: Step) -> str:
    assert step.window is not None
    return square_size(step.window.rows.size)


COUNTED_PRESETS = {
    "Fashion TinyVGG": "fashion_tinyvgg",
    "Fashion LeNet-5": "fashion_lenet5",
    "Fashion dense": "fashion_dense",
    "VGG-16": "vgg16",
}


def parameters(given: Given) -> Study:
    """The number of parameters of every layer of a network, with their formulas."""
    preset = presets.load(COUNTED_PRESETS[given.word("network")])
    network = preset.network
    weighted = [row for row in architecture.rows(network) if row.parameters]
    dense_paths = {step.path for step in network.steps if isinstance(step.layer, Dense)}
    dense = sum(row.parameters for row in weighted if row.path in dense_paths)
    conv_macs = sum(row.macs for row in weighted if row.path not in dense_paths)
    largest = max(weighted, key=lambda row: row.parameters)
    first = weighted[0]
    return Study(
        {
            "name": preset.title,
            "total": with_commas(network.param_count),
            "largest": largest.name,
            "formula": largest.formula,
            "first": first.name,
            "first_formula": first.formula,
            "dense_share": f"{100 * dense / network.param_count:.0f}%",
            "conv_macs": f"{100 * conv_macs / network.macs:.0f}%",
        },
        {
            "bars": Bars(
                tuple(row.name for row in weighted),
                tuple(float(row.parameters) for row in weighted),
                tuple(with_commas(row.parameters) for row in weighted),
                f"Parameters per layer of {preset.title}; {largest.name} has most, {with_commas(largest.parameters)}.",
                "parameters",
            )
        },
        preset.scene(),
        f"{preset.title}; the Architecture page counts every layer",
    )


STACKS: dict[str, tuple[Layer, ...]] = {
    "Three convolutions": (conv(8), ReLU(), conv(8), ReLU(), conv(8)),
    "With pooling": (conv(8), ReLU(), pool(), conv(8), ReLU(), pool(), conv(8)),
    "With stride": (conv(8, 3, 2), ReLU(), conv(8, 3, 2), ReLU(), conv(8)),
    "With dilation": (conv(8), ReLU(), conv(8, dilation=2), ReLU(), conv(8, dilation=4)),
}
IMAGE_SIDE = 48
"""Side of the reader's image, in px."""


def fields(given: Given) -> Study:
    """The window on the image of one cell of each layer of a stack."""
    layers, shape = STACKS[given.word("stack")], (IMAGE_SIDE, IMAGE_SIDE, 3)
    network = Network(layers, shape)
    sliding = [step for step in network.steps[1:] if isinstance(step.layer, Sliding)]
    last = sliding[-1]
    cell = Cell(last.path, last.output_shape[0] // 2, last.output_shape[1] // 2, 0)
    rows, marks = [], []
    before = network.steps[0].window
    assert before is not None
    for step in sliding:
        window, layer = step.window, step.layer
        assert window is not None
        own = layer.window(0, step.input_shape)
        assert own is not None
        sum_ = f"{before.rows.size} + ({own.size} − 1) · {before.rows.jump} = {window.rows.size}"
        rows.append((step.name, str(own.size), str(own.jump), sum_, str(window.rows.jump)))
        marks.append(_mark(network, step))
        before = window
    assert last.window is not None
    seen = region(network, cell)
    assert seen.hull is not None
    marks[-1] = Mark(seen.hull.top, seen.hull.bottom, seen.hull.left, seen.hull.right)
    state = scene(layers, shape, given, cell=cell)
    return Study(
        {
            "stack": given.word("stack").lower(),
            "name": last.name,
            "window": square_size(last.window.rows.size),
            "share": f"{100 * seen.cells / IMAGE_SIDE**2:.0f}%",
            "plain": square_size(_last_window(STACKS["Three convolutions"])),
            "pooled": square_size(_last_window(STACKS["With pooling"])),
            "dilated": square_size(_last_window(STACKS["With dilation"])),
        },
        {
            "table": TextTable(
                ("layer", "its window", "its stride", "window on the image, px", "step on the image, px"),
                tuple(rows),
                "How the window grows from layer to layer.",
            ),
            "photo": Photo(
                given.picture(*shape),
                f"The windows of all layers in each other; the largest spans {last.window.rows.size} px.",
                tuple(marks),
            ),
        },
        state,
        f"this stack with the cell of {last.name} selected",
    )


def _last_window(layers: tuple[Layer, ...]) -> int:
    window = Network(layers, (IMAGE_SIDE, IMAGE_SIDE, 3)).steps[-1].window
    assert window is not None
    return window.rows.size


def _mark(network: Network, step: Step) -> Mark:
    """What the middle cell of a step reads, as an outline."""
    rows, cols, _ = step.output_shape
    seen = region(network, Cell(step.path, rows // 2, cols // 2, 0))
    assert seen.hull is not None
    return Mark(seen.hull.top, seen.hull.bottom, seen.hull.left, seen.hull.right)


def beats(given: Given) -> Study:
    """The accuracy of a convolutional and of a dense network on the same garments, shifted by some px."""
    shift = given.number("shift")
    image, _ = clothing(given)
    preset = presets.load("fashion_tinyvgg")
    twins = {name: presets.load(name) for name in ("fashion_tinyvgg", "fashion_dense")}
    titles = {"fashion_tinyvgg": "convolutional", "fashion_dense": "dense"}
    accuracies = measured_accuracies()
    classes = cards.load("fashion_tinyvgg").classes
    picture = moved(given.load(image, preset.network.input_shape)[None, :, :, 0], 0, shift)
    rows = []
    for name in twins:
        shares = class_shares(name, picture)[0]
        best = int(shares.argmax())
        rows.append((titles[name], classes[best], f"{100 * float(shares[best]):.0f}%"))
    cnn, dense = (accuracies[name] for name in twins)
    state = Scene(preset.network.layers, preset.network.input_shape, preset.weights, image, preset.cell, preset.name)
    return Study(
        {
            "shift": plural(shift, "px"),
            "images": with_commas(measured_image_count()),
            "cnn_params": with_commas(twins["fashion_tinyvgg"].network.param_count),
            "dense_params": with_commas(twins["fashion_dense"].network.param_count),
            "ratio": f"{twins['fashion_dense'].network.param_count / twins['fashion_tinyvgg'].network.param_count:.1f}",
            "cnn_0": f"{cnn[0]:.1f}%",
            "dense_0": f"{dense[0]:.1f}%",
            "cnn": f"{cnn[shift]:.1f}%",
            "dense": f"{dense[shift]:.1f}%",
            "cnn_6": f"{cnn[-1]:.1f}%",
            "last": plural(SHIFTS[-1], "px"),
            "garment": garment(image),
            "chance": f"{100 / len(classes):.0f}%",
        },
        {
            "accuracy": Curves(
                tuple(Line(titles[name], SHIFTS, accuracies[name]) for name in twins),
                "images moved by, px",
                "answered correctly, %",
                f"Accuracy against shift: convolutional from {cnn[0]} to {cnn[-1]}, dense from {dense[0]} to {dense[-1]}.",
                at=float(shift),
                y_range=(0, 100),
            ),
            "moved": Grids(
                (Grid(f"moved by {plural(shift, 'px')}", np.asarray(picture[0], np.float64), "image", numbers=False),),
                f"A garment moved by {shift} px to the right.",
            ),
            "answers": TextTable(("network", "its answer", "share"), tuple(rows), "What both networks answer."),
        },
        state,
        "the convolutional one; “Fashion dense” is its twin in the Gallery",
    )
