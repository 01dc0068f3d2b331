"""Where the visitor's image comes from: the gallery, or an upload that this server still holds."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

import streamlit as st

from explorer import samples
from explorer.errors import ImageError
from explorer.images import Picture, decode, fit
from explorer.layers.base import Shape
from explorer.scene import ImageChoice


@dataclass
class Uploads:
    """Uploaded files by digest, in memory only; the oldest go when they exceed `limit` bytes together."""

    limit: int = 128 << 20
    _files: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, data: bytes) -> str:
        """Keep a file; returns the digest by which links name it. Anybody who has it can see the picture."""
        digest = hashlib.sha256(data).hexdigest()[:24]
        with self._lock:
            self._files[digest] = data
            self._files.move_to_end(digest)
            while sum(map(len, self._files.values())) > self.limit:
                self._files.popitem(last=False)
        return digest

    def get(self, digest: str) -> bytes | None:
        with self._lock:
            return self._files.get(digest)


@st.cache_resource
def uploads() -> Uploads:
    """The one store of this server."""
    return Uploads()


def fitted(choice: ImageChoice, shape: Shape) -> Picture:
    """The chosen image at the network's size, (rows, columns, channels). Raises ImageError if it is not to be had."""
    if choice.sample:
        return _sample(choice.sample, choice.fit, *shape)
    data = uploads().get(choice.digest)
    if data is None:
        raise ImageError(
            "The photo of this link is no longer on this server.", "Upload it again, or choose one of the gallery."
        )
    return _upload(data, choice.digest, choice.fit, *shape)


@st.cache_resource(max_entries=64, show_spinner=False)
def _sample(name: str, how: str, rows: int, cols: int, channels: int) -> Picture:
    return fit(samples.pattern_at(name, rows, cols) or samples.load(name), rows, cols, how, channels)


@st.cache_resource(max_entries=32, show_spinner=False)
def _upload(_data: bytes, digest: str, how: str, rows: int, cols: int, channels: int) -> Picture:
    return fit(decode(_data), rows, cols, how, channels)


@st.cache_resource(max_entries=64, show_spinner=False)
def thumbnail(name: str, side: int = 80) -> str:
    """A sample as a small PNG data address."""
    from explorer.figures.maps import photo_png

    return photo_png(fit(samples.load(name), side, side, "crop", 3).pixels)
