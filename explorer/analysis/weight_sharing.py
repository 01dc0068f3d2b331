"""Weight sharing: where one weight of a kernel is used, and what the layer would cost if no weights were shared."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from explorer.errors import SettingError
from explorer.layers.base import Shape, need_map
from explorer.layers.sliding import Convolving, Sliding

Span = tuple[int, int, int]
"""(first, step, count): the indices first, first + step, ... along one axis; some may lie in the padding."""


@dataclass(frozen=True)
class WeightUse:
    """The cells of one input map that the weight at (`row`, `col`) of a kernel multiplies, one per output cell.

    `rows` and `cols` are the input rows and columns of these cells, those in the padding included; `positions` is how many
    cells there are, `real` how many of them lie on the map and not in the padding.
    """

    row: int
    col: int
    rows: Span
    cols: Span
    positions: int
    real: int


@dataclass(frozen=True)
class Cost:
    """What one way to connect a given input to a given output costs; `name` says which way.

    `weights` and `biases` are parameters, `macs` multiply-accumulates for one image, without the bias. `weight_terms` and
    `mac_terms` are (symbol, number) pairs whose product the counts are, in reading order.
    """

    name: str
    weights: int
    biases: int
    macs: int
    weight_terms: tuple[tuple[str, int], ...]
    mac_terms: tuple[tuple[str, int], ...]
    bias_terms: tuple[tuple[str, int], ...]

    @property
    def params(self) -> int:
        """Weights and biases."""
        return self.weights + self.biases


def weight_use(layer: Sliding, shape: Shape, row: int, col: int) -> WeightUse:
    """Where the weight at (`row`, `col`) of a kernel of `layer` is used; `shape` of the input is (rows, columns, channels).

    Raises SettingError if the kernel has no such weight, ShapeError if the layer cannot follow the shape.
    """
    high, wide = layer.taps
    if not (0 <= row < high and 0 <= col < wide):
        raise SettingError(f"There is no weight ({row}, {col}).", f"The kernel has {high} rows and {wide} columns.")
    outputs, sides = layer.output_shape(shape), layer.sides(shape)
    rows, cols = (
        (at * layer.dilation[axis] - sides[axis][0], layer.step[axis], outputs[axis])
        for axis, at in ((0, row), (1, col))
    )
    real = _real(rows, shape[0]) * _real(cols, shape[1])
    return WeightUse(row, col, rows, cols, rows[2] * cols[2], real)


def _real(span: Span, length: int) -> int:
    first, step, count = span
    return sum(0 <= first + step * n < length for n in range(count))


def costs(layer: Sliding, shape: Shape) -> tuple[Cost, Cost, Cost]:
    """The costs of the layer as it is, locally connected (a filter of its own at every place), and dense (all to all).

    `shape` of the input is (rows, columns, channels). Products with the padding count, as in `macs`. Raises SettingError for
    a layer that shares no weights.
    """
    if not isinstance(layer, Convolving):
        raise SettingError(f"{layer.kind} shares no weights.", "Choose a convolution.")
    rows, cols, channels = need_map(shape)
    out_rows, out_cols, filters = need_map(layer.output_shape(shape))
    read = len(layer.channels_read(0, shape))
    kernel = (("K_h", layer.taps[0]), ("K_w", layer.taps[1]), ("C", read), ("F", filters))
    places = (("H'", out_rows), ("W'", out_cols))
    per_filter, per_output = (("F", filters),), (*places, ("F", filters))
    dense = (("H", rows), ("W", cols), ("C", channels), *per_output)
    if read != channels:  # groups and depthwise: the C of the kernel is not that of the input
        kernel = (*kernel[:2], ("C_g", read), kernel[3])
    bias = layer.use_bias
    return (
        _cost("convolution", kernel, (*places, *kernel), per_filter, bias),
        _cost("locally connected", (*places, *kernel), (*places, *kernel), per_output, bias),
        _cost("dense", dense, dense, per_output, bias),
    )


def _cost(
    name: str,
    weights: tuple[tuple[str, int], ...],
    macs: tuple[tuple[str, int], ...],
    biases: tuple[tuple[str, int], ...],
    has_bias: bool,
) -> Cost:
    counts = [prod(number for _, number in terms) for terms in (weights, macs, biases)]
    return Cost(name, counts[0], counts[2] if has_bias else 0, counts[1], weights, macs, biases if has_bias else ())
