"""Convolution: shared weights, the sliding window, the sum of one cell, filters and kernels, feature detectors."""

from __future__ import annotations

import math

import numpy as np

from explorer.layers import Dense, Flatten
from explorer.layers.base import Array
from explorer.ledger import ConvLedger, explain
from explorer.ledger.readings.slide import slide
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Bars, Grid, Grids, Mark, Sweep, Worked
from explorer.lessons.tools import (
    COLOURS,
    activations,
    batched,
    conv,
    filter_taps,
    plural,
    scene,
    short_number,
    size,
    square_size,
    with_commas,
    with_filters,
)
from explorer.network import Cell, Network
from explorer.weights import Seeded, Weights
from explorer.weights.bank import FILTERS

SMALL = 8
"""Side of the small example, in px."""


def tied(given: Given) -> Study:
    """The pixels that one shared weight multiplies, and how many weights there were without sharing."""
    row, col = given.number("row"), given.number("column")
    layer, shape = conv(), (SMALL, SMALL, 1)
    network = Network((layer,), shape)
    outputs = math.prod(network.output_shape)
    reads = [int(layer.axis_reads(axis, shape).sum()) for axis in (0, 1)]
    own = math.prod(network.steps[1].param_shapes["kernel"])
    separate = reads[0] * reads[1]
    dense = math.prod(Network((Flatten(), Dense(units=outputs)), shape).steps[2].param_shapes["kernel"])
    last = (row + network.output_shape[0] - 1, col + network.output_shape[1] - 1)
    grey, kernel = given.picture(*shape)[:, :, 0], filter_taps("sobel_x")
    return Study(
        {
            "outputs": with_commas(outputs),
            "out": size(network.output_shape[:2]),
            "side": square_size(SMALL),
            "kernel": square_size(3),
            "own": with_commas(own),
            "separate": with_commas(separate),
            "dense": with_commas(dense),
            "pixels": with_commas(SMALL * SMALL),
            "weight": f"row {row}, column {col}",
            "value": short_number(float(kernel[row, col])),
            "rows": f"{row} to {last[0]}",
            "columns": f"{col} to {last[1]}",
        },
        {
            "weight": Grids(
                (
                    Grid("the image", grey, "image", (Mark(row, last[0], col, last[1]),), numbers=False, size=216),
                    Grid("the shared weights", kernel, "weight", (Mark(row, row, col, col),), size=132),
                ),
                f"The weight at row {row}, column {col} meets rows {row} to {last[0]}, columns {col} to {last[1]}.",
                ("×",),
            ),
            "costs": Bars(
                ("dense", "own weights for every patch", "shared weights"),
                (dense, separate, own),
                (with_commas(dense), with_commas(separate), with_commas(own)),
                f"Weights: {with_commas(dense)} dense, {with_commas(separate)} with own patches, {with_commas(own)} shared.",
                f"weights for {with_commas(outputs)} neurons",
            ),
        },
        scene((layer,), shape, given, with_filters("0", "sobel_x"), Cell("0", 2, 2, 0)),
        f"these {with_commas(outputs)} tied neurons on your image",
    )


def sliding(given: Given) -> Study:
    """One position of the window: the patch, the products, their sum."""
    row, col = given.number("row"), given.number("column")
    layer, shape = conv(), (SMALL, SMALL, 1)
    state = scene((layer,), shape, given, with_filters("0", "sobel_x"), Cell("0", row, col, 0))
    acts = activations(state, given.picture(*shape))
    result = acts["0"][:, :, 0]
    done_count = row * result.shape[1] + col + 1
    record = slide(
        state.network,
        state.weights.params(state.network),
        {path: values.astype(np.float32) for path, values in batched(acts).items()},
        Cell("0", row, col, 0),
    )
    value = float(result[row, col])
    return Study(
        {
            "kernel": square_size(3),
            "products": with_commas(record.kernels.size),
            "value": short_number(value),
            "where": f"row {row}, column {col}",
            "done": with_commas(done_count),
            "all": with_commas(result.size),
            "side": square_size(SMALL),
            "out": size(result.shape),
            "said": _brightness_change(value),
        },
        {
            "window": Sweep(
                record,
                f"The window at row {row}, column {col}; {done_count} of {result.size} cells of the map are filled in.",
                ("grey",),
                "the image",
                "the map so far",
            ),
        },
        state,
        "the same window at the same place",
    )


