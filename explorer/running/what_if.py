"""What changes with another filter: one map recomputed alone, and maps and class shares compared before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from explorer.errors import SettingError, WeightsError
from explorer.kernels.convolution.convolution import convolve
from explorer.layers.base import Array
from explorer.layers.sliding import Convolving
from explorer.network import Cell, Network, check_network
from explorer.running.activations import check_activations
from explorer.running.conversion import exact_floats
from explorer.weights.edit import flipped

Symmetry = Literal["even", "odd", ""]
"""How a kernel behaves under a half turn: see `symmetry`."""


def map_with_filter(
    network: Network, path: str, channel: int, acts: Mapping[str, Array], weights: Array, bias: float
) -> Array:
    """Map `channel` of the (depthwise) convolution at `path`, (rows, columns), computed with another filter.

    `weights` are those of the filter, (rows, columns, channels that it reads); `acts` maps paths to (1, rows, columns,
    channels). Raises SettingError for another kind of layer or an unknown channel, WeightsError where `weights` or
    `acts` do not fit.
    """
    check_network(network).check_cell(Cell(path, 0, 0, channel))
    step = network.step(path)
    layer = step.layer
    if not isinstance(layer, Convolving):
        raise SettingError(f"{step.name} is not a convolution.", "Choose a layer of kind Conv2D or DepthwiseConv2D.")
    (below,) = network.sources(path)
    check_activations(network, acts, [below.path])
    channels = layer.channels_read(channel, below.output_shape)
    weights = exact_floats(weights, f"the filter of {step.name}")
    if weights.shape != (*layer.kernel_size, len(channels)):
        raise WeightsError(
            f"The filter of {step.name} is {weights.shape}; it must be {(*layer.kernel_size, len(channels))}.",
            "Give (rows, columns, channels that it reads).",
        )
    single = layer.with_one_filter().with_settings(use_bias=True)
    x = acts[below.path][..., channels.start : channels.stop]
    offset = exact_floats(bias, f"the bias of {step.name}")
    if offset.shape != ():
        raise WeightsError(f"The bias of one filter of {step.name} has shape {offset.shape}.", "Give one number.")
    out: Array = single.forward(x, {"kernel": weights[..., None], "bias": offset[None]})[0, :, :, 0]
    return out


def symmetry(kernel: Array) -> Symmetry:
    """How a kernel (rows, columns, ...) behaves under a half turn: "even" if equal, "odd" if every sign changes, else ""."""
    turned = flipped(kernel)
    if np.array_equal(kernel, turned):
        return "even"
    return "odd" if np.array_equal(kernel, -turned) else ""


@dataclass(frozen=True, eq=False)
class MapPair:
    """A map before and after a change, both (rows, columns), and how they differ."""

    before: Array
    after: Array

    @property
    def difference(self) -> Array:
        """`after` minus `before`."""
        difference: Array = self.after - self.before
        return difference

    @property
    def largest(self) -> tuple[int, int]:
        """Row and column of the largest difference in magnitude; the first of equals."""
        sizes = np.abs(self.difference)
        row, col = np.unravel_index(int(sizes.argmax()), sizes.shape)
        return int(row), int(col)

    @property
    def most(self) -> float:
        """The largest difference, with its sign."""
        return float(self.difference[self.largest])

    @property
    def changed(self) -> int:
        """Number of cells that differ."""
        return int(np.count_nonzero(self.difference))


@dataclass(frozen=True)
class ClassShare:
    """The share of one class before and after a change; `unit` is the class's place in the output."""

    unit: int
    before: float
    after: float


def top_classes(before: Array, after: Array, most: int = 3) -> tuple[ClassShare, ...]:
    """The classes among the `most` likely before or after a change, the likeliest after first; shares are (units,)."""
    units = {int(unit) for values in (before, after) for unit in np.argsort(-values, kind="stable")[:most]}
    shares = [ClassShare(unit, float(before[unit]), float(after[unit])) for unit in units]
    return tuple(sorted(shares, key=lambda share: (-share.after, -share.before, share.unit)))


@dataclass(frozen=True, eq=False)
class Probe:
    """A small test picture (rows, columns) and its maps: `before` cross-correlated with a kernel, `after` convolved."""

    name: str
    picture: Array
    pair: MapPair


IMPULSE_MARGIN = 2
"""Dark cells on each side of the bright one in the impulse."""


def probes(kernel: Array) -> tuple[Probe, ...]:
    """The maps of a kernel (rows, columns) on an impulse, a vertical edge and a horizontal edge, with a stride of 1.

    The impulse is padded with zeros so that every overlap with the kernel counts ("full"); of the edges only positions
    within the picture are shown ("valid").
    """
    rows, cols = kernel.shape
    impulse = np.zeros((2 * IMPULSE_MARGIN + 1, 2 * IMPULSE_MARGIN + 1))
    impulse[IMPULSE_MARGIN, IMPULSE_MARGIN] = 1
    upright, level = np.zeros((rows + 1, cols + 5)), np.zeros((rows + 5, cols + 1))
    upright[:, (cols + 5) // 2 :] = 1
    level[(rows + 5) // 2 :] = 1
    return (
        Probe("one bright cell", impulse, correlated_and_convolved(impulse, kernel, full=True)),
        Probe("a vertical edge", upright, correlated_and_convolved(upright, kernel)),
        Probe("a horizontal edge", level, correlated_and_convolved(level, kernel)),
    )


def correlated_and_convolved(picture: Array, kernel: Array, full: bool = False) -> MapPair:
    """`picture` (rows, columns) cross-correlated and convolved with `kernel`, with the engine's convolution in float64."""
    rows, cols = kernel.shape
    sides = ((rows - 1, rows - 1), (cols - 1, cols - 1)) if full else ((0, 0), (0, 0))

    def correlated(taps: Array) -> Array:
        x = picture.astype(np.float64)[None, :, :, None]
        out: Array = convolve(x, np.ascontiguousarray(taps)[:, :, None, None], None, sides=sides)[0, :, :, 0]
        return out

    return MapPair(correlated(kernel), correlated(flipped(kernel)))
