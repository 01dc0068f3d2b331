"""Descriptions of the pictures of the Explore page, for screen readers and for browsers that cannot draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from explorer.analysis.statistics import summary
from explorer.figures.layer.page import PAGE
from explorer.figures.theme import number, size_text
from explorer.figures.words import COLOURS, cell_name, reads_sentence
from explorer.layers.base import Array, as_map
from explorer.network import Cell, Network
from explorer.reads import Region

MAX_READ_CELLS = 36
"""Of a map with at most this many cells the description has every number."""
KEYS = "Arrow keys move the cell; with Shift, up and down change the map, left and right the layer. Question mark: all keys."


def overview_words(network: Network, acts: Mapping[str, Array], classes: Sequence[str]) -> str:
    """The overview in words: the layers with their shapes, and the answer of a classifier whose `classes` are known."""
    layers = ", ".join(f"{step.name} {shape_words(step.output_shape)}" for step in network.steps)
    last = network.steps[-1]
    answer = ""
    if classes and last.layer.gives_probabilities and last.output_shape == (len(classes),):
        shares = np.asarray(acts[last.path][0], np.float64)
        best = np.argsort(-shares, kind="stable")[:3]
        answer = " It answers " + ", ".join(f"{classes[i]} {100 * shares[i]:.1f}%" for i in best) + "."
    return f"The maps of every layer, from left to right: {layers}.{answer} {KEYS}"


def shape_words(shape: Sequence[int]) -> str:
    """ "28 × 28, 10 maps" or "10 units"."""
    if len(shape) == 1:
        return f"{shape[0]:,} unit{'s' * (shape[0] != 1)}"
    return f"{size_text(shape[0], shape[1])}, {shape[2]:,} map{'s' * (shape[2] != 1)}"


def photo_words(network: Network, cell: Cell, region: Region) -> str:
    """The input image in words, with the region that the selected cell reads."""
    rows, cols, _ = network.input_shape
    outlined = f" Outlined: {cell_name(network, cell)}. {reads_sentence(network, cell, region)}" if cell.path else ""
    return f"The image as the network gets it, {size_text(rows, cols)} px.{outlined}"


def map_words(network: Network, cell: Cell, values: Array) -> str:
    """The selected map of `values` (rows, columns, channels), or all units of a vector, in words, with the selected number."""
    step = network.step(cell.path)
    vector = values.shape[:2] == (1, 1) and len(step.output_shape) == 1
    shown = values[0, 0] if vector else values[:, :, cell.channel]
    stats = summary(shown)
    what = f"All {shown.size:,} units" if vector else f"{_map(cell)} of {step.name}, {size_text(*shown.shape)} cells"
    span = f"from {number(stats.minimum)} to {number(stats.maximum)}, mean {number(stats.mean)}"
    selected = f"unit {cell.channel}" if vector else f"row {cell.row}, column {cell.col}"
    exact = number(float(values[cell.row, cell.col, cell.channel]))
    numbers = f" {_every(shown)}" if shown.size <= MAX_READ_CELLS else ""
    return f"{what}: {span}, {100 * stats.zeros:.1f}% exactly 0. Selected: {selected}, {exact}.{numbers} {KEYS}"


def _map(cell: Cell) -> str:
    return f"Map {cell.channel}" if cell.path else f"Channel {cell.channel}"


def _every(values: Array) -> str:
    """Every number of a map (rows, columns) or of a vector, row by row."""
    rows = values.reshape(1, -1) if values.ndim == 1 else values
    lines = (" ".join(number(float(value)) for value in row) for row in rows)
    return f"{'Units' if values.ndim == 1 else 'Rows'}: {'; '.join(lines)}."


def channels_words(network: Network, path: str) -> str:
    """The page of maps of the layer at `path`, in words."""
    step = network.step(path)
    count = as_map(step.output_shape)[2]
    return f"The {count:,} maps of {step.name} side by side{', page by page' if count > PAGE else ''}. {KEYS}"


def kernel_words(kernel: Array, channel: int) -> str:
    """One filter of `kernel` (rows, columns, channels, filters) in words: every weight of a small one, else their range."""
    weights = kernel[..., channel]
    rows, cols, count = weights.shape
    heading = f"Filter {channel}: {size_text(rows, cols)} weights for each of {count:,} channels"
    if weights.size > MAX_READ_CELLS:
        return f"{heading}, from {number(float(weights.min()))} to {number(float(weights.max()))}."
    return f"{heading}. " + " ".join(f"Channel {i}, {_every(weights[:, :, i]).lower()}" for i in range(count))


def color_words(weights: Array, channel: int) -> str:
    """One filter on red, green and blue, (rows, columns, 3), in words: the sum of its weights on each color."""
    sums = zip(COLOURS, weights.sum(axis=(0, 1), dtype=np.float64), strict=True)
    return f"filter {channel}: " + ", ".join(f"{color} {number(float(value))}" for color, value in sums)


def color_page_words(kernel: Array, channels: Sequence[int], name: str) -> str:
    """The page of filters of the layer `name` in color, in words; `kernel` is (rows, columns, 3, filters)."""
    each = "; ".join(color_words(kernel[..., channel], channel) for channel in channels)
    return f"Filters of {name} as small pictures in colour, side by side. Sums of weights: {each}."


def selection_words(network: Network, cell: Cell, value: float, region: Region) -> str:
    """The announcement after a cell was selected: the cell, its value and what it reads."""
    return f"{cell_name(network, cell)}: {number(value)}. {reads_sentence(network, cell, region)}"