def _brightness_change(value: float) -> str:
    """What the output of an upright Sobel filter says about the brightness."""
    if abs(value) < 0.05:
        return "about zero: left and right of the window's middle are equally bright"
    return "positive: it gets brighter to the right" if value > 0 else "negative: it gets darker to the right"


PATCH, PHOTO = 32, 256
"""Side of the image of `patch` and `filters_and_kernels`, and of the sharper picture beside it, in px."""


def patch(given: Given) -> Study:
    """The sum that makes one cell of the map of a colour image."""
    row, col = given.number("row"), given.number("column")
    shape = (PATCH, PATCH, 3)
    cell = Cell("0", row, col, 0)
    state = scene((conv(),), shape, given, with_filters("0", "sobel_x"), cell, tool="arithmetic")
    acts = activations(state, given.picture(*shape))
    photo = given.picture(PHOTO, PHOTO, 3)
    ledger = explain(state.network, state.weights.params(state.network), batched(acts), cell)
    assert isinstance(ledger, ConvLedger)
    parts = [float(value) for value in ledger.subtotals]
    return Study(
        {
            "count": with_commas(ledger.count),
            "kernel": square_size(3),
            "channels": with_commas(len(ledger.channels)),
            "where": f"row {row}, column {col}",
            "rows": f"{row} to {row + 2}",
            "columns": f"{col} to {col + 2}",
            "red": short_number(parts[0]),
            "green": short_number(parts[1]),
            "blue": short_number(parts[2]),
            "bias": short_number(ledger.bias),
            "result": short_number(ledger.result),
        },
        {
            "place": Grids(
                (
                    Grid("your picture", photo, "image", (_on_photo(row, col),), numbers=False, size=208),
                    Grid(
                        f"as the layer gets it: {square_size(PATCH)} px",
                        given.picture(*shape),
                        "image",
                        (Mark(row, row + 2, col, col + 2),),
                        numbers=False,
                        size=208,
                    ),
                    Grid(
                        "the map",
                        acts["0"][:, :, 0],
                        "map",
                        (Mark(row, row, col, col),),
                        numbers=False,
                        size=208,
                    ),
                ),
                f"The cell reads rows {row} to {row + 2} and columns {col} to {col + 2}, which are outlined on the picture.",
                ("→", "→"),
            ),
            "ledger": Worked(
                ledger,
                f"Patch, kernel and products of red, green and blue; sum {short_number(ledger.result)}.",
                COLOURS,
            ),
        },
        state,
        "the arithmetic of this cell, in the Arithmetic tab",
    )


def _on_photo(row: int, col: int) -> Mark:
    """The window at (row, column) of the image of PATCH px, outlined on the same picture with PHOTO px a side."""
    scale = PHOTO // PATCH
    return Mark(row * scale, (row + 3) * scale - 1, col * scale, (col + 3) * scale - 1)


