"""Visitor: a session of the app over its real websocket, without a browser: it opens links and reads what comes back."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

CACHED_RUNS = 8
"""For how many runs Streamlit's page keeps a message, so that the server need not send it again: `maxCachedMessageAge`."""
LONGEST = 120
"""Seconds after which an answer is given up."""


@dataclass
class Turn:
    """One opened link: when it was sent, and what came back; times in seconds, of time.monotonic()."""

    link: str
    sent: float
    pictures: float = 0.0
    """When the overview's pictures were here."""
    done: float = 0.0
    bytes: int = 0
    digest: str = ""
    """Of the network that the pictures are of."""
    said: str = ""
    """What a screen reader says of the selected cell, its number included."""
    problem: str = ""

    @property
    def seconds(self) -> float:
        """From the request until all of the page was here."""
        return self.done - self.sent


@dataclass
class Visitor:
    """A session: `turns` are the links that it has opened."""

    socket: ClientConnection
    turns: list[Turn] = field(default_factory=list)
    _cached: dict[str, tuple[int, ForwardMsg]] = field(default_factory=dict)

    async def open(self, link: str) -> Turn:
        """Open a link as a click on one does, and read until the page is whole."""
        turn = Turn(link, time.monotonic())
        self.turns.append(turn)
        message = BackMsg()
        message.rerun_script.query_string = f"m={quote(link)}"
        message.rerun_script.cached_message_hashes.extend(self._cached)
        await self.socket.send(message.SerializeToString())
        try:
            async with asyncio.timeout(LONGEST):
                while not turn.done:
                    self._take(turn, await self.socket.recv())
        except Exception as error:
            turn.done, turn.problem = time.monotonic(), f"{type(error).__name__}: {error}"
        now = len(self.turns)
        self._cached = {key: kept for key, kept in self._cached.items() if now - kept[0] <= CACHED_RUNS}
        return turn

    def _take(self, turn: Turn, data: bytes | str) -> None:
        """One message from the server."""
        assert isinstance(data, bytes)
        turn.bytes += len(data)
        message = ForwardMsg.FromString(data)
        if message.WhichOneof("type") == "ref_hash":
            self._cached[message.ref_hash] = (len(self.turns), self._cached[message.ref_hash][1])
            message = self._cached[message.ref_hash][1]
        elif message.metadata.cacheable:
            self._cached[message.hash] = (len(self.turns), message)
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                turn.done = time.monotonic()
            elif message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise RuntimeError("the script does not compile")
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._element(turn, message)

    @staticmethod
    def _element(turn: Turn, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            turn.problem = f"the page shows {element.exception.type}: {element.exception.message}"
        elif kind == "alert":
            turn.problem = f"the page says: {element.alert.body}"
        elif kind == "bidi_component" and element.bidi_component.component_name == "cnn_linker":
            data = json.loads(element.bidi_component.json or "{}")
            if data.get("role") == "scene":
                turn.pictures, turn.digest = time.monotonic(), data["tables"]
            elif data.get("role") == "pointer":
                turn.said = data["said"]


@asynccontextmanager
async def visiting(address: str) -> AsyncIterator[Visitor]:
    """A visitor of the app at `address` ("http://127.0.0.1:8501") with a window of 1440 x 900 px."""
    socket = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    headers = {"Cookie": "cnn_room=1440x900x0"}
    async with connect(
        socket,
        subprotocols=[Subprotocol("streamlit")],
        additional_headers=headers,
        max_size=None,
        compression=None,  # as Streamlit's server is set
        open_timeout=LONGEST,
        ping_timeout=None,
    ) as connection:
        yield Visitor(connection)
