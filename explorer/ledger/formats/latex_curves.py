"""The formulas of curves, by kind of layer."""

from __future__ import annotations

from collections.abc import Callable

from explorer import layers
from explorer.layers.activation.rectified import SELU_ALPHA, SELU_SCALE
from explorer.layers.base import Layer
from explorer.ledger.formats.tex import signed, tex
from explorer.ledger.kinds.curve import CurveLedger


def curve(ledger: CurveLedger) -> str:
    """The formula of a curve with its number put in."""
    return rf"{tex(ledger.result)} = {CURVES[type(ledger.layer)](ledger)}"


def _bent(ledger: CurveLedger) -> str:
    return rf"{signed(ledger.slope)} \cdot {signed(ledger.input)}"


def _elu(ledger: CurveLedger) -> str:
    assert isinstance(ledger.layer, layers.ELU)
    return (
        tex(ledger.input)
        if ledger.input > 0
        else rf"{signed(ledger.layer.alpha)} \cdot \left({_power(ledger)} - 1\right)"
    )


def _selu(ledger: CurveLedger) -> str:
    if ledger.input > 0:
        return rf"{SELU_SCALE:.5g} \cdot {signed(ledger.input)}"
    return rf"{SELU_SCALE:.5g} \cdot {SELU_ALPHA:.5g} \cdot \left({_power(ledger)} - 1\right)"


def _power(ledger: CurveLedger, sign: str = "") -> str:
    return rf"e^{{{sign}{signed(ledger.input) if sign else tex(ledger.input)}}}"


def _hard_silu(ledger: CurveLedger) -> str:
    inside = min(max(ledger.input + 3, 0.0), 6.0)
    return rf"\frac{{{signed(ledger.input)} \cdot {tex(inside)}}}{{6}}"


def _gelu(ledger: CurveLedger) -> str:
    gate = ledger.result / ledger.input if ledger.input else 0.5
    return rf"{signed(ledger.input)} \cdot \Phi({tex(ledger.input)}) = {signed(ledger.input)} \cdot {tex(gate)}"


CURVES: dict[type[Layer], Callable[[CurveLedger], str]] = {
    layers.LeakyReLU: _bent,
    layers.PReLU: _bent,
    layers.ELU: _elu,
    layers.SELU: _selu,
    layers.Sigmoid: lambda ledger: rf"\frac{{1}}{{1 + {_power(ledger, '-')}}}",
    layers.Tanh: lambda ledger: rf"\tanh({tex(ledger.input)})",
    layers.Softplus: lambda ledger: rf"\ln(1 + {_power(ledger)})",
    layers.SiLU: lambda ledger: rf"\frac{{{tex(ledger.input)}}}{{1 + {_power(ledger, '-')}}}",
    layers.HardSiLU: _hard_silu,
    layers.GELU: _gelu,
}
