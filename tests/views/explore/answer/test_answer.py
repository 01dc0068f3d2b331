"""What a click on a bar of the answer opens."""

from __future__ import annotations

from typing import Any

import pytest

from explorer import Cell, presets
from explorer.views.explore.answer import answer
from explorer.views.explore.sees.influence import CLASS, THIS_CELL
from explorer.views.shell.state import Moment, Session, fresh_ids

SCENE = presets.load("fashion_tinyvgg").scene()


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    values: dict[str, Any] = {}
    monkeypatch.setattr(answer.st, "session_state", values)
    return values


def session() -> Session:
    return Session(Moment(SCENE, fresh_ids(len(SCENE.layers))), SCENE)


def test_a_bar_opens_the_class_map_of_its_class(state: dict[str, Any]) -> None:
    current = session()
    answer._asked(current, {"unit": 3, "what": "looks"})
    assert current.scene.tool == "receptive-field/influence"
    assert state == {"influence_of": CLASS, "class_map_of": 3}
    assert current.scene.cell == SCENE.cell


def test_what_it_depends_on_selects_the_unit(state: dict[str, Any]) -> None:
    current = session()
    answer._asked(current, {"unit": 7, "what": "depends"})
    assert (current.scene.tool, state) == ("receptive-field/influence", {"influence_of": THIS_CELL})
    assert current.scene.cell == Cell(SCENE.network.steps[-1].path, 0, 0, 7)


@pytest.mark.parametrize("unit", [-1, 10, 2.0, True, "3", None])
def test_what_is_no_class_is_ignored(state: dict[str, Any], unit: object) -> None:
    current = session()
    answer._asked(current, {"unit": unit, "what": "looks"})
    assert (current.scene.tool, state) == (SCENE.tool, {})


def test_a_bar_holds_the_exact_number() -> None:
    bar = answer._bar(answer.LikelyClass(1, "tabby, tabby cat", 0.62134567))
    assert (bar["short"], bar["percent"], bar["exact"]) == ("tabby", "62.1%", "0.62134567")
