"""A transposed convolution, input cell by input cell: the scaled kernel that each of them adds to the output map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.errors import SettingError
from explorer.layers import Conv2DTranspose
from explorer.layers.base import Array, Params
from explorer.ledger.readings.slide import MAX_MAP_BYTES
from explorer.network import Cell, Network


@dataclass(frozen=True, eq=False)
class ScaledKernels:
    """One output map and what it is the sum of: the kernel, scaled by the number of each input cell and placed there.

    `values` (rows, columns) is the input map `channel`, one of `channels` that are read; `kernel` (kernel rows, kernel
    columns) is the kernel for it. `sums` (rows, columns, kernel rows, kernel columns) are the scaled kernels of each place,
    summed over all input maps.

    Tap (i, j) of cell (row, col) falls on output row row * step[0] + i * dilation[0] - cut[0], columns alike; what falls
    outside of `output` (rows, columns) is lost. All float32, as in the run.
    """

    cell: Cell
    below: str
    channel: int
    channels: int
    step: tuple[int, int]
    dilation: tuple[int, int]
    cut: tuple[int, int]
    values: Array
    kernel: Array
    sums: Array
    bias: float | None
    output: Array


def scaled_kernels(
    network: Network,
    params: Mapping[str, Params],
    acts: Mapping[str, Array],
    cell: Cell,
    channel: int | None = None,
) -> ScaledKernels:
    """The scaled kernels of the map that `cell` is in; `channel` is the input map to show (default: the strongest).

    `params` and `acts` are the parameters and the activations of a run. Raises SettingError if the cell's layer is no
    transposed convolution, if there is no such input map, or if the kernels take more than MAX_MAP_BYTES.
    """
    network.check_cell(cell)
    layer, name = network.step(cell.path).layer, network.step(cell.path).name
    if not isinstance(layer, Conv2DTranspose):
        raise SettingError(f"{name} does not stamp a kernel.", "Choose a transposed convolution.")
    (below,) = network.sources(cell.path)
    rows, cols, _ = below.output_shape
    read = layer.channels_read(cell.channel, below.output_shape)
    layer_params = params[cell.path]
    kernel = layer.filter_of(layer_params["kernel"], cell.channel)
    size = 4 * rows * cols * layer.kernel_size[0] * layer.kernel_size[1]
    if size > MAX_MAP_BYTES:
        raise SettingError(
            f"{rows * cols:,} cells stamp {size // 4:,} numbers; at most {MAX_MAP_BYTES // 4:,} can be followed.",
            "Choose a smaller image.",
        )
    x = acts[below.path][0][:, :, read.start : read.stop]
    if channel is None:
        channel = read.start + int((np.abs(x).mean(axis=(0, 1)) * np.abs(kernel).sum(axis=(0, 1))).argmax())
    elif channel not in read:
        raise SettingError(
            f"The filter does not read input map {channel}.", f"It reads {read.start} to {read.stop - 1}."
        )
    return ScaledKernels(
        cell,
        below.path,
        channel,
        len(read),
        layer.strides,
        layer.dilation_rate,
        (layer.cut(0, rows)[0], layer.cut(1, cols)[0]),
        np.ascontiguousarray(x[:, :, channel - read.start], np.float32),
        np.ascontiguousarray(kernel[:, :, channel - read.start], np.float32),
        np.einsum("rcn,ijn->rcij", x.astype(np.float64), kernel.astype(np.float64)).astype(np.float32),
        float(layer_params["bias"][cell.channel]) if layer.use_bias else None,
        np.ascontiguousarray(acts[cell.path][0][:, :, cell.channel], np.float32),
    )
