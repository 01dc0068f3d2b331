"""Arrays as a Weights value."""

from __future__ import annotations

import numpy as np
import pytest

from explorer import (
    BatchNormalization,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Flatten,
    Network,
    Seeded,
    Weights,
    presets,
)
from explorer.errors import WeightsError
from explorer.layers.base import Array, Layer
from explorer.weights.arrays import from_arrays


def drawn(network: Network, seed: int = 0) -> dict[str, dict[str, Array]]:
    """Random float32 arrays for every parameter."""
    draw = np.random.default_rng(seed)
    return {
        step.path: {name: draw.normal(size=shape).astype(np.float32) for name, shape in step.param_shapes.items()}
        for step in network.steps
        if step.param_shapes
    }


@pytest.mark.parametrize(
    "layer",
    [
        Conv2D(filters=3),
        Conv2D(filters=4, groups=2),
        Conv2D(filters=2, use_bias=False),
        DepthwiseConv2D(depth_multiplier=2),
        Conv2DTranspose(filters=3),
    ],
    ids=repr,
)
def test_kernels_and_biases_come_back_bit_for_bit(layer: Layer) -> None:
    network = Network((layer,), (6, 6, 2))
    params = drawn(network)
    made = from_arrays(network, params).params(network)["0"]
    for name, array in params["0"].items():
        np.testing.assert_array_equal(made[name], array)


def test_a_dense_layer_comes_back_if_its_bias_is_zero() -> None:
    network = Network((Conv2D(filters=2), Flatten(), Dense(units=3)), (5, 5, 1))
    params = drawn(network)
    params["2"]["bias"] = np.zeros(3, np.float32)
    weights = from_arrays(network, params)
    np.testing.assert_array_equal(weights.params(network)["2"]["kernel"], params["2"]["kernel"])
    params["2"]["bias"] = np.ones(3, np.float32)
    with pytest.raises(WeightsError, match="cannot show the bias of dense2"):
        from_arrays(network, params)


def test_a_normalisation_may_only_be_what_it_starts_from() -> None:
    network = Network((BatchNormalization(),), (4, 4, 2))
    params = {"0": {name: np.asarray(array) for name, array in Weights().params(network)["0"].items()}}
    assert from_arrays(network, params) == Weights()
    params["0"]["gamma"] = np.full(2, 3.0)
    with pytest.raises(WeightsError, match="cannot show the gamma of bn"):
        from_arrays(network, params)


def test_parameters_of_a_weights_value_are_that_value() -> None:
    preset = presets.load("fashion_tinyvgg")
    assert from_arrays(preset.network, preset.weights.params(preset.network)) == preset.weights
    large = presets.load("vgg16").network
    weights = Weights(Seeded(seed=3))
    assert from_arrays(large, weights.params(large)) == weights


def test_what_cannot_be_is_told() -> None:
    network = Network((Conv2D(filters=2),), (6, 6, 1))
    for params, problem in (
        ({}, "There is no kernel for conv1."),
        ({"0": {"kernel": np.zeros((3, 3, 1, 2))}}, "There is no bias for conv1."),
        (
            {"0": {"kernel": np.zeros((2, 1, 3, 3)), "bias": np.zeros(2)}},
            "The kernel of conv1 is (2, 1, 3, 3) of float64; it must be (3, 3, 1, 2).",
        ),
        (
            {"0": {"kernel": np.zeros((3, 3, 1, 2), complex), "bias": np.zeros(2)}},
            "The kernel of conv1 is (3, 3, 1, 2) of complex128; it must be (3, 3, 1, 2).",
        ),
    ):
        with pytest.raises(WeightsError) as error:
            from_arrays(network, params)
        assert error.value.problem == problem
    with pytest.raises(WeightsError, match="not a finite number"):
        from_arrays(network, {"0": {"kernel": np.full((3, 3, 1, 2), np.nan), "bias": np.zeros(2)}})
    large = presets.load("vgg11").network
    with pytest.raises(WeightsError, match="at most 100,000 weights"):
        from_arrays(large, {})
