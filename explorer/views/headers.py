"""Headers that keep a page to itself: what it may load and run, who may frame it, what it tells other sites.

The policy was found by trying: Streamlit and Plotly run under it without a complaint of Chromium's. Scripts come from this
server, from blobs (Streamlit starts components from them), or are one of four texts in the page, named by their hashes;
so a script that a name or a title brought along does not run.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.errors import SettingError

FRAME_ANCESTORS: Final = "CNN_EXPLORER_FRAME_ANCESTORS"
"""The environment variable that lists the sites whose pages may show the app in a frame; `*`, the default, is every page."""
_SOURCE = re.compile(
    r"'self'|'none'|\*|(https?://)?(?!(self|none)$)(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?|https?:"
)
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
EVERYWHERE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin",  # the author's address of a demo holds its secret, and servers keep logs
    "Permissions-Policy": "geolocation=(), microphone=(), payment=(), usb=()",
}
"""The headers of every answer."""
NO_PAGE: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""The policy of what is no page: a picture that is opened on its own runs nothing."""


def frame_ancestors(environment: Mapping[str, str] = os.environ) -> str:
    """The directive for the sites that the environment lists, or "" for every page. Raises SettingError.

    "*" would leave out pages that were opened from a disk, as slides are; without the directive they are in.
    """
    sources = environment.get(FRAME_ANCESTORS, "").split() or ["*"]
    for source in sources:
        if not _SOURCE.fullmatch(source):
            raise SettingError(
                f"{FRAME_ANCESTORS} has {source[:60]!r}, which is not a site.",
                "Write sites with spaces between, as in: 'self' https://example.org https://*.example.edu",
            )
    return "" if "*" in sources else f"frame-ancestors {' '.join(sources)}"


def policy(scripts: Iterable[str], ancestors: str) -> str:
    """The content security policy of a page in which the texts `scripts` may run."""
    hashes = " ".join(f"'sha256-{_sha256(text)}'" for text in scripts)
    directives = [
        "default-src 'none'",
        f"script-src 'self' blob: 'wasm-unsafe-eval' {hashes}",  # Streamlit counts whole numbers of 64 bits in WebAssembly
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ]
    return "; ".join([*directives, *([ancestors] if ancestors else [])])


@cache
def streamlits_scripts() -> tuple[str, ...]:
    """The texts of the scripts that stand in Streamlit's page."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    return tuple(text.decode() for text in _INLINE.findall(page))


class OwnHeaders:
    """ASGI middleware: every answer gets EVERYWHERE, pages `page_policy`, all else NO_PAGE unless it has its own."""

    def __init__(self, app: ASGIApp, page_policy: str) -> None:
        self.app = app
        self.page_policy = page_policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message["headers"]))
                for name, value in EVERYWHERE.items():
                    headers[name] = value
                is_page = headers.get("content-type", "").startswith("text/html")
                headers.setdefault("Content-Security-Policy", self.page_policy if is_page else NO_PAGE)
                message = {**message, "headers": headers.raw}
            await send(message)

        await self.app(scope, receive, with_headers)


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
