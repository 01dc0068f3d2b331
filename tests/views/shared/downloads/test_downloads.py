"""Downloads: the file that was offered arrives, is held in pieces only, ends with its reader, and is nobody else's."""

from __future__ import annotations

import asyncio
import gc
import io
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any, BinaryIO

import numpy as np
import pytest
from starlette.applications import Starlette

import explorer
from explorer import limits
from explorer.errors import BudgetError, BusyError, CancelledError, WeightsError
from explorer.formats.weights import read_arrays
from explorer.formats.weights.writing import weight_entries, write_entries
from explorer.formats.weights.writing.safetensors import file_size
from explorer.views.shared import busy, standing
from explorer.views.shared.downloads import offers as offers_module
from explorer.views.shared.downloads import pipe as pipe_module
from explorer.views.shared.downloads import route
from explorer.views.shared.downloads.offers import Offer, at_home, offer, offers, safe_name, too_large
from explorer.views.shared.downloads.pipe import DEPTH, PIECE, Pipe
from explorer.views.shared.standing import Register
from explorer.views.shell import server
from explorer.views.shell.head import NOT_PAGES
from tests.hostile.given import STRINGS

Send = Callable[[Any], Awaitable[None]]
NETWORK = explorer.from_text("input 8x8x3; conv 16 3x3; relu; flatten; dense 10")


@pytest.fixture(autouse=True)
def nothing_offered(session: dict[str, Any]) -> None:
    for each in (offers, route.seats):
        each.cache_clear()


class Client:
    """A browser that asks for one address; `slow` seconds pass after each piece, and it leaves after `most` of them."""

    def __init__(self, slow: float = 0.0, most: int = 10**9) -> None:
        self.slow, self.most = slow, most
        self.status, self.headers, self.pieces = 0, dict[str, str](), list[bytes]()
        self._gone = asyncio.Event()

    async def ask(self, address: str, method: str = "GET") -> Client:
        app = Starlette(routes=server.routes())
        scope = {
            "type": "http",
            "method": method,
            "path": address,
            "raw_path": address.encode(),
            "headers": [(b"accept-encoding", b"gzip")],
            "query_string": b"",
        }
        await app(scope, self._receive, self._send)  # type: ignore[arg-type]
        return self

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        if len(self.pieces) >= self.most:
            self._gone.set()
            await asyncio.sleep(60)  # what is sent to nobody waits until the server hears of it
        self.pieces.append(message.get("body", b""))
        await asyncio.sleep(self.slow)

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)


def get(address: str, method: str = "GET") -> Client:
    async def ask() -> Client:
        return await Client().ask(address, method)

    return asyncio.run(ask())


def ended(timeout: float = 10.0) -> bool:
    """Whether no thread makes a download any more, after a moment."""
    until = time.monotonic() + timeout
    while any(each.name == "download" for each in threading.enumerate()):
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def weights_offer() -> str:
    entries = weight_entries(NETWORK, explorer.Weights())

    def produce(stream: BinaryIO) -> None:
        write_entries(stream, ".safetensors", entries, {})

    return offer("weights", "net.safetensors", "application/octet-stream", produce, file_size(entries))


