"""Sums of products and of branches, as the rail shows them."""

from __future__ import annotations

import numpy as np

from explorer.figures.rail.record import Addend, Others, Product, Products, Sum
from explorer.figures.rail.source import Source
from explorer.figures.words import COLOURS, map_name
from explorer.layers.base import Array
from explorer.ledger import ConvLedger, DenseLedger, SumLedger
from explorer.network import Cell
from explorer.network.colors import holds_colors

LISTED = 3
"""How many terms of a long sum are listed."""


def others(amounts: Array, what: str = "") -> tuple[Others, ...]:
    """The terms that are not listed, if there are any."""
    if not len(amounts):
        return ()
    positive, negative = float(amounts[amounts > 0].sum()), float(amounts[amounts < 0].sum())
    label = f"{len(amounts):,} more{what}{'s' * bool(what and len(amounts) != 1)}"
    return (Others(label, float(amounts.sum()), positive, negative),)


def convolution(source: Source, ledger: ConvLedger) -> Sum:
    """A convolution's cell: the products of each map, the other maps, the bias."""
    network = source.network
    colored = holds_colors(network, ledger.below) and len(ledger.channels) == len(COLOURS)
    order = np.arange(len(ledger.channels)) if colored else ledger.order
    listed = LISTED if colored else min(len(order), LISTED)
    rows = tuple(_products(source, ledger, int(place), colored) for place in order[:listed])
    rest = others(ledger.subtotals[order[listed:]], " map")
    bias = _bias(ledger.bias, ledger.has_bias) if hasattr(network.step(ledger.cell.path).layer, "use_bias") else ()
    return Sum((*rows, *rest, *bias), _sum_words(ledger.count, ledger.has_bias), ledger.result)


def _products(source: Source, ledger: ConvLedger, place: int, colored: bool) -> Products:
    part = ledger.part(place)
    label = COLOURS[part.channel] if colored else map_name(source.network, ledger.below, part.channel)
    return Products(label, part.subtotal, part.channel, part.patch, part.kernel, ledger.taps.padding)


def _bias(bias: float, has_bias: bool) -> tuple[Addend]:
    return (Addend("bias" if has_bias else "bias (the layer has none)", bias),)


def _sum_words(count: int, has_bias: bool) -> str:
    products = f"{count:,} product{'s' * (count != 1)}"
    return f"sum of {products} + bias" if has_bias else f"sum of {products}"


def dense(source: Source, ledger: DenseLedger) -> Sum:
    """A dense unit: its largest products, the others, the bias."""
    listed = min(LISTED, ledger.count)
    rows = tuple(_product(source, each.source, each.value, each.weight) for each in ledger.largest[:listed])
    products = ledger.values * ledger.weights
    order = np.argsort(-np.abs(products), kind="stable")
    rest = others(products[order[listed:]])
    addends = (*rows, *rest, *_bias(ledger.bias, ledger.has_bias))
    return Sum(addends, _sum_words(ledger.count, ledger.has_bias), ledger.result)


def _product(source: Source, cell: Cell, value: float, weight: float) -> Product:
    network, step = source.network, source.network.step(cell.path)
    if len(step.output_shape) == 3:
        map_, place = source.maps(cell.path)[:, :, cell.channel], (cell.row, cell.col)
        return Product(map_name(network, cell.path, cell.channel), value * weight, cell, value, weight, map_, place)
    return Product(f"unit {cell.channel:,}", value * weight, cell, value, weight, _summarized(source, cell), None)


def _summarized(source: Source, cell: Cell) -> Array | None:
    """The map that a unit stands for, as after a global pooling; None if it stands for no single map."""
    step = source.network.step(cell.path)
    if len(step.sources) != 1 or "kernel" in step.param_shapes or len(step.input_shape) != 3:
        return None
    if step.layer.channels_read(cell.channel, step.input_shape) != range(cell.channel, cell.channel + 1):
        return None
    one_map: Array = source.maps(step.sources[0])[:, :, cell.channel]
    return one_map


def addition(source: Source, ledger: SumLedger) -> Sum:
    """A cell of a residual sum: both terms."""
    addends = tuple(Addend(addend_words(each.lane, each.name), each.value) for each in ledger.addends)
    return Sum(addends, "sum of both", ledger.result)


def addend_words(lane: str, name: str) -> str:
    """One term of a residual sum in words: the last layer of its branch."""
    return f"{name}, by the shortcut" if lane == "shortcut" and ".shortcut." not in name else name
