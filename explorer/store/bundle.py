"""Bundle: a demo as one value, with everything that it needs: stops, photos, options, author's words.

It is kept as a manifest, which is canonical JSON, and files by name. What a later version wrote and this one does not know
stays in it, so that nothing is lost when an older version changes a demo.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from explorer import limits
from explorer.errors import ExplorerError, StoreError
from explorer.network import canonical
from explorer.scene import link, viewing
from explorer.scene.viewing import EVERYTHING, Viewing
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store.weight_files import is_weights
from explorer.version import __version__

FORMAT, FORMAT_WITH_UPLOADS, FORMAT_WITHOUT_UPLOADS = 3, 2, 1
"""Counts up when an older version could no longer show what is meant; a demo has the lowest that says all of it."""
MAX_AUTHOR, MAX_NOTE = 80, limits.NOTE_CHARS
MAX_MANIFEST = limits.DEMO_MANIFEST_BYTES
_FILE_NAME = re.compile(r"[A-Za-z0-9._-]{1,80}")
_OWN = frozenset({"format", "made_by", "title", "author", "note", "viewing", "stops", "files"})
_OWN_OF_STOP = frozenset({"scene", "note", "question", "predict", "title"})


@dataclass(frozen=True)
class Bundle:
    """A demo: the stops of a walkthrough, one at least, with the files that their scenes name by digest.

    `made_by` is the version that wrote it. `rest` and `rest_of_stops` are what this version does not know. Raises StoreError
    if it is larger than a demo may be.
    """

    walk: Walkthrough
    files: Mapping[str, bytes] = field(default_factory=dict, hash=False)
    author: str = ""
    note: str = ""
    viewing: Viewing = EVERYTHING
    made_by: str = __version__
    rest: Mapping[str, Any] = field(default_factory=dict, hash=False)
    rest_of_stops: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    most: int | None = field(default=None, compare=False)
    """Bytes that it may have; None for those of a demo."""

    def __post_init__(self) -> None:
        _check_text("name of the author", self.author, MAX_AUTHOR)
        _check_text("author's note", self.note, MAX_NOTE)
        most = limits.DEMO_BYTES if self.most is None else self.most
        if self.size > most:
            weights = sum(len(data) for name, data in self.files.items() if is_weights(name))
            raise StoreError(
                f"This demo takes {self.size / 1e6:,.1f} MB; at most {most / 1e6:,.0f} MB can be kept.",
                f"Its uploaded weights take {weights / 1e6:,.1f} MB: use a network with fewer, or leave them out."
                if weights > most // 2
                else "Use smaller photos, or fewer of them.",
            )

    @property
    def title(self) -> str:
        """The title of the demo."""
        return self.walk.title

    @cached_property
    def manifest(self) -> bytes:
        """Everything but the files' contents, as canonical JSON in UTF-8: equal bundles have equal manifests."""
        text = canonical(_plain(self)).encode()
        if len(text) > MAX_MANIFEST:
            raise StoreError(
                f"The steps of this demo take {len(text) / 1e6:,.1f} MB; at most {MAX_MANIFEST / 1e6:,.0f} MB can be kept.",
                "Leave out steps, or edited filters and names of classes, which take the most room.",
            )
        return text

    @property
    def size(self) -> int:
        """Bytes of the manifest and all files."""
        return len(self.manifest) + sum(map(len, self.files.values()))


def digest_of(data: bytes) -> str:
    """SHA-256 of `data`, as 64 hex digits: the name of a blob."""
    return hashlib.sha256(data).hexdigest()


def files_named(manifest: bytes) -> dict[str, str]:
    """The files of a manifest: digest by name. Raises StoreError for what is no manifest."""
    try:
        files = json.loads(manifest)["files"]
        if not all(_FILE_NAME.fullmatch(name) and isinstance(digest, str) for name, digest in files.items()):
            raise ValueError(files)
        return dict(files)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise StoreError("This demo is damaged.", "Ask its author for it again.") from None


def first_words(manifest: bytes) -> str:
    """The author's note in a manifest, or that of its first stop if there is none; "" for what is no manifest."""
    try:
        plain = json.loads(manifest)
        return str(plain["note"] or plain["stops"][0]["note"])[:MAX_NOTE]
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return ""


def read(manifest: bytes, files: Mapping[str, bytes], most: int | None = None) -> Bundle:
    """The bundle with this manifest and these files, `most` bytes in all. Raises StoreError alone, for what is none."""
    again = "Ask its author for it again."
    if len(manifest) > MAX_MANIFEST:
        raise StoreError(
            f"The steps of this demo take {len(manifest):,} bytes; at most {MAX_MANIFEST:,} can be read.", again
        )
    for name, digest in files_named(manifest).items():
        if digest_of(files.get(name, b"")) != digest:
            raise StoreError(f"The file {name} of this demo is damaged or missing.", again)
    try:
        plain = json.loads(manifest)
        if plain["format"] > FORMAT:
            raise StoreError("This demo was made with a later version of CNN Explorer.", "Open it with that version.")
        return _bundle(plain, files, most)
    except StoreError:
        raise
    except ExplorerError as error:
        raise StoreError(f"This demo cannot be shown. {error.problem}", again) from None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError):
        raise StoreError("This demo is damaged.", again) from None


def _plain(bundle: Bundle) -> dict[str, Any]:
    rest = bundle.rest_of_stops or ({},) * len(bundle.walk.stops)
    return {
        **bundle.rest,
        "format": _format(bundle.walk),
        "made_by": bundle.made_by,
        "title": bundle.walk.title,
        "author": bundle.author,
        "note": bundle.note,
        "viewing": viewing.to_plain(bundle.viewing),
        "stops": [_plain_stop(stop, more) for stop, more in zip(bundle.walk.stops, rest, strict=True)],
        "files": {name: digest_of(data) for name, data in sorted(bundle.files.items())},
    }


def _format(walk: Walkthrough) -> int:
    needed = {link.VERSION_WITH_COMPARISON: FORMAT, link.VERSION_WITH_UPLOADS: FORMAT_WITH_UPLOADS}
    return needed.get(link.version_of(*(stop.scene for stop in walk.stops)), FORMAT_WITHOUT_UPLOADS)


def _plain_stop(stop: Stop, rest: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **rest,
        "scene": link.to_plain(stop.scene),
        "note": stop.note,
        "question": stop.question,
        "predict": stop.predict,
        "title": stop.title,
    }


def _bundle(plain: dict[str, Any], files: Mapping[str, bytes], most: int | None) -> Bundle:
    stops = tuple(
        Stop(link.from_plain(stop["scene"]), stop["note"], stop["predict"] is True, stop["question"], stop["title"])
        for stop in plain["stops"]
    )
    rest = tuple({name: value for name, value in stop.items() if name not in _OWN_OF_STOP} for stop in plain["stops"])
    return Bundle(
        walk=Walkthrough(stops, plain["title"]),
        files={name: files[name] for name in plain["files"]},
        author=plain["author"],
        note=plain["note"],
        viewing=viewing.from_plain(plain["viewing"]),
        made_by=str(plain["made_by"])[:40],
        rest={name: value for name, value in plain.items() if name not in _OWN},
        rest_of_stops=rest if any(rest) else (),
        most=most,
    )


def _check_text(what: str, text: Any, longest: int) -> None:
    if not isinstance(text, str):
        raise StoreError(f"The {what} is no text.", "Enter a text.")
    if len(text) > longest:
        raise StoreError(f"The {what} has {len(text):,} characters; at most {longest:,} can be kept.", "Shorten it.")
