"""The route of the still: a picture for a good query, nothing for any other, and never an error."""

from __future__ import annotations

import asyncio
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from starlette.responses import Response
from streamlit import config

from explorer import presets
from explorer.errors import BudgetError
from explorer.figures.theme import DARK, LIGHT
from explorer.network import Cell
from explorer.scene import ImageChoice, Scene, link
from explorer.views.explore.overview_state import opening_layout
from explorer.views.explore.runs import quick_run
from explorer.views.shell import server
from explorer.views.shell.room import Window
from explorer.views.still import drawing, route
from explorer.views.still.drawing import still_of
from explorer.weights import Seeded, Weights

SMALL = presets.load("lenet5").scene()
WINDOW = Window(1440, 900)


def request(**query: str) -> Request:
    return Request({"type": "http", "method": "GET", "headers": [], "query_string": urlencode(query).encode()})


def answer(**query: str) -> Response:
    return asyncio.run(route.Stills().answer(request(**query)))


def asked(scene: Scene | None = SMALL, theme: str = "light", room: str = WINDOW.text) -> dict[str, str]:
    return {"room": room, "theme": theme, **({"m": link.encode(scene)} if scene else {})}


@pytest.mark.parametrize("scene", [None, SMALL], ids=["opening", "link"])
def test_a_still_is_an_svg_that_is_not_kept_by_the_browser(scene: Scene | None) -> None:
    got = answer(**asked(scene))
    assert got.status_code == 200
    assert got.media_type == "image/svg+xml"
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert ET.fromstring(bytes(got.body)).tag.endswith("svg")


def test_the_themes_differ() -> None:
    assert answer(**asked(theme="dark")).body != answer(**asked()).body


@pytest.mark.parametrize(
    "query",
    [
        {},
        asked(room=""),
        asked(room="1440x900"),
        asked(room="axbx0"),
        asked(theme=""),
        asked(theme="pink"),
        {**asked(), "m": "1.none"},
        {**asked(), "m": "9.abc"},
        {**asked(), "m": "1." + "A" * 20_000},
    ],
)
def test_a_bad_query_gets_no_still(query: dict[str, str]) -> None:
    got = answer(**query)
    assert (got.status_code, got.body) == (204, b"")


def test_a_photo_of_another_session_is_not_looked_for() -> None:
    scene = replace(SMALL, image=ImageChoice("", "0" * 24))
    assert still_of(scene, WINDOW, LIGHT) == ""
    assert answer(**asked(scene)).status_code == 204


def test_a_network_that_takes_long_gets_none_because_the_page_shows_its_progress(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("explorer.limits.SLOW_MACS", 10)
    scene = replace(SMALL, weights=Weights(Seeded(seed=987)))
    assert quick_run(scene) is None
    assert answer(**asked(scene)).status_code == 204


def test_what_the_page_cannot_compute_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(scene: Scene) -> None:
        raise BudgetError("Too much.", "Make it smaller.")

    monkeypatch.setattr(drawing, "quick_run", refuse)
    assert answer(**asked(theme="light", room="1000x999x0")).status_code == 204


def test_a_mistake_of_ours_is_logged_and_costs_the_visitor_only_the_still(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*arguments: Any) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(route, "still_of", fail)
    assert answer(**asked()).status_code == 204
    assert "could not be drawn" in caplog.text


def test_a_still_is_drawn_once() -> None:
    assert still_of(SMALL, WINDOW, DARK) is still_of(SMALL, WINDOW, DARK)
    assert still_of(SMALL, WINDOW, DARK) is not still_of(SMALL, Window(1441, 900), DARK)


def test_the_run_is_then_there_for_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = replace(SMALL, cell=Cell("0", 3, 4, 1))
    still_of(scene, WINDOW, LIGHT)
    monkeypatch.setattr("explorer.limits.SLOW_MACS", 1)  # nothing may be left to do
    assert quick_run(scene) is not None


def test_the_selected_cell_is_in_view() -> None:
    scene = replace(SMALL, cell=Cell("0", 3, 4, 5))
    layout = opening_layout(scene, scene.network, (), WINDOW.room)
    (column,) = [column for column in layout.columns if "0" in column.steps]
    assert 5 in [slot.channel for slot in column.slots]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Stills that are not finished until the event is set."""
    go = threading.Event()

    def wait(*arguments: Any) -> str:
        assert go.wait(20)
        return "<svg/>"

    monkeypatch.setattr(route, "still_of", wait)
    yield go
    go.set()


def test_a_crowd_gets_no_stills(slow: threading.Event) -> None:
    async def crowd() -> list[int]:
        stills = route.Stills()
        room = route.AT_ONCE + route.WAITING
        first = [asyncio.create_task(stills.answer(request(**asked()))) for _ in range(room)]
        while stills.waiting < route.WAITING:
            await asyncio.sleep(0.01)
        refused = await stills.answer(request(**asked()))
        slow.set()
        return [refused.status_code, *(each.status_code for each in await asyncio.gather(*first))]

    assert asyncio.run(crowd()) == [204, *[200] * (route.AT_ONCE + route.WAITING)]


@pytest.mark.parametrize("base", ["", "foo", "/a/b/"])
def test_the_route_lies_below_the_base_path(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "get_option", {"server.baseUrlPath": base}.__getitem__)
    below = f"/{base.strip('/')}/still/overview.svg" if base else "/still/overview.svg"
    assert below in [each.path for each in server.routes()]


PHONE = Window(390, 664)


def test_a_phone_gets_its_own_layout_as_html_whatever_its_bars_leave_of_the_height() -> None:
    got = answer(**asked(room=PHONE.text))
    assert (got.status_code, got.media_type) == (200, "text/html")
    assert got.headers["content-security-policy"] == "sandbox"
    for piece in ("lead", "chips", "words", "map later", "sheet later"):
        assert f'<div class="piece {piece}"' in bytes(got.body).decode()
    assert still_of(SMALL, PHONE, LIGHT) is still_of(SMALL, Window(390, 844), LIGHT)


def test_a_phones_still_shows_the_selected_map_in_the_middle_of_its_row() -> None:
    html = still_of(replace(SMALL, cell=Cell("0", 3, 4, 3)), PHONE, LIGHT)
    svg = ET.fromstring(html.partition("<style>")[0])
    middle = float(svg.attrib["data-shift"]) + 4 + 88 * 3 + 40  # the row begins at 4, its maps of 80 px stand every 88
    assert abs(middle - PHONE.width / 2) < 1


def test_a_class_is_shown_as_bars_without_a_map_of_its_own() -> None:
    last = SMALL.network.steps[-1].path
    html = still_of(replace(SMALL, cell=Cell(last, 0, 0, 1)), PHONE, LIGHT)
    assert "<svg" in html
    assert 'class="piece map' not in html
