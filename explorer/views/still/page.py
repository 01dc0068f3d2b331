"""What the page's HTML holds of the still: its styles, its script, and for a known window and theme the picture itself."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path

from starlette.requests import Request

from explorer.errors import ExplorerError
from explorer.figures.theme import THEMES
from explorer.views.components.first import CHARTS, FIRST
from explorer.views.components.modules import address, reachable
from explorer.views.demo.link_preview import preview_tags
from explorer.views.shell.head import Lines, base_path, head_script
from explorer.views.shell.room import COOKIE, parsed
from explorer.views.shell.state import opening
from explorer.views.still.drawing import still_of
from explorer.views.still.opening import ready

THEME_COOKIE = "cnn_theme"
"""The cookie in which the page's script keeps the theme that it last showed."""
EMPTY = b'<div class="maps"></div>'
_FOLDER = Path(__file__).parent


async def lines(request: Request) -> Lines:
    """The lines of a page. Only the app's own address gets the still; what else the address asks for, its script knows."""
    if request.url.path not in {base_path(), base_path().rstrip("/")}:
        return Lines(head_script(base_path()))
    given, picture = ("", "") if request.url.query else await _picture(request)
    described = await preview_tags(request)
    body = _body().replace(EMPTY, f'<div class="maps" data-of="{given}">{picture}</div>'.encode())
    return Lines(described + head_script(base_path()) + _head(given), body, held=True, ahead=_ahead())


@cache
def _parts() -> tuple[str, str]:
    style, script = ((_FOLDER / name).read_text(encoding="utf-8") for name in ("still.css", "still.js"))
    return style, script


def still_script() -> str:
    """The text of the still's script, the same for every visitor."""
    return _parts()[1]


def _head(given: str) -> bytes:
    style, script = _parts()
    return f'<style>{style}</style><script data-given="{given}">{script}</script>'.encode()


@cache
def _ahead() -> bytes:
    """What the browser fetches early, beside Streamlit's own: the script that draws charts, and the first components."""
    addresses = [*CHARTS, *(address(path) for path in reachable(*FIRST))]
    return "".join(f'<link rel="modulepreload" href="./{each}">' for each in addresses).encode()


@cache
def _body() -> bytes:
    return (_FOLDER / "still.html").read_bytes()


async def _picture(request: Request) -> tuple[str, str]:
    """The window and theme of the visitor's cookies, and the opening scene's still for them; empty where they are not known."""
    window, theme = parsed(request.cookies.get(COOKIE)), THEMES.get(request.cookies.get(THEME_COOKIE, ""))
    if window is None or theme is None or not ready.is_set():
        return "", ""
    try:
        svg = await asyncio.to_thread(still_of, opening(), window, theme)
    except ExplorerError:
        return "", ""
    return (f"{window.steady.text} {theme.name}", svg) if svg else ("", "")
