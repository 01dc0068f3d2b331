"""DepthwiseConv2D: each filter reads one input channel only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from explorer.errors import ShapeError
from explorer.kernels.convolution.convolution import convolve
from explorer.kernels.convolution.gradients import input_gradient, kernel_gradient
from explorer.kernels.summing import sum_of_cells
from explorer.layers.base import Array, Layer, Params, Place, Shape, need_map
from explorer.layers.naming import Naming
from explorer.layers.sliding import Convolving
from explorer.limits import CHANNELS
from explorer.settings import Bool, Int, Padding, PaddingValue, Pair, setting


@dataclass(frozen=True)
class DepthwiseConv2D(Convolving):
    """Depthwise convolution: one or more filters per input channel.

    Map c * depth_multiplier + m is channel c filtered by its filter m.
    The kernel is (rows, columns, channels, depth_multiplier), the bias (channels * depth_multiplier,), as in Keras. With a
    1x1 convolution behind it, it makes a separable convolution: Sifre 2014; Howard et al. 2017, arXiv:1704.04861.

    >>> explorer.DepthwiseConv2D(depth_multiplier=2).output_shape((28, 28, 3))
    (26, 26, 6)
    """

    kind: ClassVar[str] = "depthwise_conv2d"
    title: ClassVar[str] = "Depthwise convolution"
    short: ClassVar[str] = "dwconv"
    naming: ClassVar[Naming] = Naming.IN_BLOCK
    family: ClassVar[str] = "Convolution"
    about: ClassVar[str] = "Slides a filter of its own over each map: the maps are not mixed."
    has_kernel: ClassVar[bool] = True

    kernel_size: tuple[int, int] = setting((3, 3), "Rows and columns of each kernel, in cells.", Pair(1, 63))
    strides: tuple[int, int] = setting(
        (1, 1), "How far the window moves from one output cell to the next.", Pair(1, 63)
    )
    padding: PaddingValue = setting(
        "valid",
        "Zeros around the input. 'valid' adds none; 'same' keeps the size (divided by the stride).",
        Padding(64),
    )
    depth_multiplier: int = setting(1, "How many filters each input map gets. Each makes one map.", Int(1, 64))
    dilation_rate: tuple[int, int] = setting(
        (1, 1), "Distance between neighbouring taps of the kernel: 2 skips one cell.", Pair(1, 32), "more"
    )
    use_bias: bool = setting(True, "Add one learned number per filter to every sum.", Bool(), "more")

    @classmethod
    def starter(cls, place: Place) -> Layer:
        """Inside a block with padding, so that the ends of its branches fit together."""
        return cls(padding="same") if place.joined else cls()

    def with_one_filter(self) -> Self:
        return self.with_settings(depth_multiplier=1)

    def output_shape(self, shape: Shape) -> Shape:
        channels = need_map(shape)[2] * self.depth_multiplier
        if channels > CHANNELS:
            raise ShapeError(
                f"It would make {channels:,} maps, {self.depth_multiplier} of each of {shape[2]:,}, but {CHANNELS:,} is "
                "the most.",
                f"Use a depth multiplier of at most {max(CHANNELS // shape[2], 1)}.",
            )
        rows, cols, _ = super().output_shape(shape)
        return (rows, cols, channels)

    def repairs(self, shape: Shape) -> tuple[dict[str, Any], ...]:
        if len(shape) != 3:
            return ()
        if shape[2] * self.depth_multiplier > CHANNELS:
            return ({"depth_multiplier": max(CHANNELS // shape[2], 1)},)
        return (
            *({"kernel_size": size} for size in self._smaller_kernels(shape)),
            {"padding": "same"},
            {"dilation_rate": (1, 1)},
        )

    def param_shapes(self, shape: Shape) -> dict[str, Shape]:
        kernel = (*self.kernel_size, shape[2], self.depth_multiplier)
        return {"kernel": kernel, "bias": (shape[2] * self.depth_multiplier,)} if self.use_bias else {"kernel": kernel}

    def drawn_shape(self, kernel: Shape) -> Shape:
        rows, cols, channels, multiplier = kernel
        return (rows, cols, 1, channels * multiplier)

    def as_kernel(self, drawn: Array, kernel: Shape) -> Array:
        return drawn.reshape(kernel)

    def as_filters(self, kernel: Array) -> Array:
        return kernel.reshape(self.drawn_shape(kernel.shape))

    def macs(self, shape: Shape) -> int:
        rows, cols, channels = self.output_shape(shape)
        return rows * cols * channels * self.kernel_size[0] * self.kernel_size[1]

    def channels_read(self, channel: int, shape: Shape) -> range:
        own = channel // self.depth_multiplier
        return range(own, own + 1)

    def forward(self, x: Array, params: Params) -> Array:
        kernel = params["kernel"]
        return convolve(
            x,
            kernel.reshape(*kernel.shape[:2], 1, -1),
            params["bias"] if self.use_bias else None,
            strides=self.strides,
            sides=self.sides(x.shape[1:]),
            dilation=self.dilation_rate,
            groups=kernel.shape[2],
        )

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        kernel = params["kernel"]
        dx = input_gradient(
            dy,
            kernel.reshape(*kernel.shape[:2], 1, -1),
            (x.shape[1], x.shape[2]),
            strides=self.strides,
            sides=self.sides(x.shape[1:]),
            dilation=self.dilation_rate,
            groups=kernel.shape[2],
        )
        return dx, self.parameter_gradients(dy, x, params)

    def parameter_gradients(self, dy: Array, x: Array, params: Params) -> Params:
        kernel = kernel_gradient(
            x,
            dy,
            self.kernel_size,
            strides=self.strides,
            sides=self.sides(x.shape[1:]),
            dilation=self.dilation_rate,
            groups=x.shape[3],
        )
        gradients = {"kernel": kernel.reshape(params["kernel"].shape)}
        return {**gradients, "bias": sum_of_cells(dy)} if self.use_bias else gradients
