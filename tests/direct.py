"""Every kind once more, number by number: sums written out as loops over the definition, in Python's floats.

Nothing here is taken from the engine but the settings and the promised shape. Slow on purpose.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from explorer import layers
from explorer.layers.base import Array, Layer, Params
from tests.layers.resizing import shares
from tests.onnx_oracle import sides

Cell = tuple[int, int, int]
Number = Callable[[Any, Array, Params, Cell], float]
"""(layer, maps (rows, columns, channels), parameters, cell) -> the number of that cell."""


def _bias(params: Params, channel: int) -> float:
    return float(params["bias"][channel]) if "bias" in params else 0.0


def _taps(layer: Any, x: Array, cell: Cell, kernel: tuple[int, int], dilation: tuple[int, int]) -> list[Any]:
    """(kernel row, kernel column, row, column) of every tap on the map, and how many taps there are."""
    before = [b for b, _ in sides(layer.padding, x.shape[:2], kernel, layer.strides, dilation)]
    found = []
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            row = cell[0] * layer.strides[0] - before[0] + i * dilation[0]
            col = cell[1] * layer.strides[1] - before[1] + j * dilation[1]
            if 0 <= row < x.shape[0] and 0 <= col < x.shape[1]:
                found.append((i, j, row, col))
    return found


def _conv(layer: layers.Conv2D, x: Array, params: Params, cell: Cell) -> float:
    kernel = params["kernel"]
    per_group = x.shape[2] // layer.groups
    first = cell[2] // (layer.filters // layer.groups) * per_group
    return math.fsum(
        [
            float(x[row, col, first + c]) * float(kernel[i, j, c, cell[2]])
            for i, j, row, col in _taps(layer, x, cell, layer.kernel_size, layer.dilation_rate)
            for c in range(per_group)
        ]
        + [_bias(params, cell[2])]
    )


def _depthwise(layer: layers.DepthwiseConv2D, x: Array, params: Params, cell: Cell) -> float:
    channel, which = divmod(cell[2], layer.depth_multiplier)
    return math.fsum(
        [
            float(x[row, col, channel]) * float(params["kernel"][i, j, channel, which])
            for i, j, row, col in _taps(layer, x, cell, layer.kernel_size, layer.dilation_rate)
        ]
        + [_bias(params, cell[2])]
    )


def _transposed(layer: layers.Conv2DTranspose, x: Array, params: Params, cell: Cell) -> float:
    cut = []
    for axis in (0, 1):
        span = (layer.kernel_size[axis] - 1) * layer.dilation_rate[axis] + 1
        more = layer.output_padding[axis]
        same = max(span - span % 2 - more if more else span - layer.strides[axis], 0) // 2
        cut.append(
            {"valid": 0, "same": same}[layer.padding] if isinstance(layer.padding, str) else layer.padding[axis][0]
        )
    terms, read = [_bias(params, cell[2])], x.shape[2] // layer.groups
    group, own = divmod(cell[2], layer.filters // layer.groups)
    for row in range(x.shape[0]):  # every cell lays its kernel down; what lands here counts
        for col in range(x.shape[1]):
            for i in range(layer.kernel_size[0]):
                for j in range(layer.kernel_size[1]):
                    to_row = row * layer.strides[0] + i * layer.dilation_rate[0] - cut[0]
                    to_col = col * layer.strides[1] + j * layer.dilation_rate[1] - cut[1]
                    if (to_row, to_col) == cell[:2]:
                        weights = params["kernel"][i, j, own]
                        channels = range(group * read, (group + 1) * read)
                        terms += [float(x[row, col, c]) * float(weights[c]) for c in channels]
    return math.fsum(terms)


def _max_pool(layer: layers.MaxPool2D, x: Array, params: Params, cell: Cell) -> float:
    taps = _taps(layer, x, cell, layer.pool_size, layer.dilation_rate)
    return max(float(x[row, col, cell[2]]) for _, _, row, col in taps)


def _average_pool(layer: layers.AveragePool2D, x: Array, params: Params, cell: Cell) -> float:
    taps = _taps(layer, x, cell, layer.pool_size, layer.dilation_rate)
    seen = [float(x[row, col, cell[2]]) for _, _, row, col in taps]
    if not layer.count_padding:
        return math.fsum(seen) / len(seen)
    around = sides(layer.padding, x.shape[:2], layer.pool_size, layer.strides, layer.dilation_rate)
    count = 1
    for axis, (before, after) in enumerate(around):
        first, dilation = cell[axis] * layer.strides[axis] - before, layer.dilation_rate[axis]
        places = [first + tap * dilation for tap in range(layer.pool_size[axis])]
        count *= sum(place < x.shape[axis] + after for place in places)  # what rounding up adds counts for nothing
    return math.fsum(seen) / count


def _share(layer: Any, x: Array, cell: Cell) -> list[float]:
    """PyTorch's definition of the window: from the floor of its beginning to the ceiling of its end."""
    ends = []
    for at, wanted, length in zip(cell[:2], layer.output_size, x.shape[:2], strict=True):
        ends.append((math.floor(at * length / wanted), math.ceil((at + 1) * length / wanted)))
    return [float(x[row, col, cell[2]]) for row in range(*ends[0]) for col in range(*ends[1])]