def filters_and_kernels(given: Given) -> Study:
    """Filters as rows of kernels, one per input channel, and the number of parameters."""
    channels, filters = given.number("channels"), given.number("filters")
    shape = (PATCH, PATCH, channels)
    state = scene((conv(filters),), shape if channels in (1, 3) else (PATCH, PATCH, 3), given, tool="layer")
    network = Network((conv(filters),), shape)
    kernel = Weights(Seeded()).params(network)["0"]["kernel"]
    grids = tuple(
        Grid(
            f"filter {n}: {plural(channels, 'kernel')}",
            side_by_side(kernel[:, :, :, n]),
            "weight",
            numbers=False,
            top=float(np.abs(kernel).max()),
            size=min(72 * channels, 560),
        )
        for n in range(min(filters, 3))
    )
    step = network.steps[1]
    return Study(
        {
            "channels": with_commas(channels),
            "filters": plural(filters, "filter"),
            "makes": plural(filters, "map"),
            "above": _above(filters),
            "kernel": square_size(3),
            "taps": with_commas(9),
            "per_filter": with_commas(9 * channels),
            "kernels": plural(channels * filters, "kernel"),
            "weights": with_commas(math.prod(step.param_shapes["kernel"])),
            "biases": "one bias" if filters == 1 else f"{filters} biases",
            "parameters": with_commas(step.param_count),
            "shape": size(step.param_shapes["kernel"]),
        },
        {
            "filters": Grids(
                grids, "Each filter is a row of kernels.", ("and",) * (len(grids) - 1) if channels < 8 else ()
            )
        },
        state,
        f"a convolution of {plural(filters, 'filter')} on {'a grey' if channels == 1 else 'a colour'} image; "
        "the Layer tab shows their kernels",
    )


def _above(filters: int) -> str:
    """The sentence that says how many of the filters are drawn: three at most."""
    if filters == 1:
        return "It is drawn above"
    return f"{'Both' if filters == 2 else 'The first 3'} are drawn above"


def side_by_side(kernels: Array) -> Array:
    """Kernels (rows, columns, channels) in one matrix, with an empty column between each two."""
    rows, cols, channels = kernels.shape
    laid = np.full((rows, channels * (cols + 1) - 1), np.nan)
    for n in range(channels):
        laid[:, n * (cols + 1) : n * (cols + 1) + cols] = kernels[:, :, n]
    return laid


DETECTORS = {
    "Vertical edges": "sobel_x",
    "Horizontal edges": "sobel_y",
    "Spots and lines": "laplacian",
    "Relief": "emboss",
}
DETECTOR_SIDE = 48
"""Side of the image of `detectors`, in px."""


def detectors(given: Given) -> Study:
    """The place where a hand-made filter has its largest output, and the patch of the image there."""
    name = DETECTORS[given.word("filter")]
    shape = (DETECTOR_SIDE, DETECTOR_SIDE, 3)
    state = scene((conv(),), shape, given, with_filters("0", name))
    pixels = given.picture(*shape)
    result = activations(state, pixels)["0"][:, :, 0]
    row, col = (int(n) for n in np.unravel_index(int(result.argmax()), result.shape))
    still = np.unravel_index(int(np.abs(result).argmin()), result.shape)
    grey = pixels @ np.array((0.299, 0.587, 0.114))
    patches = grey[row : row + 3, col : col + 3]
    about = next(f.about for f in FILTERS if f.name == name)
    strongest = float(result[row, col])
    state = scene((conv(),), shape, given, with_filters("0", name), Cell("0", row, col, 0))
    return Study(
        {
            "about": about,
            "strongest": short_number(strongest),
            "where": f"row {row}, column {col}",
            "still": short_number(float(result[still])),
            "negative": short_number(float(result.min())),
            "quiet": f"{100 * float((np.abs(result) < 0.1 * strongest).mean()):.0f}%",
            "cells": with_commas(result.size),
            "tenth": f"{100 * 0.1:.0f}%",
        },
        {
            "map": Grids(
                (
                    Grid("the picture", pixels, "image", (Mark(row, row + 2, col, col + 2),), numbers=False),
                    Grid("its map", result, "map", (Mark(row - 1, row + 1, col - 1, col + 1),), numbers=False),
                ),
                f"The map is strongest at row {row}, column {col}.",
                ("→",),
            ),
            "patch": Grids(
                (
                    Grid("what is there, in grey", patches, "image", size=132),
                    Grid("the filter", filter_taps(name), "weight", size=132),
                ),
                "The patch that the filter answers to most, and the filter.",
                ("looks like",),
            ),
        },
        state,
        "this filter with its strongest cell selected",
    )
