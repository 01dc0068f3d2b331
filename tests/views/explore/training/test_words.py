"""The words of the training strip, from long to short, and what is sent for its curves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer import presets
from explorer.views.explore.training.words import epoch_words, state_words
from explorer.views.shell.state import Moment, Session
from explorer.weights import Trained, cards

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


def test_numbers_are_those_of_the_weights_as_they_were_trained() -> None:
    scene = presets.load("flowers_vgg").scene()
    assert "%" in state_words(Session(Moment(scene, ()), scene), scene.network)[-1]
    base = scene.weights.base
    assert isinstance(base, Trained)
    layers = list(scene.layers)
    layers[1] = replace(layers[1], filters=7)  # type: ignore[call-arg]
    changed = replace(scene, layers=tuple(layers))
    words = state_words(Session(Moment(changed, ()), changed), changed.network)
    assert words == ("epoch 160, changed since; not tested", "epoch 160, changed since", "epoch 160, changed")
