"""Pooling with the routing of its gradient, and the dense layer at the end of a network."""

from __future__ import annotations

import math

import numpy as np

from explorer import presets
from explorer.layers import AveragePool2D, MaxPool2D, ReLU
from explorer.ledger import explain, explain_dense, logit_of, routing_mask
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Grid, Grids, Mark, Worked
from explorer.lessons.tools import (
    activations,
    batched,
    clothing,
    conv,
    garment,
    plural,
    scene,
    short_number,
    size,
    square_size,
    with_commas,
    with_filters,
)
from explorer.network import Cell
from explorer.scene import Scene
from explorer.weights import cards

IMAGE_SIDE = 18
"""Side of the reader's image, in px."""


def pooling(given: Given) -> Study:
    """One window of a pooling, the pooled map, and the cells to which the gradient goes back."""
    largest = given.word("kind") == "max"
    row, col = given.number("row"), given.number("column")
    layer = MaxPool2D() if largest else AveragePool2D()
    shape, cell = (IMAGE_SIDE, IMAGE_SIDE, 3), Cell("2", row, col, 0)
    state = scene((conv(), ReLU(), layer), shape, given, with_filters("0", "sobel_x"), cell)
    acts = activations(state, given.picture(*shape))
    below, pooled = acts["1"][:, :, 0], acts["2"][:, :, 0]
    ledger = explain(state.network, {}, batched(acts), cell)
    mask = routing_mask(MaxPool2D(), below)
    blocks = below.reshape(pooled.shape[0], 2, pooled.shape[1], 2).transpose(0, 2, 1, 3).reshape(-1, 4)
    ties = int(((blocks == blocks.max(axis=1, keepdims=True)).sum(axis=1) > 1).sum())
    zeros = int((blocks == 0).all(axis=1).sum())
    window = Mark(2 * row, 2 * row + 1, 2 * col, 2 * col + 1)
    top = float(np.abs(below).max()) or 1.0
    routes = mask.astype(np.float64) if largest else np.full(below.shape, 1 / 4)
    step = state.network.step("2")
    return Study(
        {
            "window": square_size(2),
            "in": size(step.input_shape),
            "out": size(step.output_shape),
            "kind": "largest number" if largest else "mean",
            "value": short_number(ledger.result),
            "parameters": with_commas(step.param_count),
            "way": f"exactly {int(mask.sum()):,} of {mask.size:,} cells: the winners"
            if largest
            else f"all {mask.size:,} cells, each with a weight of {short_number(1 / 4)}",
            "ties": plural(ties, "window"),
            "windows": with_commas(len(blocks)),
            "zeros": _of_those(zeros, ties),
        },
        {
            "maps": Grids(
                (
                    Grid("a map after its ReLU", below, "map", (window,), numbers=False, top=top),
                    Grid("pooled", pooled, "map", (Mark(row, row, col, col),), numbers=False, top=top, size=176),
                    Grid(
                        "the way back: winners" if largest else "the way back", routes, "mask", (window,), numbers=False
                    ),
                ),
                "A map, its pooled map, and the cells that the gradient goes back to.",
                ("→", ""),
            ),
            "window": Worked(ledger, f"The window of row {row}, column {col}; it gives {short_number(ledger.result)}."),
        },
        state,
        "this pooling with its winners",
    )


def _of_those(some: int, ties: int) -> str:
    """How many of the tied windows hold only zeros, in words."""
    if not ties:
        return "none"
    return "all of them" if some == ties else f"{some} of them"


def flatten(given: Given) -> Study:
    """The last dense layer of a trained network: which cells of which maps contribute most to a class."""
    preset = presets.load("fashion_tinyvgg")
    card = cards.load("fashion_tinyvgg")
    network, unit = preset.network, card.classes.index(given.word("class"))
    image, _ = clothing(given)
    dense = network.step(logit_of(network, Cell(network.steps[-1].path, 0, 0, unit)).path)
    cell = Cell(dense.path, 0, 0, unit)
    state = Scene(network.layers, network.input_shape, preset.weights, image, cell, preset.name)
    acts = batched(activations(state, given.load(image, network.input_shape)))
    ledger = explain_dense(network, preset.weights.params(network), acts, cell, 6)
    shares = acts[network.steps[-1].path][0]
    (flat,) = network.sources(dense.path)
    (pooled,) = network.sources(flat.path)
    maps = pooled.output_shape
    names = [f"map {c.source.channel}, row {c.source.row}, column {c.source.col}" for c in ledger.largest]
    first = ledger.largest[0]
    return Study(
        {
            "image": garment(image),
            "maps": size(maps),
            "inputs": with_commas(math.prod(maps)),
            "units": with_commas(dense.output_shape[0]),
            "weights": with_commas(math.prod(dense.param_shapes["kernel"])),
            "class": card.classes[unit],
            "sum": short_number(ledger.result),
            "share": f"{100 * float(shares[unit]):.1f}%",
            "first": f"map {first.source.channel}, row {first.source.row}, column {first.source.col}",
            "verb": "speaks for it" if first.product > 0 else "speaks against it",
            "others": with_commas(ledger.other_count),
            "rest": short_number(ledger.others),
            "says": card.classes[int(shares.argmax())],
        },
        {
            "sum": Worked(
                ledger,
                f"The largest products behind {card.classes[unit]}; the sum is {short_number(ledger.result)}.",
                names,
            )
        },
        state,
        "the trained network with this unit selected",
    )
