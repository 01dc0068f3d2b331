"""The cards against themselves, against the npz files, and against the targets."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.images import samples
from explorer.weights import cards

every_card = pytest.mark.parametrize("name", cards.NAMES)
OWN = tuple(name for name in cards.NAMES if cards.load(name).tested)
every_own_card = pytest.mark.parametrize("name", OWN)
FASHION = tuple(name for name in cards.NAMES if cards.load(name).gallery == "fashion")


def test_every_card_that_is_shipped_is_known() -> None:
    assert {file.stem for file in cards.FOLDER.glob("*.json")} == set(cards.NAMES)
    assert {file.stem for file in cards.FOLDER.glob("*.npz")} == set(cards.NAMES)
    ours = [*cards.FOLDER.glob("fashion_*"), cards.FOLDER / "LICENCES.md"]
    assert sum(file.stat().st_size for file in ours) < 1_000_000


@every_card
def test_cards_agree_with_themselves(name: str) -> None:
    card = cards.load(name)
    assert card.name == name
    assert card is cards.load(name)
    assert hash(card)
    assert len(card.classes) == len(set(card.classes))
    assert card.last_epoch == card.epochs[-1] == max(card.epochs)
    assert list(card.epochs) == sorted(set(card.epochs))
    assert samples.of_kind(card.gallery)


@every_own_card
def test_what_was_tested_agrees_with_itself(name: str) -> None:
    card = cards.load(name)
    assert card.tested
    assert len(card.tested.accuracy_per_epoch) == len(card.epochs)
    assert card.accuracy_at(card.last_epoch) == pytest.approx(card.tested.accuracy, abs=1e-3)
    assert 0 <= card.tested.rounding_cost <= 0.3


@every_own_card
def test_the_confusion_matrix_adds_up(name: str) -> None:
    card = cards.load(name)
    assert card.tested
    matrix = np.array(card.tested.confusion)
    assert matrix.shape == (len(card.classes), len(card.classes))
    assert matrix.sum() == card.tested.images
    right = np.diag(matrix)
    assert right.sum() / card.tested.images * 100 == pytest.approx(card.tested.accuracy, abs=1e-3)
    np.testing.assert_allclose(100 * right / matrix.sum(axis=1), card.tested.accuracy_per_class, atol=1e-3)
    wrong = sorted((matrix - np.diag(right)).reshape(-1).tolist(), reverse=True)
    assert [pair.count for pair in card.tested.confused_pairs] == wrong[:6]
    for pair in card.tested.confused_pairs:
        assert matrix[card.classes.index(pair.true), card.classes.index(pair.predicted)] == pair.count


@pytest.mark.parametrize("name", FASHION)
def test_cards_of_clothing_say_what_was_used_and_what_they_are_bad_at(name: str) -> None:
    card = cards.load(name)
    assert card.tested
    np.testing.assert_array_equal(np.sum(card.tested.confusion, axis=1), [1000] * 10)
    assert card.data.name == "Fashion-MNIST"
    assert card.data.licence == "MIT, copyright 2017 Zalando SE"
    assert "arXiv:1708.07747" in card.data.source
    assert f"{card.last_epoch} epochs" in card.recipe
    assert card.architecture[0] == "Rescaling(scale=2.8329, offset=-0.8102)"
    assert card.bad_at.startswith("Shirt: only ")
    assert card.tested.accuracy_per_class[card.classes.index("Shirt")] == min(card.tested.accuracy_per_class)


@every_card
def test_every_card_says_where_its_weights_come_from(name: str) -> None:
    card = cards.load(name)
    assert card.weights_licence
    assert card.data.licence
    assert card.data.source
    assert card.recipe
    assert card.input
    assert card.stored
    assert card.bad_at
    assert card.tested is None or card.tested.seed == 1


@pytest.mark.parametrize(("name", "least"), [("fashion_lenet5", 90.5), ("fashion_tinyvgg", 91.5)])
def test_targets(name: str, least: float) -> None:
    tested = cards.load(name).tested
    assert tested
    assert tested.accuracy >= least


@pytest.mark.parametrize("name", ["", "../secret", "fashion", "fashion_tinyvgg.json"])
def test_unknown_cards_are_refused_with_the_names(name: str) -> None:
    with pytest.raises(SettingError) as caught:
        cards.load(name)
    assert str(caught.value) == f"There are no trained weights called {name!r}. Use one of {', '.join(cards.NAMES)}."
