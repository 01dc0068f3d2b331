from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import limits
from explorer.errors import StoreError
from explorer.scene.viewing import Viewing
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store import Bundle, zipped
from explorer.store import bundle as bundles
from tests.store.demos import demo, scene_with


def changed(key: str, value: Any) -> bytes:
    return json.dumps({**json.loads(demo().manifest), key: value}).encode()


def test_a_bundle_comes_back_as_it_was() -> None:
    bundle = demo()
    again = bundles.read(bundle.manifest, bundle.files)
    assert again == bundle
    assert again.manifest == bundle.manifest


def test_what_this_version_does_not_know_stays_in_it() -> None:
    plain = json.loads(demo().manifest)
    plain["quiz"] = {"questions": [1, 2]}
    plain["stops"][1]["sound"] = "later"
    bundle = bundles.read(json.dumps(plain).encode(), demo().files)
    again = json.loads(replace(bundle, author="Somebody else").manifest)
    assert again["quiz"] == {"questions": [1, 2]}
    assert again["stops"][1]["sound"] == "later"
    assert again["author"] == "Somebody else"


def test_an_older_demo_keeps_the_version_that_made_it() -> None:
    bundle = bundles.read(changed("made_by", "0.0.9"), demo().files)
    assert json.loads(bundle.manifest)["made_by"] == "0.0.9"


def test_a_later_format_is_refused_in_words() -> None:
    with pytest.raises(StoreError, match="made with a later version"):
        bundles.read(changed("format", bundles.FORMAT + 1), demo().files)


def test_a_file_that_is_damaged_or_missing_is_named() -> None:
    [name] = demo().files
    for files in ({}, {name: b"other"}):
        with pytest.raises(StoreError, match=f"The file {name} of this demo is damaged or missing"):
            bundles.read(demo().manifest, files)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("stops", []),
        ("stops", [{}]),
        ("stops", None),
        ("title", 5),
        ("title", "x" * 90),
        ("author", None),
        ("note", "x" * (limits.NOTE_CHARS + 1)),
        ("viewing", {"may": "everything"}),
        ("viewing", {"size": [1, 2]}),
        ("viewing", 7),
        ("format", "1"),
        ("files", ["a"]),
        ("files", {"../../etc/passwd": "0" * 64}),
        ("files", {"x": 5}),
    ],
)
def test_what_is_no_demo_is_told_in_words(key: str, value: Any) -> None:
    with pytest.raises(StoreError) as raised:
        bundles.read(changed(key, value), demo().files)
    assert raised.value.remedy


@pytest.mark.parametrize("manifest", [b"", b"words", b"[]", b"{}", b'{"note": "", "stops": []}', b"\xff"])
def test_what_is_no_manifest_says_nothing(manifest: bytes) -> None:
    assert bundles.first_words(manifest) == ""


@given(st.binary(max_size=200))
def test_any_other_bytes_are_no_demo(data: bytes) -> None:
    for read in (lambda: bundles.read(data, {}), lambda: zipped.unpack(data)):
        with pytest.raises(StoreError):
            read()


def test_a_demo_may_be_only_so_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DEMO_BYTES", 1_000)
    with pytest.raises(StoreError, match=r"This demo takes 0\.0 MB; at most 0 MB can be kept\. Use smaller photos"):
        demo()


def test_its_steps_may_be_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "MAX_MANIFEST", 1_000)
    with pytest.raises(StoreError, match="The steps of this demo take"):
        demo()


def test_a_zip_comes_back_as_the_same_demo() -> None:
    bundle = demo()
    data = zipped.pack(bundle)
    assert zipped.unpack(data) == bundle
    assert zipped.pack(bundle) == data


def test_a_zip_is_not_unpacked_beyond_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped.pack(Bundle(Walkthrough((Stop(scene_with(b"x" * 30_000)),)), {"photo": b"x" * 30_000}))
    monkeypatch.setattr(limits, "DEMO_BYTES", 20_000)
    with pytest.raises(StoreError, match="The files of this demo take"):
        zipped.unpack(data)


def test_viewing_allows_what_comes_before() -> None:
    assert [Viewing("image").allows(action) for action in ("look", "cells", "image", "edit")] == [
        True,
        True,
        True,
        False,
    ]


def test_a_manifest_that_is_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = demo()
    monkeypatch.setattr(bundles, "MAX_MANIFEST", len(bundle.manifest) - 1)
    with pytest.raises(StoreError, match=r"at most .* can be read"):
        bundles.read(bundle.manifest, bundle.files)


def test_a_member_that_is_longer_than_its_header_says_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = zipped.pack(demo())
    monkeypatch.setattr(bundles, "MAX_MANIFEST", 100)
    with pytest.raises(StoreError, match=r"manifest\.json in this file has more than 100 bytes"):
        zipped.unpack(packed)
