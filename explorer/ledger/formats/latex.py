"""Writing a ledger as a LaTeX formula with its numbers filled in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from explorer.layers.activation.relu import ReLU
from explorer.layers.base import Array
from explorer.layers.formula.writing import in_latex
from explorer.ledger.formats.tex import signed, tex
from explorer.ledger.kinds.convolution import ConvLedger
from explorer.ledger.kinds.copies import CopyLedger
from explorer.ledger.kinds.curve import CurveLedger
from explorer.ledger.kinds.dense import DenseLedger
from explorer.ledger.kinds.joining import JoinLedger, ProductLedger, SumLedger
from explorer.ledger.kinds.normalization import NormLedger, ResponseLedger
from explorer.ledger.kinds.pointwise import InputLedger, ReluLedger, RescalingLedger, SoftmaxLedger
from explorer.ledger.kinds.pooling import AveragePoolLedger, MaxPoolLedger
from explorer.ledger.record import Ledger

MAX_TERMS_WRITTEN = 8
"""How many terms of a long sum are written out; the others are summed up under dots."""
TERMS_PER_LINE = 2


def to_latex(ledger: Ledger) -> str:
    """The formula of a cell in LaTeX, with numbers of three significant digits.

    Of a long sum the eight products of largest magnitude are written, and the sum of the others under dots.
    """
    return FORMULAS[type(ledger)](ledger)


def _split(terms: Array) -> tuple[Array, Array]:
    """Indices of the terms that are written, the largest in magnitude first, and of the rest."""
    order = np.argsort(-np.abs(terms), kind="stable")
    return order[:MAX_TERMS_WRITTEN], order[MAX_TERMS_WRITTEN:]


def _weighted(values: Array, weights: Array, bias: float | None, result: float) -> str:
    products = values * weights
    written, rest = _split(products)
    terms = [rf"{signed(values[place])} \cdot {signed(weights[place])}" for place in written]
    if len(rest):
        dots = rf"\underbrace{{\dots}}_{{{len(rest)}\ \text{{more}}}}"
        terms.append(rf"{dots} \left[{tex(float(products[rest].sum()))}\right]")
    if bias is not None or not terms:
        terms.append(signed(bias or 0.0))
    lines = [" + ".join(terms[at : at + TERMS_PER_LINE]) for at in range(0, len(terms), TERMS_PER_LINE)]
    body = " \\\\\n&\\quad + ".join(lines)
    return f"\\begin{{aligned}}\n{tex(result)} &= {body}\n\\end{{aligned}}"


def _convolution(ledger: ConvLedger) -> str:
    bias = ledger.bias if ledger.has_bias else None
    return _weighted(ledger.patches.ravel(), ledger.kernels.ravel(), bias, ledger.result)


def _dense(ledger: DenseLedger) -> str:
    return _weighted(ledger.values, ledger.weights, ledger.bias if ledger.has_bias else None, ledger.result)


def _max_pool(ledger: MaxPoolLedger) -> str:
    real = ledger.values[~ledger.taps.padding]
    order = np.sort(np.argsort(-real, kind="stable")[:MAX_TERMS_WRITTEN])  # in reading order
    inside = [tex(float(real[place])) for place in order]
    dots = [r"\dots"] if len(real) > MAX_TERMS_WRITTEN else []
    listed = ",\\ ".join(inside + dots)
    return rf"{tex(ledger.result)} = \max\{{{listed}\}}"


def _average_pool(ledger: AveragePoolLedger) -> str:
    counted = ledger.values[ledger.counted]
    written, rest = _split(counted)
    terms = [signed(float(counted[place])) for place in np.sort(written)]
    if len(rest):
        terms.append(rf"\dots \left[{tex(float(counted[rest].sum()))}\right]")
    return rf"{tex(ledger.result)} = \frac{{{' + '.join(terms)}}}{{{ledger.count}}}"


def _softmax(ledger: SoftmaxLedger) -> str:
    own = float(ledger.inputs[ledger.cell.channel])
    above = rf"e^{{{tex(own)} - {signed(ledger.maximum)}}}"
    written, rest = _split(ledger.exponentials)
    terms = [rf"e^{{{tex(float(ledger.inputs[place]))} - {signed(ledger.maximum)}}}" for place in written[:3]]
    below = " + ".join([*terms, *([r"\dots"] if len(rest) or len(written) > 3 else [])])
    share = rf"\frac{{{tex(float(ledger.exponentials[ledger.cell.channel]))}}}{{{tex(ledger.total)}}}"
    return rf"{tex(ledger.result)} = \frac{{{above}}}{{{below}}} = {share}"


def _relu(ledger: ReluLedger) -> str:
    return f"{tex(ledger.result)} = {in_latex(ReLU().formula, {'x': ledger.input}, tex)}"


def _rescaling(ledger: RescalingLedger) -> str:
    return f"{tex(ledger.result)} = {in_latex(ledger.layer.formula, ledger.values, tex)}"


def _curve(ledger: CurveLedger) -> str:
    return f"{tex(ledger.result)} = {in_latex(ledger.layer.formula, ledger.values, tex)}"


def _norm(ledger: NormLedger) -> str:
    above = rf"{tex(ledger.input)} - {signed(ledger.mean)}"
    added = f" + {tex(ledger.epsilon)}" if ledger.epsilon else ""
    text = rf"\frac{{{above}}}{{\sqrt{{{tex(ledger.variance)}{added}}}}}"
    if ledger.has_gamma:
        text = rf"{signed(ledger.gamma)} \cdot {text}"
    if ledger.has_beta:
        text += rf" + {signed(ledger.beta)}"
    return rf"{tex(ledger.result)} = {text}"


def _response(ledger: ResponseLedger) -> str:
    squares = [rf"{signed(float(value))}^2" for value in ledger.values]
    written, rest = _split(ledger.values)
    terms = [squares[place] for place in np.sort(written)]
    if len(rest):
        terms.append(rf"\dots \left[{tex(float(np.square(ledger.values[rest]).sum()))}\right]")
    inside = rf"{tex(ledger.bias)} + {tex(ledger.alpha)} \cdot \left({' + '.join(terms)}\right)"
    return rf"{tex(ledger.result)} = \frac{{{tex(ledger.input)}}}{{\left({inside}\right)^{{{tex(ledger.beta)}}}}}"


def _copy(ledger: CopyLedger) -> str:
    source = ledger.source
    if source is None:
        return rf"{tex(ledger.result)} = {tex(ledger.result) if ledger.result else 0}"
    return rf"{tex(ledger.result)} = x_{{{source.row},\ {source.col},\ {source.channel}}}"


def _sum(ledger: SumLedger) -> str:
    return rf"{tex(ledger.result)} = {' + '.join(signed(each.value) for each in ledger.addends)}"


def _product(ledger: ProductLedger) -> str:
    factors = r" \cdot ".join(signed(each.value) for each in ledger.factors)
    return f"{tex(ledger.result)} = {factors}"


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
    CurveLedger: _curve,
    NormLedger: _norm,
    ResponseLedger: _response,
    CopyLedger: _copy,
    SumLedger: _sum,
    ProductLedger: _product,
    JoinLedger: _copy,
    InputLedger: _input,
}
