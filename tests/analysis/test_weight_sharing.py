"""Shared weights are counted as brute force counts them: by walking every output cell, and by building the matrices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import Conv2D, MaxPool2D, Network
from explorer.analysis.weight_sharing import costs, weight_use
from explorer.errors import SettingError
from explorer.layers import DepthwiseConv2D
from explorer.layers.sliding import Sliding
from tests.strategies import fitting, random_params

convolutions = st.one_of(fitting(Conv2D), fitting(DepthwiseConv2D))


@settings(deadline=None, derandomize=True, max_examples=60)
@given(convolutions, st.data())
def test_a_weight_meets_what_walking_over_the_outputs_meets(fit: tuple, data: st.DataObject) -> None:
    layer, shape = fit
    row, col = (data.draw(st.integers(0, taps - 1)) for taps in layer.taps)
    use = weight_use(layer, shape, row, col)
    (top, _), (left, _) = layer.sides(shape)
    met = {
        (r * layer.step[0] - top + row * layer.dilation[0], c * layer.step[1] - left + col * layer.dilation[1])
        for r in range(layer.output_shape(shape)[0])
        for c in range(layer.output_shape(shape)[1])
    }
    places = [[first + step * n for n in range(count)] for first, step, count in (use.rows, use.cols)]
    assert {(r, c) for r in places[0] for c in places[1]} == met
    assert use.positions == len(met)
    assert use.real == sum(0 <= r < shape[0] and 0 <= c < shape[1] for r, c in met)


@settings(deadline=None, derandomize=True, max_examples=25)
@given(convolutions)
def test_only_a_changed_real_position_changes_the_output(fit: tuple) -> None:
    """The engine itself: the sum of a map of ones under a kernel that is one weight counts the real positions."""
    layer, shape = fit
    network = Network((layer,), shape)
    for row, col in ((0, 0), (layer.taps[0] - 1, layer.taps[1] // 2)):
        params = {name: np.zeros_like(a) for name, a in random_params(network)["0"].items()}
        params["kernel"][row, col] = 1
        out = explorer.run(network, {"0": params}, np.ones((1, *shape)))["0"]
        read = len(layer.channels_read(0, shape))
        assert out[0, :, :, 0].sum() == read * weight_use(layer, shape, row, col).real


def labels(layer: Sliding, shape: tuple[int, int, int]) -> np.ndarray:
    """Which weight, counted from 1, connects a cell of the padded input with an output cell; 0 where none does."""
    (top, bottom), (left, right) = layer.sides(shape)
    rows, cols, filters = layer.output_shape(shape)
    table = np.zeros((rows, cols, filters, shape[0] + top + bottom, shape[1] + left + right, shape[2]), int)
    high, wide = layer.taps
    for r, c, f in np.ndindex(rows, cols, filters):
        read = layer.channels_read(f, shape)
        for i, j, k in np.ndindex(high, wide, len(read)):
            at = (r * layer.step[0] + i * layer.dilation[0], c * layer.step[1] + j * layer.dilation[1], read[k])
            table[(r, c, f, *at)] = 1 + ((i * wide + j) * shape[2] + k) * filters + f
    return table


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Conv2D(filters=2), (5, 4, 3)),
        (Conv2D(filters=3, kernel_size=(2, 3), strides=(2, 1), padding="same"), (5, 4, 2)),
        (Conv2D(filters=4, groups=2, kernel_size=1, use_bias=False), (3, 3, 4)),
        (Conv2D(filters=1, dilation_rate=2, padding=1), (6, 5, 1)),
        (DepthwiseConv2D(depth_multiplier=2), (4, 5, 3)),
    ],
    ids=str,
)
def test_costs_are_those_of_the_matrices(layer: Sliding, shape: tuple[int, int, int]) -> None:
    table = labels(layer, shape)
    outputs = int(np.prod(layer.output_shape(shape)))
    convolution, local, dense = costs(layer, shape)
    assert convolution.weights == len(np.unique(table[table > 0])) == np.prod(layer.param_shapes(shape)["kernel"])
    assert convolution.params == sum(int(np.prod(s)) for s in layer.param_shapes(shape).values())
    assert convolution.macs == local.macs == np.count_nonzero(table) == layer.macs(shape)
    assert local.weights == np.count_nonzero(table)
    assert dense.weights == dense.macs == np.prod(shape) * outputs
    has_bias = bool(layer.use_bias)  # type: ignore[attr-defined]
    assert (local.biases, dense.biases) == (outputs * has_bias, outputs * has_bias)
    for cost in (convolution, local, dense):
        for terms, value in ((cost.weight_terms, cost.weights), (cost.mac_terms, cost.macs)):
            assert np.prod([number for _, number in terms]) == value
            assert len({symbol for symbol, _ in terms} - {"F", "C"}) >= len(terms) - 4


def test_what_shares_nothing() -> None:
    with pytest.raises(SettingError, match="max_pool2d shares no weights"):
        costs(MaxPool2D(), (4, 4, 1))
    with pytest.raises(SettingError, match=r"There is no weight \(3, 0\)"):
        weight_use(Conv2D(), (4, 4, 1), 3, 0)


def test_the_example_of_the_issue() -> None:
    use = weight_use(Conv2D(padding="same"), (28, 28, 1), 0, 0)
    assert (use.positions, use.real) == (784, 729)
