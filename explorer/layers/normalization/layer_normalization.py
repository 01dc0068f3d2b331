"""LayerNormalization: normalises the channels of each cell by their own mean and variance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.kernels.normalization.gradients import layer_norm_gradient
from explorer.kernels.normalization.normalization import layer_norm
from explorer.layers.base import Array, Params, Shape, as_map
from explorer.layers.normalization.standardizing import Standardizing


@dataclass(frozen=True)
class LayerNormalization(Standardizing):
    """Layer normalisation: each cell by the mean and variance of its own channels. Ba, Kiros and Hinton 2016, arXiv:1607.06450.

    The axis is the last, as in Keras by default: every place of the maps on its own, not the whole map at once.

    >>> ones, zeros = np.ones(3), np.zeros(3)
    >>> explorer.LayerNormalization(epsilon=1e-7).forward(np.array([[1.0, 2.0, 3.0]]), {"gamma": ones, "beta": zeros}).round(3)
    array([[-1.225,  0.   ,  1.225]])
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
        dx, gradients = layer_norm_gradient(x, dy, params["gamma"] if self.scale else None, self.epsilon)
        return dx, {name: gradients[name] for name in self.param_shapes(x.shape[1:])}
