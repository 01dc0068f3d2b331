"""Dense, a fully connected layer: every unit is a weighted sum of all inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.kernels.products import multiply
from explorer.layers.base import Array, Layer, Multiplies, Params, Shape, as_map
from explorer.layers.naming import Naming
from explorer.settings import Bool, Int, setting


@dataclass(frozen=True)
class Dense(Layer):
    """Fully connected layer: every output unit is a weighted sum of all inputs along the last axis, plus a bias.

    >>> explorer.Dense(units=10).param_shapes((784,))
    {'kernel': (784, 10), 'bias': (10,)}
    """

    kind: ClassVar[str] = "dense"
    title: ClassVar[str] = "Dense"
    short: ClassVar[str] = "dense"
    naming: ClassVar[Naming] = Naming.OWN_BLOCK
    family: ClassVar[str] = "Dense"
    about: ClassVar[str] = "Every unit is a weighted sum of all numbers below: a fully connected layer."
    has_kernel: ClassVar[bool] = True

    units: int = setting(10, "How many outputs, each with its own weight for every input.", Int(1, 65536))
    use_bias: bool = setting(True, "Add one learned number per unit to every sum.", Bool(), "more")

    def output_shape(self, shape: Shape) -> Shape:
        return (*shape[:-1], self.units)

    def param_shapes(self, shape: Shape) -> dict[str, Shape]:
        kernel = (shape[-1], self.units)
        return {"kernel": kernel, "bias": (self.units,)} if self.use_bias else {"kernel": kernel}

    def macs(self, shape: Shape) -> int:
        rows, cols, channels = as_map(shape)
        return rows * cols * channels * self.units

    def channels_read(self, channel: int, shape: Shape) -> range:
        return range(as_map(shape)[2])

    def forward(self, x: Array, params: Params) -> Array:
        out = params.times(x) if isinstance(params, Multiplies) else multiply(x, params["kernel"])
        if self.use_bias:
            bias = params["bias"]
            out += bias if bias.dtype is x.dtype else bias.astype(x.dtype, copy=False)
        return out

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        kernel = params["kernel"].astype(x.dtype, copy=False)
        inputs, outputs = x.reshape(-1, x.shape[-1]), dy.reshape(-1, self.units)
        gradients = {"kernel": inputs.T @ outputs}
        if self.use_bias:
            gradients["bias"] = outputs.sum(axis=0)
        return dy @ kernel.T, gradients
