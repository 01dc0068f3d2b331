"""Every layer with a kernel keeps its weights through edits, and new ones get weights that nobody has."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from explorer import Conv2D, Dense, Flatten, Network, ReLU, Residual, presets
from explorer.errors import SettingError
from explorer.weights import Seeded, Trained, Weights
from explorer.weights.params import weighted_steps
from explorer.weights.streams import MAX_STREAM, followed, kernel_paths
from tests.strategies import nested_networks

CONV = Conv2D(filters=3, padding="same")
STACK = (CONV, ReLU(), CONV, CONV)


@settings(max_examples=100)
@given(nested_networks())
def test_kernels_are_in_the_order_of_the_steps(network: Network) -> None:
    planned = [step.path for _, step in weighted_steps(network) if "kernel" in step.param_shapes]
    assert list(kernel_paths(network.layers)) == planned


@pytest.mark.parametrize("name", presets.NAMES)
def test_kernels_of_presets_are_in_the_order_of_the_steps(name: str) -> None:
    network = presets.load(name).network
    planned = [step.path for _, step in weighted_steps(network) if "kernel" in step.param_shapes]
    assert list(kernel_paths(network.layers)) == planned


def test_a_new_layer_gets_a_number_that_nobody_has() -> None:
    after = (CONV, *STACK)
    streams = followed((), STACK, after, {"0": "1", "1": "2", "2": "3", "3": "4"}, {}, trained=0)
    assert streams == (3, 0, 1, 2)
    again = {str(index): str(index + 1) for index in range(5)}
    assert followed(streams, after, (CONV, *after), again, {}, trained=0) == (4, 3, 0, 1, 2)


def test_the_layers_of_the_training_are_never_taken_by_a_new_one() -> None:
    kept = {"0": "0", "1": "1", "2": "2"}
    assert followed((), STACK, STACK[:3], kept, {}, trained=3) == ()
    assert followed((), STACK[:3], STACK, kept, {}, trained=3) == (0, 1, 3)


def test_a_copy_shares_the_number_of_a_trained_layer_alone() -> None:
    kept, after = {str(index): str(index + 1) for index in range(4)}, (CONV, *STACK)
    assert followed((), STACK, after, kept, {"0": "0"}, trained=3) == (0, 0, 1, 2)
    assert followed((5, 0, 1), STACK, after, kept, {"0": "0"}, trained=3) == (6, 5, 0, 1), "it has random weights"
    assert followed((), STACK, after, kept, {"0": "0"}, trained=0) == (3, 0, 1, 2), "all have"


def test_numbers_that_only_count_are_left_out() -> None:
    swapped = {"0": "2", "1": "1", "2": "0", "3": "3"}
    streams = followed((), STACK, STACK, swapped, {}, trained=0)
    assert streams == (1, 0, 2)
    assert followed(streams, STACK, STACK, swapped, {}, trained=0) == ()
    assert Weights(streams=(0, 1, 2)) == Weights()


def test_weights_follow_the_numbers() -> None:
    network = Network((Conv2D(filters=3), Residual(layers=(CONV,)), Flatten(), Dense(units=2)), (5, 5, 3))
    plain, numbered = (
        Weights(Seeded(seed=5)).params(network),
        Weights(Seeded(seed=5), streams=(1, 0, 7)).params(network),
    )
    np.testing.assert_array_equal(numbered["0"]["kernel"], plain["1.b0.0"]["kernel"])
    np.testing.assert_array_equal(numbered["1.b0.0"]["kernel"], plain["0"]["kernel"])
    assert not np.array_equal(numbered["3"]["kernel"], plain["3"]["kernel"])
    assert Weights(streams=(1, 0, 7)).provenance(network) != Weights().provenance(network)


def test_a_trained_layer_that_is_out_of_its_place_has_its_weights() -> None:
    preset = presets.load("fashion_tinyvgg")
    first = preset.network.step("1").layer
    layers = (preset.network.layers[0], Conv2D(filters=1, padding="same"), *preset.network.layers[1:])
    new_paths = {str(index): str(index + (index > 0)) for index in range(len(preset.network.layers))}
    weights, network = preset.weights.moved(new_paths, preset.network.layers, layers), Network(layers, (28, 28, 1))
    assert network.step("2").layer == first
    assert weights.untrained(network) == ("1",)
    before, after = preset.weights.params(preset.network), weights.params(network)
    for old, new in new_paths.items():
        if old in before:
            np.testing.assert_array_equal(after[new]["kernel"], before[old]["kernel"])
            np.testing.assert_array_equal(after[new]["bias"], before[old]["bias"])
    epoch = Weights(Trained("fashion_tinyvgg", 0), streams=weights.streams)
    assert epoch.untrained(network) == ("1",), "the numbers are the same at every epoch"


@pytest.mark.parametrize("streams", [[0, 2], (0, -1), (0, 1.5), (True, 0), (0, MAX_STREAM + 1), None])
def test_streams_that_are_no_numbers_are_refused(streams: object) -> None:
    with pytest.raises(SettingError, match="The streams are not a tuple of whole numbers"):
        Weights(streams=streams)  # type: ignore[arg-type]
