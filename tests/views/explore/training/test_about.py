"""The words of the panel of a trained network."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer import presets
from explorer.scene import ImageChoice
from explorer.views.explore.training.about import architecture_words
from explorer.views.explore.training.words import accuracy_words
from explorer.views.shell.state import Moment, Session
from explorer.weights.cards import ModelCard, load

PRESET = presets.load("fashion_tinyvgg")
CARD = load("fashion_tinyvgg")
THOUSAND = load("efficientnet_lite0")


def words(card: ModelCard, image: str, filters: int = 0) -> str:
    scene = replace(presets.load(card.name).scene(), image=ImageChoice(image))
    if filters:
        layers = list(scene.layers)
        layers[1] = replace(layers[1], filters=filters)  # type: ignore[call-arg]
        scene = replace(scene, layers=tuple(layers))
    return accuracy_words(Session(Moment(scene, ()), scene), card, scene.network)


def test_a_test_image_has_its_class() -> None:
    assert words(CARD, PRESET.image) == (
        "This network knows only ten kinds of clothing. The image is a test image of class **Sneaker**. "
        "It answers 92.2% of 10,000 test images correctly."
    )


@pytest.mark.parametrize("card", [CARD, THOUSAND], ids=["ten", "thousand"])
def test_other_images_get_an_answer_all_the_same(card: ModelCard) -> None:
    start = f"This network knows only {card.knows}. Whatever you show it, it answers with one of them."
    assert words(card, "cat").startswith(start)


def test_weights_that_were_not_tested_claim_nothing() -> None:
    assert "%" not in words(THOUSAND, "cat")


def test_a_changed_network_names_what_is_random_and_is_not_said_to_be_tested() -> None:
    changed = words(CARD, "cat", filters=7)
    assert (
        "conv1_1 has random weights: it was trained with 10 filters and has 7. conv1_2 has random weights: " in changed
    )
    assert (
        "As trained, it answers 92.2% of 10,000 test images correctly. After your changes, it has not been tested."
        in changed
    )


def test_a_long_architecture_is_no_endless_line() -> None:
    assert architecture_words(["Conv2D(filters=3)", "ReLU()"]) == "Conv2D(filters=3) → ReLU()"
    assert architecture_words(["Conv2D(filters=3)", "ReLU6()"] * 20) == "40 parts, listed below."


def test_a_part_of_a_network_is_not_said_to_answer() -> None:
    preset = presets.load("efficientnet_stem")
    scene, card = preset.scene(), preset.weights.card
    assert card
    said = accuracy_words(Session(Moment(scene, ()), scene), card, preset.network)
    assert said == (
        f"These weights come from a network that knows {card.knows}. The network as it is now cannot answer with any of them."
    )
