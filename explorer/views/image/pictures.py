"""Loading the image of a scene: a sample, a drawing, or an upload that this server still holds."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

import streamlit as st

from explorer.errors import ImageError
from explorer.images import Picture, decode, drawing, fit, samples
from explorer.layers.base import Shape
from explorer.scene import ImageChoice
from explorer.serving.handover import received
from explorer.views.shell.remembered import remembered

DEMO_FILES = "demo_files"
"""Under this key the session keeps the photos of the demo that it shows, by digest."""
DECODED = "decoded_upload"
"""Under this key the session keeps the last upload, decoded, for the length of one run."""


@dataclass
class Uploads:
    """Uploaded files by digest, in memory only; the oldest are dropped when all together exceed `limit` bytes."""

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
        """The file with this digest, if it is still held."""
        with self._lock:
            return self._files.get(digest)


@st.cache_resource(show_spinner=False)
def uploads() -> Uploads:
    """The uploads of all visitors of this server."""
    return Uploads()


def held(digest: str) -> bool:
    """Whether this server has the visitor's own image of this digest."""
    return bool(file_of(digest) or handed(digest))


def file_of(digest: str) -> bytes | None:
    """The file of a photo, from this server's uploads or from the demo that the session shows; None if neither has it."""
    return uploads().get(digest) or st.session_state.get(DEMO_FILES, {}).get(digest)


def handed(digest: str) -> Picture | None:
    """The picture that the server was started with, if that is its digest."""
    handed = received()
    return handed.picture if handed and digest and handed.scene.image.digest == digest else None


def fitted(choice: ImageChoice, shape: Shape) -> Picture:
    """The chosen image at the size of the network's input, (rows, columns, channels).

    Raises ImageError if the server does not have it.
    """
    if choice.digest and not held(choice.digest):
        _file(choice)  # before the cache is asked: a photo that was dropped must not be shown from there
    return _fitted(f"{choice!r} {shape!r}", choice, shape)


def source(choice: ImageChoice) -> Picture:
    """The chosen image at its original size, (rows, columns, 3). Raises ImageError if the server does not have it."""
    if choice.drawing:
        return drawing.picture(choice.drawing)
    return samples.load(choice.sample) if choice.sample else handed(choice.digest) or _decoded(choice)


def _decoded(choice: ImageChoice) -> Picture:
    """The upload of this choice. It is decoded once for all that the present run of the page makes of it."""
    data, (digest, kept) = _file(choice), st.session_state.get(DECODED, ("", None))
    if digest == choice.digest and kept is not None:
        return kept  # type: ignore[no-any-return]
    picture = decode(data)
    keep_decoded(choice.digest, picture)
    return picture


def keep_decoded(digest: str, picture: Picture) -> None:
    """Keep the decoded upload until `forget_decoded`: decoding a large photo takes longest of all."""
    st.session_state[DECODED] = (digest, picture)


def forget_decoded() -> None:
    """Free the pixels of an upload, 12 bytes each, at the end of a run of the page."""
    st.session_state.pop(DECODED, None)


@remembered()
def _fitted(key: str, _choice: ImageChoice, _shape: Shape) -> Picture:
    rows, cols, channels = _shape
    whole = samples.pattern_at(_choice.sample, rows, cols) if _choice.sample and _choice.part is None else None
    return fit(whole or source(_choice), rows, cols, _choice.fit, channels, _choice.part)


def _file(choice: ImageChoice) -> bytes:
    data = file_of(choice.digest)
    if data is None:
        raise ImageError(
            "The photo of this link is no longer on this server.", "Upload it again, or choose one from the gallery."
        )
    return data


@st.cache_resource(max_entries=128, show_spinner=False)
def thumbnail(name: str, side: int = 80) -> str:
    """A sample image as a data URL of a picture of `side` px."""
    from explorer.figures.maps import photo_small

    return photo_small(fit(samples.load(name), side, side, "crop", 3).pixels)