def test_the_file_arrives_with_the_headers_of_one_that_is_saved() -> None:
    found = get(weights_offer())
    assert found.status == 200
    arrays = read_arrays(found.body, "net.safetensors")
    np.testing.assert_array_equal(arrays["0/kernel"], explorer.Weights().params(NETWORK)["0"]["kernel"])
    assert found.headers.items() >= {
        ("content-disposition", "attachment; filename=\"net.safetensors\"; filename*=UTF-8''net.safetensors"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        ("content-encoding", "identity"),
        ("content-length", str(len(found.body))),
        ("content-security-policy", "sandbox; default-src 'none'"),
    }
    assert offers_module.PATH in NOT_PAGES
    assert ended()


@pytest.mark.parametrize("suffix", [".npz", ".safetensors"])
def test_what_arrives_is_what_is_saved(suffix: str, tmp_path: Any) -> None:
    entries = weight_entries(NETWORK, explorer.Weights())
    address = offer(suffix, f"net{suffix}", "a/b", lambda stream: write_entries(stream, suffix, entries, {}))
    found = get(address)
    saved = io.BytesIO()
    write_entries(saved, suffix, entries, {})
    assert "content-length" not in found.headers
    read, wanted = read_arrays(found.body), read_arrays(saved.getvalue())
    assert read.keys() == wanted.keys()
    for name, array in wanted.items():
        np.testing.assert_array_equal(read[name], array, strict=True)


def test_a_question_for_the_headers_makes_nothing() -> None:
    made: list[int] = []
    found = get(offer("k", "a.txt", "text/plain", lambda stream: made.append(1), 5), "HEAD")
    assert (found.status, found.body, found.headers["content-length"]) == (200, b"", "5")
    assert not made


@pytest.mark.parametrize("token", ["", "x", "A" * 32, "../net", "%2e%2e", "é"])
def test_nothing_is_found_by_guessing(token: str) -> None:
    weights_offer()
    assert get(f"/{offers_module.PATH}/{token}").status == 404


def test_an_offer_ends_with_its_session_and_with_its_time(session: dict[str, Any]) -> None:
    now = [0.0]
    known = Register[Offer](lambda: now[0])
    mine = Offer("a", "a/b", lambda stream: None)
    known.show(mine)
    assert known.find(mine.token) is mine
    now[0] = standing.SECONDS + 1
    assert known.find(mine.token) is None
    address = weights_offer()
    assert get(address).status == 200
    session.clear()
    gc.collect()
    assert get(address).status == 404
    assert ended()


def test_a_session_has_a_few_offers_and_the_same_file_has_one_address() -> None:
    def nothing(stream: BinaryIO) -> None:
        stream.write(b"x")

    first = offer("0", "a.txt", "text/plain", nothing)
    addresses = [offer(str(n), "a.txt", "text/plain", nothing) for n in range(1, offers_module.MOST)]
    assert offer("0", "a.txt", "text/plain", nothing) == first
    assert len({first, *addresses}) == offers_module.MOST
    offer("one more", "a.txt", "text/plain", nothing)
    gc.collect()
    assert get(addresses[0]).status == 404
    assert get(first).status == 200
    assert len(first.rpartition("/")[2]) >= 32


def test_a_slow_reader_holds_the_writer_back_and_not_the_slots() -> None:
    ahead: list[int] = []
    client_box: list[Client] = []

    def produce(stream: BinaryIO) -> None:
        for written in range(1, 41):
            stream.write(b"x" * PIECE)
            ahead.append(written - len(client_box[0].pieces))
            if written == 20:
                free.append(busy.slots().free())

    free: list[bool] = []
    address = offer("slow", "a.bin", "a/b", produce)

    async def ask() -> Client:
        client = Client(slow=0.002)
        client_box.append(client)
        return await client.ask(address)

    found = asyncio.run(ask())
    assert len(found.body) == 40 * PIECE
    assert max(ahead) <= DEPTH + 2
    assert ended()
    assert busy.slots().free()


def test_the_maker_ends_when_the_browser_leaves() -> None:
    told: list[str] = []

    def produce(stream: BinaryIO) -> None:
        try:
            while True:
                stream.write(b"x" * PIECE)
        except CancelledError as error:
            told.append(error.problem)
            raise

    address = offer("long", "a.bin", "a/b", produce)

    async def ask() -> Client:
        return await Client(most=3).ask(address)

    found = asyncio.run(ask())
    assert len(found.pieces) == 3
    assert ended()
    assert told == ["The download was stopped."]
    assert busy.slots().free()


def test_a_reader_that_takes_nothing_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipe_module, "STALL_SECONDS", 0.1)
    monkeypatch.setattr(pipe_module, "PAUSE", 0.02)

    async def stalled() -> str:
        pipe = Pipe(asyncio.get_running_loop())
        with pytest.raises(CancelledError) as told:
            await asyncio.to_thread(pipe.write, b"x" * PIECE * (DEPTH + 2))
        return told.value.problem

    assert asyncio.run(stalled()).startswith("Nothing of the download was taken")


def test_the_time_of_a_download_ends() -> None:
    async def late() -> None:
        pipe = Pipe(asyncio.get_running_loop(), seconds=-1)
        with pytest.raises(CancelledError, match="took too long"):
            pipe.write(b"x")

    asyncio.run(late())


def test_what_cannot_be_made_is_told_before_anything_is_sent() -> None:
    def produce(stream: BinaryIO) -> None:
        raise WeightsError("There is nothing.", "Give something.")

    found = get(offer("bad", "a.bin", "a/b", produce))
    assert (found.status, found.body) == (409, b"There is nothing. Give something.")
    assert "content-disposition" not in found.headers


def test_a_crowd_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def produce(stream: BinaryIO) -> None:
        raise BusyError("Too many.", "Later.")

    assert get(offer("busy", "a.bin", "a/b", produce)).status == 503


def test_what_breaks_on_the_way_breaks_the_download_too() -> None:
    """A file that is cut short must not look whole."""

    def produce(stream: BinaryIO) -> None:
        stream.write(b"x" * 3 * PIECE)
        raise WeightsError("It has infinity in it.", "Use float32.")

    address = offer("half", "a.bin", "a/b", produce)
    with pytest.raises(WeightsError):
        get(address)
    assert ended()


@pytest.mark.parametrize(
    "name", [*STRINGS, "a\r\nSet-Cookie: x=1", "", "...", "x" * 500 + ".npz", "日本.npz", "\ud800.npz"]
)
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe) <= 141
    assert not set(safe) & set('/\\"\r\n\0<>')
    header = Offer(safe, "a/b", lambda stream: None).disposition
    header.encode("ascii")
    assert header.count('"') == 2
    assert "\n" not in header


def test_what_is_too_large_is_made_at_home() -> None:
    size = limits.DOWNLOAD_BYTES + 1
    with pytest.raises(BudgetError) as told:
        offer("huge", "a.npz", "a/b", lambda stream: None, size)
    assert f"{limits.DOWNLOAD_BYTES / 1e6:,.0f} MB" in told.value.problem
    preset = explorer.presets.load("vgg16").scene()
    _, remedy = too_large("vgg16.safetensors", 553_000_000, preset)
    assert remedy.endswith(": cnn-explorer export vgg16 -o vgg16.safetensors")
    changed = explorer.Scene(NETWORK.layers, NETWORK.input_shape)
    command = at_home(changed, "it's mine.npz")
    assert command == f"cnn-explorer export {explorer.link.encode(changed)} -o 'it'\"'\"'s mine.npz'"
