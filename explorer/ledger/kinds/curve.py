"""The arithmetic of an activation function: one number in, one number out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.layers.activation.activation import Activation
from explorer.layers.activation.curve import Curve
from explorer.layers.activation.rectified import PReLU
from explorer.layers.base import Array
from explorer.ledger.record import Case, Ledger

MIN_REACH = 4.0
"""The curve is drawn at least this far to either side of 0, so that its bend is in the drawing."""
POINTS = 121
"""How many points of the curve a ledger holds, besides its kinks."""


@dataclass(frozen=True, eq=False)
class CurveLedger(Ledger):
    """f(input), where f is the activation function of `layer`; at a kink `slope` is the slope from the left.

    `jumps` says whether the slope jumps at the input (an ELU has a kink at 0, but no jump if its alpha is 1).
    `alpha` is the learned slope of a PReLU's channel, None for other layers. `xs` and `ys` are points of the curve around
    the input, float64, including its kinks.
    """

    layer: Activation
    input: float
    slope: float
    jumps: bool
    alpha: float | None
    xs: Array
    ys: Array

    @property
    def values(self) -> dict[str, float]:
        """The value of each symbol in the layer's formula."""
        learned = {} if self.alpha is None else {"alpha": self.alpha}
        return {"x": self.input, **self.layer.settings(), **learned}


def explain_curve(case: Case) -> CurveLedger:
    """The ledger of a cell of any Curve."""
    assert isinstance(case.layer, Curve)
    return _ledger(case, case.layer, case.layer, None)


def explain_prelu(case: Case) -> CurveLedger:
    """The ledger of a cell of a PReLU: a leaky ReLU with the channel's own slope."""
    assert isinstance(case.layer, PReLU)
    alpha = float(case.params["alpha"][case.cell.channel])
    return _ledger(case, case.layer, _PReLUCurve(alpha), alpha)


class _PReLUCurve:
    """The activation function of one PReLU channel. (LeakyReLU refuses slopes as large as training can make them.)"""

    kinks = PReLU.kinks

    def __init__(self, below: float) -> None:
        self.below = below

    def value(self, x: Array) -> Array:
        """f(x), float64."""
        values: Array = np.where(x > 0, x, self.below * x)
        return values

    def slope(self, x: Array) -> Array:
        """f'(x), float64; at 0 the slope from the left."""
        return np.where(x > 0, 1.0, self.below)


def _ledger(case: Case, layer: Activation, curve: Curve | _PReLUCurve, alpha: float | None) -> CurveLedger:
    value = case.here
    at = np.array([value])
    reach = max(abs(value) * 1.6, MIN_REACH) if np.isfinite(value) else MIN_REACH
    kinks = [kink for kink in curve.kinks if abs(kink) < reach]
    xs = np.unique(np.concatenate([np.linspace(-reach, reach, POINTS), kinks]))
    slope, right = (float(curve.slope(point)[0]) for point in (at, np.nextafter(at, np.inf)))
    return CurveLedger(
        case.cell,
        case.step.name,
        float(curve.value(at)[0]),
        case.shown,
        layer=layer,
        input=value,
        slope=slope,
        jumps=value in curve.kinks and slope != right,
        alpha=alpha,
        xs=xs,
        ys=curve.value(xs),
    )
