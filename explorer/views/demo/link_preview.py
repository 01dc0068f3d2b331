"""What the page's HTML says of the demo in its address, for chats that show a preview of a link and run no script."""

from __future__ import annotations

import asyncio
import re
from html import escape

from starlette.requests import Request

from explorer import demos as shipped
from explorer.errors import ExplorerError
from explorer.figures.links.preview import LINK
from explorer.figures.theme import LIGHT
from explorer.views.demo.following import PARAMETER
from explorer.views.demo.instance import demos
from explorer.views.demo.pictures import demo_picture
from explorer.views.shell.head import base_path

LONGEST = 1.0
"""Seconds that a page waits for the store; after that it is sent without a preview."""
MAX_WORDS = 200
"""Characters of a description: chats show two or three lines."""
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")
_MARKS = re.compile(r"\*\*|[*`]")


async def preview_tags(request: Request) -> bytes:
    """The elements that describe the demo in a page's address; b"" if it names none, or the store does not answer in time."""
    demo_id = request.query_params.get(PARAMETER, "")
    if not demo_id:
        return b""
    try:
        title, words, changed = await asyncio.wait_for(asyncio.to_thread(_described, demo_id), LONGEST)
    except (ExplorerError, TimeoutError):
        return b""
    return _tags(
        title, words, f"{PARAMETER}={demo_id}", demo_picture(demo_id, LIGHT, "link", changed), base_of(request)
    )


def base_of(request: Request) -> str:
    """The absolute address of the app as this visitor wrote it; "" if the request names no host that can be one.

    A proxy that ends HTTPS says so in X-Forwarded-Proto.
    """
    host, proxied = request.headers.get("host", ""), request.headers.get("x-forwarded-proto", "")
    scheme = proxied if proxied in ("http", "https") else request.url.scheme
    return f"{scheme}://{host}{base_path()}" if _HOST.fullmatch(host) else ""


def _described(demo_id: str) -> tuple[str, str, int]:
    """Title, first words and time of the last change of a demo. Raises ExplorerError if there is none."""
    if demo_id in shipped.NAMES:
        return shipped.load(demo_id).title, shipped.words_of(demo_id), 0
    entry, words = demos().described(demo_id)
    by = f" by {entry.author}" if entry.author else ""
    return f"{entry.title or 'A demo'}{by}", words, entry.changed


def _tags(title: str, words: str, query: str, picture: str, base: str) -> bytes:
    words = _shortened(" ".join(_MARKS.sub("", words).split())) or "A demo: look inside a convolutional network."
    properties = {
        "og:type": "website",
        "og:site_name": "CNN Explorer",
        "og:title": title,
        "og:description": words,
    }
    if base:
        properties |= {
            "og:url": f"{base}?{query}",
            "og:image": f"{base}{picture}",
            "og:image:type": "image/png",
            "og:image:width": str(LINK.width),
            "og:image:height": str(LINK.height),
            "og:image:alt": "The photo of the demo beside maps of one layer.",
        }
    lines = [f"<title>{escape(title)} · CNN Explorer</title>", f'<meta name="description" content="{escape(words)}">']
    lines += [f'<meta property="{name}" content="{escape(value)}">' for name, value in properties.items()]
    lines.append('<meta name="twitter:card" content="summary_large_image">')
    return "".join(lines).encode()


def _shortened(words: str) -> str:
    return words if len(words) <= MAX_WORDS else f"{words[:MAX_WORDS].rpartition(' ')[0] or words[:MAX_WORDS]} …"
