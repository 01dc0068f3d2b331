"""Batch normalisation in training: the mean and variance of each channel over a batch, and the gradient through them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.kernels.blocks import Array
from explorer.kernels.normalization.normalization import factor_of

SUM_LENGTH = 256
"""Cells that are added up in the dtype of a map before the sums go on in float64."""


@dataclass(frozen=True, eq=False)
class Moments:
    """The mean and variance of each channel (channels,), float64, over `count` cells of a batch."""

    mean: Array
    variance: Array
    """Over `count`."""
    count: int

    @property
    def sample_variance(self) -> Array:
        """Over count - 1: the unbiased estimate; of a single cell it is 0."""
        found: Array = self.variance * (self.count / max(self.count - 1, 1))
        return found


def channel_sums(x: Array) -> Array:
    """The sum of each channel (last axis) of `x` over all its cells, (channels,), float64."""
    cells = x.reshape(-1, x.shape[-1])
    whole = len(cells) // SUM_LENGTH * SUM_LENGTH
    sums: Array = cells[whole:].sum(axis=0, dtype=np.float64)
    if whole:
        sums += cells[:whole].reshape(-1, SUM_LENGTH, x.shape[-1]).sum(axis=1).sum(axis=0, dtype=np.float64)
    return sums


def moments_of(x: Array) -> Moments:
    """The moments of a batch `x` (batch, ..., channels): the variance from the differences to the mean, in two passes."""
    count = x.size // x.shape[-1]
    mean = channel_sums(x) / count
    differences = x - mean.astype(x.dtype)
    # What the mean lost when it was rounded to the dtype of x is taken off again.
    lost = channel_sums(differences) / count
    variance = channel_sums(np.square(differences, out=differences)) / count - np.square(lost)
    return Moments(mean, np.maximum(variance, 0.0), count)


def batch_norm_training_gradient(
    x: Array, dy: Array, moments: Moments, gamma: Array | None, epsilon: float
) -> tuple[Array, dict[str, Array]]:
    """Gradients of batch normalisation by the batch's own `moments`, with respect to x, and to gamma and beta (channels,).

    Every cell counts in the mean and the variance too: dx = gamma / s * (dy - mean(dy) - unit * mean(dy * unit)), where unit
    is (x - mean) / s. Ioffe and Szegedy 2015, section 3.
    """
    root = 1.0 / factor_of(moments.variance, None, epsilon)
    unit = (x - moments.mean.astype(x.dtype)) * (1.0 / root).astype(x.dtype)
    total, along = channel_sums(dy), channel_sums(dy * unit)
    gradients = {"gamma": along.astype(x.dtype), "beta": total.astype(x.dtype)}
    unit *= (along / moments.count).astype(x.dtype)
    dx = np.subtract(dy, unit, out=unit)
    dx -= (total / moments.count).astype(x.dtype)
    dx *= factor_of(moments.variance, gamma, epsilon).astype(x.dtype)
    return dx, gradients
