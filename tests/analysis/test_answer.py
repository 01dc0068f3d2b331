"""The answer of a classifier by name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from explorer import Conv2D, Seeded, Weights, presets, run
from explorer.analysis.answer import class_names, likeliest, unit_names
from explorer.images import samples
from explorer.images.choosing import picture_for
from explorer.network import Network

PRESET = presets.load("fashion_tinyvgg")
NETWORK, WEIGHTS = PRESET.network, PRESET.weights
PIXELS = picture_for(PRESET.image, NETWORK.input_shape).pixels
ACTS = run(NETWORK, WEIGHTS.params(NETWORK), PIXELS[None])
SHARES = ACTS[NETWORK.steps[-1].path][0]


def test_the_likeliest_come_first_with_their_names() -> None:
    top = likeliest(NETWORK, WEIGHTS, ACTS)
    assert len(top) == 5
    np.testing.assert_array_equal([each.probability for each in top], np.sort(SHARES)[::-1][:5])
    np.testing.assert_array_equal([SHARES[each.unit] for each in top], [each.probability for each in top])
    card = WEIGHTS.card
    assert card
    assert [each.name for each in top] == [card.classes[each.unit] for each in top]
    assert top[0].name == next(sample.label for sample in samples.FASHION if sample.name == PRESET.image)


def test_fewer_classes_than_asked_for_are_all_there() -> None:
    assert {each.unit for each in likeliest(NETWORK, WEIGHTS, ACTS, 99)} == set(range(10))


def test_equal_shares_keep_the_order_of_the_units() -> None:
    even = {**ACTS, NETWORK.steps[-1].path: np.full((1, 10), 0.1, np.float32)}
    assert [each.unit for each in likeliest(NETWORK, WEIGHTS, even)] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("changed", ["random", "a layer of another shape", "scores"])
def test_random_weights_and_scores_have_no_answer(changed: str) -> None:
    network, weights = NETWORK, WEIGHTS
    if changed == "random":
        weights = Weights(Seeded())
    elif changed == "scores":
        network = Network(NETWORK.layers[:-1], NETWORK.input_shape)
    else:
        first = next(i for i, layer in enumerate(NETWORK.layers) if isinstance(layer, Conv2D))
        layers = list(NETWORK.layers)
        layers[first] = replace(layers[first], filters=7)
        network = Network(tuple(layers), NETWORK.input_shape)
    acts = run(network, weights.params(network), PIXELS[None])
    assert likeliest(network, weights, acts) == ()
    named = class_names(network, weights)
    assert bool(named) == (changed == "scores")  # trained scores have names, but are no probabilities
    assert unit_names(network, weights) == (named or tuple(f"class {unit}" for unit in range(10)))
