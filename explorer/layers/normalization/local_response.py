"""LocalResponseNormalization: divides every number by the strength of the neighbouring channels at the same place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.kernels.normalization.gradients import local_response_gradient
from explorer.kernels.normalization.normalization import local_response
from explorer.layers.base import Array, Layer, Params, Shape, as_map
from explorer.layers.naming import Naming
from explorer.settings import Float, Int, setting


@dataclass(frozen=True)
class LocalResponseNormalization(Layer):
    """Local response normalisation: x / (bias + alpha * S) ** beta.

    S is the sum of squares of the channels up to depth_radius away, at the same place.
    The settings are those of tf.nn.local_response_normalization, their defaults AlexNet's (n = 5, k = 2, alpha = 1e-4,
    beta = 0.75): Krizhevsky, Sutskever and Hinton 2012, section 3.3. Alpha multiplies the *sum*; ONNX and PyTorch divide
    by the size n = 2 * depth_radius + 1 first, so that their alpha is n times this one.

    >>> explorer.LocalResponseNormalization().output_shape((27, 27, 96))
    (27, 27, 96)
    """

    kind: ClassVar[str] = "local_response_normalization"
    title: ClassVar[str] = "Local response normalisation"
    short: ClassVar[str] = "lrn"
    family: ClassVar[str] = "Normalisation"
    naming: ClassVar[Naming] = Naming.FOLLOWS
    accompanies: ClassVar[bool] = True
    about: ClassVar[str] = "Divides every number by how strong the neighbouring channels are at the same place."

    depth_radius: int = setting(2, "How many channels on either side count.", Int(0, 512))
    bias: float = setting(2.0, "Added to the sum, so that nothing is divided by zero.", Float(1e-6, 1e3))
    alpha: float = setting(1e-4, "The sum of squares is multiplied by this.", Float(1e-9, 1e3))
    beta: float = setting(0.75, "The exponent of what the number is divided by.", Float(1e-3, 10))

    def channels_read(self, channel: int, shape: Shape) -> range:
        return range(max(channel - self.depth_radius, 0), min(channel + self.depth_radius + 1, as_map(shape)[2]))

    def forward(self, x: Array, params: Params) -> Array:
        return local_response(x, self.depth_radius, self.bias, self.alpha, self.beta)

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        return local_response_gradient(x, dy, self.depth_radius, self.bias, self.alpha, self.beta), {}
