"""Pipe: a file that a thread writes while a coroutine sends it, a few pieces of which are held at any time."""

from __future__ import annotations

import asyncio
import io
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from explorer.errors import CancelledError

PIECE = 1 << 18
"""Bytes that are sent at a time."""
DEPTH = 8
"""Pieces that wait to be sent, at most: two megabytes."""
PAUSE = 0.25
"""Seconds after which a writer that waits looks whether anybody still wants the file."""
STALL_SECONDS = 30.0
"""How long a client may take nothing before its download ends: others wait for its place."""
_GONE = ("The download was stopped.", "Start it again.")
_STALLED = (f"Nothing of the download was taken for {STALL_SECONDS:.0f} s.", "Start it again.")

Aside = Callable[[Callable[[int], object]], AbstractContextManager[Any]]
"""What one steps into to let others go first; it hears what ends the waiting for one's turn afterwards."""


class Pipe(io.RawIOBase):
    """A stream that can be written to from any thread but that of the event loop `loop`, where `pieces` are read.

    Writing waits while DEPTH pieces are ahead, within `aside`, so that a slow network holds nobody up. It raises CancelledError
    when the reader has gone (`cancel`), has taken nothing for STALL_SECONDS, or the time is over (`seconds`).
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, seconds: float = float("inf"), aside: Aside = nullcontext
    ) -> None:
        super().__init__()
        self._loop, self._aside = loop, aside
        self._until = time.monotonic() + seconds
        self._gathered = bytearray()
        self._room = threading.Semaphore(DEPTH)
        self._ready: asyncio.Queue[bytes | BaseException | None] = asyncio.Queue()
        self._cancelled = threading.Event()

    # -- of the thread that writes ----------------------------------------------------------------------------------------

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Take some bytes; they are sent when they are enough. Raises CancelledError."""
        with memoryview(data).cast("B") as view:
            for start in range(0, len(view), PIECE):
                self._gathered += view[start : start + PIECE]
                while len(self._gathered) >= PIECE:
                    self._send(bytes(self._gathered[:PIECE]))
                    del self._gathered[:PIECE]
            self.check()
            return len(view)

    def finish(self, error: BaseException | None = None) -> None:
        """Say that this was all, or why there will be no more."""
        if error is None and self._gathered:
            self._send(bytes(self._gathered))
        self._gathered.clear()
        self._put(error)

    def check(self) -> None:
        """Raises CancelledError if nobody wants the file any more, or the time is over."""
        if self._cancelled.is_set():
            raise CancelledError(*_GONE)
        if time.monotonic() > self._until:
            raise CancelledError("The download took too long.", "Start it again, where the network is faster.")

    def _send(self, piece: bytes) -> None:
        if not self._room.acquire(blocking=False):
            with self._aside(lambda number: self.check()):
                self._wait()
        self._put(piece)

    def _wait(self) -> None:
        """Wait for room. Raises CancelledError."""
        stalled = time.monotonic() + STALL_SECONDS
        while not self._room.acquire(timeout=PAUSE):
            self.check()
            if time.monotonic() > stalled:
                raise CancelledError(*_STALLED)

    def _put(self, item: bytes | BaseException | None) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ready.put_nowait, item)

    # -- of the event loop -------------------------------------------------------------------------------------------------

    async def take(self) -> bytes | None:
        """The next piece; None when that was all. Raises what the writer has failed with."""
        item = await self._ready.get()
        if isinstance(item, BaseException):
            raise item
        if item is not None:
            self._room.release()
        return item

    async def pieces(self, first: bytes | None) -> AsyncIterator[bytes]:
        """All pieces, of which `first` was taken already."""
        piece = first
        while piece is not None:
            yield piece
            piece = await self.take()

    def cancel(self) -> None:
        """Say that nobody wants the rest; whoever writes hears it at the next piece."""
        self._cancelled.set()
