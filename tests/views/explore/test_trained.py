"""The words of the panel of a trained network."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer import presets
from explorer.scene import ImageChoice
from explorer.views.explore.trained import _accuracy_words, architecture_words
from explorer.views.shell.state import Moment, Session
from explorer.weights import Trained
from explorer.weights.cards import ModelCard, load

PRESET = presets.load("fashion_tinyvgg")
CARD = load("fashion_tinyvgg")
THOUSAND = replace(
    CARD, classes=tuple(map(str, range(1000))), knows="1,000 kinds of things", gallery="photo", epochs=(1,), tested=None
)


def words(card: ModelCard, image: str, filters: int = 10) -> str:
    scene = replace(PRESET.scene(), image=ImageChoice(image))
    layers = list(scene.layers)
    layers[1] = replace(layers[1], filters=filters)  # type: ignore[call-arg]
    scene = replace(scene, layers=tuple(layers))
    current = Session(Moment(scene, ()), scene)
    base = scene.weights.base
    assert isinstance(base, Trained)
    return _accuracy_words(current, card, base, scene.network)


def test_a_test_image_has_its_class() -> None:
    assert words(CARD, PRESET.image) == (
        "This network only knows ten kinds of clothing. The image is a test image of class **Sneaker**. "
        "It answers 92.2% of 10,000 test images correctly."
    )


@pytest.mark.parametrize("card", [CARD, THOUSAND], ids=["ten", "thousand"])
def test_other_images_get_an_answer_all_the_same(card: ModelCard) -> None:
    start = f"This network only knows {card.knows}: whatever it is shown, it answers with one of them."
    assert words(card, "cat").startswith(start)


def test_weights_that_were_not_tested_claim_nothing() -> None:
    assert "%" not in words(THOUSAND, "cat")


def test_a_changed_network_names_what_is_random_and_is_not_said_to_be_tested() -> None:
    changed = words(CARD, "cat", filters=7)
    assert "so random now: conv1_1, conv1_2." in changed
    assert "As trained it answers 92.2% of 10,000 test images correctly; changed as it is now" in changed


def test_a_long_architecture_is_counted_by_kind() -> None:
    assert architecture_words(["Conv2D(filters=3)", "ReLU()"]) == "Conv2D(filters=3) → ReLU()"
    assert architecture_words(["Conv2D(filters=3)", "ReLU6()", "Conv2D(filters=4)"] * 10) == (
        "30 layers: 20 × Conv2D, 10 × ReLU6."
    )
