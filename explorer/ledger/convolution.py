"""The arithmetic of a convolution's cell: patch times kernel, channel by channel, plus the bias."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explorer.layers.base import Array
from explorer.layers.conv2d import Conv2D
from explorer.ledger.record import Case, Ledger, exact
from explorer.ledger.window import Taps, taps, under


@dataclass(frozen=True, eq=False)
class Part:
    """What one input channel adds. `patch`, `kernel` and `products` are (kernel rows, kernel columns), float64."""

    channel: int
    patch: Array
    kernel: Array
    products: Array
    subtotal: float


@dataclass(frozen=True, eq=False)
class ConvLedger(Ledger):
    """A weighted sum over a window of every input channel that the filter reads, plus a bias.

    `channels` are those of the input, `below` is the path of the step that they belong to. `patches` and `kernels` are
    (channels, kernel rows, kernel columns); patches hold 0 in the padding. `has_bias` is off where the layer has none.
    """

    below: str
    channels: range
    taps: Taps
    patches: Array
    kernels: Array
    bias: float
    has_bias: bool

    @cached_property
    def products(self) -> Array:
        """Patches times kernels, (channels, kernel rows, kernel columns)."""
        found: Array = self.patches * self.kernels
        return found

    @cached_property
    def subtotals(self) -> Array:
        """The sum of each channel's products."""
        found: Array = self.products.sum(axis=(1, 2))
        return found

    @property
    def count(self) -> int:
        """How many products there are, those with the padding among them."""
        return int(self.products.size)

    @cached_property
    def order(self) -> Array:
        """Places of the channels, the largest subtotal (in magnitude) first; ties in channel order."""
        return np.argsort(-np.abs(self.subtotals), kind="stable")

    def part(self, place: int) -> Part:
        """What the channel at `place` of `channels` adds."""
        return Part(
            self.channels[place],
            self.patches[place],
            self.kernels[place],
            self.products[place],
            float(self.subtotals[place]),
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts, in channel order."""
        return tuple(self.part(place) for place in range(len(self.channels)))


def explain_convolution(case: Case) -> ConvLedger:
    """The ledger of a cell of a Conv2D."""
    layer, cell = case.layer, case.cell
    assert isinstance(layer, Conv2D)
    shape = case.step.input_shape
    window = taps(layer, shape, cell.row, cell.col)
    channels = layer.channels_read(cell.channel, shape)
    patches = under(case.x[:, :, channels.start : channels.stop], window, 0.0).transpose(2, 0, 1)
    kernels = exact(case.params["kernel"][:, :, :, cell.channel]).transpose(2, 0, 1)
    bias = float(case.params["bias"][cell.channel]) if layer.use_bias else 0.0
    total = float((patches * kernels).sum() + bias)
    return ConvLedger(
        cell,
        case.step.name,
        total,
        case.shown,
        below=case.below.path,
        channels=channels,
        taps=window,
        patches=patches,
        kernels=kernels,
        bias=bias,
        has_bias=layer.use_bias,
    )
