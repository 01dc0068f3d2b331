"""The training that weights come from: a shipped one, or one of the session's own with the snapshots that it has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer import Trained, Weights, presets
from explorer.views.shared import trainings
from explorer.views.shared.trainings import epoch_of, training_of
from explorer.weights.own.card import SelfCard
from tests.weights.own.cards import EPOCHS, card, snapshot


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> dict[float, object]:
    """The snapshots that the session has beside the one that is asked about."""
    found: dict[float, object] = {}
    monkeypatch.setattr(trainings, "siblings_of", lambda base: dict(sorted({**found, base.epoch: base}.items())))
    return found


def test_shipped_weights_have_all_epochs_of_their_card() -> None:
    weights = presets.load("fashion_lenet5").weights
    found = training_of(weights)
    assert found is not None
    assert found.card == weights.card
    assert found.at(found.card.epochs[0]) == Trained("fashion_lenet5", int(found.card.epochs[0]))
    assert found.playable
    assert epoch_of(weights) == found.card.last_epoch


def test_snapshots_play_as_far_as_the_session_has_them(held: dict[float, object]) -> None:
    alone = training_of(Weights(snapshot(2)))
    assert alone is not None
    assert not alone.playable
    assert alone.card.epochs == (2,)
    held[0] = snapshot(0)
    held[1.5] = snapshot(1.5)
    found = training_of(Weights(snapshot(2)))
    assert found is not None
    assert found.card.epochs == (0, 1.5, 2)
    assert found.at(1.5) == snapshot(1.5)
    assert found.card.course is not None
    assert found.card.course.unseen.loss == (1.2, 0.9, 0.8)
    assert found.card.accuracy_at(1.5) == 50.0
    assert epoch_of(Weights(found.at(1.5))) == 1.5


def test_the_card_of_the_latest_snapshot_counts(held: dict[float, object]) -> None:
    earlier: SelfCard = card(epochs=EPOCHS[:1], course=None, confusion=())
    held[2] = snapshot(2)
    found = training_of(Weights(snapshot(0, told=earlier)))
    assert found is not None
    assert found.card.epochs == (0, 2)


def test_weights_without_arrays_or_cards_have_none(held: dict[float, object]) -> None:
    assert training_of(Weights()) is None
    assert training_of(Weights(snapshot().absent)) is None
    assert training_of(Weights(replace(snapshot(), card=None))) is None
    assert training_of(Weights(replace(snapshot(), epoch=7))) is None
    assert epoch_of(Weights()) == 0
