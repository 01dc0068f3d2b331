"""Edited filters: what each change does, where it is kept, and that nothing else changes."""

from __future__ import annotations

import math

import numpy as np
import pytest

import explorer
from explorer import Conv2D, Conv2DTranspose, DepthwiseConv2D, Network, presets
from explorer.errors import WeightsError
from explorer.layers import Layer
from explorer.running import runner
from explorer.weights import Seeded, Weights, edit
from explorer.weights.bank import kernel_of

ONE = np.random.default_rng(0).normal(size=(3, 3, 4)).astype(np.float32)


def test_changes_of_a_filter() -> None:
    np.testing.assert_array_equal(edit.negated(ONE) + ONE, 0)
    np.testing.assert_array_equal(edit.flipped(edit.flipped(ONE)), ONE)
    assert edit.flipped(ONE)[0, 0, 2] == ONE[2, 2, 2]
    turned = ONE
    for _ in range(4):
        turned = edit.rotated(turned)
    np.testing.assert_array_equal(turned, ONE)
    np.testing.assert_allclose(np.abs(edit.normalised(ONE)).sum(), 1, rtol=1e-6)
    np.testing.assert_array_equal(edit.normalised(np.zeros((2, 2, 1))), 0)
    np.testing.assert_array_equal(
        edit.from_bank("sobel_x", (3, 3, 3, 8)), kernel_of(("sobel_x",), (3, 3, 3, 1))[..., 0]
    )


def test_values_have_six_digits() -> None:
    values = np.array(edit.values_of(ONE)).reshape(ONE.shape)
    np.testing.assert_allclose(values, ONE, rtol=5.1e-6)
    assert all(len(f"{value:.12g}".lstrip("-0.").replace(".", "").rstrip("0")) <= 10 for value in values.ravel())


@pytest.mark.parametrize("name", ["fashion_tinyvgg", "edges", "tinyvgg"])
def test_one_filter_changes_and_its_map_alone(name: str) -> None:
    preset = presets.load(name)
    path = next(step.path for step in preset.network.steps if step.param_shapes)
    shape = preset.network.step(path).param_shapes["kernel"]
    before = preset.weights.params(preset.network)
    edited = preset.weights.with_filter(path, 1, edit.values_of(np.ones(shape[:3])))
    after = edited.params(preset.network)
    np.testing.assert_array_equal(after[path]["kernel"][..., 1], 1)
    others = [n for n in range(shape[3]) if n != 1]
    np.testing.assert_array_equal(after[path]["kernel"][..., others], before[path]["kernel"][..., others])
    np.testing.assert_array_equal(after[path]["bias"], before[path]["bias"])
    x = np.random.default_rng(1).random((1, *preset.network.input_shape)).astype(np.float32)
    old, new = (explorer.run(preset.network, params, x)[path] for params in (before, after))
    np.testing.assert_array_equal(new[..., others], old[..., others])
    assert np.abs(new[..., 1] - old[..., 1]).max() > 0
    assert edited.with_filter(path, 1, None) == preset.weights
    assert runner.step_keys(preset.network, edited, x[0]) != runner.step_keys(preset.network, preset.weights, x[0])


@pytest.mark.parametrize(
    "layer",
    [Conv2D(filters=6), Conv2D(filters=6, groups=3), DepthwiseConv2D(depth_multiplier=2), Conv2DTranspose(filters=6)],
    ids=lambda layer: layer.kind,
)
def test_a_filter_of_zeros_leaves_its_own_bias_alone(layer: Layer) -> None:
    network = Network((layer,), (8, 7, 3))
    shape = layer.drawn_shape(network.step("0").param_shapes["kernel"])[:-1]
    plain = Weights(Seeded(seed=3))
    edited = plain.with_filter("0", 4, (*(0.0,) * math.prod(shape), 0.625))
    x = np.random.default_rng(1).random((1, 8, 7, 3)).astype(np.float32)
    old, new = (explorer.run(network, weights.params(network), x)["0"] for weights in (plain, edited))
    np.testing.assert_array_equal(new[..., 4], 0.625)
    assert np.abs(old[..., 4]).max() > 0.01
    others = [0, 1, 2, 3, 5]
    np.testing.assert_array_equal(new[..., others], old[..., others])
    same = plain.with_filter("0", 4, edit.values_of(layer.as_filters(plain.params(network)["0"]["kernel"])[..., 4]))
    np.testing.assert_allclose(explorer.run(network, same.params(network), x)["0"], old, atol=1e-5)


def test_a_filter_that_no_longer_fits_is_left_out_and_one_that_moved_moves() -> None:
    preset = presets.load("edges")
    weights = preset.weights.with_filter("0", 2, (1.0,) * 27).with_filter("3", 1, (2.0,) * 5)
    params = weights.params(preset.network)
    assert params["0"]["kernel"][0, 0, 0, 2] == 1
    np.testing.assert_array_equal(params["3"]["kernel"], preset.weights.params(preset.network)["3"]["kernel"])
    layers = preset.network.layers
    moved = weights.moved({"0": "1"}, layers, (layers[1], layers[0]))
    assert [(f.path, f.channel) for f in moved.filters] == [("1", 2)]


def test_only_finite_numbers() -> None:
    with pytest.raises(WeightsError, match="not a finite number"):
        presets.load("edges").weights.with_filter("0", 0, (float("nan"),) * 27)


def test_painting_one_kernel_or_all_alike() -> None:
    one = np.arange(18, dtype=np.float32).reshape(3, 3, 2)
    found = edit.painted(one, [(0, 1, 0.5), (2, 2, -1.0)], 1)
    np.testing.assert_array_equal(found[..., 0], one[..., 0])
    assert (found[0, 1, 1], found[2, 2, 1]) == (0.5, -1.0)
    assert (found[..., 1] != one[..., 1]).sum() == 2
    alike = edit.painted(one, [(0, 1, 0.5)], None)
    np.testing.assert_array_equal(alike[0, 1], [0.5, 0.5])
    assert (alike != one).sum() == 2


@pytest.mark.parametrize("cell", [(3, 0, 1.0), (0, -1, 1.0), (0, 0, np.inf), (0, 0, np.nan), (0, 0, 1e39)])
def test_what_cannot_be_painted_is_left_out(cell: tuple[int, int, float]) -> None:
    one = np.ones((3, 3, 2), np.float32)
    np.testing.assert_array_equal(edit.painted(one, [cell], None), one)
