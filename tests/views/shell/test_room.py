"""What the server knows of the visitor's window: from a cookie that anybody can forge, and from the component's reports."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some

from explorer.figures.overview.room import room_in
from explorer.views.shell import room
from explorer.views.shell.room import COOKIE, LEAST_SIDE, MOST_SIDE, USUAL_WINDOW, Window, parsed

SIDES = some.integers(LEAST_SIDE, MOST_SIDE)


@given(SIDES, SIDES, some.booleans())
def test_a_window_is_read_as_it_is_written(width: int, height: int, sidebar_open: bool) -> None:
    window = Window(width, height, sidebar_open)
    assert parsed(window.text) == window
    assert window.room == room_in(width, height, sidebar_open)


@given(some.integers(0, 99999), some.integers(0, 99999))
def test_sides_are_clamped(width: int, height: int) -> None:
    window = parsed(f"{width}x{height}x0")
    assert window is not None
    for side, asked in ((window.width, width), (window.height, height)):
        assert LEAST_SIDE <= side <= MOST_SIDE
        assert side == asked or not LEAST_SIDE <= asked <= MOST_SIDE


@pytest.mark.parametrize(
    "text",
    [
        *(
            None,
            "",
            "1440x900",
            "1440x900x2",
            "1440x900x0x0",
            "-1440x900x0",
            "1440.5x900x0",
            " 1440x900x0",
            "1440x900x0\n",
        ),
        *("1e3x900x0", "999999x900x0", "١٤٤٠x900x0", "1440X900X0", "axbxc", "1440x900x0;", "0x1440x900x0", 1440),
    ],
)
def test_other_cookies_are_ignored(text: object) -> None:
    assert parsed(text) is None


@given(some.text(max_size=30))
def test_no_cookie_is_too_strange(text: str) -> None:
    assert parsed(text) is None or parsed(text) == parsed(parsed(text).text)  # type: ignore[union-attr]


class Context:
    """What Streamlit knows of the browser."""

    def __init__(self, cookies: dict[str, str], browser: str = "") -> None:
        self.cookies = cookies
        self.headers = {"User-Agent": browser}


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that sets the cookie and the component's report, and returns the window that the server then knows."""

    def known(cookie: str | None, report: object = None) -> Window:
        monkeypatch.setattr(st, "context", Context({} if cookie is None else {COOKIE: cookie}))
        monkeypatch.setattr(room, "reported", lambda: report)
        assert room.room() == room.window().room
        return room.window()

    return known


def test_the_cookie_tells_the_first_run_the_size(seen: Any) -> None:
    assert seen("1440x900x0") == Window(1440, 900, False)
    assert seen("1440x900x1") == Window(1440, 900, True)


@pytest.mark.parametrize("cookie", [None, "", "wide"])
def test_without_a_cookie_a_usual_window_is_assumed(seen: Any, cookie: str | None) -> None:
    assert seen(cookie) == USUAL_WINDOW == Window(1280, 720, False)


def test_the_last_report_counts_more_than_the_cookie(seen: Any) -> None:
    assert seen("1440x900x0", [1024, 768, True]) == Window(1024, 768, True)
    assert seen("1440x900x0", [10**9, 5, False]) == Window(MOST_SIDE, LEAST_SIDE, False)


@pytest.mark.parametrize(
    "report", [0, "1024x768x0", [], [1024, 768], [1024, 768, True, 1], [True, 768, True], ["1024", "768", False], {}]
)
def test_reports_that_are_none_are_ignored(seen: Any, report: object) -> None:
    assert seen("1440x900x0", report) == Window(1440, 900, False)


PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1"
DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("cookie", "browser", "report", "narrow"),
    [
        ("390x664x0", PHONE, None, True),
        ("640x900x0", DESKTOP, None, True),  # a narrow window of a computer
        ("641x900x0", DESKTOP, None, False),
        ("844x390x0", PHONE, None, False),  # a phone that lies on its side
        ("980x1400x0", PHONE, None, False),  # one that was asked for the desktop's page
        ("1440x900x0", DESKTOP, [500, 900, False], True),
        (None, PHONE, None, True),
        (None, DESKTOP, None, False),
        ("wide", PHONE, None, True),
    ],
)
def test_the_width_decides_for_whom_the_page_is_laid_out_and_the_browsers_name_only_without_one(
    monkeypatch: pytest.MonkeyPatch, cookie: str | None, browser: str, report: object, narrow: bool
) -> None:
    monkeypatch.setattr(st, "context", Context({} if cookie is None else {COOKIE: cookie}, browser))
    monkeypatch.setattr(room, "reported", lambda: report)
    assert room.is_narrow() is narrow


@pytest.mark.parametrize(
    ("cookie", "report", "open_"),
    [
        (None, None, True),
        ("1440x900x0", None, False),
        ("1440x900x1", None, True),
        ("1440x900x0", [1440, 900, True], True),
        ("1440x900x1", [390, 844, False], False),
    ],
    ids=["nothing known", "folded", "open", "opened since", "folded since"],
)
def test_the_sidebar_is_left_out_only_where_it_is_known_to_be_folded(
    monkeypatch: pytest.MonkeyPatch, cookie: str | None, report: object, open_: bool
) -> None:
    monkeypatch.setattr(st, "context", Context({} if cookie is None else {COOKIE: cookie}, ""))
    monkeypatch.setattr(room, "reported", lambda: report)
    assert room.sidebar_may_be_open() is open_
