"""The desk and the panel's buttons, with a training that really learns a few steps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer import TrainedHere, presets
from explorer.scene import link
from explorer.scene.viewing import Viewing
from explorer.views.shared import own_weights
from explorer.views.shell.state import Session
from explorer.views.train import desk as desk_module
from explorer.views.train import keeping, watching, way
from explorer.views.train.desk import Desk, shown_params
from explorer.views.train.setup import Setup
from tests.views.compare.test_acts import session_of

SCENE = presets.load("fashion_dense").scene()


@pytest.fixture
def current(monkeypatch: pytest.MonkeyPatch) -> Session:
    for module in (way, own_weights, desk_module):
        monkeypatch.setattr(module.st, "session_state", {}, raising=False)
    monkeypatch.setattr(way, "embedded", lambda: False)
    return session_of(SCENE)


def desk() -> Desk:
    return Desk(setup=Setup().choosing("noise").with_recipe(epochs=1, batch_size=100))


def test_the_panel_is_a_view_that_undo_leaves_and_a_link_holds(current: Session) -> None:
    way.toggle(current)
    assert way.trains(current)
    assert not current.past
    assert link.decode(link.encode(current.scene)).training
    way.toggle(current)
    assert not way.trains(current)
    assert "training" not in link.to_plain(current.scene)


def test_who_may_only_look_cannot_open_it(current: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    current.permit(Viewing("image"), (SCENE,))
    way.toggle(current)
    assert not current.scene.training
    assert not way.may_train(current)
    current.permit(Viewing(), ())
    monkeypatch.setattr(way, "embedded", lambda: True)
    assert not way.may_train(current)


def test_another_network_chosen_from_the_menu_leaves_it_open(current: Session) -> None:
    way.toggle(current)
    current.commit(presets.load("tinyvgg").scene())
    assert current.scene.training


def test_weights_that_were_learned_are_kept_as_one_step_of_undo(current: Session) -> None:
    scene = replace(SCENE, layers=(*SCENE.layers[:-2], replace(SCENE.layers[-2], units=2), SCENE.layers[-1]))
    current = session_of(scene)
    found = desk()
    job = found.begin(scene)
    job.start()
    assert job.settle(60)
    assert job.view().state == "done", job.view().trouble
    snapshot = keeping.shown_snapshot(found)
    assert snapshot is not None
    assert snapshot.epoch == 1
    keeping.keep(current, found, snapshot)
    base = current.scene.weights.base
    assert isinstance(base, TrainedHere)
    assert (base.epoch, len(current.past), current.scene.classes) == (1, 1, ("Heads", "Tails"))
    keeping.put_beside(current, found, snapshot, found.view.kept[0])
    assert current.scene.sides[1].weights.base.epoch == 0  # type: ignore[union-attr]
    found.epoch = 0
    assert shown_params(found) is found.view.kept[0].params
    found.clear()
    assert found.job is None
    assert watching.watched(current, scene) is scene
