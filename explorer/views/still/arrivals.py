"""When a visitor's browser has drawn the overview: what else the page holds is sent to it only then.

The browser's main thread is the narrowest part of an opening. A page that is sent all at once has its forms, texts and
tabs built before, and between, the parts of the chart. The still's script names its visit in a cookie, and reports over a
route of the app when the still has given way to the chart; the script run waits for that a while before it goes on.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

PATH = "drawn/{visit}"
"""The route's path, below the app's own."""
COOKIE = "cnn_visit"
"""The cookie with the visit's name. It is there only while a still stands."""
LONGEST = 4.0
"""Seconds after which the rest is sent in any case."""
_PAUSE = 0.02
_KEPT = 1000
_FORM = re.compile(r"[0-9a-f]{16}")
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Arrivals:
    """The last visits whose chart is drawn. Safe to use from several threads."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._drawn: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def note(self, visit: str) -> None:
        """The chart of `visit` is drawn."""
        with self._lock:
            self._drawn[visit] = None
            while len(self._drawn) > self._kept:
                self._drawn.popitem(last=False)

    def is_drawn(self, visit: str) -> bool:
        """Whether the chart of `visit` is drawn."""
        with self._lock:
            return visit in self._drawn

    def wait(self, visit: object, interrupt: Callable[[], object], longest: float = LONGEST) -> None:
        """Return when the chart of `visit` is drawn, after `longest` seconds, or at once if `visit` is no visit's name.

        `interrupt` is called again and again, and may raise: the visitor may want something else meanwhile.
        """
        if not is_visit(visit):
            return
        until = time.monotonic() + longest
        while not self.is_drawn(str(visit)) and time.monotonic() < until:
            time.sleep(_PAUSE)
            interrupt()


arrivals = Arrivals()
"""Those of this process."""


def is_visit(text: object) -> bool:
    """Whether `text` can be a visit's name; a client can send anything."""
    return isinstance(text, str) and bool(_FORM.fullmatch(text))


async def drawn(request: Request) -> Response:
    """The route: the browser reports that a visit's chart is drawn. 204 in any case."""
    visit = request.path_params["visit"]
    if is_visit(visit):
        arrivals.note(visit)
    return Response(status_code=204, headers=HEADERS)
