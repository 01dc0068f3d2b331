"""Conv2DTranspose: every input cell adds its number times the kernel to the output; where kernels overlap they add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from explorer.errors import SettingError, ShapeError
from explorer.kernels.convolution.convolution import convolve
from explorer.kernels.convolution.gradients import kernel_gradient
from explorer.kernels.convolution.transposed import spread_out
from explorer.kernels.summing import sum_of_cells
from explorer.layers.base import Array, Bools, Layer, Params, Shape, need_map
from explorer.layers.convolution.groups import check_groups, group_repairs
from explorer.layers.naming import Naming
from explorer.limits import CHANNELS
from explorer.settings import Bool, Int, Padding, PaddingValue, Pair, setting
from explorer.windows import Window, span


@dataclass(frozen=True)
class Conv2DTranspose(Layer):
    """Transposed convolution: enlarges maps, `strides` of 2 doubling rows and columns. Zeiler et al. 2010; Dumoulin and
    Visin 2016, arXiv:1603.07285, section 4.

    Sizes are Keras': 'valid' makes n * stride + max(span - stride, 0) of n cells, 'same' n * stride; explicit padding
    cuts that many cells off (n - 1) * stride + span, as PyTorch's `padding` does. Of what 'same' cuts off, the odd cell
    goes after. The kernel is (rows, columns, filters, channels), as in Keras. It is not flipped: tap (0, 0) lands above and
    to the left of tap (1, 1). With `groups`, filters are counted group by group, the kernel is (rows, columns, filters of one
    group, channels), and a filter reads the channels of its group.

    `output_padding` adds rows and columns at the end, which a stride leaves open: as PyTorch's and Keras' do, with 'valid'
    to (n - 1) * stride + span cells and with 'same' to (n - 1) * stride + 1, or + 0 for an even span.

    >>> explorer.Conv2DTranspose(filters=4, strides=2, padding="same").output_shape((14, 14, 8))
    (28, 28, 4)
    """

    kind: ClassVar[str] = "conv2d_transpose"
    title: ClassVar[str] = "Transposed convolution"
    short: ClassVar[str] = "tconv"
    naming: ClassVar[Naming] = Naming.IN_BLOCK
    family: ClassVar[str] = "Convolution"
    about: ClassVar[str] = (
        "Stamps its kernel once for each cell and adds the stamps up: maps grow, with learned weights."
    )
    has_kernel: ClassVar[bool] = True

    filters: int = setting(8, "How many filters the layer has. Each makes one map.", Int(1, CHANNELS))
    kernel_size: tuple[int, int] = setting((3, 3), "Rows and columns of each kernel, in cells.", Pair(1, 63))
    strides: tuple[int, int] = setting((1, 1), "How far apart neighbouring cells stamp their kernels.", Pair(1, 63))
    padding: PaddingValue = setting(
        "valid",
        "Cells cut off the output. 'valid' cuts none; with 'same' the size is the input's times the stride.",
        Padding(64),
    )
    dilation_rate: tuple[int, int] = setting(
        (1, 1), "Distance between neighbouring taps of the kernel: 2 skips one cell.", Pair(1, 32), "more"
    )
    use_bias: bool = setting(True, "Add one learned number per filter to every sum.", Bool(), "more")
    groups: int = setting(
        1, "Split the channels into groups; each filter reads one group only.", Int(1, CHANNELS), "more"
    )
    output_padding: tuple[int, int] = setting(
        (0, 0), "Rows and columns that are added at the end, of those that a stride leaves open.", Pair(0, 62), "more"
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        for axis, word in enumerate(("row", "column")):
            added, most = self.output_padding[axis], max(self.strides[axis], self.dilation_rate[axis]) - 1
            if added > most:
                raise SettingError(
                    f"Output padding: {added} {word}{'s' * (added > 1)} cannot be added with a stride of "
                    f"{self.strides[axis]} and a dilation of {self.dilation_rate[axis]}.",
                    f"Use at most {most}." if most else "Use none.",
                )

    def cut(self, axis: int, length: int) -> tuple[int, int, int]:
        """Cells cut off before and after along `axis`, and the length that comes out of `length` cells.

        Where the output is longer than all kernels reach, less than none is cut off after.
        """
        stride, added = self.strides[axis], self.output_padding[axis]
        cells = span(self.kernel_size[axis], self.dilation_rate[axis])
        whole = (length - 1) * stride + cells
        if not isinstance(self.padding, str):
            before, after = self.padding[axis]
            return before, after - added, whole - before - after + added
        if self.padding == "valid":
            given = whole + added if added else max(whole, length * stride)
        else:
            given = (length - 1) * stride + cells % 2 + added if added else length * stride
        before = max(whole - given, 0) // 2
        return before, whole - given - before, given

    def output_shape(self, shape: Shape) -> Shape:
        check_groups(self.groups, need_map(shape)[2], self.filters)
        lengths = [self.cut(axis, shape[axis])[2] for axis in (0, 1)]
        for axis, word in enumerate(("rows", "columns")):
            before, after, length = self.cut(axis, shape[axis])
            if length < 1:
                raise ShapeError(
                    f"It cuts off {before + after} {word} as padding, but makes only {length + before + after}.",
                    "Use less padding, or the padding “same”.",
                )
        return (lengths[0], lengths[1], self.filters)

    def repairs(self, shape: Shape) -> tuple[dict[str, Any], ...]:
        if len(shape) != 3:
            return ()
        regrouped = group_repairs(self.groups, shape[2], self.filters)
        if regrouped:
            return regrouped
        smaller = ({"strides": n} for n in range(max(self.strides) - 1, 0, -1))
        return ({"padding": "same"}, {"padding": "valid"}, *smaller)

    def param_shapes(self, shape: Shape) -> dict[str, Shape]:
        kernel = (*self.kernel_size, self.filters // self.groups, shape[2])
        return {"kernel": kernel, "bias": (self.filters,)} if self.use_bias else {"kernel": kernel}

    def drawn_shape(self, kernel: Shape) -> Shape:
        rows, cols, filters, channels = kernel
        return (rows, cols, channels // self.groups, filters * self.groups)

    def as_kernel(self, drawn: Array, kernel: Shape) -> Array:
        rows, cols, filters, channels = kernel
        by_group = drawn.reshape(rows, cols, channels // self.groups, self.groups, filters)
        return np.ascontiguousarray(by_group.transpose(0, 1, 4, 3, 2)).reshape(kernel)

    def as_filters(self, kernel: Array) -> Array:
        rows, cols, filters, channels = kernel.shape
        by_group = kernel.reshape(rows, cols, filters, self.groups, channels // self.groups)
        return by_group.transpose(0, 1, 4, 3, 2).reshape(self.drawn_shape(kernel.shape))

    def filter_of(self, kernel: Array, channel: int) -> Array:
        """The filter that makes map `channel`, (rows, columns, channels that it reads), of a kernel."""
        group, own = divmod(channel, self.filters // self.groups)
        read = kernel.shape[3] // self.groups
        return kernel[:, :, own, group * read : (group + 1) * read]

    def macs(self, shape: Shape) -> int:
        """Every input cell times the whole kernel, what is cut off included."""
        rows, cols, channels = need_map(shape)
        return rows * cols * channels * (self.filters // self.groups) * self.kernel_size[0] * self.kernel_size[1]

    def window(self, axis: int, shape: Shape) -> Window | None:
        if self.strides[axis] > 1:
            return None  # which taps an output reads depends on its place modulo the stride
        cells = span(self.kernel_size[axis], self.dilation_rate[axis])
        return Window(size=cells, start=self.cut(axis, shape[axis])[0] - cells + 1)

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        before, _, outputs = self.cut(axis, shape[axis])
        taps = np.arange(self.kernel_size[axis]) * self.dilation_rate[axis]
        places = np.arange(shape[axis])[:, None] * self.strides[axis] + taps[None, :] - before
        reads = np.zeros((outputs, shape[axis]), np.bool_)
        inside = (places >= 0) & (places < outputs)
        reads[places[inside], np.nonzero(inside)[0]] = True
        return reads

    def channels_read(self, channel: int, shape: Shape) -> range:
        per_group = shape[2] // self.groups
        group = channel // (self.filters // self.groups)
        return range(group * per_group, (group + 1) * per_group)

    def forward(self, x: Array, params: Params) -> Array:
        rows, cols = (self.cut(axis, x.shape[1 + axis]) for axis in (0, 1))
        out = spread_out(
            x,
            params["kernel"],
            (rows[2], cols[2]),
            strides=self.strides,
            before=(rows[0], cols[0]),
            dilation=self.dilation_rate,
            groups=self.groups,
        )
        if self.use_bias:
            out += params["bias"].astype(x.dtype, copy=False)
        return out

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        rows, cols = (self.cut(axis, x.shape[1 + axis]) for axis in (0, 1))
        # What lies beyond all kernels depends on nothing but the bias.
        reached = dy[:, : rows[2] + min(rows[1], 0), : cols[2] + min(cols[1], 0)]
        sides = ((rows[0], max(rows[1], 0)), (cols[0], max(cols[1], 0)))
        strides, dilation, groups = self.strides, self.dilation_rate, self.groups
        dx = convolve(reached, params["kernel"], None, strides=strides, sides=sides, dilation=dilation, groups=groups)
        kernel = kernel_gradient(
            reached, x, self.kernel_size, strides=strides, sides=sides, dilation=dilation, groups=groups
        )
        gradients = {"kernel": kernel}
        return dx, {**gradients, "bias": sum_of_cells(dy)} if self.use_bias else gradients
