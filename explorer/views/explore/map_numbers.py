"""The numbers behind the maps, which a browser fetches when the pointer first comes to them.

They were a sixth of the bytes of a first load, and 3 to 6% of the work of a page (docs/reliability.md): a visitor who only
looks gets on without them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cache
from http import HTTPStatus

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from explorer import limits
from explorer.errors import ExplorerError
from explorer.figures.overview.places import Layout
from explorer.figures.theme import Theme
from explorer.views.explore.pictures import content_key, numbers_of
from explorer.views.explore.runs import Run, macs_to_do
from explorer.views.shared.busy import slots
from explorer.views.shared.few import Few
from explorer.views.shared.standing import Register, Standing
from explorer.views.shell.head import base_path

PATH = "numbers"
"""First part of the route's path, below the app's own."""
MOST = 8
"""Screens of one session whose numbers can be fetched: who goes back to one of them gets them from the browser's own cache."""
AT_ONCE, WAITING = 2, 32
"""Answers made at the same time, and requests that may wait for one."""
HEADERS = {
    "Cache-Control": "private, max-age=3600, immutable",
    "Content-Encoding": "identity",  # they are compressed, and Streamlit would do it again
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
NOT_NOW = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_KEY, _WITH_PAGE = "numbers_offered", "numbers_with_page"
_log = logging.getLogger(__name__)


@dataclass(eq=False)
class Numbers(Standing):
    """The numbers of one screen, made when they are asked for."""

    make: Callable[[], bytes]


@cache
def register() -> Register[Numbers]:
    """The numbers that the sessions of this server may ask for."""
    return Register()


def numbers_address(run: Run, scope: str, layout: Layout, theme: Theme) -> str:
    """Where the browser finds the numbers of the maps that `layout` shows; the same for the same numbers.

    The session holds the run as long as they can be asked for, and with it neither image nor activations.
    """
    key = content_key(run, scope, layout, theme)
    found = register().put(_KEY, key, lambda: Numbers(lambda: _made(run, scope, layout, theme)), MOST)
    return f"{base_path()}{PATH}/{found.token}"


def numbers_not_fetched() -> None:
    """From now on this session's page brings the numbers itself: something between it and its browser stops the route."""
    st.session_state[_WITH_PAGE] = True


def numbers_with_page() -> bool:
    """Whether this session's page brings the numbers itself."""
    return bool(st.session_state.get(_WITH_PAGE))


def _made(run: Run, scope: str, layout: Layout, theme: Theme) -> bytes:
    """The numbers, packed; activations that are gone are computed again, in a slot if they are much work."""
    with slots().taken() if macs_to_do(run) >= limits.SLOT_MACS else nullcontext():
        run = replace(run, held=run.acts.kept.hold())
    return numbers_of(run, scope, layout, theme)


class MapNumbers:
    """Answers requests for numbers, a few at a time."""

    def __init__(self) -> None:
        self._few = Few(AT_ONCE, WAITING)

    async def answer(self, request: Request) -> Response:
        """The packed numbers of a token: 404 if there are none, 503 if they cannot be made now."""
        found = register().find(request.path_params["token"])
        if found is None:
            return PlainTextResponse("There are no such numbers. Reload the page.", HTTPStatus.NOT_FOUND, NOT_NOW)
        if self._few.crowded:
            return PlainTextResponse("The server is busy. Try again.", HTTPStatus.SERVICE_UNAVAILABLE, NOT_NOW)
        try:
            packed = await self._few.run(found.make)
        except ExplorerError as error:
            _log.info("Numbers of maps could not be made: %s", error)
            return PlainTextResponse(str(error), HTTPStatus.SERVICE_UNAVAILABLE, NOT_NOW)
        return Response(packed, HTTPStatus.OK, HEADERS, "application/octet-stream")
