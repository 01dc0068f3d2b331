"""The focus of sums: convolutions of every sort, dense layers, interpolation, and the sum of a residual block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from explorer.figures.focus.case import FocusCase
from explorer.figures.focus.record import Others, Plane, SumFocus, Term
from explorer.figures.maps import limit
from explorer.figures.rail.sums import LISTED
from explorer.figures.words import COLOURS
from explorer.layers import Conv2DTranspose
from explorer.layers.base import Array
from explorer.ledger import ConvLedger, DenseLedger, SumLedger
from explorer.ledger.readings.dense_maps import contribution_maps
from explorer.ledger.readings.partial_maps import PartialMaps, partial_maps
from explorer.ledger.readings.window_table import WindowTable, cell_table, whole_map_table, window_table

MOST_INPUTS = 6
"""Input maps that are shown one by one; the others are summed up."""
WEIGHTED = (
    Term("z", "sum", "the sum, before what follows"),
    Term(" = "),
    Term("Σ", "sum", "add up all products"),
    Term("X", "input", "numbers that are read"),
    Term(" · "),
    Term("W", "kernel", "weights, one for each number"),
)
BIAS = (Term(" + "), Term("b", "bias", "bias, added once"))


def convolution(focus: FocusCase, ledger: ConvLedger) -> SumFocus:
    """A convolution: of all channels, depthwise, grouped or transposed."""
    case, layer = focus.case, focus.step.layer
    table = window_table(layer, case.step.input_shape, case.step.output_shape)
    kernels = ledger.kernels
    if isinstance(layer, Conv2DTranspose):
        kernels = layer.filter_of(case.params["kernel"], ledger.cell.channel).transpose(2, 0, 1)
    bias = ledger.bias if ledger.has_bias else None
    strongest = [int(place) for place in ledger.order[:LISTED]]
    return _over_places(focus, ledger.below, ledger.channels, kernels, table, bias, strongest)


def dense(focus: FocusCase, ledger: DenseLedger) -> SumFocus:
    """A dense layer: at each place of maps, on flattened maps, or on a vector."""
    bias = ledger.bias if ledger.has_bias else None
    if not focus.is_vector:
        table = window_table(focus.step.layer, focus.step.input_shape, focus.step.output_shape)
        channels = range(ledger.count)
        return _over_places(focus, focus.case.below.path, channels, ledger.weights[:, None, None], table, bias)
    maps = contribution_maps(ledger)
    if maps is None:
        return _units(focus, ledger, bias)
    shape = maps.products.shape
    weights = ledger.weights.reshape(shape)
    order = maps.order[:MOST_INPUTS]
    rest = np.delete(maps.subtotals, order)
    return SumFocus(
        **focus.shared(_dense_lead(shape[2], "map"), _formula(bias), "fixed"),
        inputs=tuple(focus.plane(ledger.origin, channel) for channel in order),
        kernels=tuple(_float32(weights[:, :, channel]) for channel in order),
        table=whole_map_table(shape),
        bias=bias,
        others=_others(rest),
        part_limit=limit([maps.products[:, :, order]]),
        weight_limit=float(np.abs(weights[:, :, order]).max()) or 1.0,
    )


def addition(focus: FocusCase, ledger: SumLedger) -> SumFocus:
    """A residual block's sum: one map per branch."""
    channel = ledger.cell.channel
    inputs = tuple(
        replace(
            focus.plane(each.source.path, channel),
            name=each.name if each.lane == "layers" else f"{each.name}, shortcut",
        )
        for each in ledger.addends
    )
    formula = (
        Term("y", "sum", "the sum"),
        Term(" = "),
        Term("F", "input", "what the layers made"),
        Term(" + "),
        Term("x", "input", "what came through the shortcut"),
    )
    shape = focus.maps(ledger.cell.path).shape
    if focus.is_vector:
        shape = (*focus.plane(ledger.cell.path, channel).values.shape, 1)
    return SumFocus(
        **focus.shared(
            "What the layers made and what came through the shortcut are added, cell by cell.",
            formula,
            "units" if focus.is_vector else "map",
        ),
        inputs=inputs,
        kernels=(),
        table=window_table(focus.step.layer, shape, shape),
        bias=None,
        others=None,
        part_limit=max(plane.high for plane in inputs),
        weight_limit=1.0,
        noun="branch",
    )


