"""Curves in one line of words, by kind of layer."""

from __future__ import annotations

from collections.abc import Callable

from explorer import layers
from explorer.figures.theme import number
from explorer.layers.activation.rectified import SELU_ALPHA, SELU_SCALE
from explorer.layers.base import Layer
from explorer.ledger import CurveLedger


def curve_words(ledger: CurveLedger) -> str:
    """The formula with its number put in, and the slope there."""
    kink = " (the slope jumps here; this is the one from the left)" if ledger.input in _kinks(ledger) else ""
    return f"{CURVE_WORDS[type(ledger.layer)](ledger)}: slope {number(ledger.slope)}{kink}"


def _kinks(ledger: CurveLedger) -> tuple[float, ...]:
    return ledger.layer.kinks if isinstance(ledger.layer, layers.Curve) else (0.0,)


def _x(ledger: CurveLedger) -> str:
    return number(ledger.input)


def _minus(ledger: CurveLedger) -> str:
    return number(-ledger.input)


def _bent(ledger: CurveLedger) -> str:
    if ledger.input > 0:
        return f"{_x(ledger)}, unchanged above 0"
    learned = "the learned slope of this channel" if ledger.alpha is not None else "the slope below 0"
    return f"{_x(ledger)} × {number(ledger.slope)}, {learned}"


def _elu(ledger: CurveLedger) -> str:
    assert isinstance(ledger.layer, layers.ELU)
    if ledger.input > 0:
        return f"{_x(ledger)}, unchanged above 0"
    return f"{number(ledger.layer.alpha)} × (exp({_x(ledger)}) − 1)"


def _selu(ledger: CurveLedger) -> str:
    if ledger.input > 0:
        return f"{SELU_SCALE:.4f} × {_x(ledger)}"
    return f"{SELU_SCALE:.4f} × {SELU_ALPHA:.4f} × (exp({_x(ledger)}) − 1)"


def _gelu(ledger: CurveLedger) -> str:
    share = number(ledger.result / ledger.input) if ledger.input else "0.500"
    assert isinstance(ledger.layer, layers.GELU)
    how = "about the share" if ledger.layer.approximate else "the share"
    return f"{_x(ledger)} × {share}, {how} of a normal distribution that lies below it"


def _hard_silu(ledger: CurveLedger) -> str:
    return f"{_x(ledger)} × clip({_x(ledger)} + 3, 0, 6) / 6"


CURVE_WORDS: dict[type[Layer], Callable[[CurveLedger], str]] = {
    layers.LeakyReLU: _bent,
    layers.PReLU: _bent,
    layers.ELU: _elu,
    layers.SELU: _selu,
    layers.Sigmoid: lambda ledger: f"1 / (1 + exp({_minus(ledger)}))",
    layers.Tanh: lambda ledger: f"tanh({_x(ledger)})",
    layers.Softplus: lambda ledger: f"log(1 + exp({_x(ledger)}))",
    layers.SiLU: lambda ledger: f"{_x(ledger)} / (1 + exp({_minus(ledger)}))",
    layers.HardSiLU: _hard_silu,
    layers.GELU: _gelu,
}
