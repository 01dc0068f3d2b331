"""The cards against themselves, against the npz files, and against the targets."""

from __future__ import annotations

import pytest

from explorer.errors import SettingError
from explorer.weights import cards

every_card = pytest.mark.parametrize("name", cards.NAMES)


def test_every_card_that_is_shipped_is_known() -> None:
    assert {file.stem for file in cards.FOLDER.glob("*.json")} == set(cards.NAMES)
    assert {file.stem for file in cards.FOLDER.glob("*.npz")} == set(cards.NAMES)
    assert sum(file.stat().st_size for file in cards.FOLDER.iterdir()) < 1_000_000


@every_card
def test_cards_agree_with_themselves(name: str) -> None:
    card = cards.load(name)
    assert card.name == name
    assert card is cards.load(name)
    assert hash(card)
    assert len(card.classes) == len(set(card.classes)) == 10
    assert card.last_epoch == card.epochs[-1] == max(card.epochs)
    assert list(card.epochs) == sorted(set(card.epochs))
    assert len(card.accuracy_per_epoch) == len(card.epochs)
    assert card.accuracy_at(card.last_epoch) == pytest.approx(card.accuracy)
    assert 0 <= card.rounding_cost <= 0.1


@every_card
def test_the_confusion_matrix_adds_up(name: str) -> None:
    card = cards.load(name)
    assert [sum(row) for row in card.confusion] == [1000] * 10
    right = [card.confusion[label][label] for label in range(10)]
    assert sum(right) / card.test_images * 100 == pytest.approx(card.accuracy)
    assert [n / 10 for n in right] == pytest.approx(card.accuracy_per_class)
    wrong = sorted((n for t, row in enumerate(card.confusion) for p, n in enumerate(row) if p != t), reverse=True)
    assert [pair.count for pair in card.confused_pairs] == wrong[:6]
    for pair in card.confused_pairs:
        assert card.confusion[card.classes.index(pair.true)][card.classes.index(pair.predicted)] == pair.count


@every_card
def test_cards_say_what_was_used_and_what_it_is_bad_at(name: str) -> None:
    card = cards.load(name)
    assert card.data.name == "Fashion-MNIST"
    assert card.data.licence == "MIT, copyright 2017 Zalando SE"
    assert "arXiv:1708.07747" in card.data.source
    assert f"{card.last_epoch} epochs" in card.recipe
    assert card.architecture[0] == "Rescaling(scale=2.8329, offset=-0.8102)"
    assert card.bad_at.startswith("Shirt: only ")
    assert card.accuracy_per_class[card.classes.index("Shirt")] == min(card.accuracy_per_class)
    assert card.seed == 1
    assert card.machine
    assert card.weights_licence
    assert card.input


@pytest.mark.parametrize(("name", "least"), [("fashion_lenet5", 90.5), ("fashion_tinyvgg", 91.5)])
def test_targets(name: str, least: float) -> None:
    assert cards.load(name).accuracy >= least


@pytest.mark.parametrize("name", ["", "../secret", "fashion", "fashion_tinyvgg.json"])
def test_unknown_cards_are_refused_with_the_names(name: str) -> None:
    with pytest.raises(SettingError) as caught:
        cards.load(name)
    assert str(caught.value) == f"There are no trained weights called {name!r}. Use one of {', '.join(cards.NAMES)}."
