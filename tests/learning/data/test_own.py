"""OwnPictures: a value that every change makes anew, within limits, and a data set with a split that can be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from explorer import images, limits
from explorer.errors import ExplorerError, ImageError, SettingError
from explorer.images import drawing
from explorer.learning.data import OwnClass, OwnPictures
from tests.hostile.given import STRINGS
from tests.images.pictures import noise, save

SHAPE = (6, 5, 1)


def grey(value: int) -> np.ndarray:
    return np.full(SHAPE, value / 255, np.float32)


def own(*counts: int) -> OwnPictures:
    """Classes "0", "1", ... with so many pictures; each picture is of one grey of its own."""
    made = OwnPictures(SHAPE)
    value = iter(range(256))
    for index, count in enumerate(counts):
        made = made.with_class(str(index)).with_pictures(index, [grey(next(value)) for _ in range(count)])
    return made


def greys(pictures: OwnPictures) -> list[list[int]]:
    return [[int(picture[0, 0, 0]) for picture in each.pictures] for each in pictures.classes]


def test_changes_make_new_values() -> None:
    before = own(2, 3)
    assert greys(before) == [[0, 1], [2, 3, 4]]
    assert greys(before.with_picture(0, grey(9))) == [[0, 1, 9], [2, 3, 4]]
    assert greys(before.without_picture(1, 1)) == [[0, 1], [2, 4]]
    assert greys(before.without_class(0)) == [[2, 3, 4]]
    assert before.renamed(1, " my  cat ").names == ("0", "my cat")
    joined = before.joined(own(1).renamed(0, "1"))
    assert (joined.names, greys(joined)) == (("0", "1"), [[0, 1], [2, 3, 4, 0]])
    assert greys(before) == [[0, 1], [2, 3, 4]]
    assert before.digest == own(2, 3).digest != own(3, 2).digest
    assert not before.classes[0].pictures.flags.writeable


def test_pictures_come_from_files_the_pad_and_arrays_as_the_apps_own_do() -> None:
    file = save(Image.fromarray(noise(60, 80)), "PNG")
    drawn = drawing.picture("0123456789abcdef" * 49)
    made = OwnPictures((28, 28, 1)).with_class("a").with_pictures(0, [file, drawn, "cat"])
    for kept, given_image in zip(made.classes[0].pictures, (file, drawn, "cat"), strict=True):
        wanted = images.picture_for(given_image, (28, 28, 1)).pixels
        assert kept.dtype == np.uint8
        assert np.abs(kept / 255 - wanted).max() <= 0.5 / 255 + 1e-6


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(2, 8), min_size=2, max_size=4), st.floats(0.05, 0.8), st.integers(0, 99))
def test_the_split_that_is_shown_is_the_one_that_is_learned_from(counts: list[int], share: float, seed: int) -> None:
    pictures = own(*counts)
    data = pictures.data_set(share, seed)
    shown = pictures.measured(share, seed)
    for index, each in enumerate(pictures.classes):
        for examples, there in ((data.training, ~shown[index]), (data.validation, shown[index])):
            np.testing.assert_array_equal(examples.x[examples.y == index], each.pictures[there])
            assert there.any()
    assert data.classes == pictures.names


def test_one_picture_more_leaves_the_split_of_other_classes_as_it_is() -> None:
    before, after = own(5, 7).measured(), own(5, 7).with_picture(1, grey(99)).measured()
    np.testing.assert_array_equal(before[0], after[0])


@pytest.mark.parametrize(
    ("pictures", "wanted"),
    [
        (own(), "There are no classes; .* Add two"),
        (own(5), "There is 1 class; .* Add another class"),
        (own(5, 1), "“1” has 1. Add pictures, or remove the class"),
        (own(0, 2, 1), "“0” has none and “2” has 1"),
        (own(0, 0, 0, 0, 0), "and so it is with 2 more"),
    ],
)
def test_too_little_is_said_with_what_to_do(pictures: OwnPictures, wanted: str) -> None:
    for ask in (pictures.data_set, pictures.measured):
        with pytest.raises(SettingError, match=wanted):
            ask()
    assert own(2, 2).missing is None


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.with_class("0"),
        lambda p: p.renamed(0, "1"),
        lambda p: p.renamed(0, "\u202e\n"),
        lambda p: p.with_class("w" * 201),
        lambda p: p.with_class(7),
        lambda p: p.without_class(2),
        lambda p: p.without_picture(0, 2),
        lambda p: p.with_picture(-1, grey(0)),
        lambda p: p.joined(OwnPictures((9, 9, 1))),
        lambda p: OwnPictures(SHAPE).with_picture(0, grey(0)),
    ],
)
def test_changes_that_cannot_be_are_refused(change: Callable[[Any], object]) -> None:
    with pytest.raises(SettingError) as caught:
        change(own(2, 2))
    assert caught.value.remedy


@pytest.mark.parametrize("shape", [(0, 5, 1), (6, 5, 2), (6, 5), [6, 5, 1], "abc", (6, limits.IMAGE_SIDE + 1, 1)])
def test_shapes_that_no_picture_has_are_refused(shape: Any) -> None:
    with pytest.raises(ImageError):
        OwnPictures(shape)


def test_files_that_are_no_pictures_are_refused_in_the_words_of_images() -> None:
    with pytest.raises(ImageError, match="not a readable PNG"):
        own(1).with_picture(0, b"words")
    with pytest.raises(ImageError, match="uint8"):
        OwnPictures(SHAPE, (OwnClass("a", np.zeros((1, *SHAPE))),))


def test_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "OWN_PICTURES", 3)
    with pytest.raises(SettingError, match="There are 4 pictures; at most 3"):
        own(2, 2)
    monkeypatch.setattr(limits, "OWN_BYTES", 60)
    with pytest.raises(SettingError, match="3 pictures of 6 × 5 px with 1 channel take 90 bytes; at most 60 bytes"):
        own(3)
    monkeypatch.setattr(limits, "OWN_CLASSES", 1)
    with pytest.raises(SettingError, match="There are 2 classes; at most 1"):
        own(0, 0)


def test_another_input_shape_is_fitted() -> None:
    before = own(2, 1)
    after = before.fitted((12, 10, 3))
    assert after.classes[0].pictures.shape == (2, 12, 10, 3)
    assert greys(after) == greys(before)
    assert before.fitted(SHAPE) is before


def test_it_can_be_kept_and_had_again() -> None:
    for pictures in (own(2, 3), own(0, 1), own()):
        again = OwnPictures.from_bytes(pictures.to_bytes())
        assert (again.digest, again.names) == (pictures.digest, pictures.names)
    data = own(2, 3).to_bytes()
    for damaged in (b"", b"words", data[:100], data[:-30]):
        with pytest.raises(ImageError, match="damaged"):
            OwnPictures.from_bytes(damaged)


@pytest.mark.parametrize("name", STRINGS)
def test_hostile_names_are_plain_text_of_one_line(name: str) -> None:
    try:
        (kept,) = OwnPictures(SHAPE).with_class(name).names
    except ExplorerError:
        assert not name.strip()
        return
    assert kept.splitlines() == [kept]
    assert not any(letter in kept for letter in "\u202e\u200b\u2066")
