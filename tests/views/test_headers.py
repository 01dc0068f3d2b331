"""The headers of the app's answers: on all of them, with a policy in which only the page's own scripts run."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from explorer.errors import SettingError
from explorer.views.headers import FRAME_ANCESTORS, NO_PAGE, OwnHeaders, frame_ancestors
from explorer.views.shell import server
from explorer.views.shell.head import OwnHead
from explorer.views.still.page import lines

PAGE = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


async def page(_: Request) -> Response:
    return HTMLResponse(PAGE)


async def text(_: Request) -> Response:
    return PlainTextResponse("text")


async def own(_: Request) -> Response:
    return PlainTextResponse(
        "text", headers={"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
    )


def ask(path: str) -> tuple[list[tuple[str, str]], str]:
    """Headers and body of the answer of a small app behind the app's own middleware."""
    routes = [Route("/", page), Route("/text", text), Route("/own", own)]
    ours = Middleware(OwnHeaders, page_policy=server.page_policy()), Middleware(OwnHead, lines=lines)
    sent: list[dict[str, Any]] = []
    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(Starlette(routes=routes, middleware=list(ours))(scope, receive, send))  # type: ignore[arg-type]
    named = [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]
    return named, b"".join(part.get("body", b"") for part in sent[1:]).decode()


@pytest.mark.parametrize("path", ["/", "/text", "/own", "/none"])
def test_every_answer_has_the_headers_once(path: str) -> None:
    named = [name.lower() for name, _ in ask(path)[0]]
    for name in ("x-content-type-options", "referrer-policy", "permissions-policy", "content-security-policy"):
        assert named.count(name) == 1


def test_a_page_may_load_from_its_own_server_alone() -> None:
    found = dict(ask("/")[0])["content-security-policy"]
    directives = {name: sources for name, *sources in map(str.split, found.split("; "))}
    assert directives["default-src"] == ["'none'"]
    sources = {source for name in directives for source in directives[name]}
    assert not [
        each for each in sources if "://" in each or "*" in each or each in ("http:", "https:", "'unsafe-eval'")
    ]
    assert "'unsafe-inline'" not in directives["script-src"]


def test_every_script_that_stands_in_the_page_is_named_by_its_hash() -> None:
    named, html = ask("/")
    found = dict(named)["content-security-policy"]
    scripts = re.findall(r"<script(?![^>]* src=)[^>]*>(.*?)</script>", html, re.DOTALL)
    assert len(scripts) == 3
    for script in scripts:
        assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in found


def test_what_is_no_page_runs_nothing_and_what_has_its_own_policy_keeps_it() -> None:
    assert dict(ask("/text")[0])["content-security-policy"] == NO_PAGE
    assert dict(ask("/own")[0])["content-security-policy"] == "sandbox"


def test_every_site_may_frame_the_app_until_the_environment_lists_some(monkeypatch: pytest.MonkeyPatch) -> None:
    assert frame_ancestors({}) == frame_ancestors({FRAME_ANCESTORS: "*"}) == ""
    sites = "'self' https://example.org https://*.example.edu:8443 localhost:8000"
    assert frame_ancestors({FRAME_ANCESTORS: f" {sites} "}) == f"frame-ancestors {sites}"
    monkeypatch.setenv(FRAME_ANCESTORS, "'none'")
    assert server.page_policy().endswith("; frame-ancestors 'none'")


@pytest.mark.parametrize(
    "text", ["https://a.org; script-src *", "self", "javascript:", "https://a.org\r\nX: 1", "https://a.org/path", "*.*"]
)
def test_what_is_no_site_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="which is not a site"):
        frame_ancestors({FRAME_ANCESTORS: text})
