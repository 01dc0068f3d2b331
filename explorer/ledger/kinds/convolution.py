"""The arithmetic of a convolution's cell: patch times kernel, channel by channel, plus the bias."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explorer.layers.base import Array
from explorer.layers.convolution.conv2d import Conv2D
from explorer.layers.convolution.depthwise import DepthwiseConv2D
from explorer.layers.convolution.transpose import Conv2DTranspose
from explorer.ledger.record import Case, Ledger, exact
from explorer.ledger.window import Taps, taps, taps_covering, values_under
from explorer.weights import filter_of


@dataclass(frozen=True, eq=False)
class ChannelTerm:
    """What one input channel adds to the sum. `patch`, `kernel` and `products` are (kernel rows, kernel columns), float64."""

    channel: int
    patch: Array
    kernel: Array
    products: Array
    subtotal: float


@dataclass(frozen=True, eq=False)
class ConvLedger(Ledger):
    """A weighted sum over a window of every input channel that the filter reads, plus a bias.

    `channels` are the input channels that are read, `below` is the path of the step that they belong to. `patches` and
    `kernels` are (channels, kernel rows, kernel columns); patches hold 0 in the padding. `has_bias` is
    False where the layer has no bias.
    """

    below: str
    channels: range
    taps: Taps
    patches: Array
    kernels: Array
    bias: float
    has_bias: bool
    missed: int = 0
    """Per channel, how many taps of a transposed convolution's kernel fall between input cells, and so add nothing."""

    @cached_property
    def products(self) -> Array:
        """Patches times kernels, (channels, kernel rows, kernel columns)."""
        products: Array = self.patches * self.kernels
        return products

    @cached_property
    def subtotals(self) -> Array:
        """The sum of each channel's products."""
        subtotals: Array = self.products.sum(axis=(1, 2))
        return subtotals

    @property
    def count(self) -> int:
        """Number of products, including those with zeros of the padding."""
        return int(self.products.size)

    @cached_property
    def order(self) -> Array:
        """Indices into `channels`, the largest subtotal (in magnitude) first; ties in channel order."""
        return np.argsort(-np.abs(self.subtotals), kind="stable")

    def part(self, place: int) -> ChannelTerm:
        """What the channel at index `place` of `channels` adds to the sum."""
        return ChannelTerm(
            self.channels[place],
            self.patches[place],
            self.kernels[place],
            self.products[place],
            float(self.subtotals[place]),
        )

    @property
    def parts(self) -> tuple[ChannelTerm, ...]:
        """What each channel adds, in channel order."""
        return tuple(self.part(place) for place in range(len(self.channels)))


def explain_convolution(case: Case) -> ConvLedger:
    """The ledger of a cell of a Conv2D."""
    layer, cell = case.layer, case.cell
    assert isinstance(layer, Conv2D)
    window = taps(layer, case.step.input_shape, cell.row, cell.col)
    return _ledger(case, window, filter_of(case.params, cell.channel))


def explain_depthwise(case: Case) -> ConvLedger:
    """The ledger of a cell of a DepthwiseConv2D: a sum over one input channel."""
    layer, cell = case.layer, case.cell
    assert isinstance(layer, DepthwiseConv2D)
    window = taps(layer, case.step.input_shape, cell.row, cell.col)
    channel, filter_ = divmod(cell.channel, layer.depth_multiplier)
    return _ledger(case, window, case.params["kernel"][:, :, channel, filter_, None])


def explain_transposed(case: Case) -> ConvLedger:
    """The ledger of a cell of a Conv2DTranspose: the input cells whose kernels cover it, and the tap of each."""
    layer, cell = case.layer, case.cell
    assert isinstance(layer, Conv2DTranspose)
    window, rows, cols = taps_covering(layer, case.step.input_shape, cell.row, cell.col)
    kernel = layer.filter_of(case.params["kernel"], cell.channel)[rows[:, None], cols[None, :]]
    return _ledger(case, window, kernel, layer.kernel_size[0] * layer.kernel_size[1] - window.padding.size)


def _ledger(case: Case, window: Taps, kernel: Array, missed: int = 0) -> ConvLedger:
    """The ledger of a weighted sum over a window; `kernel` is (window rows, window columns, channels read)."""
    channels = case.layer.channels_read(case.cell.channel, case.step.input_shape)
    patches = values_under(case.x[:, :, channels.start : channels.stop], window, 0.0).transpose(2, 0, 1)
    kernels = exact(kernel).transpose(2, 0, 1)
    has_bias = "bias" in case.step.param_shapes
    bias = float(case.params["bias"][case.cell.channel]) if has_bias else 0.0
    return ConvLedger(
        case.cell,
        case.step.name,
        float((patches * kernels).sum() + bias),
        case.shown,
        below=case.below.path,
        channels=channels,
        taps=window,
        patches=patches,
        kernels=kernels,
        bias=bias,
        has_bias=has_bias,
        missed=missed,
    )
