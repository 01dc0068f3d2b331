"""The numbers behind the maps: fetched by whoever was shown the maps, and made again when they are gone."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import Any

import pytest

from explorer import limits, presets
from explorer.errors import BusyError
from explorer.figures.loupe import packed_numbers
from explorer.figures.overview.layout import lay_out
from explorer.figures.overview.room import Room
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import DARK, LIGHT, Theme
from explorer.scene import ImageChoice, Scene
from explorer.views.explore import map_numbers
from explorer.views.explore.map_numbers import numbers_address, numbers_not_fetched, numbers_with_page, register
from explorer.views.explore.pictures import pictures_of
from explorer.views.explore.runs import Run, run_of
from explorer.views.image.pictures import fitted
from explorer.views.shared.sweeping import forget
from explorer.views.shell.head import NOT_PAGES
from tests.views.asking import get

SCENE = presets.load("lenet5").scene()


@pytest.fixture(autouse=True)
def nothing_shown(session: dict[str, Any]) -> None:
    register.cache_clear()


def run_shown(scene: Scene = SCENE) -> Run:
    return run_of(scene, scene.network, fitted(scene.image, scene.network.input_shape))


def address(run: Run, theme: Theme = LIGHT) -> str:
    return numbers_address(run, "layer", lay_out(run.network, room=Room(1000, 600)), theme)


def expected(run: Run) -> bytes:
    layout = lay_out(run.network, room=Room(1000, 600))
    version = pictures_of(run, "layer", layout, LIGHT).version
    return packed_numbers(layout, Scales(run.network, dict(run.acts), "layer"), LIGHT, version)


def test_they_are_those_of_the_pictures_and_sent_as_they_are() -> None:
    run = run_shown()
    status, headers, body = get(address(run), accept="gzip")
    assert (status, body) == (200, expected(run))
    assert headers["cache-control"].startswith("private, ")
    assert headers["content-encoding"] == "identity"


def test_nothing_is_made_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    monkeypatch.setattr(map_numbers, "numbers_of", lambda *given: made.append(1) or b"packed")
    there = address(run_shown())
    assert not made
    assert get(there)[2] == b"packed"
    assert made == [1]


def test_the_same_numbers_have_one_address_and_others_another() -> None:
    here = address(run_shown())
    other = replace(SCENE, image=ImageChoice("cat"))
    assert len({here, address(run_shown(other)), address(run_shown(), DARK)}) == 3
    assert address(run_shown()) == here


def test_numbers_that_are_gone_are_made_again() -> None:
    run = run_shown()
    there = address(run)
    first = get(there)[2]
    forget()
    gc.collect()
    assert get(there)[2] == first


def test_much_work_waits_for_a_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    there = address(run_shown())
    monkeypatch.setattr(map_numbers, "macs_to_do", lambda run: limits.SLOT_MACS)

    class Full:
        def taken(self) -> None:
            raise BusyError("The server is busy.", "Try again.")

    monkeypatch.setattr(map_numbers, "slots", Full)
    status, headers, body = get(there)
    assert (status, body) == (503, b"The server is busy. Try again.")
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("token", ["x", "A" * 32, "%2e%2e", "é"])
def test_nothing_is_found_by_guessing(token: str) -> None:
    address(run_shown())
    assert get(f"/{map_numbers.PATH}/{token}")[0] == 404


def test_they_go_with_their_session_and_with_newer_ones(session: dict[str, Any]) -> None:
    first = address(run_shown())
    last = [address(run_shown(replace(SCENE, names=(("0", f"name_{n}"),)))) for n in range(map_numbers.MOST)][-1]
    gc.collect()
    assert [get(each)[0] for each in (first, last)] == [404, 200]
    session.clear()
    gc.collect()
    assert get(last)[0] == 404


def test_their_path_is_no_page() -> None:
    assert map_numbers.PATH in NOT_PAGES


def test_a_session_whose_browser_could_not_fetch_them_gets_them_with_its_page() -> None:
    assert not numbers_with_page()
    numbers_not_fetched()
    assert numbers_with_page()