def _adaptive_mean(layer: Any, x: Array, params: Params, cell: Cell) -> float:
    window = _share(layer, x, cell)
    return math.fsum(window) / len(window)


def _dense(layer: layers.Dense, x: Array, params: Params, cell: Cell) -> float:
    products = [float(x[cell[0], cell[1], c]) * float(params["kernel"][c, cell[2]]) for c in range(x.shape[2])]
    return math.fsum([*products, _bias(params, cell[2])])


def _softmax(layer: Layer, x: Array, params: Params, cell: Cell) -> float:
    here = x[cell[0], cell[1]]
    return 1 / math.fsum(math.exp(min(float(other) - float(here[cell[2]]), 700.0)) for other in here)


def _batch_norm(layer: layers.BatchNormalization, x: Array, params: Params, cell: Cell) -> float:
    c = cell[2]
    unit = (float(x[cell]) - float(params["moving_mean"][c])) / math.sqrt(params["moving_variance"][c] + layer.epsilon)
    return unit * (float(params["gamma"][c]) if layer.scale else 1) + (float(params["beta"][c]) if layer.center else 0)


def _fixed(layer: layers.Normalization, x: Array, params: Params, cell: Cell) -> float:
    mean, variance = (numbers[cell[2] % len(numbers)] for numbers in (layer.mean, layer.variance))
    return (float(x[cell]) - mean) / math.sqrt(variance)


def _layer_scale(layer: layers.LayerScale, x: Array, params: Params, cell: Cell) -> float:
    scaled = float(x[cell]) * (float(params["gamma"][cell[2]]) if layer.scale else 1)
    return scaled + (float(params["beta"][cell[2]]) if layer.center else 0)


def _layer_norm(layer: layers.LayerNormalization, x: Array, params: Params, cell: Cell) -> float:
    here, c = [float(value) for value in x[cell[0], cell[1]]], cell[2]
    mean = math.fsum(here) / len(here)
    variance = math.fsum((value - mean) ** 2 for value in here) / len(here)
    unit = (here[c] - mean) / math.sqrt(variance + layer.epsilon)
    return unit * (float(params["gamma"][c]) if layer.scale else 1) + (float(params["beta"][c]) if layer.center else 0)


