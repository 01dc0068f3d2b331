"""Normalization, by a fixed mean and variance per channel: preprocessing as a visible layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from explorer.errors import ShapeError
from explorer.layers.base import Array, Layer, Params, Place, Shape
from explorer.settings import Numbers, setting

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_VARIANCE = (0.052441, 0.050176, 0.050625)
"""Of red, green and blue from 0 to 1 in ImageNet's photos: torchvision's, whose deviations are 0.229, 0.224 and 0.225."""


@dataclass(frozen=True)
class Normalization(Layer):
    """(x - mean) / sqrt(variance), with one fixed mean and variance per channel, or one of each for all channels.

    This is Keras' layer after its statistics were given or measured. They are settings here, so that a link has them.

    >>> layer = explorer.Normalization(mean=(0.5, 1.0), variance=(0.25, 4.0))
    >>> layer.forward(np.array([[1.0, 3.0]]), {})
    array([[1., 1.]])
    """

    kind: ClassVar[str] = "normalization"
    title: ClassVar[str] = "Fixed normalisation"
    short: ClassVar[str] = "normalize"
    family: ClassVar[str] = "Normalisation"
    own_scale: ClassVar[bool] = True
    own_column: ClassVar[bool] = True
    elementwise: ClassVar[bool] = True
    prepares_input: ClassVar[bool] = True
    accompanies: ClassVar[bool] = True
    about: ClassVar[str] = "Shifts and scales each channel by fixed numbers, such as the mean and spread of all photos."

    mean: tuple[float, ...] = setting((0.0,), "Subtracted: one number, or one for each channel.", Numbers())
    variance: tuple[float, ...] = setting(
        (1.0,), "The rest is divided by its square root: one number, or one for each channel.", Numbers(1e-12)
    )

    @classmethod
    def starter(cls, place: Place) -> Layer:
        """Behind an image in color: the mean and variance that most networks for photos use."""
        colored = len(place.shape) == 3 and place.shape[2] == len(IMAGENET_MEAN)
        return cls(mean=IMAGENET_MEAN, variance=IMAGENET_VARIANCE) if colored else cls()

    def output_shape(self, shape: Shape) -> Shape:
        for name, numbers in (("means", self.mean), ("variances", self.variance)):
            if len(numbers) not in (1, shape[-1]):
                raise ShapeError(
                    f"It has {len(numbers):,} {name}, but gets {shape[-1]:,} channel{'s' * (shape[-1] != 1)}.",
                    "Give one number for each channel, or one for all.",
                )
        return shape

    def repairs(self, shape: Shape) -> tuple[Mapping[str, Any], ...]:
        """The average of the numbers for all channels."""
        averages = {name: (float(np.mean(getattr(self, name))),) for name in ("mean", "variance")}
        return ({name: value for name, value in averages.items() if len(getattr(self, name)) not in (1, shape[-1])},)

    def of_channels(self, channels: int) -> tuple[Array, Array]:
        """The mean and the variance of each of `channels` channels, float64."""
        return np.broadcast_to(self.mean, (channels,)), np.broadcast_to(self.variance, (channels,))

    def forward(self, x: Array, params: Params) -> Array:
        mean, variance = self.of_channels(x.shape[-1])
        # In float64 and rounded once: networks expect these very numbers.
        out: Array = ((x - mean) / np.sqrt(variance)).astype(x.dtype, copy=False)
        return out

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        dx: Array = (dy / np.sqrt(self.of_channels(x.shape[-1])[1])).astype(x.dtype, copy=False)
        return dx, {}
