"""The store of uploads: bounded in bytes, addressed by digest."""

from __future__ import annotations

from typing import Any

import pytest

from explorer import images
from explorer.images import Picture
from explorer.scene import ImageChoice
from explorer.views.image import pictures
from explorer.views.image.pictures import Uploads
from tests.images.pictures import VALID


def test_the_oldest_upload_goes_first() -> None:
    store = Uploads(limit=25)
    first, second = store.put(b"a" * 10), store.put(b"b" * 10)
    assert store.get(first) == b"a" * 10
    third = store.put(b"c" * 10)
    assert store.get(first) is None
    assert store.get(second) is not None
    assert store.get(third) is not None


def test_the_same_file_is_kept_once() -> None:
    store = Uploads(limit=25)
    assert store.put(b"a" * 20) == store.put(b"a" * 20)
    assert store.get("unknown") is None


def test_an_upload_is_decoded_once_in_a_run_and_then_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, Any] = {}
    decoded: list[bytes] = []

    def decode(data: bytes) -> Picture:
        decoded.append(data)
        return images.decode(data)

    monkeypatch.setattr(pictures.st, "session_state", state)
    monkeypatch.setattr(pictures, "decode", decode)
    choices = [ImageChoice("", pictures.uploads().put(VALID[kind])) for kind in ("PNG", "JPEG")]
    first = pictures.source(choices[0])
    assert pictures.source(choices[0]) is first
    assert pictures.source(choices[1]) is not first
    assert decoded == [VALID["PNG"], VALID["JPEG"]]
    pictures.forget_decoded()
    assert state == {}
