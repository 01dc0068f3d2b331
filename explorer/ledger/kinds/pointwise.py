"""The arithmetic of ReLU, rescaling and softmax, and the numbers of the image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.layers.activation.relu import ReLU
from explorer.layers.base import Array
from explorer.layers.normalization.layer_scale import LayerScale
from explorer.layers.rescaling import Rescaling
from explorer.ledger.record import Case, Ledger


@dataclass(frozen=True, eq=False)
class InputLedger(Ledger):
    """A number of the image. `of_255` is the same on the scale of bytes, 0 to 255 (a fraction where resizing blended bytes)."""

    of_255: float


@dataclass(frozen=True, eq=False)
class ReluLedger(Ledger):
    """max(input, 0). `slope` is 1 above zero and 0 elsewhere; at zero, where there is no derivative, 0 by convention."""

    input: float
    slope: int


@dataclass(frozen=True, eq=False)
class RescalingLedger(Ledger):
    """scale * input + offset, fixed numbers of a Rescaling, or those that a LayerScale has learned for the channel.

    `has_scale` and `has_offset` say whether the layer multiplies and adds at all.
    """

    layer: Rescaling | LayerScale
    input: float
    scale: float
    offset: float
    has_scale: bool = True
    has_offset: bool = True

    @property
    def values(self) -> dict[str, float]:
        """The value of each symbol in the layer's formula."""
        names = ("scale", "offset") if isinstance(self.layer, Rescaling) else ("gamma", "beta")
        return {"x": self.input, names[0]: self.scale, names[1]: self.offset}


@dataclass(frozen=True, eq=False)
class SoftmaxLedger(Ledger):
    """exp(input - maximum) divided by the sum of all such exponentials.

    `inputs` and `exponentials` are (units,), float64. The maximum is subtracted from every input, which leaves the
    fractions as they are and keeps exp from overflowing.
    """

    inputs: Array
    maximum: float
    exponentials: Array
    total: float


def explain_input(case: Case) -> InputLedger:
    """The ledger of a number of the image."""
    return InputLedger(case.cell, case.step.name, case.shown, case.shown, of_255=case.shown * 255)


def explain_relu(case: Case) -> ReluLedger:
    """The ledger of a cell of a ReLU."""
    assert isinstance(case.layer, ReLU)
    value = case.here
    result = value if value > 0 or np.isnan(value) else 0.0
    return ReluLedger(case.cell, case.step.name, result, case.shown, input=value, slope=int(value > 0))


def explain_rescaling(case: Case) -> RescalingLedger:
    """The ledger of a cell of a Rescaling."""
    layer = case.layer
    assert isinstance(layer, Rescaling)
    return _rescaled(case, layer, layer.scale, layer.offset)


def explain_layer_scale(case: Case) -> RescalingLedger:
    """The ledger of a cell of a LayerScale."""
    layer, channel = case.layer, case.cell.channel
    assert isinstance(layer, LayerScale)
    gamma = float(case.params["gamma"][channel]) if layer.scale else 1.0
    beta = float(case.params["beta"][channel]) if layer.center else 0.0
    return _rescaled(case, layer, gamma, beta, has_scale=layer.scale, has_offset=layer.center)


def _rescaled(
    case: Case,
    layer: Rescaling | LayerScale,
    scale: float,
    offset: float,
    has_scale: bool = True,
    has_offset: bool = True,
) -> RescalingLedger:
    return RescalingLedger(
        case.cell,
        case.step.name,
        case.here * scale + offset,
        case.shown,
        layer=layer,
        input=case.here,
        scale=scale,
        offset=offset,
        has_scale=has_scale,
        has_offset=has_offset,
    )


def explain_softmax(case: Case) -> SoftmaxLedger:
    """The ledger of a unit of a Softmax."""
    cell = case.cell
    inputs = case.x[cell.row, cell.col].astype(np.float64)
    maximum = float(inputs.max())
    exponentials = np.exp(inputs - maximum)
    total = float(exponentials.sum())
    return SoftmaxLedger(
        cell,
        case.step.name,
        float(exponentials[cell.channel] / total),
        case.shown,
        inputs=inputs,
        maximum=maximum,
        exponentials=exponentials,
        total=total,
    )
