"""Standardizing, the base class of batch and layer normalization, with their settings and learned parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.layers.base import Layer, Shape
from explorer.layers.naming import Naming
from explorer.settings import Bool, Float, setting


@dataclass(frozen=True)
class Standardizing(Layer):
    """A layer that computes gamma * (x - mean) / sqrt(variance + epsilon) + beta, the epsilon inside the root."""

    family: ClassVar[str] = "Normalisation"
    naming: ClassVar[Naming] = Naming.FOLLOWS
    own_scale: ClassVar[bool] = True
    accompanies: ClassVar[bool] = True
    initial: ClassVar[dict[str, float]] = {"gamma": 1.0, "moving_variance": 1.0}

    epsilon: float = setting(1e-3, "Added to the variance, so that nothing is divided by zero.", Float(1e-12, 1))
    scale: bool = setting(True, "Multiply by a learned number per channel, gamma.", Bool(), "more")
    center: bool = setting(True, "Add a learned number per channel, beta.", Bool(), "more")

    def param_shapes(self, shape: Shape) -> dict[str, Shape]:
        channels = (shape[-1],)
        return {name: channels for name, used in (("gamma", self.scale), ("beta", self.center)) if used}
