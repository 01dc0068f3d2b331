"""Walkthroughs: a sequence of scenes, each with a note, and its link "1.<payload>", in the versions of links of scenes.

A stop is written as its differences from the stop before it. Whatever a stranger puts into an address raises LinkError and
nothing else.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from dataclasses import dataclass
from typing import Any

from explorer import limits
from explorer.errors import LinkError
from explorer.network import canonical
from explorer.scene import link
from explorer.scene.differences import as_json, changed, difference
from explorer.scene.scene import Scene

MAX_CHARS = limits.LINK_CHARS
MAX_BYTES = limits.LINK_BYTES
MAX_STOPS = 40
MAX_NOTE = limits.NOTE_CHARS
"""Characters of a note or a question, at most."""
MAX_TITLE = 80
_AGAIN = "Ask the sender to copy the whole link again."
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Stop:
    """One scene and the note to it.

    With `predict` the scene is hidden at first, and the reader is asked `question` about it. `title` names the step.
    """

    scene: Scene
    note: str = ""
    predict: bool = False
    question: str = ""
    title: str = ""


@dataclass(frozen=True)
class Walkthrough:
    """Stops in their order, one at least. Raises LinkError for more, or for longer texts, than a link may have."""

    stops: tuple[Stop, ...]
    title: str = ""

    def __post_init__(self) -> None:
        if not self.stops:
            raise LinkError("This walkthrough has no stops.", "Add the state on the screen first.")
        if len(self.stops) > MAX_STOPS:
            raise LinkError(
                f"This walkthrough has {len(self.stops):,} stops; at most {MAX_STOPS} can be shown.", _AGAIN
            )
        _text(self.title, MAX_TITLE)
        for stop in self.stops:
            _text(stop.note, MAX_NOTE)
            _text(stop.question, MAX_NOTE)
            _text(stop.title, MAX_TITLE)


def encode(walk: Walkthrough) -> str:
    """The link of a walkthrough: letters, digits, '-', '_' and '.' only. Raises LinkError if it is too long."""
    stops: list[dict[str, Any]] = []
    before: dict[str, Any] = {}
    for stop in walk.stops:
        plain = as_json(link.to_plain(stop.scene))
        entry = difference(before, plain)
        entry |= {"n": stop.note} if stop.note else {}
        entry |= {"q": stop.question} if stop.question else {}
        entry |= {"p": 1} if stop.predict else {}
        entry |= {"t": stop.title} if stop.title else {}
        stops.append(entry)
        before = plain
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=link.DICTIONARY)
    packed = compressor.compress(canonical({"t": walk.title, "w": stops}).encode()) + compressor.flush()
    version = link.version_of(*(stop.scene for stop in walk.stops))
    text = f"{version}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"
    if len(text) > MAX_CHARS:
        raise LinkError(
            f"This walkthrough takes {len(text):,} characters; at most {MAX_CHARS:,} go into a link.",
            "Leave out stops, or edited filters and names of classes, which take the most room.",
        )
    return text


def decode(text: str) -> Walkthrough:
    """The walkthrough of the link `text`. Raises LinkError, and nothing else, for a text that is no link."""
    version, dot, payload = text.partition(".")
    if not dot or version not in link.VERSIONS:
        raise LinkError("This version of CNN Explorer does not know this kind of walkthrough.", _AGAIN)
    if len(text) > MAX_CHARS:
        raise LinkError(f"This walkthrough has {len(text):,} characters; at most {MAX_CHARS:,} can be read.", _AGAIN)
    try:
        plain = json.loads(_unpack(payload))
        return Walkthrough(tuple(_stops(plain["w"])), _text(plain["t"], MAX_TITLE))
    except LinkError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError):
        raise LinkError("This walkthrough is damaged.", _AGAIN) from None


def _unpack(payload: str) -> bytes:
    if not _PAYLOAD.fullmatch(payload):
        raise LinkError("This walkthrough has characters that do not belong in a link.", _AGAIN)
    try:
        packed = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        decompressor = zlib.decompressobj(-15, zdict=link.DICTIONARY)
        data = decompressor.decompress(packed, MAX_BYTES)
    except (binascii.Error, zlib.error):
        raise LinkError("This walkthrough is damaged.", _AGAIN) from None
    if not decompressor.eof:
        raise LinkError("This walkthrough is cut off or too large.", _AGAIN)
    return data


def _stops(entries: Any) -> list[Stop]:
    if not isinstance(entries, list) or len(entries) > MAX_STOPS:
        raise LinkError(f"This walkthrough does not have 1 to {MAX_STOPS} stops.", _AGAIN)
    stops: list[Stop] = []
    plain: dict[str, Any] = {}
    for entry in entries:
        plain = changed(plain, entry)
        scene = link.from_plain(plain)
        question, note = _text(entry.get("q", ""), MAX_NOTE), _text(entry.get("n", ""), MAX_NOTE)
        stops.append(Stop(scene, note, entry.get("p") == 1, question, _text(entry.get("t", ""), MAX_TITLE)))
    return stops


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str):
        raise LinkError("This walkthrough is damaged.", _AGAIN)
    if len(value) > longest:
        raise LinkError(
            f"A text of this walkthrough has {len(value):,} characters; at most {longest:,} can be read.", _AGAIN
        )
    return value
