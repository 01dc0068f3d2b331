"""Map n of a layer comes from filter n of the layer that `filter_step` names."""

from __future__ import annotations

import numpy as np
import pytest

from explorer import Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, Residual, Softmax, presets, run
from explorer.network.filter_step import filter_step
from tests.strategies import random_params


@pytest.mark.parametrize(("path", "expected"), [("0", "0"), ("1", "0"), ("2", "2"), ("3", "2"), ("4", "2"), ("6", "6")])
def test_the_filters_of_a_small_vgg(path: str, expected: str) -> None:
    layers = (Conv2D(4), ReLU(), Conv2D(4), ReLU(), MaxPool2D(), Softmax(), Conv2D(2), Flatten(), Dense(3))
    step = filter_step(Network(layers, (20, 20, 3)), path)
    assert step is not None
    assert step.path == expected


def test_no_filter_makes_the_maps_of_an_image_a_softmax_a_sum_or_units() -> None:
    inner = (Conv2D(3, padding="same"),)
    network = Network((Residual(layers=inner), Conv2D(4), Softmax(), Flatten(), Dense(3)), (9, 9, 3))
    assert [filter_step(network, path) for path in ("", "0", "2", "3", "4")] == [None] * 5


def test_another_weight_in_a_filter_changes_its_map_alone() -> None:
    network = presets.load("fashion_tinyvgg").network
    params, image = random_params(network), np.random.default_rng(0).random((1, *network.input_shape))
    before = run(network, params, image)
    for step in network.steps:
        producer = filter_step(network, step.path)
        if producer is None:
            continue
        kernel = params[producer.path]["kernel"].copy()
        kernel[..., 5] += 1
        after = run(network, {**params, producer.path: {**params[producer.path], "kernel": kernel}}, image)
        changed = np.abs(after[step.path] - before[step.path]).max(axis=(0, 1, 2)) > 0
        np.testing.assert_array_equal(np.flatnonzero(changed), [5], step.name)
