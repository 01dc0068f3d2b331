"""BatchNormalization: normalises each channel by the mean and variance that training measured in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from explorer.kernels.normalization.batch_statistics import Moments, batch_norm_training_gradient, moments_of
from explorer.kernels.normalization.gradients import batch_norm_gradient
from explorer.kernels.normalization.normalization import batch_norm
from explorer.layers.base import Array, Draw, Params, Shape
from explorer.layers.normalization.standardizing import Standardizing


@dataclass(frozen=True)
class BatchNormalization(Standardizing):
    """Batch normalisation at inference: by the mean and variance that training measured, an affine map per channel.

    In training the mean and variance are those of the batch, over its pictures, rows and columns, and the moving ones follow
    them by a tenth of the difference at each step. Ioffe and Szegedy 2015, arXiv:1502.03167. The axis is the last, the
    channels.

    >>> explorer.BatchNormalization().param_shapes((14, 14, 8))
    {'gamma': (8,), 'beta': (8,), 'moving_mean': (8,), 'moving_variance': (8,)}
    """

    kind: ClassVar[str] = "batch_normalization"
    title: ClassVar[str] = "Batch normalisation"
    short: ClassVar[str] = "bn"
    about: ClassVar[str] = "Shifts and scales each channel by the mean and spread that training found."
    elementwise: ClassVar[bool] = True
    statistics: ClassVar[tuple[str, ...]] = ("moving_mean", "moving_variance")
    non_negative: ClassVar[tuple[str, ...]] = ("moving_variance",)

    momentum: ClassVar[float] = 0.9
    """How much of the moving statistics stays at a step of training: PyTorch's default, which it calls momentum 0.1. Keras'
    0.99 needs some five hundred steps to forget where it began, more than a short training has."""

    def param_shapes(self, shape: Shape) -> dict[str, Shape]:
        return {**super().param_shapes(shape), "moving_mean": (shape[-1],), "moving_variance": (shape[-1],)}

    def forward(self, x: Array, params: Params) -> Array:
        return batch_norm(
            x,
            params["moving_mean"],
            params["moving_variance"],
            params["gamma"] if self.scale else None,
            params["beta"] if self.center else None,
            self.epsilon,
        )

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        gamma = params["gamma"] if self.scale else None
        mean, variance = params["moving_mean"], params["moving_variance"]
        dx, gradients = batch_norm_gradient(x, dy, mean, variance, gamma, self.epsilon)
        return dx, {name: gradients[name] for name in self.param_shapes(x.shape[1:])}

    def forward_training(self, x: Array, params: Params, draw: Draw) -> tuple[Array, Any]:
        """By the mean and the variance of the batch, which are kept."""
        moments = moments_of(x)
        gamma, beta = params["gamma"] if self.scale else None, params["beta"] if self.center else None
        return batch_norm(x, moments.mean, moments.variance, gamma, beta, self.epsilon), moments

    def backward_training(self, dy: Array, x: Array, params: Params, kept: Any) -> tuple[Array, Params]:
        gamma = params["gamma"] if self.scale else None
        dx, gradients = batch_norm_training_gradient(x, dy, kept, gamma, self.epsilon)
        learned = {name for name in self.param_shapes(x.shape[1:]) if name not in self.statistics}
        return dx, {name: array for name, array in gradients.items() if name in learned}

    def measured(self, params: Params, kept: Any) -> Params:
        """The moving mean and variance, a tenth of the way to those of the batch.

        As in PyTorch the variance that numbers are divided by is over n, the one that is remembered over n - 1.
        """
        moments: Moments = kept
        new = {"moving_mean": moments.mean, "moving_variance": moments.sample_variance}
        return {
            name: (self.momentum * params[name] + (1 - self.momentum) * new[name]).astype(params[name].dtype)
            for name in self.statistics
        }
