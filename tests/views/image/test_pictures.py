"""Images as the app loads them: what a visitor may not see is refused before any cache is asked."""

from __future__ import annotations

from typing import Any

import pytest

from explorer import images
from explorer.errors import ImageError
from explorer.images import Picture
from explorer.scene import ImageChoice
from explorer.views.explore.sees.own_photo import photo_of
from explorer.views.image import crop_frame, gallery, pictures
from explorer.views.image.photos import DEMO_FILES, add_photo
from tests.images.pictures import VALID


def test_an_upload_is_decoded_once_in_a_run_and_then_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, Any] = {}
    decoded: list[bytes] = []

    def decode(data: bytes) -> Picture:
        decoded.append(data)
        return images.decode(data)

    monkeypatch.setattr(pictures.st, "session_state", state)
    monkeypatch.setattr(pictures, "decode", decode)
    choices = [ImageChoice("", add_photo(VALID[kind])) for kind in ("PNG", "JPEG")]
    first = pictures.source(choices[0])
    assert pictures.source(choices[0]) is first
    assert pictures.source(choices[1]) is not first
    assert decoded == [VALID["PNG"], VALID["JPEG"]]
    pictures.forget_decoded()
    assert pictures.DECODED not in state


SHAPE = (8, 8, 3)
WAYS_TO_SEE = {
    "fitted": lambda choice: pictures.fitted(choice, SHAPE),
    "source": pictures.source,
    "preview": crop_frame.preview,
    "below the maps": lambda choice: photo_of(choice, SHAPE, 200),
}


@pytest.mark.parametrize("way", WAYS_TO_SEE)
def test_whoever_has_the_digest_does_not_have_the_photo(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner: dict[str, Any] = {}
    monkeypatch.setattr(pictures.st, "session_state", owner)
    choice = ImageChoice("", add_photo(VALID["PNG"]))
    assert WAYS_TO_SEE[way](choice) is not None  # it is in every cache now
    monkeypatch.setattr(pictures.st, "session_state", {})
    with pytest.raises(
        ImageError, match=r"is on its owner's computer only\. Publish a demo to share it, or choose another"
    ):
        WAYS_TO_SEE[way](choice)
    assert pictures.shown(choice).sample == "cat"
    assert pictures.shown(choice, "edges").sample == "edges"
    monkeypatch.setattr(pictures.st, "session_state", {DEMO_FILES: {choice.digest: VALID["PNG"]}})
    assert WAYS_TO_SEE[way](choice) is not None
    assert pictures.shown(choice) is choice


def test_a_thumbnail_is_the_owners_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures.st, "session_state", {})
    choice = ImageChoice("", add_photo(VALID["PNG"]))
    assert gallery.own_item(choice)["source"].startswith("data:image/png")
    monkeypatch.setattr(pictures.st, "session_state", {})
    assert gallery.own_item(choice)["source"] == ""
