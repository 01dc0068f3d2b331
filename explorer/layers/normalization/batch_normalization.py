"""Batch and layer normalisation: subtract a mean, divide by a spread, then scale and shift by learned numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.kernels.adjoint import batch_norm_gradient, layer_norm_gradient
from explorer.kernels.normalization import batch_norm, layer_norm
from explorer.layers.base import Array, Layer, Params, Shape, as_map
from explorer.settings import Bool, Float, setting


@dataclass(frozen=True)
class _Normalization(Layer):
    """gamma * (x - mean) / sqrt(variance + epsilon) + beta, the epsilon inside the root."""

    family: ClassVar[str] = "Normalisation"
    own_scale: ClassVar[bool] = True
    initial: ClassVar[dict[str, float]] = {"gamma": 1.0, "moving_variance": 1.0}

    epsilon: float = setting(1e-3, "Added to the variance, so that nothing is divided by zero.", Float(1e-12, 1))
    scale: bool = setting(True, "Multiply by a learned number per channel, gamma.", Bool(), "more")
    center: bool = setting(True, "Add a learned number per channel, beta.", Bool(), "more")

    def param_shapes(self, shape: Shape) -> dict[str, Shape]:
        channels = (shape[-1],)
        return {name: channels for name, used in (("gamma", self.scale), ("beta", self.center)) if used}


@dataclass(frozen=True)
class BatchNormalization(_Normalization):
    """Each channel with the mean and variance that training measured over many images: an affine map per channel.

    This is inference; in training the mean and variance are those of the batch. Ioffe and Szegedy 2015,
    arXiv:1502.03167. The axis is the last, the channels.
    """

    kind: ClassVar[str] = "batch_normalization"
    title: ClassVar[str] = "Batch normalisation"
    short: ClassVar[str] = "bn"
    about: ClassVar[str] = "Shifts and scales each channel by the mean and spread that training found in it."
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
        dx, found = batch_norm_gradient(x, dy, mean, variance, gamma, self.epsilon)
        return dx, {name: found[name] for name in self.param_shapes(x.shape[1:])}


@dataclass(frozen=True)
class LayerNormalization(_Normalization):
    """Each cell with the mean and variance of its own channels. Ba, Kiros and Hinton 2016, arXiv:1607.06450.

    The axis is the last, as in Keras by default: every place of the maps on its own, not the whole map at once.
    """

    kind: ClassVar[str] = "layer_normalization"
    title: ClassVar[str] = "Layer normalisation"
    short: ClassVar[str] = "ln"
    about: ClassVar[str] = "At each place, shifts and scales the channels so that their mean is 0 and their spread 1."

    def channels_read(self, channel: int, shape: Shape) -> range:
        return range(as_map(shape)[2])

    def forward(self, x: Array, params: Params) -> Array:
        return layer_norm(
            x, params["gamma"] if self.scale else None, params["beta"] if self.center else None, self.epsilon
        )

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        dx, found = layer_norm_gradient(x, dy, params["gamma"] if self.scale else None, self.epsilon)
        return dx, {name: found[name] for name in self.param_shapes(x.shape[1:])}
