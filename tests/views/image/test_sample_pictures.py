"""The route of the sample images' small pictures."""

from __future__ import annotations

import asyncio
import io

import pytest
from PIL import Image
from starlette.requests import Request
from starlette.responses import Response

from explorer.images import samples
from explorer.views.image.sample_pictures import NAMES, PATH, SIDE, address, answer
from explorer.views.shell import server

LARGEST = 6_000
"""Bytes that a picture of 80 x 80 px may have."""


def got(name: str) -> Response:
    scope = {"type": "http", "method": "GET", "headers": [], "query_string": b""}
    return asyncio.run(answer(Request({**scope, "path_params": {"name": name}})))


@pytest.mark.parametrize("name", [sample.name for sample in (*samples.SAMPLES, samples.FASHION[0])])
def test_every_sample_has_a_small_picture_that_a_browser_keeps(name: str) -> None:
    picture = got(name)
    assert picture.status_code == 200
    assert "max-age=" in picture.headers["cache-control"]
    assert len(picture.body) <= LARGEST
    assert Image.open(io.BytesIO(bytes(picture.body)), formats=["WEBP"]).size == (SIDE, SIDE)


@pytest.mark.parametrize("name", ["none", "", "../cat", "cat.webp", "CAT"])
def test_what_there_is_not_is_not_found(name: str) -> None:
    picture = got(name)
    assert picture.status_code == 404
    assert picture.headers["cache-control"] == "no-store"


def test_the_address_is_one_that_the_server_answers() -> None:
    assert any(f"/{PATH}/" in route.path for route in server.routes())
    assert all(address(name).startswith(f"{PATH}/") for name in NAMES)
