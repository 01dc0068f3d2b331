"""Folders and zip files: which class a picture is of, what is left out and told, and what is refused."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from explorer import images, limits
from explorer.errors import CancelledError, ExplorerError, ImageError, SettingError
from explorer.learning.data import OwnPictures, from_folder, from_zip, pictures_from_folder, pictures_from_zip
from tests.hostile.given import IMAGES, STRINGS
from tests.images.pictures import noise, save

SHAPE = (6, 5, 1)


def png(value: int = 200) -> bytes:
    return save(Image.new("L", (9, 8), value), "PNG")


def zipped(files: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def counts(pictures: OwnPictures) -> dict[str, int]:
    return dict(zip(pictures.names, pictures.counts, strict=True))


GOOD = {f"{name}/{place}.png": png(40 * place + 9 * len(name)) for name in ("cat", "a dog") for place in range(4)}


def test_a_zip_and_a_folder_of_the_same_files_are_the_same(tmp_path: Path) -> None:
    from_file, from_disk = pictures_from_zip(zipped(GOOD), SHAPE), pictures_from_folder(written(tmp_path, GOOD), SHAPE)
    assert from_file.digest == from_disk.digest
    assert counts(from_file) == {"a dog": 4, "cat": 4}
    assert from_file.notes == ()
    data = from_zip(zipped(GOOD), SHAPE, 0.25, seed=1)
    assert data.digest == from_folder(tmp_path, SHAPE, 0.25, seed=1).digest
    assert (data.classes, len(data.training), len(data.validation)) == (("a dog", "cat"), 6, 2)


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (("top/cat/1.png", "top/dog/1.png"), {"cat": 1, "dog": 1}),
        (("a/b/c/cat/1.png", "a/b/c/dog/1.png"), {"cat": 1, "dog": 1}),
        (("cat/1.png", "cat/more/2.png"), {"cat": 2}),
        (("cat/2019/1.png", "cat/2020/1.png", "dog/1.png"), {"cat": 2, "dog": 1}),
        (("train/cat/1.png", "train/dog/1.png", "test/cat/1.png"), {"cat": 2, "dog": 1}),
        (("set/Train/cat/1.png", "set/val/dog/1.png"), {"cat": 1, "dog": 1}),
        (("train/1.png", "test/1.png"), {"test": 1, "train": 1}),
        (("cat\\1.png", "dog\\1.png"), {"cat": 1, "dog": 1}),
        (("./cat/1.png", "./dog/1.png"), {"cat": 1, "dog": 1}),
        (("10/1.png", "9/1.png", "B/1.png", "a/1.png"), {"9": 1, "10": 1, "a": 1, "B": 1}),
        (("cat/1.png", "cat\u200b/2.png"), {"cat": 2}),
        (("cat/1", "dog/picture.txt"), {"cat": 1, "dog": 1}),
    ],
)
def test_the_class_is_the_name_of_the_folder(names: tuple[str, ...], wanted: dict[str, int]) -> None:
    found = pictures_from_zip(zipped({name: png() for name in names}), SHAPE)
    assert list(counts(found).items()) == list(wanted.items())
    assert found.notes == ()


def test_what_systems_hide_is_left_out_without_a_word(tmp_path: Path) -> None:
    hidden = (
        "__MACOSX/cat/._0.png",
        "cat/.DS_Store",
        "cat/Thumbs.db",
        ".git/cat/1.png",
        "cat/.thumbs/1.png",
        "cat/Desktop.ini",
    )
    files = GOOD | dict.fromkeys(hidden, png())
    for found in (pictures_from_zip(zipped(files), SHAPE), pictures_from_folder(written(tmp_path, files), SHAPE)):
        assert (counts(found), found.notes) == ({"a dog": 4, "cat": 4}, ())


def test_what_is_no_picture_is_told_by_name_and_number() -> None:
    files = GOOD | {f"cat/{name}.txt": b"words" for name in "abcde"} | {"cat/bad.png": b"x", "stray.png": png()}
    found = pictures_from_zip(zipped(files | {"cat/huge.jpg": bytes(limits.FILE_BYTES + 1)}), SHAPE)
    assert counts(found) == {"a dog": 4, "cat": 4}
    assert found.notes == (
        "5 files were left out, which are no pictures: “cat/a.txt”, “cat/b.txt”, “cat/c.txt” and 2 more.",
        "2 files are damaged or too large and were left out: “cat/bad.png”, “cat/huge.jpg”.",
        "1 file lies in no folder of a class and was left out: “stray.png”.",
    )


def test_pictures_are_turned_and_fitted_as_the_apps_own() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    file = save(Image.fromarray(noise(40, 30)), "JPEG", exif=exif)
    found = pictures_from_zip(zipped({"cat/1.jpg": file}), (12, 10, 3))
    wanted = images.picture_for(file, (12, 10, 3))
    assert "turned by EXIF" in wanted.notes
    assert np.abs(found.classes[0].pictures[0] / 255 - wanted.pixels).max() <= 0.5 / 255 + 1e-6


@pytest.mark.parametrize(
    "name",
    ["../cat/1.png", "cat/../../1.png", "/etc/cat/1.png", "C:\\cat\\1.png", "..\\cat\\1.png", "\\\\host\\cat\\1.png"],
)
def test_paths_that_lead_out_are_refused(name: str) -> None:
    with pytest.raises(ImageError, match="leads out of the zip file"):
        pictures_from_zip(zipped(GOOD | {name: png()}), SHAPE)


def locked() -> bytes:
    """A zip whose entries say that they are encrypted."""
    data = bytearray(zipped(GOOD, zipfile.ZIP_STORED))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    return bytes(data)


def bomb() -> bytes:
    """A zip that says it unpacks to much more than may be unpacked."""
    data = bytearray(zipped({"cat/1.png": bytes(1000)}))
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 0xFFFF0000)
    return bytes(data)


def twice() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("cat/1.png", png(1))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("cat/1.png", png(2))
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"", "cut short or damaged"),
        (b"words", "cut short or damaged"),
        (zipped(GOOD)[:-40], "cut short or damaged"),
        (locked(), "locked with a password"),
        (bomb(), "Unpacked, the file has 4,295 MB; at most 2,000 MB"),
        (zipped({}), "no picture in a folder of a class. It is empty"),
        (zipped({"1.png": png(), "2.png": png()}), "2 files lie in no folder of a class"),
        (zipped({"cat/a.txt": b"words"}), "1 file was left out, which is no picture"),
        (zipped({"cat/": b""}), "It is empty"),
        (zipped(GOOD, zipfile.ZIP_LZMA), "packed by method 14"),
        (zipped({f"{'a/' * 30_000}1.png": png()}), "lies in more than 32 folders"),
    ],
)
def test_files_that_cannot_be_used_are_refused(data: bytes, wanted: str) -> None:
    with pytest.raises(ImageError, match=wanted) as caught:
        pictures_from_zip(data, SHAPE)
    assert caught.value.remedy


def test_a_name_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ImageError, match="is in the file twice"):
        pictures_from_zip(twice(), SHAPE)


@pytest.mark.parametrize(
    ("limit", "value", "wanted"),
    [
        ("OWN_PICTURES", 7, "There are 8 pictures; at most 7"),
        ("OWN_CLASSES", 1, "There are 2 classes; at most 1"),
        ("OWN_BYTES", 239, "8 pictures of 6 × 5 px"),
        ("OWN_FILES", 7, "There are 8 files; at most 7"),
        ("OWN_FILE_BYTES", 500, "The file has"),
        ("OWN_UNPACKED_BYTES", 500, "Unpacked, the file has"),
        ("OWN_PIXELS", 8 * 72 - 1, "megapixels together"),
    ],
)
def test_limits_hold(limit: str, value: int, wanted: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(limits, limit, value)
    with pytest.raises(ExplorerError, match=wanted):
        pictures_from_zip(zipped(GOOD), SHAPE)
    if limit not in ("OWN_FILE_BYTES", "OWN_UNPACKED_BYTES"):
        with pytest.raises(ExplorerError, match=wanted):
            pictures_from_folder(written(tmp_path, GOOD), SHAPE)


def test_hostile_images_and_names_end_in_a_value_or_a_sentence() -> None:
    files = {f"cat/{place}.png": data for place, data in enumerate(IMAGES.values())}
    found = pictures_from_zip(zipped(GOOD | files), SHAPE)
    assert counts(found)["a dog"] == 4
    assert found.notes
    for name in STRINGS:
        with contextlib.suppress(ImageError, SettingError):
            found = pictures_from_zip(zipped({f"{name}/1.png": png(), "other/1.png": png()}), SHAPE)
            assert all(each.splitlines() == [each] for each in found.names)
    with pytest.raises(SettingError, match="at most 200"):
        pictures_from_zip(zipped({f"{'w' * 300}/1.png": png()}), SHAPE)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_zip_is_read_or_refused_never_anything_else(data: st.DataObject) -> None:
    good = bytearray(zipped(dict(list(GOOD.items())[:5]), data.draw(st.sampled_from([0, 8]))))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ImageError, SettingError):
        pictures_from_zip(bytes(good), SHAPE)


def test_reading_can_be_followed_and_stopped() -> None:
    seen: list[tuple[int, int]] = []
    pictures_from_zip(zipped(GOOD), SHAPE, lambda done, of: seen.append((done, of)))
    assert seen == [(done, 8) for done in range(8)]

    def stop(done: int, of: int) -> None:
        if done == 3:
            raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        pictures_from_zip(zipped(GOOD), SHAPE, stop)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="is not a folder"):
        from_folder(tmp_path / "nothing")
