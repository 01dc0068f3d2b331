"""A ledger as a formula in numbers, for LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from explorer.layers.base import Array
from explorer.ledger.convolution import ConvLedger
from explorer.ledger.dense import DenseLedger
from explorer.ledger.pointwise import CopyLedger, InputLedger, ReluLedger, RescalingLedger, SoftmaxLedger
from explorer.ledger.pooling import AveragePoolLedger, MaxPoolLedger
from explorer.ledger.record import Ledger

MOST = 8
"""How many terms of a long sum are written out."""
PER_LINE = 2


def to_latex(ledger: Ledger) -> str:
    """The formula of a cell in numbers of three significant digits.

    Of a long sum the eight products of largest magnitude are written, and the sum of the others under dots.
    """
    return FORMULAS[type(ledger)](ledger)


def tex(value: float, digits: int = 3) -> str:
    """`value` with `digits` significant digits, as LaTeX writes it."""
    if not np.isfinite(value):
        return r"\text{NaN}" if np.isnan(value) else (r"\infty" if value > 0 else r"-\infty")
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = int(exponent)
    if not -4 < power < 6:
        return rf"{mantissa} \times 10^{{{power}}}"
    return f"{value:.{max(digits - 1 - power, 0)}f}"


def _signed(value: float) -> str:
    """A number inside a formula: in brackets when it has a sign."""
    return f"({tex(value)})" if value < 0 else tex(value)


def _split(terms: Array) -> tuple[Array, Array]:
    """Places of the terms that are written, the largest first, and of the rest."""
    order = np.argsort(-np.abs(terms), kind="stable")
    return order[:MOST], order[MOST:]


def _weighted(values: Array, weights: Array, bias: float | None, result: float) -> str:
    products = values * weights
    written, rest = _split(products)
    terms = [rf"{_signed(values[place])} \cdot {_signed(weights[place])}" for place in written]
    if len(rest):
        dots = rf"\underbrace{{\dots}}_{{{len(rest)}\ \text{{more}}}}"
        terms.append(rf"{dots} \left[{tex(float(products[rest].sum()))}\right]")
    if bias is not None:
        terms.append(_signed(bias))
    lines = [" + ".join(terms[at : at + PER_LINE]) for at in range(0, len(terms), PER_LINE)]
    body = " \\\\\n&\\quad + ".join(lines)
    return f"\\begin{{aligned}}\n{tex(result)} &= {body}\n\\end{{aligned}}"


def _convolution(ledger: ConvLedger) -> str:
    bias = ledger.bias if ledger.has_bias else None
    return _weighted(ledger.patches.ravel(), ledger.kernels.ravel(), bias, ledger.result)


def _dense(ledger: DenseLedger) -> str:
    return _weighted(ledger.values, ledger.weights, ledger.bias if ledger.has_bias else None, ledger.result)


def _max_pool(ledger: MaxPoolLedger) -> str:
    real = ledger.values[~ledger.taps.padding]
    order = np.sort(np.argsort(-real, kind="stable")[:MOST])  # in reading order
    inside = [tex(float(real[place])) for place in order]
    dots = [r"\dots"] if len(real) > MOST else []
    listed = ",\\ ".join(inside + dots)
    return rf"{tex(ledger.result)} = \max\{{{listed}\}}"


def _average_pool(ledger: AveragePoolLedger) -> str:
    counted = ledger.values[ledger.counted]
    written, rest = _split(counted)
    terms = [_signed(float(counted[place])) for place in np.sort(written)]
    if len(rest):
        terms.append(rf"\dots \left[{tex(float(counted[rest].sum()))}\right]")
    return rf"{tex(ledger.result)} = \frac{{{' + '.join(terms)}}}{{{ledger.count}}}"


def _softmax(ledger: SoftmaxLedger) -> str:
    own = float(ledger.inputs[ledger.cell.channel])
    above = rf"e^{{{tex(own)} - {_signed(ledger.maximum)}}}"
    written, rest = _split(ledger.exponentials)
    terms = [rf"e^{{{tex(float(ledger.inputs[place]))} - {_signed(ledger.maximum)}}}" for place in written[:3]]
    below = " + ".join([*terms, *([r"\dots"] if len(rest) or len(written) > 3 else [])])
    share = rf"\frac{{{tex(float(ledger.exponentials[ledger.cell.channel]))}}}{{{tex(ledger.total)}}}"
    return rf"{tex(ledger.result)} = \frac{{{above}}}{{{below}}} = {share}"


def _relu(ledger: ReluLedger) -> str:
    return rf"{tex(ledger.result)} = \max(0,\ {tex(ledger.input)})"


def _rescaling(ledger: RescalingLedger) -> str:
    return rf"{tex(ledger.result)} = {_signed(ledger.input)} \cdot {_signed(ledger.scale)} + {_signed(ledger.offset)}"


def _copy(ledger: CopyLedger) -> str:
    source = ledger.source
    return rf"{tex(ledger.result)} = x_{{{source.row},\ {source.col},\ {source.channel}}}"


def _input(ledger: InputLedger) -> str:
    return rf"{tex(ledger.result)} = \frac{{{tex(ledger.of_255)}}}{{255}}"


FORMULAS: dict[type[Ledger], Callable[[Any], str]] = {
    ConvLedger: _convolution,
    DenseLedger: _dense,
    MaxPoolLedger: _max_pool,
    AveragePoolLedger: _average_pool,
    SoftmaxLedger: _softmax,
    ReluLedger: _relu,
    RescalingLedger: _rescaling,
    CopyLedger: _copy,
    InputLedger: _input,
}
