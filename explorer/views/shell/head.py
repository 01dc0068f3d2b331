"""Middleware that puts our own lines into the page's HTML, which is Streamlit's; all else passes unchanged."""

from __future__ import annotations

import gzip
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

SCRIPT = Path(__file__).with_name("head.js")
HEAD, BODY = b"<head>", b"<body>"
"""After these our lines stand."""
STARTS = re.compile(rb'<script type="module"[^>]*></script>|<link rel="(?:modulepreload|stylesheet)"[^>]*>')
"""What Streamlit's page starts with: its script, the modules that this imports, its styles."""
VIEWPORT = b'<meta name="viewport" content="width=device-width, initial-scale=1">'
"""As Streamlit's own, which comes later: our script asks how wide the window is, and until then a phone says 980 px."""
HELD = "cnn-streamlit"
"""The id of the template."""
NOT_PAGES = frozenset(
    {
        *("static", "media", "component", "modules", "still", "pictures", "demo-picture", "download", "numbers"),
        *("training", "_stcore"),
    }
)
"""First parts of the paths, below the base path, that are never the page."""
CONDITIONS = frozenset({b"if-none-match", b"if-modified-since", b"if-range", b"range", b"accept-encoding"})
"""Headers of a request that speak of the page as Streamlit would send it, and not of ours."""
LEAST_GZIPPED = 500
"""Bytes below which a body is not worth compressing."""


def base_path() -> str:
    """The path of the app on its server: "/", or "/foo/" with `server.baseUrlPath`."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/" if base else "/"


@cache
def head_text() -> str:
    """The text of the script in the head: constant, so that the content security policy can name its hash."""
    return SCRIPT.read_text(encoding="utf-8")


@cache
def head_script(base: str) -> bytes:
    """The script element for an app at `base`."""
    return f'<script data-base="{escape(base)}">{head_text()}</script>'.encode()


@dataclass(frozen=True)
class Lines:
    """What is put into one page: at the beginning of its head, and of its body."""

    head: bytes
    body: bytes = b""
    held: bool = False
    """Whether Streamlit's scripts and styles are held back in a template, for a script of ours to start them."""

    ahead: bytes = b""
    """Elements that are added to what is held back."""

    def put_into(self, html: bytes) -> bytes:
        """The page with these lines; without them where it has no head or no body."""
        if self.held:
            html = _held_back(html, self.ahead)
        return html.replace(HEAD, HEAD + VIEWPORT + self.head, 1).replace(BODY, BODY + self.body, 1)


def _held_back(html: bytes, ahead: bytes) -> bytes:
    """The page with everything that Streamlit begins with in a template: the browser reads that, and starts nothing."""
    begun = b"".join(STARTS.findall(html))
    template = b'<template id="' + HELD.encode() + b'">' + begun + ahead + b"</template>"
    return STARTS.sub(b"", html).replace(b"</head>", template + b"</head>", 1)


async def only_the_script(request: Request) -> Lines:
    """The lines of a page that shows nothing of ours before Streamlit does."""
    return Lines(head_script(base_path()))


class OwnHead:
    """ASGI middleware: answers that are the page's HTML get our `lines`, and a length and validators that fit.

    The page is sent whole, compressed if the browser takes gzip; it must be asked for at every visit, because what is in
    it depends on the visitor's cookies.
    """

    def __init__(self, app: ASGIApp, lines: Callable[[Request], Awaitable[Lines]] = only_the_script) -> None:
        self.app = app
        self.lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or not _may_be_page(scope["path"]):
            await self.app(scope, receive, send)
            return
        bare = [(name, value) for name, value in scope["headers"] if name not in CONDITIONS]
        answer = _Answer(Request(scope), send, self.lines)
        # Without extensions, a server that can send files by itself hands us the page's bytes too.
        await self.app({**scope, "headers": bare, "extensions": {}}, receive, answer.take)


def _may_be_page(path: str) -> bool:
    """Whether Streamlit may answer with the page: it does for any path that it does not know."""
    below = path.removeprefix(base_path()).strip("/")
    return below.partition("/")[0] not in NOT_PAGES


class _Answer:
    """Collects the parts of one answer and sends them on, with our lines if it is the page."""

    def __init__(self, request: Request, send: Send, lines: Callable[[Request], Awaitable[Lines]]) -> None:
        self._request = request
        self._send = send
        self._lines = lines
        self._start: MutableMapping[str, Any] | None = None
        self._body = b""

    async def take(self, message: Message) -> None:
        """Send one message on, or keep it until the page is whole."""
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page(self._start)

    async def _send_page(self, start: MutableMapping[str, Any]) -> None:
        body = (await self._lines(self._request)).put_into(self._body)
        headers = MutableHeaders(raw=list(start["headers"]))
        for name in ("etag", "last-modified", "accept-ranges", "content-length"):
            if name in headers:
                del headers[name]
        headers["Cache-Control"] = "no-cache"
        headers["Vary"] = "Accept-Encoding, Cookie"
        if "gzip" in self._request.headers.get("accept-encoding", "") and len(body) >= LEAST_GZIPPED:
            body = _gzipped(body)
            headers["Content-Encoding"] = "gzip"
        headless = self._request.method == "HEAD"
        if not headless:  # of a page that is not sent the length is not known
            headers["Content-Length"] = str(len(body))
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": b"" if headless else body})


def _is_page(start: MutableMapping[str, Any]) -> bool:
    return start["status"] == 200 and Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")


@lru_cache(maxsize=64)
def _gzipped(page: bytes) -> bytes:
    """The page compressed. Cached, because with a still in it that takes 5 ms, and most visitors get one of a few pages."""
    return gzip.compress(page, 1, mtime=0)
