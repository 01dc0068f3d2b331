"""A 1x1 convolution as a small dense layer at every pixel, and what a bottleneck of 1x1 convolutions saves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.errors import SettingError
from explorer.layers import Conv2D
from explorer.layers.base import Array, Params
from explorer.network import Cell, Network, Step


@dataclass(frozen=True, eq=False)
class Mixing:
    """A 1x1 convolution at one pixel, as a matrix product: matrix @ vector + bias = result, all float64.

    `matrix` is (filters, input channels) with zeros where a filter does not read a channel of another group; `vector` are
    the input channels at (`row`, `col`) of the layer below, zeros in the padding; `bias` is zeros where there is none.
    """

    row: int
    col: int
    matrix: Array
    vector: Array
    bias: Array
    result: Array


def is_pointwise(step: Step) -> bool:
    """Whether the step is a convolution that reads one pixel at a time."""
    return isinstance(step.layer, Conv2D) and step.layer.kernel_size == (1, 1)


def mixing(network: Network, params: Mapping[str, Params], acts: Mapping[str, Array], cell: Cell) -> Mixing:
    """The matrix product that the 1x1 convolution at `cell.path` computes at the pixel of `cell`.

    `acts` hold one image. Raises SettingError for another kind of layer.
    """
    network.check_cell(cell)
    step = network.step(cell.path)
    layer = step.layer
    if not isinstance(layer, Conv2D) or not is_pointwise(step):
        raise SettingError(f"{step.name} is not a 1 × 1 convolution.", "Choose one.")
    (below,) = network.sources(cell.path)
    rows, cols, channels = step.input_shape
    row, col = (
        at * layer.strides[axis] - layer.sides(step.input_shape)[axis][0] for axis, at in ((0, cell.row), (1, cell.col))
    )
    inside = 0 <= row < rows and 0 <= col < cols
    vector = acts[below.path][0][row, col].astype(np.float64) if inside else np.zeros(channels)
    kernel = params[cell.path]["kernel"][0, 0].astype(np.float64)
    matrix = np.zeros((layer.filters, channels))
    for filter_ in range(layer.filters):
        read = layer.channels_read(filter_, step.input_shape)
        matrix[filter_, read.start : read.stop] = kernel[:, filter_]
    bias = params[cell.path]["bias"].astype(np.float64) if layer.use_bias else np.zeros(layer.filters)
    return Mixing(row, col, matrix, vector, bias, matrix @ vector + bias)


@dataclass(frozen=True)
class ConvolutionCost:
    """The sizes that decide what one convolution costs.

    `kernel` is its rows and columns, `channels` what a filter reads, `filters` what comes out, `rows` and `cols` are those of
    the output, `biases` a number.
    """

    name: str
    kernel: tuple[int, int]
    channels: int
    filters: int
    rows: int
    cols: int
    biases: int

    @property
    def weights(self) -> int:
        """Weights of all kernels."""
        return self.kernel[0] * self.kernel[1] * self.channels * self.filters

    @property
    def params(self) -> int:
        """Weights and biases."""
        return self.weights + self.biases

    @property
    def macs(self) -> int:
        """Multiply-accumulates for one image, without the bias."""
        return self.rows * self.cols * self.weights


@dataclass(frozen=True)
class Bottleneck:
    """The costs of a bottleneck's `convolutions`, and of the one `direct` convolution from their input to their output."""

    convolutions: tuple[ConvolutionCost, ...]
    direct: ConvolutionCost

    @property
    def params(self) -> int:
        """Parameters of all its convolutions."""
        return sum(cost.params for cost in self.convolutions)

    @property
    def macs(self) -> int:
        """Multiply-accumulates of all its convolutions, for one image."""
        return sum(cost.macs for cost in self.convolutions)


def bottleneck(network: Network, path: str) -> Bottleneck | None:
    """The bottleneck that the 1x1 convolution at `path` is part of, or None.

    In a bottleneck a 1x1 convolution has fewer filters than channels, a larger convolution follows, and perhaps another
    1x1 convolution (He et al. 2016, arXiv:1512.03385). The direct convolution has the large one's kernel, and biases if that
    has any.
    """
    convolutions = [step for step in network.steps if isinstance(step.layer, Conv2D)]
    for at, step in enumerate(convolutions[:-1]):
        large, last = convolutions[at + 1], convolutions[at + 2 : at + 3]
        members = [step, large, *(each for each in last if is_pointwise(each))]
        if path not in [each.path for each in members] or not is_pointwise(step) or is_pointwise(large):
            continue
        if _narrows(step) and _adjacent(network, members):
            return Bottleneck(tuple(_cost(each) for each in members), _direct(step, large, members[-1]))
    return None


def _narrows(step: Step) -> bool:
    return step.output_shape[2] < step.input_shape[2]


def _adjacent(network: Network, members: list[Step]) -> bool:
    """Whether nothing but layers that keep the shape lies between the convolutions, and none of them has groups."""
    if any(isinstance(step.layer, Conv2D) and step.layer.groups > 1 for step in members):
        return False
    first, last = (network.index(step.path) for step in (members[0], members[-1]))
    between = [step for step in network.steps[first : last + 1] if step not in members]
    return all(step.input_shape == step.output_shape for step in between)


def _cost(step: Step) -> ConvolutionCost:
    assert isinstance(step.layer, Conv2D)
    rows, cols, filters = step.output_shape
    biases = filters if step.layer.use_bias else 0
    return ConvolutionCost(step.name, step.layer.kernel_size, step.input_shape[2], filters, rows, cols, biases)


def _direct(first: Step, large: Step, last: Step) -> ConvolutionCost:
    assert isinstance(large.layer, Conv2D)
    rows, cols, filters = last.output_shape
    biases = filters if large.layer.use_bias else 0
    return ConvolutionCost("direct", large.layer.kernel_size, first.input_shape[2], filters, rows, cols, biases)
