"""How each kind of layer makes its numbers, as data from which the browser computes the sum of any cell by itself.

The ledger explains one cell here; a page without a server has to explain all of them. So it gets, for each step, a record of
what is multiplied, compared or copied, and the arrays of parameters, laid out alike for all kinds. Tests hold what the
browser makes of them against the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from explorer import layers
from explorer.figures.rail.sums import addend_words
from explorer.kernels.pooling.pooling import NONE
from explorer.layers.base import Array, Layer, Params, as_map
from explorer.layers.formula.writing import in_words
from explorer.layers.sliding import Sliding
from explorer.ledger.window import taps_covering
from explorer.network import Network, Step
from explorer.weights import filter_of

WEIGHTS, BIAS, ALPHA = "weights", "bias", "alpha"


@dataclass
class How:
    """The record of one step, and the arrays that it needs by name.

    `weights` are (filters, channels, rows, columns) of a convolution of any kind, (units, inputs) of a dense layer.
    """

    record: dict[str, Any]
    arrays: dict[str, Array] = field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """A step with its parameters, in its network."""

    network: Network
    step: Step
    params: Params

    @property
    def layer(self) -> Any:
        """The layer of the step."""
        return self.step.layer


def how(network: Network, step: Step, params: Params) -> How:
    """The record of how the cells of a step are computed. `params` are those of the step."""
    for kind in type(step.layer).__mro__:
        if kind in HOW:
            return HOW[kind](Given(network, step, params))
    raise KeyError(f"{type(step.layer).__name__} has no row in HOW")


def _window(layer: Sliding, step: Step) -> dict[str, Any]:
    """Where a window lies: cell `at` reads at * step - before + tap * dilation."""
    return {
        "taps": layer.taps,
        "step": layer.step,
        "dilation": layer.dilation,
        "before": [side[0] for side in layer.sides(step.input_shape)],
    }


def _parameters(given: Given, weights: Array) -> dict[str, Array]:
    bias = {BIAS: given.params["bias"]} if "bias" in given.step.param_shapes else {}
    return {WEIGHTS: weights, **bias}


def _conv(given: Given) -> How:
    kernels = np.stack([filter_of(given.params, k) for k in range(given.layer.filters)]).transpose(0, 3, 1, 2)
    return How({"how": "sum", **_window(given.layer, given.step)}, _parameters(given, kernels))


def _depthwise(given: Given) -> How:
    kernel = given.params["kernel"]  # (rows, columns, channels, multiplier): filter k is channel k // multiplier
    rows, cols = kernel.shape[:2]
    filters = kernel.reshape(rows, cols, -1).transpose(2, 0, 1)[:, None]
    return How({"how": "sum", **_window(given.layer, given.step)}, _parameters(given, filters))


def _transposed(given: Given) -> How:
    """Which input cells cover an output cell changes from one to the next: it is listed, per row and per column."""
    shape, (rows, cols) = given.step.input_shape, given.step.output_shape[:2]
    per_row = [taps_covering(given.layer, shape, at, 0) for at in range(rows)]
    per_col = [taps_covering(given.layer, shape, 0, at) for at in range(cols)]
    places = {
        "rows": [[found.rows.tolist(), tap.tolist()] for found, tap, _ in per_row],
        "cols": [[found.cols.tolist(), tap.tolist()] for found, _, tap in per_col],
    }
    kernels = given.layer.as_filters(given.params["kernel"]).transpose(3, 2, 0, 1)
    return How({"how": "sum", "places": places, "kernel": given.layer.kernel_size}, _parameters(given, kernels))


def _pool(how: str) -> Callable[[Given], How]:
    def made(given: Given) -> How:
        pooling, shape = given.layer, given.step.input_shape
        counted = pooling.counted(shape) if isinstance(pooling, layers.AveragePool2D) else NONE
        return How({"how": how, **_window(pooling, given.step), "counted": counted})

    return made


def _global_pool(how: str) -> Callable[[Given], How]:
    def made(given: Given) -> How:
        size = given.step.input_shape[:2]
        window = {"taps": size, "step": [1, 1], "dilation": [1, 1], "before": [0, 0]}
        return How({"how": how, **window, "counted": NONE, "whole": True})

    return made


def _adaptive_pool(how: str) -> Callable[[Given], How]:
    """Windows of several lengths are listed, per row and per column."""

    def made(given: Given) -> How:
        shape = given.step.input_shape
        rows, cols = (
            [[list(each), list(range(len(each)))] for each in given.layer.windows(axis, shape[axis])] for axis in (0, 1)
        )
        return How({"how": how, "places": {"rows": rows, "cols": cols}, "counted": NONE, "whole": True})

    return made


def _dense(given: Given) -> How:
    below = given.network.step(given.step.sources[0])
    flat = isinstance(below.layer, layers.Flatten)
    origin = given.network.index(below.sources[0] if flat else below.path)
    units = np.stack([filter_of(given.params, k) for k in range(given.layer.units)])
    return How({"how": "dense", "origin": origin}, _parameters(given, units))


def _curve(given: Given) -> How:
    """The formula in its symbols, and what those stand for besides x; a learned slope is an array."""
    formula = in_words(given.layer.formula)
    values = {name: value for name, value in given.layer.settings().items() if re.search(rf"\b{name}\b", formula)}
    arrays = {ALPHA: given.params[ALPHA]} if ALPHA in given.step.param_shapes else {}
    return How({"how": "curve", "formula": formula, "symbols": values}, arrays)


def _rescaling(given: Given) -> How:
    return How({"how": "rescaling", "scale": given.layer.scale, "offset": given.layer.offset})


def _layer_scale(given: Given) -> How:
    arrays = {name: given.params[name] for name in given.step.param_shapes}
    return How({"how": "rescaling"}, arrays)


def _fixed(given: Given) -> How:
    mean, variance = (numbers.tolist() for numbers in given.layer.of_channels(as_map(given.step.input_shape)[2]))
    return How({"how": "norm", "epsilon": 0.0, "mean": mean, "variance": variance})


def _norm(given: Given) -> How:
    arrays = {name: given.params[name] for name in given.step.param_shapes}
    return How({"how": "norm", "epsilon": given.layer.epsilon}, arrays)


def _grouped(given: Given) -> How:
    made, shape = _norm(given), given.step.input_shape
    made.record["group"] = as_map(shape)[2] // given.layer.groups_of(shape)
    return made


def _response(given: Given) -> How:
    layer = given.layer
    return How({"how": "response", "bias": layer.bias, "alpha": layer.alpha, "beta": layer.beta})


def _shifted(sign: int, sides: str) -> Callable[[Given], How]:
    def made(given: Given) -> How:
        rows, cols = getattr(given.layer, sides)
        return How({"how": "copy", "shift": [sign * rows[0], sign * cols[0]]})

    return made


def _same_place(given: Given) -> How:
    return How({"how": "copy", "shift": [0, 0]})


def _padding(given: Given) -> How:
    """The cell that is copied, per row and per column, −1 where there is none."""
    rows, cols = (given.layer.places(axis, given.step.input_shape[axis]).tolist() for axis in (0, 1))
    places = {"rows": [[[at], [1.0]] for at in rows], "cols": [[[at], [1.0]] for at in cols]}
    return How({"how": "blend", "places": places, "fill": given.layer.value})


def _resampling(given: Given) -> How:
    """The cells that are blended and their shares, per row and per column; a single cell is copied."""
    axes = []
    for axis in (0, 1):
        first, second, share = given.layer.taps(axis, given.step.input_shape[axis])
        axes.append(
            [
                [[int(a)], [1.0]] if a == b else [[int(a), int(b)], [1 - float(s), float(s)]]
                for a, b, s in zip(first, second, share, strict=True)
            ]
        )
    return How({"how": "blend", "places": {"rows": axes[0], "cols": axes[1]}})


def _residual(given: Given) -> How:
    sources = given.network.sources(given.step.path)
    labels = [addend_words(lane, step.name) for lane, step in zip(("layers", "shortcut"), sources, strict=True)]
    return How({"how": "add", "labels": labels})


def _multiply(given: Given) -> How:
    return How({"how": "multiply", "names": [step.name for step in given.network.sources(given.step.path)]})


def _plain(name: str) -> Callable[[Given], How]:
    return lambda given: How({"how": name})


HOW: Mapping[type[Layer], Callable[[Given], How]] = {
    layers.Input: _plain("input"),
    layers.Conv2D: _conv,
    layers.DepthwiseConv2D: _depthwise,
    layers.Conv2DTranspose: _transposed,
    layers.MaxPool2D: _pool("max"),
    layers.AveragePool2D: _pool("mean"),
    layers.AdaptiveMaxPool2D: _adaptive_pool("max"),
    layers.AdaptiveAveragePool2D: _adaptive_pool("mean"),
    layers.GlobalMaxPool2D: _global_pool("max"),
    layers.GlobalAveragePool2D: _global_pool("mean"),
    layers.Dense: _dense,
    layers.ReLU: _plain("relu"),
    layers.Softmax: _plain("softmax"),
    layers.Rescaling: _rescaling,
    layers.LayerScale: _layer_scale,
    layers.Normalization: _fixed,
    layers.PReLU: _curve,
    layers.Curve: _curve,
    layers.BatchNormalization: _norm,
    layers.LayerNormalization: _norm,
    layers.GroupNormalization: _grouped,
    layers.InstanceNormalization: _grouped,
    layers.LocalResponseNormalization: _response,
    layers.Flatten: _plain("flatten"),
    layers.Dropout: _same_place,
    layers.ZeroPadding2D: _shifted(-1, "padding"),
    layers.Padding2D: _padding,
    layers.Cropping2D: _shifted(1, "cropping"),
    layers.Resampling: _resampling,
    layers.Moving: _plain("moved"),
    layers.Residual: _residual,
    layers.Concatenate: _plain("join"),
    layers.Multiply: _multiply,
}
"""A row for a base class, such as Curve, holds for all kinds derived from it."""