def _grouped(layer: Any, x: Array, params: Params, cell: Cell) -> float:
    groups, c = (layer.groups if isinstance(layer, layers.GroupNormalization) else x.shape[2]), cell[2]
    size = x.shape[2] // groups
    seen = [float(value) for n in range(x.shape[2]) if n // size == c // size for value in x[:, :, n].ravel()]
    mean = math.fsum(seen) / len(seen)
    variance = math.fsum((value - mean) ** 2 for value in seen) / len(seen)
    unit = (float(x[cell]) - mean) / math.sqrt(variance + layer.epsilon)
    return unit * (float(params["gamma"][c]) if layer.scale else 1) + (float(params["beta"][c]) if layer.center else 0)


def _response(layer: layers.LocalResponseNormalization, x: Array, params: Params, cell: Cell) -> float:
    near = [c for c in range(x.shape[2]) if abs(c - cell[2]) <= layer.depth_radius]
    total = math.fsum(float(x[cell[0], cell[1], c]) ** 2 for c in near)
    return float(x[cell]) / (layer.bias + layer.alpha * total) ** layer.beta


def _flatten(layer: Layer, x: Array, params: Params, cell: Cell) -> float:
    row, rest = divmod(cell[2], x.shape[1] * x.shape[2])
    return float(x[row, rest // x.shape[2], rest % x.shape[2]])


def _shifted(down: int, right: int) -> Number:
    def number(layer: Any, x: Array, params: Params, cell: Cell) -> float:
        row, col = cell[0] + down, cell[1] + right
        return float(x[row, col, cell[2]]) if 0 <= row < x.shape[0] and 0 <= col < x.shape[1] else 0.0

    return number


def _up_sampling(layer: layers.UpSampling2D, x: Array, params: Params, cell: Cell) -> float:
    if layer.interpolation == "nearest":
        return float(x[cell[0] // layer.size[0], cell[1] // layer.size[1], cell[2]])
    total = 0.0
    for row in range(x.shape[0]):
        for col in range(x.shape[1]):
            shares = 1.0
            for at, to, axis in ((row, cell[0], 0), (col, cell[1], 1)):
                place = min(max((to + 0.5) / layer.size[axis] - 0.5, 0.0), x.shape[axis] - 1.0)
                shares *= max(0.0, 1 - abs(place - at))
            total += shares * float(x[row, col, cell[2]])
    return total


def _padding(layer: layers.Padding2D, x: Array, params: Params, cell: Cell) -> float:
    """Step by step back onto the map, as one walks who turns round at the mirror."""
    at = []
    for axis in (0, 1):
        place, last = cell[axis] - layer.padding[axis][0], x.shape[axis] - 1
        if layer.mode == "constant" and not 0 <= place <= last:
            return layer.value
        while not 0 <= place <= last:
            ends = {
                "edge": (0, last),
                "reflect": (-place, 2 * last - place),
                "wrap": (place + last + 1, place - last - 1),
            }
            place = ends[layer.mode][place > last]
        at.append(place)
    return float(x[at[0], at[1], cell[2]])


def _resizing(layer: layers.Resizing, x: Array, params: Params, cell: Cell) -> float:
    count = layer.output_shape(x.shape)
    rows, cols = (shares(layer, axis, x.shape[axis], count[axis], cell[axis]) for axis in (0, 1))
    return math.fsum(a * b * float(x[row, col, cell[2]]) for row, a in rows.items() for col, b in cols.items())


def _shuffled(layer: layers.ChannelShuffle, x: Array, params: Params, cell: Cell) -> float:
    per_group = x.shape[2] // layer.groups
    mixed = [
        float(x[cell[0], cell[1], group * per_group + at]) for at in range(per_group) for group in range(layer.groups)
    ]
    return mixed[cell[2]]


def _depth_to_space(layer: layers.DepthToSpace, x: Array, params: Params, cell: Cell) -> float:
    """ONNX's definition: a block takes its numbers from one cell, by place and map or by map and place."""
    size, (row, col, channel) = layer.block_size, cell
    shape = (size, size, -1) if layer.mode == "DCR" else (-1, size, size)
    deep = x[row // size, col // size].reshape(shape)
    return float(
        deep[row % size, col % size, channel] if layer.mode == "DCR" else deep[channel, row % size, col % size]
    )


def _space_to_depth(layer: layers.SpaceToDepth, x: Array, params: Params, cell: Cell) -> float:
    size, (row, col, channel) = layer.block_size, cell
    block = x[row * size : (row + 1) * size, col * size : (col + 1) * size]
    return float((block if layer.mode == "DCR" else block.transpose(2, 0, 1)).ravel()[channel])


def _reshaped(layer: layers.Reshape, x: Array, params: Params, cell: Cell) -> float:
    _, cols, channels = layer.output_shape(x.shape)
    return float(x[0, 0, (cell[0] * cols + cell[1]) * channels + cell[2]])


def _curve(function: Callable[[Any, float], float]) -> Number:
    return lambda layer, x, params, cell: function(layer, float(x[cell]))


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def gelu(layer: Any, x: float) -> float:
    if layer.approximate:
        return x * _sigmoid(2 * math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))
    return 0.5 * x * math.erfc(-x / math.sqrt(2))


CURVES: dict[type[Layer], Callable[[Any, float], float]] = {
    layers.ReLU: lambda layer, x: max(x, 0.0),
    layers.ReLU6: lambda layer, x: min(max(x, 0.0), 6.0),
    layers.LeakyReLU: lambda layer, x: x if x > 0 else layer.negative_slope * x,
    layers.ELU: lambda layer, x: x if x > 0 else layer.alpha * math.expm1(x),
    layers.SELU: lambda layer, x: 1.0507009873554805 * (x if x > 0 else 1.6732632423543772 * math.expm1(x)),
    layers.GELU: gelu,
    layers.SiLU: lambda layer, x: x * _sigmoid(x),
    layers.HardSiLU: lambda layer, x: x * min(max(x + 3, 0.0), 6.0) / 6,
    layers.Mish: lambda layer, x: x * math.tanh(max(x, 0.0) + math.log1p(math.exp(-abs(x)))),
    layers.Sigmoid: lambda layer, x: _sigmoid(x),
    layers.HardSigmoid: lambda layer, x: min(max(layer.alpha * x + layer.beta, 0.0), 1.0),
    layers.Clip: lambda layer, x: min(max(x, layer.minimum), layer.maximum),
    layers.Tanh: lambda layer, x: math.tanh(x),
    layers.Softplus: lambda layer, x: max(x, 0.0) + math.log1p(math.exp(-abs(x))),
    layers.Softsign: lambda layer, x: x / (1 + abs(x)),
    layers.Rescaling: lambda layer, x: x * layer.scale + layer.offset,
}
"""What works number by number, without parameters."""

NUMBERS: dict[type[Layer], Number] = {
    **{kind: _curve(function) for kind, function in CURVES.items()},
    layers.Conv2D: _conv,
    layers.DepthwiseConv2D: _depthwise,
    layers.Conv2DTranspose: _transposed,
    layers.MaxPool2D: _max_pool,
    layers.AveragePool2D: _average_pool,
    layers.GlobalMaxPool2D: lambda layer, x, params, cell: max(float(v) for v in x[:, :, cell[2]].ravel()),
    layers.GlobalAveragePool2D: lambda layer, x, params, cell: (
        math.fsum(float(v) for v in x[:, :, cell[2]].ravel()) / (x.shape[0] * x.shape[1])
    ),
    layers.AdaptiveMaxPool2D: lambda layer, x, params, cell: max(_share(layer, x, cell)),
    layers.AdaptiveAveragePool2D: _adaptive_mean,
    layers.Dense: _dense,
    layers.Softmax: _softmax,
    layers.PReLU: lambda layer, x, params, cell: (
        float(x[cell]) * (1.0 if x[cell] > 0 else float(params["alpha"][cell[2]]))
    ),
    layers.BatchNormalization: _batch_norm,
    layers.LayerNormalization: _layer_norm,
    layers.Normalization: _fixed,
    layers.LayerScale: _layer_scale,
    layers.GroupNormalization: _grouped,
    layers.InstanceNormalization: _grouped,
    layers.LocalResponseNormalization: _response,
    layers.Flatten: _flatten,
    layers.Dropout: _shifted(0, 0),
    layers.ZeroPadding2D: lambda layer, *rest: _shifted(-layer.padding[0][0], -layer.padding[1][0])(layer, *rest),
    layers.Padding2D: _padding,
    layers.Cropping2D: lambda layer, *rest: _shifted(layer.cropping[0][0], layer.cropping[1][0])(layer, *rest),
    layers.UpSampling2D: _up_sampling,
    layers.Resizing: _resizing,
    layers.ChannelShuffle: _shuffled,
    layers.ChannelSlice: lambda layer, x, params, cell: float(x[cell[0], cell[1], layer.start + cell[2] * layer.step]),
    layers.DepthToSpace: _depth_to_space,
    layers.SpaceToDepth: _space_to_depth,
    layers.Permute: lambda layer, x, params, cell: float(x[tuple(cell[layer.dims.index(axis)] for axis in (1, 2, 3))]),
    layers.Reshape: _reshaped,
}


def number(layer: Layer, x: Array, params: Params, cell: Cell) -> float:
    """The number of one output cell for one image `x`, (rows, columns, channels) or (units,)."""
    maps = x.reshape(1, 1, -1) if x.ndim == 1 else x
    return NUMBERS[type(layer)](layer, maps, params, cell)
