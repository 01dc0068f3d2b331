"""The route of the still: the SVG of the scene of a link, for a window and a theme."""

from __future__ import annotations

import logging

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from explorer.errors import ExplorerError
from explorer.figures.theme import THEMES, Theme
from explorer.scene import Scene, link
from explorer.views.shared.few import Few
from explorer.views.shared.own_weights import with_handed_weights
from explorer.views.shell.room import Window, parsed
from explorer.views.shell.state import opening
from explorer.views.still.drawing import still_of

PATH = "still/overview.svg"
"""The route's path, below the app's own."""
SVG, HTML = "image/svg+xml", "text/html"
AT_ONCE, WAITING = 2, 8
"""Stills drawn at the same time, and requests that may wait for one; further ones get no still."""
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
_log = logging.getLogger(__name__)


class Stills:
    """Answers requests for stills, a few at a time."""

    def __init__(self) -> None:
        self._few = Few(AT_ONCE, WAITING)

    @property
    def waiting(self) -> int:
        """How many requests wait for their turn."""
        return self._few.waiting

    async def answer(self, request: Request) -> Response:
        """The SVG or, for a phone, HTML; 204 without a still: for a bad query, a scene that fails or takes long, a crowd."""
        asked = understood(request.query_params)
        if asked is None or self._few.crowded:
            return Response(status_code=204, headers=HEADERS)
        svg = await self._few.run(_svg_or_nothing, *asked)
        kind = HTML if asked[1].is_phone else SVG
        return Response(svg, 200, HEADERS, kind) if svg else Response(status_code=204, headers=HEADERS)


def understood(query: QueryParams) -> tuple[Scene, Window, Theme] | None:
    """The scene, window and theme that a query names; None if one of them cannot be read."""
    window, theme = parsed(query.get("room")), THEMES.get(query.get("theme", ""))
    if window is None or theme is None:
        return None
    try:
        return with_handed_weights(link.decode(query["m"])) if query.get("m") else opening(), window, theme
    except ExplorerError:
        return None


def _svg_or_nothing(scene: Scene, window: Window, theme: Theme) -> str:
    """The still, or "" if it fails: the page itself will say what is wrong with the scene."""
    try:
        return still_of(scene, window, theme)
    except ExplorerError:
        return ""
    except Exception:
        _log.exception("A still could not be drawn.")
        return ""
