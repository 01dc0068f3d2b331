"""What the page's HTML holds of the still: for a known window the picture itself, on other pages nothing."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
import streamlit
from starlette.requests import Request
from streamlit import config

from explorer.figures.theme import LIGHT
from explorer.views.shell.head import HELD, STARTS
from explorer.views.shell.room import Window
from explorer.views.shell.state import opening
from explorer.views.still import opening as warm
from explorer.views.still.drawing import still_of
from explorer.views.still.page import lines

PAGE = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
KNOWN = "cnn_room=1440x900x0; cnn_theme=light"


def page(path: str = "/", query: str = "", cookie: str = "") -> str:
    """The page's HTML."""
    headers = [(b"host", b"here"), (b"cookie", cookie.encode())]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": headers}
    return asyncio.run(lines(Request(scope))).put_into(PAGE).decode()


@pytest.fixture(autouse=True)
def ready(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    monkeypatch.setattr("explorer.views.still.page.ready", event)
    return event


def test_a_known_window_gets_the_opening_still_in_the_page_itself() -> None:
    still = still_of(opening(), Window(1440, 900), LIGHT)
    assert still
    assert f'<div class="maps" data-of="1440x900x0 light">{still}</div>' in page(cookie=KNOWN)
    assert '<script data-given="1440x900x0 light">' in page(cookie=KNOWN)


@pytest.mark.parametrize(
    "cookie",
    ["", "cnn_room=1440x900x0", "cnn_theme=light", "cnn_room=x; cnn_theme=light", "cnn_room=1440x900x0; cnn_theme=<b>"],
)
def test_without_both_cookies_the_browser_must_ask_for_it(cookie: str) -> None:
    html = page(cookie=cookie)
    assert '<div class="maps" data-of=""></div>' in html
    assert '<script data-given="">' in html
    assert "<b>" not in html


def test_a_link_is_not_waited_for() -> None:
    assert '<div class="maps" data-of=""></div>' in page(query="m=1.abc", cookie=KNOWN)


def test_nobody_waits_for_a_server_that_has_just_started(ready: asyncio.Event) -> None:
    ready.clear()
    assert '<div class="maps" data-of=""></div>' in page(cookie=KNOWN)


@pytest.mark.parametrize("path", ["/learn", "/architecture", "/gallery", "/some/where"])
def test_other_pages_are_streamlits_but_for_the_windows_size(path: str) -> None:
    html = page(path, cookie=KNOWN)
    assert "cnn-still" not in html
    assert HELD not in html
    assert "cnn_room" in html


def test_streamlits_start_is_held_back_whole_and_nothing_else_is() -> None:
    """If this fails after an upgrade of Streamlit, its page is written in another way."""
    begun = STARTS.findall(PAGE)
    assert sum(b"<script" in each for each in begun) == 1
    assert sum(b"stylesheet" in each for each in begun) >= 1
    assert sum(b"modulepreload" in each for each in begun) > 10
    before, _, rest = page().partition(f'<template id="{HELD}">')
    held, _, after = rest.partition("</template>")
    assert all(each.decode() in held for each in begun)
    assert not STARTS.search((before + after).encode())
    assert after.startswith("</head>")
    assert re.search(r'<div id="root"></div>', after)


def test_the_charts_script_is_fetched_ahead() -> None:
    found = re.search(r'<link rel="modulepreload" href="\./(static/js/PlotlyChart\.[^"]*\.js)">', page())
    assert found
    assert (Path(streamlit.__file__).parent / "static" / found[1]).is_file()


@pytest.mark.parametrize("path", ["/foo/", "/foo"])
def test_it_knows_the_base_path(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "get_option", {"server.baseUrlPath": "foo"}.__getitem__)
    assert "cnn-still" in page(path)
    assert "cnn-still" not in page("/")


def test_the_server_gets_ready_while_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Window] = []
    event = asyncio.Event()
    monkeypatch.setattr(warm, "still_of", lambda scene, window, theme: drawn.append(window))
    monkeypatch.setattr(warm, "ready", event)

    async def serve() -> None:
        async with warm.warmed(None):
            await asyncio.wait_for(event.wait(), 20)

    asyncio.run(serve())
    assert set(drawn) == set(warm.COMMON)
