"""Weights from a file become those of the scene: one step of undo, edits stay where a link asked for the file."""

from __future__ import annotations

import numpy as np
import pytest

from explorer import presets
from explorer.formats.weights import match
from explorer.layers.stack import layer_count
from explorer.scene import Scene
from explorer.views.shared import own_weights
from explorer.views.shell.state import Moment, Session, fresh_ids
from explorer.views.sidebar import weight_file
from explorer.weights import Uploaded, Weights
from tests.strategies import random_params

NETWORK = presets.load("lenet5").network
ARRAYS = {
    f"{path}/{name}": array
    for path, own in random_params(NETWORK, 0, np.float32).items()
    for name, array in own.items()
}


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    kept: dict[str, object] = {}
    monkeypatch.setattr(weight_file.st, "session_state", kept)
    monkeypatch.setattr(own_weights, "shelf", lambda: shelf)
    shelf = own_weights.Shelf(10**8)
    return kept


def session(weights: Weights) -> Session:
    scene = Scene(NETWORK.layers, NETWORK.input_shape, weights)
    return Session(Moment(scene, fresh_ids(layer_count(scene.layers))), scene)


def test_the_weights_of_a_file_are_used_in_one_step(state: dict[str, object]) -> None:
    current = session(Weights())
    matching = match(NETWORK, ARRAYS)
    weight_file._use(current, "lenet.npz", matching)
    base = current.scene.weights.base
    assert isinstance(base, Uploaded)
    assert (base.name, base.present) == ("lenet.npz", True)
    assert current.scene.weights.params(NETWORK)["0"]["kernel"] is matching.params["0"]["kernel"], "held once"
    assert own_weights.my_weights() == {base.digest: base}
    assert len(current.past) == 1
    current.undo()
    assert current.scene.weights == Weights()


def test_the_file_that_a_link_asks_for_keeps_its_edits() -> None:
    asked = Uploaded.of(NETWORK, match(NETWORK, ARRAYS).params, "lenet.npz")
    edited = Weights(asked.absent).with_filter("0", 1, (1.0,) * 25)
    current = session(edited)
    weight_file._use(current, "lenet.npz", match(NETWORK, ARRAYS))
    assert current.scene.weights.filters == edited.filters
    assert current.scene.weights.asked_for is None


def test_without_room_the_screen_stays_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_weights, "shelf", lambda: own_weights.Shelf(1000))
    current = session(Weights())
    weight_file._use(current, "lenet.npz", match(NETWORK, ARRAYS))
    assert current.scene.weights == Weights()
    assert current.problem is not None
    assert "are free" in current.problem[1]
