"""The arithmetic of normalization layers, step by step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from explorer.layers.base import Array, as_map
from explorer.layers.normalization.batch_normalization import BatchNormalization
from explorer.layers.normalization.grouped import Grouped
from explorer.layers.normalization.layer_normalization import LayerNormalization
from explorer.layers.normalization.local_response import LocalResponseNormalization
from explorer.layers.normalization.normalization import Normalization
from explorer.layers.normalization.standardizing import Standardizing
from explorer.ledger.record import Case, Ledger, exact

Origin = Literal["weights", "settings", "place", "maps"]


class Operation(NamedTuple):
    """One step of a normalization: `what` is done with the operand `by`, and `value`, the number after it."""

    what: str
    by: float
    value: float


@dataclass(frozen=True, eq=False)
class NormLedger(Ledger):
    """gamma * (input - mean) / sqrt(variance + epsilon) + beta.

    `origin` says where mean and variance come from: the weights, the layer's settings, the numbers of `channels` at the
    cell's place, or those of all cells of their maps. `values` are those numbers, None for the first two. `gamma` is 1 and
    `beta` 0 where the layer has none, `epsilon` is 0 where nothing is added to the variance.
    """

    input: float
    mean: float
    variance: float
    epsilon: float
    gamma: float
    beta: float
    has_gamma: bool
    has_beta: bool
    values: Array | None
    channels: range
    origin: Origin

    @property
    def root(self) -> float:
        """The divisor: sqrt(variance + epsilon)."""
        return math.sqrt(self.variance + self.epsilon)

    @property
    def moves(self) -> tuple[Operation, ...]:
        """The operations from the input to the result, in order."""
        centred = self.input - self.mean
        operations = [Operation("minus the mean", self.mean, centred)]
        value = centred / self.root
        operations.append(Operation("divided by the spread", self.root, value))
        if self.has_gamma:
            value *= self.gamma
            operations.append(Operation("times gamma", self.gamma, value))
        if self.has_beta:
            value += self.beta
            operations.append(Operation("plus beta", self.beta, value))
        return tuple(operations)


@dataclass(frozen=True, eq=False)
class ResponseLedger(Ledger):
    """input / (bias + alpha * total) ** beta, where `total` is the sum of the squares of `values`.

    `values` are the numbers at the same place of the channels `channels`, float64, the cell's own among them.
    """

    input: float
    channels: range
    values: Array
    bias: float
    alpha: float
    beta: float

    @property
    def total(self) -> float:
        """Sum of the squares of `values`."""
        return float(np.square(self.values).sum())

    @property
    def base(self) -> float:
        """bias + alpha * total; near 1 it leaves the number as it is."""
        return self.bias + self.alpha * self.total

    @property
    def divisor(self) -> float:
        """`base` to the power of beta."""
        return float(self.base**self.beta)


def explain_batch_norm(case: Case) -> NormLedger:
    """The ledger of a cell of a BatchNormalization."""
    assert isinstance(case.layer, BatchNormalization)
    channel = case.cell.channel
    mean, variance = (float(case.params[f"moving_{what}"][channel]) for what in ("mean", "variance"))
    return _norm(case, case.layer, mean, variance, "weights")


def explain_layer_norm(case: Case) -> NormLedger:
    """The ledger of a cell of a LayerNormalization."""
    assert isinstance(case.layer, LayerNormalization)
    values = exact(case.x[case.cell.row, case.cell.col])
    return _norm(case, case.layer, float(values.mean()), float(values.var()), "place", values, range(len(values)))


def explain_grouped(case: Case) -> NormLedger:
    """The ledger of a cell of a GroupNormalization or an InstanceNormalization."""
    layer = case.layer
    assert isinstance(layer, Grouped)
    channels = layer.channels_read(case.cell.channel, case.step.input_shape)
    values = exact(case.x[:, :, channels.start : channels.stop]).ravel()
    return _norm(case, layer, float(values.mean()), float(values.var()), "maps", values, channels)


def explain_fixed(case: Case) -> NormLedger:
    """The ledger of a cell of a Normalization."""
    layer, channels = case.layer, as_map(case.step.input_shape)[2]
    assert isinstance(layer, Normalization)
    mean, variance = (float(numbers[case.cell.channel]) for numbers in layer.of_channels(channels))
    return _norm(case, None, mean, variance, "settings")


def _norm(
    case: Case,
    layer: Standardizing | None,
    mean: float,
    variance: float,
    origin: Origin,
    values: Array | None = None,
    channels: range | None = None,
) -> NormLedger:
    """A ledger; `layer` is None for one that neither has gamma and beta nor adds an epsilon."""
    channel = case.cell.channel
    scaled, shifted = (layer.scale, layer.center) if layer else (False, False)
    epsilon = layer.epsilon if layer else 0.0
    gamma = float(case.params["gamma"][channel]) if scaled else 1.0
    beta = float(case.params["beta"][channel]) if shifted else 0.0
    result = gamma * (case.here - mean) / math.sqrt(variance + epsilon) + beta
    return NormLedger(
        case.cell,
        case.step.name,
        result,
        case.shown,
        input=case.here,
        mean=mean,
        variance=variance,
        epsilon=epsilon,
        gamma=gamma,
        beta=beta,
        has_gamma=scaled,
        has_beta=shifted,
        values=values,
        channels=range(channel, channel + 1) if channels is None else channels,
        origin=origin,
    )


def explain_local_response(case: Case) -> ResponseLedger:
    """The ledger of a cell of a LocalResponseNormalization."""
    layer, cell = case.layer, case.cell
    assert isinstance(layer, LocalResponseNormalization)
    channels = layer.channels_read(cell.channel, case.step.input_shape)
    values = exact(case.x[cell.row, cell.col, channels.start : channels.stop])
    base = layer.bias + layer.alpha * float(np.square(values).sum())
    return ResponseLedger(
        cell,
        case.step.name,
        case.here / base**layer.beta,
        case.shown,
        input=case.here,
        channels=channels,
        values=values,
        bias=layer.bias,
        alpha=layer.alpha,
        beta=layer.beta,
    )
