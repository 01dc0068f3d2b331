"""Pictures as a zip file: read back they are the same, in the same order, so that a training goes on with them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.learning.data import OwnClass, OwnPictures, from_folder, pictures_from_folder, pictures_from_zip, zip_of
from tests.hostile.given import STRINGS
from tests.learning.data.test_uploads import png, zipped


def own(seed: int, names: tuple[str, ...], channels: int, count: int = 3) -> OwnPictures:
    rng = np.random.default_rng(seed)
    shape = (6, 5, channels)
    return OwnPictures(
        shape, tuple(OwnClass(name, rng.integers(0, 256, (count, *shape)).astype(np.uint8)) for name in names)
    )


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 99), st.permutations(["zebra", "Ant", "10", "9"]), st.sampled_from([1, 3]))
def test_what_is_read_back_is_the_same(seed: int, names: list[str], channels: int) -> None:
    before = own(seed, tuple(names), channels)
    after = pictures_from_zip(zip_of(before), before.input_shape)
    assert (after.digest, after.names, after.notes) == (before.digest, before.names, ())
    assert after.data_set().digest == before.data_set().digest


def test_unpacked_it_is_a_folder_of_the_same_pictures(tmp_path: Path) -> None:
    before = own(1, ("b", "a"), 1, count=12)
    with zipfile.ZipFile(io.BytesIO(zip_of(before))) as file:
        file.extractall(tmp_path / "mine")
    assert pictures_from_folder(tmp_path / "mine", before.input_shape).digest == before.digest
    assert (
        from_folder(tmp_path, before.input_shape).digest == before.data_set().digest
    )  # a folder around it is no class


@pytest.mark.parametrize("name", [*STRINGS, "T-shirt/top", ".hidden", "a:b", "..", "C:\\x"])
def test_any_name_of_a_class_comes_back_as_one_class(name: str) -> None:
    before = OwnPictures((6, 5, 1)).with_class(f"x{name}"[: 1 if not name.strip() else 90]).with_class("other")
    for index in (0, 1):
        before = before.with_pictures(index, [np.full((6, 5, 1), index, np.float32)] * 2)
    after = pictures_from_zip(zip_of(before), (6, 5, 1))
    assert after.counts == (2, 2)
    assert after.names[1] == "other"
    np.testing.assert_array_equal(after.classes[0].pictures, before.classes[0].pictures)


@pytest.mark.parametrize("order", [b"\xff\xfe\0", b"", b"b\nnothing\nb\n", bytes(10_000_000)])
def test_an_order_that_says_nothing_leaves_the_usual_one(order: bytes) -> None:
    found = pictures_from_zip(zipped({"a/1.png": png(), "b/1.png": png(), "classes.txt": order}), (6, 5, 1))
    assert found.names == (("b", "a") if order.startswith(b"b") else ("a", "b"))
