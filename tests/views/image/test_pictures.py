"""The store of uploads: bounded in bytes, addressed by digest."""

from __future__ import annotations

from explorer.views.image.pictures import Uploads


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
