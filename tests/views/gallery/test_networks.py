"""What the cards of networks say."""

from __future__ import annotations

import pytest

from explorer import presets
from explorer.figures.theme import LIGHT
from explorer.views.gallery.networks import badge, groups


def test_every_preset_has_a_card_with_its_numbers() -> None:
    cards = {card["name"]: card for group in groups(LIGHT) for card in group["cards"]}
    assert set(cards) == set(presets.NAMES)
    assert cards["vgg16"]["facts"] == "38 layers · 138,357,544 parameters"
    assert all(card["picture"].startswith("data:image/svg+xml;base64,") for card in cards.values())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("vgg16", "random weights"),
        ("fashion_dense", "trained on Fashion-MNIST"),
        ("edges", "made by hand"),
        ("empty", "no weights"),
    ],
)
def test_the_badge_says_where_the_weights_come_from(name: str, words: str) -> None:
    assert badge(presets.load(name)) == words
