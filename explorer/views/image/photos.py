"""The photos of visitors: their files in this server's memory, and which of them a session may see.

A digest stands in links, so it must open nothing: a session sees a photo that it uploaded, that was restored to it, or that
the demo holds that it follows.
"""

from __future__ import annotations

import hashlib
import itertools
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import streamlit as st

from explorer import limits

MINE = "my_photos"
"""Under this key the session keeps the digests of the photos that are its own, the newest last."""
OWNER = "photos_owner"
"""Under this key the session keeps the name by which the server counts its photos."""
DEMO_FILES = "demo_files"
"""Under this key the session keeps the photos of the demo that it shows, by digest."""
ASKED = "photos_asked_until"
"""Under this key the session keeps until when (time.monotonic) the browser may still bring back photos of the last visit."""


@dataclass
class _Held:
    """A file, when it was last asked for, and the visitors that uploaded it, each with the number of the upload."""

    data: bytes
    asked: float = 0.0
    owners: dict[str, int] = field(default_factory=dict)


@dataclass
class Uploads:
    """Files by digest, in memory only: for an hour after they were last asked for, the oldest less if all exceed `limit`.

    Of a visitor whose files exceed `limit_each` the oldest go first, so that one who uploads much takes nothing from others;
    a file that several visitors uploaded stays until each of them lost it.
    """

    limit: int = limits.UPLOADS_BYTES
    limit_each: int = limits.VISITOR_UPLOADS_BYTES
    clock: Callable[[], float] = time.monotonic
    _files: OrderedDict[str, _Held] = field(default_factory=OrderedDict)
    _count: Iterator[int] = field(default_factory=itertools.count)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, data: bytes, owner: str = "") -> str:
        """Keep a file of the visitor `owner`; returns its digest, by which scenes name it."""
        digest = hashlib.sha256(data).hexdigest()[:24]
        with self._lock:
            held = self._files.setdefault(digest, _Held(data))
            held.owners[owner] = next(self._count)
            self._touch(digest, held)
            self._release(owner)
            while sum(len(each.data) for each in self._files.values()) > self.limit:
                self._files.popitem(last=False)
        return digest

    def get(self, digest: str) -> bytes | None:
        """The file with this digest, if it is still held."""
        with self._lock:
            held = self._files.get(digest)
            if held is None:
                return None
            self._touch(digest, held)
            return held.data

    def _release(self, owner: str) -> None:
        """Let go of the first uploads of a visitor that has more than `limit_each`; the last stays, however large."""
        own = sorted(
            ((held.owners[owner], digest, held) for digest, held in self._files.items() if owner in held.owners),
            key=lambda each: each[0],
        )
        excess = sum(len(held.data) for _, _, held in own) - self.limit_each
        for _, digest, held in own[:-1]:
            if excess <= 0:
                return
            excess -= len(held.data)
            del held.owners[owner]
            if not held.owners:
                del self._files[digest]

    def _touch(self, digest: str, held: _Held) -> None:
        held.asked = self.clock()
        self._files.move_to_end(digest)
        while next(iter(self._files.values())).asked < held.asked - limits.KEPT_SECONDS:
            self._files.popitem(last=False)


@st.cache_resource(show_spinner=False)
def uploads() -> Uploads:
    """The uploads of all visitors of this server, which no visitor may be given without being asked whose they are."""
    return Uploads()


def add_photo(data: bytes) -> str:
    """Make a file one of this session's photos; returns its digest."""
    digest = uploads().put(data, st.session_state.setdefault(OWNER, secrets.token_hex(8)))
    mine = st.session_state.setdefault(MINE, {})
    mine.pop(digest, None)
    mine[digest] = True
    return digest


def is_mine(digest: str) -> bool:
    """Whether the session had this photo, even if the server no longer has it."""
    return digest in st.session_state.get(MINE, {})


def photos() -> Mapping[str, bytes]:
    """The files of this session's own photos by digest, the newest first."""
    found = {digest: uploads().get(digest) for digest in reversed(st.session_state.get(MINE, {}))}
    return {digest: data for digest, data in found.items() if data is not None}


def file_of(digest: str) -> bytes | None:
    """The file of a photo that this session may see: one of its own, or one of the demo that it follows; else None."""
    if is_mine(digest) and (data := uploads().get(digest)) is not None:
        return data
    data = st.session_state.get(DEMO_FILES, {}).get(digest)
    return data if isinstance(data, bytes) else None


def still_asked() -> bool:
    """Whether the browser may still bring back the photos of the last visit: until then nothing is said to be missing."""
    return time.monotonic() < float(st.session_state.get(ASKED, 0.0))


def missing_words(digest: str) -> tuple[str, str]:
    """Problem and remedy for a photo that this session cannot see."""
    if is_mine(digest):
        return "This server no longer has your photo.", "Upload it again, or choose another image."
    return (
        "The photo of this link is on its owner's computer only.",
        "Publish a demo to share it, or choose another image.",
    )
