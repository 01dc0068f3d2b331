"""1x1 convolutions: the matrix gives the engine's numbers, and what a bottleneck saves is what its layers cost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import Conv2D, MaxPool2D, Network, ReLU, presets
from explorer.analysis.bottleneck import bottleneck, mixing
from explorer.errors import SettingError
from explorer.network import Cell
from tests.strategies import random_params


@settings(deadline=None, derandomize=True, max_examples=30)
@given(st.sampled_from([1, 2, 4]), st.integers(1, 3), st.sampled_from(["valid", 1]), st.booleans(), st.integers(0, 99))
def test_a_matrix_at_every_pixel(groups: int, stride: int, padding: object, bias: bool, seed: int) -> None:
    layer = Conv2D(filters=8, kernel_size=1, groups=groups, strides=stride, padding=padding, use_bias=bias)
    network = Network((ReLU(), layer), (5, 6, 4))
    params = random_params(network, seed)
    acts = explorer.run(network, params, np.random.default_rng(seed).normal(size=(1, 5, 6, 4)))
    rows, cols, _ = network.output_shape
    for row, col in {(0, 0), (rows - 1, cols - 1), (rows // 2, cols // 2)}:
        found = mixing(network, params, acts, Cell("1", row, col, 0))
        np.testing.assert_allclose(found.result, acts["1"][0, row, col], rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(found.matrix @ found.vector + found.bias, found.result)


def test_other_layers_do_not_mix_at_a_pixel() -> None:
    network = Network((Conv2D(),), (4, 4, 1))
    with pytest.raises(SettingError, match="is not a 1 × 1 convolution"):
        mixing(network, {}, {}, Cell("0", 0, 0, 0))


def test_the_preset_saves_what_its_paper_says() -> None:
    network = presets.load("bottleneck").network
    narrow, large, wide = (step for step in network.steps[3:] if step.param_shapes)
    for path in (narrow.path, wide.path):
        found = bottleneck(network, path)
        assert found is not None
        assert [stage.name for stage in found.convolutions] == [narrow.name, large.name, wide.name]
        assert (found.params, found.direct.params) == (70_016, 590_080)
        assert found.macs == sum(step.macs for step in (narrow, large, wide))
        assert found.direct.macs == 28 * 28 * 590_080 - 28 * 28 * 256
    assert bottleneck(network, network.steps[1].path) is None


def test_what_is_no_bottleneck() -> None:
    widening = Network((Conv2D(filters=8, kernel_size=1), Conv2D(filters=4)), (6, 6, 4))
    assert bottleneck(widening, "0") is None
    pooled = Network((Conv2D(filters=2, kernel_size=1), MaxPool2D(), Conv2D(filters=4)), (8, 8, 4))
    assert bottleneck(pooled, "0") is None
    two = bottleneck(Network((Conv2D(filters=2, kernel_size=1), ReLU(), Conv2D(filters=8)), (8, 8, 4)), "0")
    assert two is not None
    assert [stage.filters for stage in two.convolutions] == [2, 8]
    assert (two.direct.channels, two.direct.filters, two.direct.rows) == (4, 8, 6)
