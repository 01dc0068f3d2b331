"""The route of the lessons' pictures, and that the contents do not wait for any of them."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET

import pytest
from starlette.requests import Request
from starlette.responses import Response

from explorer.figures.theme import DARK, LIGHT
from explorer.lessons import LESSONS
from explorer.views.learn import page, pictures
from explorer.views.learn.pictures import LessonPictures, address
from explorer.views.shell import server
from explorer.views.shell.head import NOT_PAGES

LARGEST = 60_000
"""Bytes that a picture of 168 x 84 px may have."""


def answer(slug: str, theme: str = "light") -> Response:
    scope = {"type": "http", "method": "GET", "headers": [], "query_string": b""}
    request = Request({**scope, "path_params": {"theme": theme, "slug": slug}})
    return asyncio.run(LessonPictures().answer(request))


@pytest.mark.parametrize("slug", sorted(pictures.SLUGS))
def test_every_lesson_has_a_small_picture_that_a_browser_keeps(slug: str) -> None:
    got = answer(slug)
    assert got.status_code == 200
    assert got.media_type == "image/svg+xml"
    assert "max-age=" in got.headers["cache-control"]
    assert ET.fromstring(bytes(got.body)).tag.endswith("svg")
    assert len(got.body) <= LARGEST
    assert answer(slug, "dark").status_code == 200


def test_the_themes_differ() -> None:
    assert answer("relu").body != answer("relu", "dark").body
    assert address("relu", LIGHT) != address("relu", DARK)


@pytest.mark.parametrize(("slug", "theme"), [("none", "light"), ("../relu", "light"), ("relu", "blue"), ("", "")])
def test_what_there_is_not_is_not_found(slug: str, theme: str) -> None:
    got = answer(slug, theme)
    assert got.status_code == 404
    assert got.headers["cache-control"] == "no-store"


def test_the_contents_name_the_pictures_and_draw_none() -> None:
    pictures.drawn.cache_clear()
    cards = [card for group in page.cards((), LIGHT) for card in group["cards"]]
    assert [card["picture"] for card in cards] == [address(lesson.slug, LIGHT) for lesson in LESSONS]
    assert pictures.drawn.cache_info().misses == 0


def test_the_address_is_one_that_the_server_answers() -> None:
    assert any(f"/{pictures.PATH}/" in route.path for route in server.routes())
    assert pictures.PATH.partition("/")[0] in NOT_PAGES
