"""What the browser is told of a training: the state, the part of the curve that it lacks, and the maps of the screen."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from starlette.requests import Request

from explorer import presets
from explorer.figures.overview.layout import lay_out
from explorer.figures.overview.places import View
from explorer.figures.overview.room import USUAL
from explorer.figures.theme import LIGHT
from explorer.learning.live.curve import CurvePoint
from explorer.learning.live.view import JobView
from explorer.views.train.desk import Desk, desks
from explorer.views.train.live import feed
from explorer.views.train.live.look import Look

SCENE = presets.load("fashion_dense").scene()
NETWORK = SCENE.network
PARAMS = {path: dict(own) for path, own in SCENE.weights.params(NETWORK).items()}
CLASSES = tuple("abcdefghij")
POINTS = tuple(CurvePoint(step, step / 10, 2.0 - step / 10, step / 10) for step in range(1, 6))


class StillJob:
    """A job at one moment."""

    network, data, recipe = NETWORK, None, None

    def __init__(self, view: JobView) -> None:
        self._view = view

    def view(self) -> JobView:
        return self._view

    def examine(self) -> tuple[Any, ...]:
        return ()


def look() -> Look:
    cell = SCENE.settled_cell()
    layout = lay_out(NETWORK, CLASSES, View(cell.path, {}, "after"), USUAL)
    pixels = np.linspace(0, 1, 28 * 28, dtype=np.float32).reshape(28, 28, 1)
    return Look(NETWORK, pixels, layout, LIGHT, "block", cell, SCENE)


@pytest.fixture
def desk() -> Desk:
    made = Desk(look=look())
    view = JobView("running", 5, 50, 0.5, 5, POINTS, PARAMS, version=3, params_step=5)
    made.job = StillJob(view)  # type: ignore[assignment]
    desks().put(made)
    return made


def test_the_state_is_told_without_being_asked_for(desk: Desk) -> None:
    told = feed.state(desk, {})
    assert {name: told[name] for name in ("state", "step", "steps", "epoch", "epochs", "version")} == {
        "state": "running",
        "step": 5,
        "steps": 50,
        "epoch": 0.5,
        "epochs": 5,
        "version": 3,
    }
    assert not set(feed.PARTS) & set(told)


def test_only_what_the_browser_lacks_of_the_curve_is_sent(desk: Desk) -> None:
    def curve(points: object, last: object) -> Any:
        return feed.state(desk, {"want": "curve", "points": str(points), "last": str(last)})["curve"]

    assert curve(0, 0)["from"] == 0
    assert len(curve(0, 0)["points"]) == 5
    assert (curve(4, 4)["from"], [point[0] for point in curve(4, 4)["points"]]) == (3, [4, 5])
    assert curve(4, 3)["from"] == 0, "neighbours have become one since: all is sent"
    assert curve(-4, "x")["from"] == curve(99, 5)["from"] == 0


def test_maps_are_those_of_the_present_weights_and_sent_once(desk: Desk) -> None:
    maps = feed.state(desk, {"want": "maps", "version": "2"})["maps"]
    expected = look().seen(PARAMS).pictures
    assert (maps["sources"], maps["layout"]) == (expected.sources, desk.look.layout.key)  # type: ignore[union-attr]
    assert feed.state(desk, {"want": "maps", "version": "3"})["maps"] is None


def test_nothing_is_shown_of_another_network(desk: Desk) -> None:
    other = presets.load("fashion_lenet5").network
    desk.look = replace(look(), network=other)
    assert feed.state(desk, {"want": "maps,filter"})["maps"] is None


def test_what_a_stranger_sends_does_no_harm(desk: Desk) -> None:
    for cell in ("", "x", "9|1|1|1", "0|99999999999|1|1", "0|-1|0|0", "|||"):
        told = feed.state(desk, {"want": "filter,maps,nothing,curve", "cell": cell})
        assert "nothing" not in told


def test_the_route_answers_its_own_tokens_alone(desk: Desk) -> None:
    assert feed.answer(asked("nobody")).status_code == 404
    answer = feed.answer(asked(desk.token, "want=curve"))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert json.loads(bytes(answer.body))["step"] == 5
    assert feed.answer(asked(desk.token, f"want={'x' * 1000}")).status_code == 404


def asked(token: str, query: str = "") -> Request:
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "server": ("here", 80)}
    return Request({**scope, "query_string": query.encode(), "path_params": {"token": token}})
