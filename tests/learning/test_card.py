from __future__ import annotations

from typing import Any

import numpy as np

from explorer import TrainedHere, Weights
from explorer.learning import SGD, Augmentation, Recipe, StepDecay, fit
from explorer.learning.card import MISTAKES, card_of, recipe_words, trained_here
from explorer.learning.data import DataSet, Examples
from explorer.learning.measuring import measure
from explorer.running import run
from explorer.weights.own.card import read_card
from tests.learning.live.test_archive import NETWORK, RECIPE, data, finished, job


def snapshots() -> Any:
    return finished(job()).kept


def made() -> tuple[TrainedHere, ...]:
    return trained_here(NETWORK, data(), RECIPE, snapshots(), 12.34, {2: "the good one"})


def test_all_snapshots_are_weights_of_one_family() -> None:
    kept, found = snapshots(), made()
    assert [each.epoch for each in found] == [0, 1, 2, 3, 4]
    assert len({each.family for each in found}) == 1
    assert [each.name for each in found] == ["", "", "the good one", "", ""]
    for one, other in zip(found, kept, strict=True):
        own = Weights(one).params(NETWORK)
        for path, params in other.params.items():
            for name, array in params.items():
                np.testing.assert_array_equal(own[path][name], array)


def test_another_training_is_another_family() -> None:
    kept = snapshots()
    other = trained_here(NETWORK, data(), Recipe(seed=4), kept)
    assert other[0].family != made()[0].family
    assert other[0].digest == made()[0].digest


def test_the_card_tells_what_was_measured() -> None:
    card = made()[0].card
    kept = snapshots()
    assert card is not None
    assert read_card(card.to_json()) == card
    assert (card.seed, card.seconds, card.param_count) == (3, 12.3, NETWORK.param_count)
    assert card.data.images == "22 to learn from and 8 to measure with"
    assert card.course is not None
    assert card.course.unseen.loss == tuple(each.unseen.loss for each in kept)
    np.testing.assert_allclose(card.course.learned.accuracy, [100 * each.learned.accuracy for each in kept])
    direct = measure(NETWORK, kept[-1].params, data().validation)
    assert card.confusion == tuple(map(tuple, direct.confusion.tolist()))


def test_mistakes_are_the_surest_wrong_answers() -> None:
    card, kept, validation = made()[0].card, snapshots(), data().validation
    assert card is not None
    x = validation.batch(np.arange(8))[0]
    scores = run(NETWORK, kept[-1].params, x)[NETWORK.steps[-1].path].astype(np.float64)
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    wrong = [at for at in range(8) if shares[at].argmax() != validation.y[at]]
    wrong.sort(key=lambda at: -shares[at].max())
    assert [each.pixels for each in card.mistakes] == [validation.x[at].tobytes() for at in wrong[:MISTAKES]]
    assert [each.answer for each in card.mistakes] == [int(shares[at].argmax()) for at in wrong[:MISTAKES]]
    np.testing.assert_allclose([each.share for each in card.mistakes], [shares[at].max() for at in wrong], rtol=1e-6)


def test_strange_names_and_no_validation_are_fine() -> None:
    own = data()
    bare = DataSet(
        "my\nset", ("a\x00b", "c" * 999, ""), own.training, Examples(own.validation.x[:0], own.validation.y[:0])
    )
    fitting = fit(NETWORK, bare, RECIPE)
    from explorer.learning.live.snapshots import Snapshot

    card = card_of(NETWORK, bare, RECIPE, [Snapshot(0, 0, fitting.params)])
    assert read_card(card.to_json()) == card
    assert (card.data.name, card.course, card.confusion, card.mistakes) == ("my set", None, (), ())
    assert card.shown.tested is None


def test_a_recipe_in_words() -> None:
    assert recipe_words(Recipe()) == (
        "Adam with a learning rate of 0.001, in batches of 32, for 5 epochs, loss: cross-entropy."
    )
    whole = Recipe(
        SGD(momentum=0.9), learning_rate=0.1, epochs=1, schedule=StepDecay(), weight_decay=0.01,
        augmentation=Augmentation(shift=2, flip=True, noise=0.1), loss="squared_error",
    )  # fmt: skip
    assert recipe_words(whole) == (
        "SGD with momentum 0.9 and a learning rate of 0.1, in batches of 32, for 1 epoch, schedule: steps, weight decay 0.01, "
        "pictures shifted by up to 2 px, flipped at random, with noise of 0.1, loss: squared error."
    )
