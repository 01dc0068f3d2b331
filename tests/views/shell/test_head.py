"""Our lines in the head of the page: in the page's HTML and nowhere else, with headers that fit."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path
from typing import Any

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route
from streamlit import config
from streamlit.web.server.starlette.starlette_gzip_middleware import SelectiveGZipMiddleware
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_assets_routes

from explorer.views.shell.head import VIEWPORT, OwnHead, base_path, head_script

PAGE = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()


def served(base: str = "") -> Starlette:
    """Streamlit's own files and compression behind our middleware."""
    health = Route(f"{base_path()}_stcore/health", lambda _: PlainTextResponse("ok"))
    routes: list[BaseRoute] = [health, *create_streamlit_static_assets_routes(base_url=base)]
    compressed = Middleware(SelectiveGZipMiddleware, base_url=base)
    return Starlette(routes=routes, middleware=[Middleware(OwnHead), compressed])


def ask(
    path: str, method: str = "GET", headers: dict[str, str] | None = None, base: str = ""
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer to a request, without a network."""
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "extensions": {"http.response.pathsend": {}},
        "method": method,
        "path": path,
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
        "query_string": b"",
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(served(base)(scope, receive, send))  # type: ignore[arg-type]
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], answered, b"".join(part.get("body", b"") for part in sent[1:])


@pytest.mark.parametrize("path", ["/", "/learn", "/index.html", "/some/where"])
def test_the_page_begins_with_our_script(path: str) -> None:
    status, headers, body = ask(path)
    assert status == 200
    before, found, after = body.partition(VIEWPORT + head_script("/"))
    assert found
    assert before + after == PAGE
    assert before.endswith(b"<head>")
    assert int(headers["content-length"]) == len(body)


@pytest.mark.parametrize("path", ["/", "/learn"])
def test_a_browser_that_takes_gzip_gets_it(path: str) -> None:
    _, headers, body = ask(path, headers={"Accept-Encoding": "gzip, br"})
    assert headers["content-encoding"] == "gzip"
    assert int(headers["content-length"]) == len(body)
    assert gzip.decompress(body) == ask(path)[2]


def test_what_belongs_to_streamlits_page_does_not_answer_for_ours() -> None:
    """A validator of the bare page would keep an old page of ours in the browser."""
    for condition in (
        {},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"Range": "bytes=0-9"},
    ):
        status, headers, body = ask("/", headers=condition)
        assert status == 200
        assert head_script("/") in body
        assert not {"etag", "last-modified", "accept-ranges"} & headers.keys()
        assert headers["cache-control"] == "no-cache"
        assert "Cookie" in headers["vary"]


def test_head_has_the_pages_headers_and_no_body() -> None:
    status, headers, body = ask("/", "HEAD")
    assert (status, body) == (200, b"")
    assert headers["content-type"].startswith("text/html")
    assert "content-length" not in headers


def test_everything_else_passes_unchanged() -> None:
    static = Path(streamlit.__file__).parent / "static"
    script = next((static / "static" / "js").glob("index.*.js"))
    status, headers, body = ask(f"/static/js/{script.name}", headers={"Range": "bytes=0-9"})
    assert (status, body) == (206, script.read_bytes()[:10])
    assert "etag" in headers
    assert ask("/_stcore/health")[2] == b"ok"
    assert ask("/favicon.png")[2] == (static / "favicon.png").read_bytes()
    assert ask("/", "POST")[0] == 405


@pytest.mark.parametrize("base", ["foo", "a/b"])
def test_the_page_knows_its_base_path(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "get_option", {"server.baseUrlPath": base}.__getitem__)
    assert f'data-base="/{base}/"'.encode() in ask(f"/{base}/", base=base)[2]
    assert f'data-base="/{base}/"'.encode() in ask(f"/{base}/learn", base=base)[2]
    assert ask(f"/{base}/_stcore/health", base=base)[2] == b"ok"


def test_the_script_is_the_same_for_every_visitor() -> None:
    """So that a content security policy can allow it by its hash."""
    assert head_script("/").partition(b">")[2] == head_script("/foo/").partition(b">")[2]
    assert b'data-base="/&quot;&gt;/"' in head_script('/">/')
