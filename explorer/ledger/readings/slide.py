"""A window that slides over whole maps: all that is needed to follow one output map cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from explorer.errors import SettingError
from explorer.kernels.blocks import Sides
from explorer.kernels.pooling.pooling import NONE
from explorer.layers import AveragePool2D, MaxPool2D
from explorer.layers.base import Array, Params
from explorer.layers.sliding import Sliding
from explorer.ledger.explain import explain
from explorer.ledger.kinds.convolution import ConvLedger
from explorer.ledger.record import Ledger
from explorer.network import Cell, Network

MAX_MAPS = 8
MAX_MAP_BYTES = 640_000
"""At most so many input maps, of so many bytes together, are in a Slide, the strongest first; but always one."""


@dataclass(frozen=True, eq=False)
class Slide:
    """One output map and the input maps that its window slides over.

    `channels` are input channels: the one to show first, then the others by how much they can add; `others` is how many
    more the filter reads. `maps` are (channels, rows, columns), `kernels` (channels, kernel rows, kernel columns), without
    channels for a pooling; `output` is (rows, columns). All float32, as in the run. `taps`, `step` and `dilation` are in
    cells, rows first. `counted` is how many cells of the padding count in a mean.
    """

    cell: Cell
    below: str
    op: Literal["sum", "max", "mean"]
    taps: tuple[int, int]
    step: tuple[int, int]
    dilation: tuple[int, int]
    sides: Sides
    counted: Sides
    channels: tuple[int, ...]
    others: int
    maps: Array
    kernels: Array
    bias: float | None
    output: Array


def slides(network: Network, path: str) -> bool:
    """Whether the layer at `path` has a window that slides over maps."""
    return isinstance(network.step(path).layer, Sliding)


def slide(
    network: Network,
    params: Mapping[str, Params],
    acts: Mapping[str, Array],
    cell: Cell,
    first: int | None = None,
    most: int = MAX_MAPS,
) -> Slide:
    """The Slide of the map that `cell` is in.

    `first` is the input channel to show first (default: the one that adds most to this cell), `most` the
    largest number of input channels.
    `params` and `acts` are the parameters and the activations of a run. Raises SettingError if no window slides in the
    cell's layer, or the filter does not read `first`.
    """
    network.check_cell(cell)
    layer = network.step(cell.path).layer
    if not isinstance(layer, Sliding):
        raise SettingError(
            f"{network.step(cell.path).name} has no sliding window.", "Choose a convolution or a pooling."
        )
    (below,) = network.sources(cell.path)
    ledger = explain(network, params, acts, cell)
    channels, kernels, bias = _filter(ledger)
    order = _by_strength(acts[below.path][0], channels, kernels)
    if first is not None and first not in channels:
        raise SettingError(
            f"The filter does not read channel {first}.", f"It reads {channels.start} to {channels.stop - 1}."
        )
    if first is None and isinstance(ledger, ConvLedger):
        first = ledger.channels[int(ledger.order[0])]
    by_priority = order if first is None else [first, *(channel for channel in order if channel != first)]
    rows, cols, _ = below.output_shape
    shown = by_priority[: max(1, min(most, MAX_MAP_BYTES // (4 * rows * cols)))]
    return Slide(
        cell,
        below.path,
        "sum" if isinstance(ledger, ConvLedger) else "max" if isinstance(layer, MaxPool2D) else "mean",
        layer.taps,
        layer.step,
        layer.dilation,
        layer.sides(below.output_shape),
        layer.counted(below.output_shape) if isinstance(layer, AveragePool2D) else NONE,
        tuple(shown),
        len(channels) - len(shown),
        np.ascontiguousarray(acts[below.path][0][:, :, shown].transpose(2, 0, 1), np.float32),
        np.ascontiguousarray(
            kernels[[channel - channels.start for channel in shown] if len(kernels) else []], np.float32
        ),
        bias,
        np.ascontiguousarray(acts[cell.path][0][:, :, cell.channel], np.float32),
    )


def _filter(ledger: Ledger) -> tuple[range, Array, float | None]:
    """The input channels that are read, their kernels and the bias; a pooling has no kernels and no bias."""
    if isinstance(ledger, ConvLedger):
        return ledger.channels, ledger.kernels, ledger.bias if ledger.has_bias else None
    channel = ledger.cell.channel
    return range(channel, channel + 1), np.empty((0, 1, 1)), None


def _by_strength(x: Array, channels: range, kernels: Array) -> list[int]:
    """The channels by how much each can add on average: mean magnitude of its map times sum of its kernel's magnitudes."""
    if not len(kernels):
        return list(channels)
    strengths = np.abs(x[:, :, channels.start : channels.stop]).mean(axis=(0, 1)) * np.abs(kernels).sum(axis=(1, 2))
    return [channels[int(place)] for place in np.argsort(-strengths, kind="stable")]
