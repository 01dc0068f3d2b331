"""The route of downloads: a file is made in a thread, within a slot for large computations, while it is sent."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from typing import BinaryIO, cast

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from explorer import limits
from explorer.errors import BusyError, CancelledError, ExplorerError
from explorer.running.slots import Slots
from explorer.views.shared.busy import slots
from explorer.views.shared.downloads.offers import Offer, offers
from explorer.views.shared.downloads.pipe import Pipe

OVER = "This download is over. Go back to the page, reload it, and press the button again."
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Accel-Buffering": "no",  # nginx would take the whole file into its own, and hold back nobody
}
LOOK_SECONDS = 1.0
"""How often a download that has not begun looks whether its browser is still there."""
_log = logging.getLogger(__name__)


@cache
def seats() -> Slots:
    """The places for downloads: each may hold the weights of one layer, and as long as its network takes."""
    return Slots(limits.DOWNLOADS, limits.DOWNLOAD_QUEUE)


async def answer(request: Request) -> Response:
    """The file of a token: 404 if it is not offered, 503 with a sentence if it cannot be made now, else the file itself."""
    found = offers().find(request.path_params["token"])
    if found is None:
        return PlainTextResponse(OVER, HTTPStatus.NOT_FOUND, HEADERS)
    headers = _headers(found)
    if request.method == "HEAD":
        return Response(None, HTTPStatus.OK, headers, found.media_type)
    pipe = Pipe(asyncio.get_running_loop(), limits.DOWNLOAD_SECONDS, slots().aside)
    threading.Thread(target=_make, args=(found, pipe), name="download", daemon=True).start()
    try:
        first = await _first(pipe, request)
    except ExplorerError as error:
        status = HTTPStatus.SERVICE_UNAVAILABLE if isinstance(error, BusyError) else HTTPStatus.CONFLICT
        return PlainTextResponse(str(error), status, HEADERS)
    return _Streamed(pipe, first, headers, found.media_type)


def _headers(found: Offer) -> dict[str, str]:
    # Streamlit packs what has no encoding of its own, which for weights takes a minute and saves a tenth.
    headers = {**HEADERS, "Content-Disposition": found.disposition, "Content-Encoding": "identity"}
    return headers if found.size is None else {**headers, "Content-Length": str(found.size)}


async def _first(pipe: Pipe, request: Request) -> bytes | None:
    """The first piece, as soon as there is one. Raises what kept it from being made."""
    waiting = asyncio.ensure_future(pipe.take())
    try:
        while not (await asyncio.wait([waiting], timeout=LOOK_SECONDS))[0]:
            if await request.is_disconnected():
                raise CancelledError("The browser is gone.")
        return waiting.result()
    except BaseException:
        waiting.cancel()
        pipe.cancel()
        raise


class _Streamed(StreamingResponse):
    """The answer; when it ends, for whatever reason, so does the thread that makes the file."""

    def __init__(self, pipe: Pipe, first: bytes | None, headers: dict[str, str], media_type: str) -> None:
        super().__init__(pipe.pieces(first), HTTPStatus.OK, headers, media_type)
        self._pipe = pipe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._pipe.cancel()


def _make(found: Offer, pipe: Pipe) -> None:
    """Make the file. What goes wrong is for whoever reads the pipe."""
    error: BaseException | None = None
    try:
        with _place(pipe):
            found.produce(cast(BinaryIO, pipe))
            pipe.finish()
            return
    except CancelledError as stopped:
        error = stopped
    except ExplorerError as problem:
        _log.warning("A download could not be made: %s", problem)
        error = problem
    except Exception as broken:
        _log.exception("A download could not be made.")
        error = broken
    pipe.finish(error)


@contextmanager
def _place(pipe: Pipe) -> Iterator[None]:
    """A place for a download and a slot for its computations. Raises BusyError if too many wait."""

    def waiting(number: int) -> None:
        pipe.check()

    with seats().taken(waiting), slots().taken(waiting):
        yield
