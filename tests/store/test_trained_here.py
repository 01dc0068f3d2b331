"""Networks that learned here, and trainings that pause, on both databases."""

from __future__ import annotations

from dataclasses import replace

from explorer import TrainedHere, Weights
from explorer.scene import Scene
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store import Bundle, Store, zipped
from explorer.store.database import Database
from explorer.store.weight_files import files_of, is_weights, walk_with_weights, weights_in
from explorer.views.shared.parking import Parcel, bundle_of, parcel_of
from tests.learning.live.test_archive import NETWORK as LEARNS
from tests.learning.live.test_archive import finished, job, same
from tests.weights.own.cards import NETWORK, card, snapshot


def published() -> Bundle:
    """A demo that shows the second epoch, with another snapshot beside it in its files, so that it can be played."""
    scene = Scene(NETWORK.layers, NETWORK.input_shape, Weights(snapshot(2)))
    other = replace(scene, weights=Weights(snapshot(1)))
    return Bundle(Walkthrough((Stop(scene),), "Mine"), files_of([scene, other]))


def check(bundle: Bundle) -> None:
    found = weights_in(bundle.files)
    shown = walk_with_weights(bundle.walk, found).stops[0].scene.weights
    assert shown == Weights(snapshot(2))
    assert isinstance(shown.base, TrainedHere)
    assert shown.base.card == card()
    assert sorted(each.epoch for each in found.values() if shown.base.is_sibling(each)) == [1, 2]


def test_a_demo_brings_its_snapshots_and_their_card_back(database: Database) -> None:
    store = Store(database)
    made = store.publish(published())
    check(store.demo(made.id))
    assert store.verify() == []


def test_the_file_of_a_demo_does_too() -> None:
    check(zipped.unpack(zipped.pack(published())))


def test_a_training_that_pauses_is_kept_beside_what_else_a_visitor_has(database: Database) -> None:
    one = job()
    one.one_epoch()
    assert one.settle(60)
    store = Store(database)
    scene = Scene(LEARNS.layers, LEARNS.input_shape)
    store.keep("token training", bundle_of(Parcel(one.saved(), scene)))
    store.keep("token", Bundle(Walkthrough((Stop(scene),))))
    found = store.kept("token training")
    assert found is not None
    assert not any(map(is_weights, found.files))
    same(finished(parcel_of(found).job()).params, finished(job()).params)
