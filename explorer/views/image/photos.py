"""The photos of visitors: their files in this server's memory, and which of them a session may see.

A digest stands in links, so it must open nothing: a session sees a photo that it uploaded, that was restored to it, or that
the demo holds that it follows.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import streamlit as st

from explorer import limits

MINE = "my_photos"
"""Under this key the session keeps the digests of the photos that are its own, the newest last."""
DEMO_FILES = "demo_files"
"""Under this key the session keeps the photos of the demo that it shows, by digest."""
ASKED = "photos_asked_until"
"""Under this key the session keeps until when (time.monotonic) the browser may still bring back photos of the last visit."""


@dataclass
class Uploads:
    """Files by digest, in memory only: for an hour after they were last asked for, the oldest less if all exceed `limit`."""

    limit: int = limits.UPLOADS_BYTES
    clock: Callable[[], float] = time.monotonic
    _files: OrderedDict[str, tuple[bytes, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, data: bytes) -> str:
        """Keep a file; returns its digest, by which scenes name it."""
        digest = hashlib.sha256(data).hexdigest()[:24]
        with self._lock:
            self._touch(digest, data)
            while sum(len(each) for each, _ in self._files.values()) > self.limit:
                self._files.popitem(last=False)
        return digest

    def get(self, digest: str) -> bytes | None:
        """The file with this digest, if it is still held."""
        with self._lock:
            data, _ = self._files.get(digest, (None, 0.0))
            if data is not None:
                self._touch(digest, data)
            return data

    def _touch(self, digest: str, data: bytes) -> None:
        now = self.clock()
        self._files[digest] = (data, now)
        self._files.move_to_end(digest)
        while next(iter(self._files.values()))[1] < now - limits.KEPT_SECONDS:
            self._files.popitem(last=False)


@st.cache_resource(show_spinner=False)
def uploads() -> Uploads:
    """The uploads of all visitors of this server, which no visitor may be given without being asked whose they are."""
    return Uploads()


def add_photo(data: bytes) -> str:
    """Make a file one of this session's photos; returns its digest."""
    digest = uploads().put(data)
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
