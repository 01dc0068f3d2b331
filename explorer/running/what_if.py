"""What if one filter were another: its map recomputed alone, flipped or not, before and after an edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from explorer.errors import SettingError, WeightsError
from explorer.kernels.convolution import convolve
from explorer.layers.base import Array
from explorer.layers.sliding import Convolving
from explorer.network import Cell, Network, check_network
from explorer.running.activations import check_activations
from explorer.running.conversion import exact_floats
from explorer.weights.edit import flipped

Symmetry = Literal["even", "odd", ""]


def one_map(network: Network, path: str, channel: int, acts: Mapping[str, Array], one: Array, bias: float) -> Array:
    """Map `channel` of the (depthwise) convolution at `path`, (rows, columns), as the filter `one` would make it.

    `one` is (rows, columns, channels that it reads); `acts` maps paths to (1, rows, columns, channels). Raises
    SettingError for another kind of layer or an unknown channel, WeightsError where `one` or `acts` do not fit.
    """
    check_network(network).check_cell(Cell(path, 0, 0, channel))
    step = network.step(path)
    layer = step.layer
    if not isinstance(layer, Convolving):
        raise SettingError(f"{step.name} is no convolution.", "Choose a layer of kind Conv2D or DepthwiseConv2D.")
    (below,) = network.sources(path)
    check_activations(network, acts, [below.path])
    read = layer.channels_read(channel, below.output_shape)
    one = exact_floats(one, f"the filter of {step.name}")
    if one.shape != (*layer.kernel_size, len(read)):
        raise WeightsError(
            f"The filter of {step.name} is {one.shape}; it must be {(*layer.kernel_size, len(read))}.",
            "Give (rows, columns, channels that it reads).",
        )
    alone = layer.with_one_filter().with_settings(use_bias=True)
    x = acts[below.path][..., read.start : read.stop]
    shift = exact_floats(bias, f"the bias of {step.name}")
    if shift.shape != ():
        raise WeightsError(f"The bias of one filter of {step.name} has shape {shift.shape}.", "Give one number.")
    out: Array = alone.forward(x, {"kernel": one[..., None], "bias": shift[None]})[0, :, :, 0]
    return out


def symmetry(one: Array) -> Symmetry:
    """What half a turn does to a kernel (rows, columns, ...): "even" if nothing, "odd" if every sign changes."""
    turned = flipped(one)
    if np.array_equal(one, turned):
        return "even"
    return "odd" if np.array_equal(one, -turned) else ""


@dataclass(frozen=True, eq=False)
class MapPair:
    """Two maps (rows, columns) of the same size, and how they differ."""

    before: Array
    after: Array

    @property
    def difference(self) -> Array:
        """`after` minus `before`."""
        found: Array = self.after - self.before
        return found

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
        """How many cells are not the same."""
        return int(np.count_nonzero(self.difference))


@dataclass(frozen=True)
class Answer:
    """The share of one class, by its unit, before and after."""

    unit: int
    before: float
    after: float


def answers(before: Array, after: Array, most: int = 3) -> tuple[Answer, ...]:
    """The classes that are among the `most` likely before or after, by what they have after; shares are (units,)."""
    top = {int(unit) for shares in (before, after) for unit in np.argsort(-shares, kind="stable")[:most]}
    found = [Answer(unit, float(before[unit]), float(after[unit])) for unit in top]
    return tuple(sorted(found, key=lambda each: (-each.after, -each.before, each.unit)))


@dataclass(frozen=True, eq=False)
class Probe:
    """A small picture (rows, columns) and what a kernel makes of it: `before` cross-correlated, `after` convolved."""

    name: str
    picture: Array
    pair: MapPair


AROUND = 2
"""Cells around the bright one of the impulse."""


def probes(kernel: Array) -> tuple[Probe, ...]:
    """A kernel (rows, columns) on a single bright cell, on an upright and on a level edge, with a stride of 1.

    The single cell is padded with zeros so far that every position counts (full); of the edges only positions on the
    picture are shown (valid).
    """
    rows, cols = kernel.shape
    impulse = np.zeros((2 * AROUND + 1, 2 * AROUND + 1))
    impulse[AROUND, AROUND] = 1
    upright, level = np.zeros((rows + 1, cols + 5)), np.zeros((rows + 5, cols + 1))
    upright[:, (cols + 5) // 2 :] = 1
    level[(rows + 5) // 2 :] = 1
    return (
        Probe("one bright cell", impulse, both(impulse, kernel, full=True)),
        Probe("an upright edge", upright, both(upright, kernel)),
        Probe("a level edge", level, both(level, kernel)),
    )


def both(picture: Array, kernel: Array, full: bool = False) -> MapPair:
    """`picture` (rows, columns) cross-correlated and convolved with `kernel`, by the engine's own convolution, float64."""
    rows, cols = kernel.shape
    sides = ((rows - 1, rows - 1), (cols - 1, cols - 1)) if full else ((0, 0), (0, 0))

    def slide(taps: Array) -> Array:
        x = picture.astype(np.float64)[None, :, :, None]
        out: Array = convolve(x, np.ascontiguousarray(taps)[:, :, None, None], None, sides=sides)[0, :, :, 0]
        return out

    return MapPair(slide(kernel), slide(flipped(kernel)))
