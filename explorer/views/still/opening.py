"""Getting ready for the first visitor: the opening scene's run and stills, made in a thread while the server starts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from explorer.figures.theme import THEMES
from explorer.views.shell.room import Window
from explorer.views.shell.state import opening
from explorer.views.still.drawing import still_of

COMMON = (Window(1440, 900), Window(1280, 720), Window(1366, 640), Window(1920, 1080), Window(390, 664))
"""Windows whose stills are made at once; drawing one for another window takes some 10 ms."""
ready = asyncio.Event()
"""Set when the opening scene is computed, so that a page does not wait for it."""
_log = logging.getLogger(__name__)


@asynccontextmanager
async def warmed(app: Any) -> AsyncIterator[None]:
    """The lifespan of the app: starts the work, and does not wait for it."""
    work = asyncio.create_task(_prepare())
    yield
    work.cancel()


async def _prepare() -> None:
    await asyncio.to_thread(_draw_common)
    ready.set()


def _draw_common() -> None:
    try:
        for window in COMMON:
            for theme in THEMES.values():
                still_of(opening(), window, theme)
    except Exception:
        _log.exception("The opening screen's still could not be drawn.")
