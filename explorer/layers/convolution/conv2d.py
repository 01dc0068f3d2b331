"""Conv2D: every output cell is a weighted sum of a window over all input channels of its group, plus a bias."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from explorer.kernels.convolution.convolution import convolve
from explorer.kernels.convolution.gradients import input_gradient, kernel_gradient
from explorer.kernels.summing import sum_of_cells
from explorer.layers.base import Array, Layer, Params, Place, Shape, need_map
from explorer.layers.convolution.depthwise import DepthwiseConv2D
from explorer.layers.convolution.groups import check_groups, group_repairs
from explorer.layers.naming import Naming
from explorer.layers.sliding import Convolving
from explorer.limits import CHANNELS
from explorer.settings import Bool, Int, Padding, PaddingValue, Pair, setting


@dataclass(frozen=True)
class Conv2D(Convolving):
    """Two-dimensional convolution in the sense of deep learning: cross-correlation, the kernel is not flipped.

    >>> layer = explorer.Conv2D(filters=4, kernel_size=5, padding="same")
    >>> layer.output_shape((28, 28, 3))
    (28, 28, 4)
    >>> layer.param_shapes((28, 28, 3))
    {'kernel': (5, 5, 3, 4), 'bias': (4,)}
    """

    kind: ClassVar[str] = "conv2d"
    title: ClassVar[str] = "Convolution"
    short: ClassVar[str] = "conv"
    naming: ClassVar[Naming] = Naming.IN_BLOCK
    family: ClassVar[str] = "Convolution"
    about: ClassVar[str] = "Slides filters over the maps below: each filter makes one new map."
    has_kernel: ClassVar[bool] = True

    filters: int = setting(8, "How many filters the layer has. Each makes one map.", Int(1, CHANNELS))
    kernel_size: tuple[int, int] = setting((3, 3), "Rows and columns of each kernel, in cells.", Pair(1, 63))
    strides: tuple[int, int] = setting(
        (1, 1), "How far the window moves from one output cell to the next.", Pair(1, 63)
    )
    padding: PaddingValue = setting(
        "valid",
        "Zeros around the input. 'valid' adds none; 'same' keeps the size (divided by the stride).",
        Padding(64),
    )
    dilation_rate: tuple[int, int] = setting(
        (1, 1), "Distance between neighbouring taps of the kernel: 2 skips one cell.", Pair(1, 32), "more"
    )
    groups: int = setting(
        1, "Split the channels into groups; each filter reads one group only.", Int(1, CHANNELS), "more"
    )
    use_bias: bool = setting(True, "Add one learned number per filter to every sum.", Bool(), "more")

    @classmethod
    def starter(cls, place: Place) -> Layer:
        """Like the convolution above it, with twice its filters after a pooling; 1 × 1 after a depthwise one."""
        above = place.nearest(cls, DepthwiseConv2D)
        if len(place.shape) != 3 or above is None:
            return cls(padding="same") if place.joined else cls()
        if isinstance(above, DepthwiseConv2D):  # the two together are a separable convolution
            filters = place.entering[2] if place.joined and len(place.entering) == 3 else place.shape[2]
            return cls(filters=min(filters, CHANNELS), kernel_size=(1, 1), padding="same")
        assert isinstance(above, cls)
        since = place.above[len(place.above) - place.above[::-1].index(above) :]
        filters = above.filters * (2 if any(layer.naming is Naming.ENDS_BLOCK for layer in since) else 1)
        kernel = cls().kernel_size if above.kernel_size == (1, 1) else above.kernel_size
        fits = all(size <= side for size, side in zip(kernel, place.shape, strict=False))
        padding = above.padding if fits and not place.joined else "same"
        return cls(min(filters, CHANNELS), kernel, padding=padding, use_bias=above.use_bias)

    def with_one_filter(self) -> Self:
        return self.with_settings(filters=1, groups=1)

    def output_shape(self, shape: Shape) -> Shape:
        channels = need_map(shape)[2]
        check_groups(self.groups, channels, self.filters)
        rows, cols, _ = super().output_shape(shape)
        return (rows, cols, self.filters)

    def repairs(self, shape: Shape) -> tuple[dict[str, Any], ...]:
        if len(shape) != 3:
            return ()
        regrouped = group_repairs(self.groups, shape[2], self.filters)
        if regrouped:
            return regrouped
        return (
            *({"kernel_size": size} for size in self._smaller_kernels(shape)),
            {"padding": "same"},
            {"dilation_rate": (1, 1)},
        )

    def param_shapes(self, shape: Shape) -> dict[str, Shape]:
        kernel = (*self.kernel_size, shape[2] // self.groups, self.filters)
        return {"kernel": kernel, "bias": (self.filters,)} if self.use_bias else {"kernel": kernel}

    def macs(self, shape: Shape) -> int:
        rows, cols, filters = self.output_shape(shape)
        return rows * cols * filters * self.kernel_size[0] * self.kernel_size[1] * (shape[2] // self.groups)

    def channels_read(self, channel: int, shape: Shape) -> range:
        per_group = shape[2] // self.groups
        group = channel // (self.filters // self.groups)
        return range(group * per_group, (group + 1) * per_group)

    def forward(self, x: Array, params: Params) -> Array:
        return convolve(
            x,
            params["kernel"],
            params["bias"] if self.use_bias else None,
            strides=self.strides,
            sides=self.sides(x.shape[1:]),
            dilation=self.dilation_rate,
            groups=self.groups,
        )

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        dx = input_gradient(
            dy,
            params["kernel"],
            (x.shape[1], x.shape[2]),
            strides=self.strides,
            sides=self.sides(x.shape[1:]),
            dilation=self.dilation_rate,
            groups=self.groups,
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
            groups=self.groups,
        )
        return {"kernel": kernel, "bias": sum_of_cells(dy)} if self.use_bias else {"kernel": kernel}
