"""Loading the image of a scene: a sample, a drawing, or a photo that the session may see."""

from __future__ import annotations

import streamlit as st

from explorer.errors import ImageError
from explorer.images import Picture, decode, drawing, fit, samples
from explorer.layers.base import Shape
from explorer.scene import ImageChoice
from explorer.serving.handover import received
from explorer.views.image.photos import file_of, missing_words
from explorer.views.shared.busy import alone
from explorer.views.shell.remembered import remembered

DECODED = "decoded_upload"
"""Under this key the session keeps the last upload, decoded, for the length of one run."""


def held(digest: str) -> bool:
    """Whether this session may see the photo of this digest, and the server has it."""
    return bool(file_of(digest) or handed(digest))


def shown(choice: ImageChoice, sample: str = ImageChoice().sample) -> ImageChoice:
    """The choice; for a photo that the session may not see, the `sample` that stands in for it."""
    return choice if not choice.digest or held(choice.digest) else ImageChoice(sample, fit=choice.fit)


def handed(digest: str) -> Picture | None:
    """The picture that the server was started with, if that is its digest."""
    handed = received()
    return handed.picture if handed and digest and handed.scene.image.digest == digest else None


def fitted(choice: ImageChoice, shape: Shape) -> Picture:
    """The chosen image at the size of the network's input, (rows, columns, channels).

    Raises ImageError if the session may not see it.
    """
    check(choice)
    return _fitted(f"{choice!r} {shape!r}", choice, shape)


def check(choice: ImageChoice) -> None:
    """Raises ImageError for a photo that the session may not see. To be asked before any cache that visitors share."""
    if choice.digest and not held(choice.digest):
        raise ImageError(*missing_words(choice.digest))


def source(choice: ImageChoice) -> Picture:
    """The chosen image at its original size, (rows, columns, 3). Raises ImageError if the session may not see it."""
    if choice.drawing:
        return drawing.picture(choice.drawing)
    return samples.load(choice.sample) if choice.sample else handed(choice.digest) or _decoded(choice)


def _decoded(choice: ImageChoice) -> Picture:
    """The upload of this choice. It is decoded once for all that the present run of the page makes of it."""
    data, (digest, kept) = _file(choice), st.session_state.get(DECODED, ("", None))
    if digest == choice.digest and kept is not None:
        return kept  # type: ignore[no-any-return]
    with alone():
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
        raise ImageError(*missing_words(choice.digest))
    return data
