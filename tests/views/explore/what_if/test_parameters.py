"""Numbers that a layer has for each of its maps are edited as one step of undo, and a variance stays at 0 or above."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer import BatchNormalization, Conv2D, Dense, Flatten, Network, PReLU
from explorer.scene import Scene
from explorer.views.explore.what_if import parameters
from explorer.views.shell.state import Moment, Session, fresh_ids

NETWORK = Network((Conv2D(filters=2), BatchNormalization(), PReLU(), Flatten(), Dense(units=3)), (6, 6, 1))
NORM = NETWORK.step("1")


@pytest.fixture
def current(monkeypatch: pytest.MonkeyPatch) -> Session:
    scene = Scene(NETWORK.layers, NETWORK.input_shape)
    current = Session(Moment(scene, fresh_ids(len(scene.layers))), scene, fresh=False)
    monkeypatch.setattr(parameters, "session", lambda: current)
    monkeypatch.setattr(parameters, "st", SimpleNamespace(session_state={}))
    return current


def test_which_layers_have_such_numbers() -> None:
    assert {step.path: parameters.per_map(step) for step in NETWORK.steps} == {
        "": (),
        "0": (),
        "1": ("gamma", "beta", "moving_mean", "moving_variance"),
        "2": ("alpha",),
        "3": (),
        "4": ("bias",),
    }
    assert [parameters.word_of(name) for name in ("gamma", "moving_mean", "alpha", "new_name")] == [
        *("gamma", "mean", "slope", "new name")
    ]


def test_an_edit_is_one_step_of_undo_and_is_told(current: Session) -> None:
    before = current.scene
    parameters.put_numbers(current, NORM, [("moving_mean", 1, 0.123456789)])
    params = current.scene.weights.params(NETWORK)["1"]
    np.testing.assert_array_equal(params["moving_mean"], np.array([0, 0.123457], np.float32))
    assert current.edited is not None
    assert current.edited.words == "**Mean 1 of bn1** is 0.123 now"
    parameters.put_numbers(current, NORM, [("gamma", 0, 2.0), ("gamma", 1, 3.0)])
    assert current.scene.weights.params(NETWORK)["1"]["gamma"].tolist() == [2, 3]
    parameters.reset_numbers(NORM)
    assert current.scene.weights == before.weights
    current.undo()
    current.undo()
    current.undo()
    assert current.scene == before


@pytest.mark.parametrize(
    ("typed", "notice"),
    [
        (("moving_variance", 0, -0.5), "The variance cannot be -0.5: it is never below 0. Type 0 or more."),
        (("gamma", 0, 1e39), "A weight is not a finite number. Use numbers such as 0.5 or -2."),
    ],
)
def test_a_number_that_cannot_be_changes_nothing(current: Session, typed: tuple[str, int, float], notice: str) -> None:
    before = current.now
    parameters.put_numbers(current, NORM, [("beta", 0, 1.0), typed])
    assert current.now == before
    assert current.notice == notice


def _app() -> None:
    from dataclasses import replace

    from explorer import BatchNormalization, Cell, Conv2D, Network
    from explorer.scene import Scene
    from explorer.views.explore.runs import quick_run
    from explorer.views.explore.screen import Screen
    from explorer.views.explore.what_if.tab import whatif_tab
    from explorer.views.shell.state import session

    network = Network((Conv2D(filters=2), BatchNormalization()), (6, 6, 3))
    current = session()
    if current.scene.layers != network.layers:
        current.commit(Scene(network.layers, network.input_shape))
    current.shown = replace(current.scene, cell=Cell("1", 1, 1, 1))
    run = quick_run(current.scene)
    assert run is not None
    whatif_tab(Screen(run, None, None, False), Cell("1", 1, 1, 1))  # type: ignore[arg-type]


def test_the_tab_shows_the_numbers_of_a_normalization() -> None:
    app = AppTest.from_function(_app, default_timeout=60).run()
    assert not app.exception
    texts = [each.value for each in app.markdown]
    assert any("**Parameters of bn1**" in each and "mean 0, variance 1" in each for each in texts), texts
