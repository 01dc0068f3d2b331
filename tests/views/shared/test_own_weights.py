"""Whose uploaded weights are whose, how much of them a server holds, and what undo does with them."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pytest
import streamlit as st

from explorer import Dense, Network
from explorer.errors import WeightsError
from explorer.scene import Scene, link
from explorer.views.shared import own_weights
from explorer.views.shared.own_weights import DEMO_WEIGHTS, Shelf, add_weights, weights_of, with_own_weights
from explorer.views.shell.state import Moment, Session, fresh_ids
from explorer.views.sidebar.edits import commit_weights
from explorer.weights import Uploaded, Weights

NETWORK = Network((Dense(units=4, use_bias=False),), (1, 1, 3))
SIZE = 4 * 12


def uploaded(seed: int = 0) -> Uploaded:
    return Uploaded.of(NETWORK, {"0": {"kernel": np.full((3, 4), seed, np.float32)}}, f"model{seed}.npz")


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    state: dict[str, Any] = {}
    shelf = Shelf(3 * SIZE)
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(own_weights, "shelf", lambda: shelf)
    return state


def session() -> Session:
    scene = Scene(NETWORK.layers, NETWORK.input_shape)
    return Session(Moment(scene, fresh_ids(1)), scene, fresh=False)


def test_the_same_weights_are_held_once() -> None:
    shelf = Shelf(SIZE)
    one, two = shelf.put(uploaded()), shelf.put(uploaded())
    assert one.layers is two.layers
    assert shelf.used == SIZE


def test_a_full_server_refuses_with_the_numbers_until_somebody_leaves() -> None:
    shelf = Shelf(SIZE)
    first = shelf.put(uploaded())
    with pytest.raises(WeightsError) as caught:
        shelf.put(uploaded(1))
    assert caught.value.problem == (
        "These weights take 0.0 MB. This server holds at most 0 MB of all visitors' weights, and 0.0 MB are free."
    )
    del first, caught
    gc.collect()
    assert shelf.used == 0
    assert shelf.put(uploaded(1)).present


def test_a_link_opens_only_weights_that_the_session_has(state: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(NETWORK.layers, NETWORK.input_shape, weights=Weights(uploaded()))
    opened = link.decode(link.encode(scene))
    add_weights(uploaded())
    assert with_own_weights(opened) == scene
    monkeypatch.setattr(st, "session_state", {})
    assert with_own_weights(opened) == opened, "a digest opens nothing for others"
    st.session_state[DEMO_WEIGHTS] = {uploaded().digest: uploaded()}
    assert with_own_weights(opened) == scene
    assert with_own_weights(scene) == scene


def test_the_words_name_the_file() -> None:
    problem, remedy = own_weights.asking_words(uploaded().absent)
    assert "“model0.npz”" in problem
    assert remedy
    assert "a file that somebody uploaded" in own_weights.asking_words(Uploaded("0" * 64))[0]


def test_uploaded_weights_are_one_step_of_undo(state: dict[str, Any]) -> None:
    current = session()
    before = current.scene
    commit_weights(current, uploaded())
    assert current.scene.weights == Weights(uploaded())
    assert current.edited is not None
    assert current.edited.words == "**Weights** of model0\\.npz loaded"
    current.undo()
    assert current.scene == before
    current.redo()
    assert current.scene.weights == Weights(uploaded())


def test_earlier_weights_make_room_and_the_history_asks_for_their_files(state: dict[str, Any]) -> None:
    current = session()
    for seed in range(4):
        commit_weights(current, uploaded(seed))
    bases = [moment.scene.weights.base for moment in (*current.past, current.now)][1:]
    assert bases == [uploaded(0).absent, uploaded(1).absent, uploaded(2), uploaded(3)]
    assert weights_of(uploaded(0).digest) is None
    gc.collect()
    assert own_weights.shelf().used == 2 * SIZE
    add_weights(uploaded(0))
    current.change_weights(with_own_weights)
    assert current.past[1].scene.weights.base == uploaded(0)


def test_weights_for_which_there_is_no_room_change_nothing(state: dict[str, Any]) -> None:
    current = session()
    commit_weights(current, uploaded())
    own_weights.shelf().limit = SIZE
    with pytest.raises(WeightsError, match="at most"):
        commit_weights(current, uploaded(1))
    assert current.scene.weights == Weights(uploaded())
