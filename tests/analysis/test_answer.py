"""The answer of a classifier by name."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import explorer
from explorer import Conv2D, Seeded, Weights, presets, run
from explorer.analysis.answer import class_names, likeliest, unit_names
from explorer.images import samples
from explorer.images.choosing import picture_for
from explorer.network import Network

PRESET = presets.load("fashion_tinyvgg")
NETWORK, WEIGHTS = PRESET.network, PRESET.weights
PIXELS = picture_for(PRESET.image, NETWORK.input_shape).pixels
ASKING = ("class_names", "unit_names", "likeliest", "likeliest_unit")
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
    given = tuple(f"thing {unit}" for unit in range(10))
    assert class_names(network, weights, given) == unit_names(network, weights, given) == given
    assert [each.name for each in likeliest(network, weights, acts, 2, given)] == [
        f"thing {unit}"
        for unit in np.argsort(-acts[network.steps[-1].path][0], kind="stable")[: 2 * (changed != "scores")]
    ]


@pytest.mark.parametrize("count", [1, 9, 11])
def test_names_of_another_number_of_outputs_are_not_shown(count: int) -> None:
    assert WEIGHTS.card
    assert class_names(NETWORK, WEIGHTS, ("thing",) * count) == WEIGHTS.card.classes
    assert class_names(NETWORK, Weights(Seeded()), ("thing",) * count) == ()


def test_every_view_asks_for_the_names_that_were_given() -> None:
    """A call without them would show the names of the card, or numbers, where the rest of the screen shows what was given."""
    package = Path(explorer.__file__).parent
    for file in (*package.glob("views/**/*.py"), *package.glob("figures/static/*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in ASKING
                and "answer import" in file.read_text()
            ):
                assert "classes" in ast.unparse(node), f"{file}: {ast.unparse(node)}"
