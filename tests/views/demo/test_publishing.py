"""What publishing makes of a photo, of texts, and of what the author chose."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import streamlit as st

from explorer import TrainedHere, Weights, limits, presets
from explorer.errors import ImageError, StoreError
from explorer.images import decode
from explorer.scene import ImageChoice, Scene
from explorer.scene.viewing import LOOKS, MAY, PANELS, Viewing
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store import Bundle
from explorer.store.bundle import digest_of
from explorer.store.weight_files import weights_in
from explorer.views.demo import publishing
from explorer.views.demo.options import viewing_words
from explorer.views.image.photos import add_photo
from tests.images.test_privacy import SECRETS, photo
from tests.store.demos import photo as plain_photo
from tests.weights.own.cards import NETWORK, snapshot


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    state: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


def stop(digest: str, note: str = "") -> Stop:
    return Stop(replace(presets.load("edges").scene(), image=ImageChoice("", digest)), note)


def test_a_published_photo_is_clean_and_its_steps_name_it() -> None:
    data = photo("JPEG", turned=6)
    walk = Walkthrough((stop(add_photo(data), "a"), Stop(presets.load("edges").scene()), stop(add_photo(data), "b")))
    published, files = publishing.with_files(walk)
    ((digest, clean),) = files.items()
    assert not any(secret in clean for secret in SECRETS)
    np.testing.assert_array_equal(decode(clean).pixels, decode(data).pixels)
    assert [each.scene.image.digest for each in published.stops] == [digest, "", digest]
    assert digest == digest_of(clean)[:24]
    assert [each.note for each in published.stops] == ["a", "", "b"]
    assert replace(published.stops[1]) == walk.stops[1]
    bundle = Bundle(published, files)
    assert digest.encode() in bundle.manifest


def test_a_photo_without_metadata_keeps_its_name() -> None:
    walk = Walkthrough((stop(add_photo(plain_photo())),))
    assert publishing.with_files(walk) == (walk, {walk.stops[0].scene.image.digest: plain_photo()})


def test_a_photo_that_is_gone_is_named() -> None:
    walk = Walkthrough((Stop(presets.load("edges").scene()), stop("0" * 24)))
    with pytest.raises(StoreError, match="no longer has the photo of step 2"):
        publishing.with_files(walk)
    with pytest.raises(ImageError, match="not a readable"):
        publishing.with_files(Walkthrough((stop(add_photo(b"words")),)))


@pytest.mark.parametrize("look", LOOKS)
def test_the_addresses_of_a_demo(look: str) -> None:
    bundle = Bundle(
        Walkthrough((Stop(presets.load("edges").scene()),), '"><script>alert(1)</script>'),
        viewing=Viewing(look=look, size=(640, 480)),  # type: ignore[arg-type]
    )
    made = publishing.addresses("https://example.org/x/", "abcdefgh", "k" * 32, bundle)
    assert made.public == "https://example.org/x/?d=abcdefgh"
    assert made.own == f"{made.public}&key={'k' * 32}"
    assert "k" * 32 not in made.frame
    assert "<script>" not in made.frame
    options = "" if look == "auto" else f"&embed_options={look}_theme"
    assert html.escape(f"{made.public}&embed=true{options}") in made.frame
    assert 'width="640" height="480"' in made.frame


def test_the_promise_says_how_long() -> None:
    assert "365 days" in publishing.promise(True)
    assert "the place, is left out" in publishing.promise(True)
    assert "This site forgets" in publishing.promise(False)


@pytest.mark.parametrize(
    ("panels", "words"),
    [
        ((), "Below the maps they see no tabs."),
        (("layer",), "Below the maps they see the tab Layer."),
        (PANELS, "Below the maps they see the tabs Layer, Arithmetic, Receptive field and What if."),
    ],
)
@pytest.mark.parametrize("may", MAY)
def test_the_options_in_words(may: str, panels: tuple[str, ...], words: str) -> None:
    said = viewing_words(Viewing(may, panels))  # type: ignore[arg-type]
    assert said.startswith("Viewers may ")
    assert said.endswith(words)


def test_the_other_snapshots_of_a_training_come_along_as_far_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshots = {epoch: snapshot(epoch) for epoch in (0, 1, 2)}
    monkeypatch.setattr(publishing, "siblings_of", lambda base: snapshots)
    walk = Walkthrough((Stop(Scene(NETWORK.layers, NETWORK.input_shape, Weights(snapshots[2]))),))
    _, files = publishing.with_files(walk)
    assert sorted(each.epoch for each in weights_in(files).values() if isinstance(each, TrainedHere)) == [0, 1, 2]
    size = max(map(len, files.values()))
    monkeypatch.setattr(limits, "DEMO_BYTES", limits.DEMO_MANIFEST_BYTES + 2 * size + 1)
    _, files = publishing.with_files(walk)
    assert [each.digest in weights_in(files) for each in snapshots.values()] == [True, False, True]
