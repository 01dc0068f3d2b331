"""The numbers that the focus must show of a cell, by the names that they have on the page, from the ledger alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from explorer.figures.focus.record import Focus, SumFocus
from explorer.figures.rail.windows import READABLE_SCORE
from explorer.ledger import (
    AveragePoolLedger,
    ConvLedger,
    CopyLedger,
    CurveLedger,
    DenseLedger,
    InputLedger,
    JoinLedger,
    Ledger,
    MaxPoolLedger,
    NormLedger,
    ProductLedger,
    ReluLedger,
    RescalingLedger,
    ResponseLedger,
    SoftmaxLedger,
    SumLedger,
)


def expected(ledger: Ledger, record: Focus, active: int) -> dict[str, float]:
    """All numbers of a cell; `active` is the input that is enlarged. `record` only says in which order inputs stand."""
    return {"result": ledger.result, **EXPECTED[type(ledger)](ledger, record, active)}


def table(name: str, values: Any) -> dict[str, float]:
    """A matrix, number by number; minus infinity, with which a max pooling pads, is not shown but as 0."""
    matrix = np.where(np.isfinite(values), values, 0.0)
    return {f"{name}:{row},{col}": float(value) for (row, col), value in np.ndenumerate(matrix)}


def of_parts(subtotals: Any, record: SumFocus, order: list[int], bias: float) -> dict[str, float]:
    rest = np.delete(subtotals, order)
    plus, minus = float(rest[rest > 0].sum()), float(rest[rest < 0].sum())
    shown = {f"subtotal:{n}": float(subtotals[place]) for n, place in enumerate(order)}
    return {**shown, "plus": plus, "minus": minus, "others": plus + minus, "bias": bias}


def enlarged(patch: Any, weights: Any) -> dict[str, float]:
    products = patch * weights
    return {
        **table("patch", patch),
        **table("weight", weights),
        **table("product", products),
        "gridsum": float(products.sum()),
    }


def convolution(ledger: ConvLedger, record: SumFocus, active: int) -> dict[str, float]:
    order = [ledger.channels.index(plane.channel) for plane in record.inputs]
    parts = of_parts(ledger.subtotals, record, order, ledger.bias)
    return {**parts, **enlarged(ledger.patches[order[active]], ledger.kernels[order[active]])}


def dense(ledger: DenseLedger, record: SumFocus, active: int) -> dict[str, float]:
    """On maps of 1 x 1 each input is one number; on flattened maps a map of them."""
    products = ledger.values * ledger.weights
    inputs = record.inputs
    if len(ledger.origin_shape) == 3 and ledger.count == np.prod(ledger.origin_shape) and inputs[0].values.size > 1:
        shape, order = ledger.origin_shape, [plane.channel for plane in inputs]
        maps = products.reshape(shape)
        values, weights = (each.reshape(shape)[:, :, order[active]] for each in (ledger.values, ledger.weights))
        return {**of_parts(maps.sum(axis=(0, 1)), record, order, ledger.bias), **enlarged(values, weights)}
    order = np.argsort(-np.abs(products), kind="stable")[: len(inputs)].tolist()
    shown = of_parts(products, record, order, ledger.bias)
    for n, unit in enumerate(order):
        shown |= {f"value:{n}": float(ledger.values[unit]), f"weight:{n}": float(ledger.weights[unit])}
    return {
        **shown,
        **enlarged(ledger.values[order[active]].reshape(1, 1), ledger.weights[order[active]].reshape(1, 1)),
    }


def addition(ledger: SumLedger, record: SumFocus, active: int) -> dict[str, float]:
    return {f"subtotal:{n}": each.value for n, each in enumerate(ledger.addends)}


def product(ledger: ProductLedger, record: Focus, active: int) -> dict[str, float]:
    first, *others = (each.value for each in ledger.factors)
    shown, value = {"source": first, "x": first}, first
    for n, factor in enumerate(others):
        value *= factor
        shown |= {f"by:{n}": factor, f"after:{n}": value}
    return shown


def max_pool(ledger: MaxPoolLedger, record: Focus, active: int) -> dict[str, float]:
    return {**table("patch", ledger.values), "drawn": ledger.result}


def average_pool(ledger: AveragePoolLedger, record: Focus, active: int) -> dict[str, float]:
    patch = table("patch", ledger.values)
    return {**patch, "drawn": ledger.result, "total": ledger.total, "count": ledger.count}


def copy(ledger: CopyLedger | JoinLedger, record: Focus, active: int) -> dict[str, float]:
    if isinstance(record, SumFocus):  # a layer whose other cells are sums, such as resizing: one input, times 1
        return {"subtotal:0": ledger.result, **enlarged(np.full((1, 1), ledger.result), np.ones((1, 1)))}
    return {"patch:0,0": ledger.result, "drawn": ledger.result}


def curve(ledger: CurveLedger | ReluLedger | RescalingLedger, record: Focus, active: int) -> dict[str, float]:
    return {"source": ledger.input, "x": ledger.input, "y": ledger.result}


def normalized(ledger: NormLedger, record: Focus, active: int) -> dict[str, float]:
    lines = {f"by:{n}": move.by for n, move in enumerate(ledger.moves)}
    after = {f"after:{n}": move.value for n, move in enumerate(ledger.moves)}
    return {"source": ledger.input, "x": ledger.input, **lines, **after}


def response(ledger: ResponseLedger, record: Focus, active: int) -> dict[str, float]:
    lines = {"after:0": ledger.total, "after:1": ledger.base, "by:2": ledger.divisor, "after:2": ledger.result}
    return {"source": ledger.input, "x": ledger.input, **lines}


def shares(ledger: SoftmaxLedger, record: Focus, active: int) -> dict[str, float]:
    shift = 0.0 if abs(ledger.maximum) <= READABLE_SCORE else ledger.maximum
    powers = np.exp(ledger.inputs - shift)
    shown = {"largest": ledger.maximum, "total": float(powers.sum()), "share": ledger.result}
    for unit, (z, power) in enumerate(zip(ledger.inputs.tolist(), powers.tolist(), strict=True)):
        shown |= {f"z:{unit}": z, f"exp:{unit}": power, f"share:{unit}": power / float(powers.sum())}
    return shown


def image(ledger: InputLedger, record: Focus, active: int) -> dict[str, float]:
    return {"source": ledger.result, "x": ledger.result, "by:0": 255.0, "after:0": ledger.of_255}


EXPECTED: dict[type[Ledger], Callable[[Any, Any, int], dict[str, float]]] = {
    ConvLedger: convolution,
    DenseLedger: dense,
    SumLedger: addition,
    ProductLedger: product,
    MaxPoolLedger: max_pool,
    AveragePoolLedger: average_pool,
    CopyLedger: copy,
    JoinLedger: copy,
    CurveLedger: curve,
    ReluLedger: curve,
    RescalingLedger: curve,
    NormLedger: normalized,
    ResponseLedger: response,
    SoftmaxLedger: shares,
    InputLedger: image,
}
