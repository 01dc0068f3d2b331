"""The arithmetic of normalization layers, step by step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from explorer.layers.base import Array
from explorer.layers.normalization.batch_normalization import BatchNormalization
from explorer.layers.normalization.layer_normalization import LayerNormalization
from explorer.layers.normalization.local_response import LocalResponseNormalization
from explorer.ledger.record import Case, Ledger, exact


class Operation(NamedTuple):
    """One step of a normalization: `what` is done with the operand `by`, and `value`, the number after it."""

    what: str
    by: float
    value: float


@dataclass(frozen=True, eq=False)
class NormLedger(Ledger):
    """gamma * (input - mean) / sqrt(variance + epsilon) + beta.

    `values` are the numbers that mean and variance are taken of, all channels of one place; None for a batch
    normalization, whose mean and variance come from training. `gamma` is 1 and `beta` 0 where the layer has none.
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
    return _norm(case, case.layer, mean, variance, None)


def explain_layer_norm(case: Case) -> NormLedger:
    """The ledger of a cell of a LayerNormalization."""
    assert isinstance(case.layer, LayerNormalization)
    values = exact(case.x[case.cell.row, case.cell.col])
    return _norm(case, case.layer, float(values.mean()), float(values.var()), values)


def _norm(
    case: Case, layer: BatchNormalization | LayerNormalization, mean: float, variance: float, values: Array | None
) -> NormLedger:
    channel = case.cell.channel
    gamma = float(case.params["gamma"][channel]) if layer.scale else 1.0
    beta = float(case.params["beta"][channel]) if layer.center else 0.0
    result = gamma * (case.here - mean) / math.sqrt(variance + layer.epsilon) + beta
    return NormLedger(
        case.cell,
        case.step.name,
        result,
        case.shown,
        input=case.here,
        mean=mean,
        variance=variance,
        epsilon=layer.epsilon,
        gamma=gamma,
        beta=beta,
        has_gamma=layer.scale,
        has_beta=layer.center,
        values=values,
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
