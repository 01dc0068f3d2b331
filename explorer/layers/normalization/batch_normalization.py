"""BatchNormalization: normalises each channel by the mean and variance that training measured in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.kernels.adjoint import batch_norm_gradient
from explorer.kernels.normalization import batch_norm
from explorer.layers.base import Array, Params, Shape
from explorer.layers.normalization.standardizing import Standardizing


@dataclass(frozen=True)
class BatchNormalization(Standardizing):
    """Batch normalisation at inference: by the mean and variance that training measured, an affine map per channel.

    In training the mean and variance are those of the batch. Ioffe and Szegedy 2015,
    arXiv:1502.03167. The axis is the last, the channels.

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