def _over_places(
    focus: FocusCase,
    below: str,
    channels: range,
    kernels: Array,
    table: WindowTable,
    bias: float | None,
    strongest: Sequence[int] = (),
) -> SumFocus:
    """A sum whose kernels are the same at every place; the inputs `strongest`, which the rail lists, are among those shown."""
    x = focus.maps(below)[:, :, channels.start : channels.stop]
    parts = partial_maps(x, kernels, table, MOST_INPUTS, strongest)
    order = _shown_order(focus, below, channels, parts)
    count = len(channels) - len(order)
    stamps = isinstance(focus.step.layer, Conv2DTranspose)
    return SumFocus(
        **focus.shared(_lead(len(channels), stamps), _formula(bias), "map"),
        inputs=tuple(focus.plane(below, channels[place]) for place in order),
        kernels=tuple(_float32(kernels[place]) for place in order),
        table=table,
        bias=bias,
        others=Others(count, _float32(parts.plus), _float32(parts.minus)) if count else None,
        part_limit=parts.limit,
        weight_limit=float(np.abs(kernels[list(order)]).max()) or 1.0,
        stamps=stamps,
    )


def _shown_order(focus: FocusCase, below: str, channels: range, parts: PartialMaps) -> Sequence[int]:
    """The strongest first; red, green and blue as everybody names them."""
    colors = focus.map_name(below, channels[0]) in COLOURS
    return sorted(parts.order) if colors else parts.order


def _units(focus: FocusCase, ledger: DenseLedger, bias: float | None) -> SumFocus:
    """A dense unit that reads a vector: its largest products."""
    products = ledger.values * ledger.weights
    order = np.argsort(-np.abs(products), kind="stable")[:MOST_INPUTS].tolist()
    origin = focus.case.network.step(ledger.origin)
    top = focus.limit(ledger.origin, 0)
    inputs = []
    for unit in order:
        source = ledger.source(unit)
        word = "unit" if len(origin.output_shape) == 1 else "map"
        values = np.full((1, 1), ledger.values[unit], np.float32)
        inputs.append(Plane(f"{word} {source.channel}", values, -top, top, "map", source.path, source.channel))
    weights = ledger.weights[order]
    return SumFocus(
        **focus.shared(_dense_lead(ledger.count, "number"), _formula(bias), "fixed"),
        inputs=tuple(inputs),
        kernels=tuple(np.full((1, 1), weight, np.float32) for weight in weights),
        table=cell_table(0, 0),
        bias=bias,
        others=_others(np.delete(products, order)),
        part_limit=limit([products[order]]),
        weight_limit=float(np.abs(weights).max()) or 1.0,
        noun="number",
    )


def interpolation(focus: FocusCase) -> SumFocus:
    """A bilinear up-sampling, whether the cell is a copy or a blend."""
    source = focus.plane(focus.case.below.path, focus.case.cell.channel)
    table = window_table(focus.step.layer, focus.step.input_shape, focus.step.output_shape)
    formula = (
        Term("y", "sum", "the new cell"),
        Term(" = "),
        Term("Σ", "sum", "add up all products"),
        Term("x", "input", "the nearest cells"),
        Term(" · "),
        Term("share", "kernel", "the nearer, the larger; they add up to 1"),
    )
    return SumFocus(
        **focus.shared("Each new cell is a blend of the cells nearest to it.", formula, "map"),
        inputs=(source,),
        kernels=(),
        table=table,
        bias=None,
        others=None,
        part_limit=source.high,
        weight_limit=1.0,
    )


def _others(rest: Array) -> Others | None:
    if not len(rest):
        return None
    plus, minus = (np.full((1, 1), part.sum(), np.float32) for part in (rest[rest > 0], rest[rest < 0]))
    return Others(len(rest), plus, minus)


def _formula(bias: float | None) -> tuple[Term, ...]:
    return WEIGHTED if bias is None else WEIGHTED + BIAS


def _lead(count: int, stamps: bool) -> str:
    if stamps:
        return (
            "Every input cell stamps its kernel, times its own number, onto the map. Where stamps overlap, they add up."
        )
    if count == 1:
        return "The window slides over one map; under it, numbers are multiplied by weights and added up."
    return f"Each of {count:,} maps has a kernel of its own. The results add up, cell by cell."


def _dense_lead(count: int, noun: str) -> str:
    if noun == "map":
        return (
            f"Each of {count:,} maps is multiplied by weights, cell by cell, and all the products add up to one number."
        )
    return f"Each of {count:,} number{'s' * (count != 1)} is multiplied by a weight, and all the products add up."


def _float32(values: Array) -> Array:
    return np.ascontiguousarray(values, np.float32)
