"""The words of the training strip, from long to short, and what is sent for its curves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer import presets
from explorer.layers import Layer, MaxPool2D
from explorer.scene import Scene
from explorer.views.explore.training.words import epoch_words, state_words
from explorer.views.shared import trainings
from explorer.views.shell.state import Moment, Session
from explorer.weights import Trained, Weights, cards
from tests.weights.own.cards import NETWORK, snapshot

NAMES = tuple(name for name in cards.NAMES if cards.load(name).course)


@pytest.mark.parametrize("name", NAMES)
def test_every_epoch_has_loss_and_share_of_photographs_that_it_did_not_see(name: str) -> None:
    card = cards.load(name)
    assert card.course
    for epoch, loss, share in zip(card.epochs, card.course.unseen.loss, card.course.unseen.accuracy, strict=True):
        long, shorter, shortest = epoch_words(card, epoch)
        title = f"epoch {epoch}" if epoch else "untrained"
        assert long == f"{title} · loss {loss:.2f} · {share:.0f}% of test photos"
        assert shorter == f"{title} · {share:.0f}% of test photos"
        assert shortest == f"{title} · {share:.0f}%"


def test_a_training_that_was_not_measured_is_named_alone() -> None:
    assert set(epoch_words(cards.load("efficientnet_lite0"), 350)) == {"epoch 350"}


def test_weights_that_were_not_trained_are_called_what_they_are() -> None:
    scene = presets.load("edges").scene()

    def words(weights: Weights, layers: tuple[Layer, ...] = scene.layers) -> tuple[str, ...]:
        shown = replace(scene, weights=weights, layers=layers)
        return state_words(Session(Moment(shown, ()), shown), shown.network)

    by_hand = scene.weights
    assert words(by_hand) == ("weights made by hand",)
    first = by_hand.with_override("3", None)
    assert words(first)[0] == "conv1 made by hand, the rest random"
    assert words(Weights()) == ("random weights",)
    one = Weights().with_filter("3", 0, (0.0,) * 9)
    assert words(one)[0] == "1 filter of conv2 made by hand, the rest random"
    wider = (replace(scene.layers[0], filters=7), *scene.layers[1:3])  # type: ignore[call-arg]
    assert words(by_hand, wider) == ("random weights",), "what does not fit is not used"
    assert words(by_hand, (MaxPool2D(),)) == ("no weights",)


def test_numbers_are_those_of_the_weights_as_they_were_trained() -> None:
    scene = presets.load("flowers_vgg").scene()
    assert "%" in state_words(Session(Moment(scene, ()), scene), scene.network)[-1]
    base = scene.weights.base
    assert isinstance(base, Trained)
    layers = list(scene.layers)
    layers[1] = replace(layers[1], filters=7)  # type: ignore[call-arg]
    changed = replace(scene, layers=tuple(layers))
    assert state_words(Session(Moment(changed, ()), changed), changed.network) == (
        "epoch 160, but 2 of 9 layers have random weights",
        "epoch 160, 2 of 9 layers random",
        "2 of 9 random",
    )
    edited = replace(scene, weights=scene.weights.with_filter("1", 0, (1.0,) * 27))
    words = state_words(Session(Moment(edited, ()), edited), edited.network)
    assert words == ("epoch 160, changed since; not tested", "epoch 160, changed since", "epoch 160, changed")


def test_a_network_that_learned_here_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trainings, "siblings_of", lambda base: {base.epoch: base})
    scene = Scene(NETWORK.layers, NETWORK.input_shape, Weights(snapshot(1.5)))

    def words(weights: Weights) -> tuple[str, ...]:
        shown = replace(scene, weights=weights)
        return state_words(Session(Moment(shown, ()), shown), shown.network)

    assert words(Weights(snapshot(1.5)))[0] == "epoch 1.5 · loss 0.90 · 50% of validation pictures"
    assert words(Weights(replace(snapshot(1.5), card=None))) == ("trained here, epoch 1.5",)
    assert words(Weights(snapshot(1.5).absent))[-1] == "random weights"
    changed = Weights(snapshot(1.5)).with_number("0", "bias", 0, 1.0)
    assert words(changed)[0] == "epoch 1.5, changed since; not tested"
