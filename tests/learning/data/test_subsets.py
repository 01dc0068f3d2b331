"""Some classes of a data set, and its pictures at another size."""

from __future__ import annotations

import numpy as np
import pytest

from explorer import images
from explorer.errors import ExplorerError, SettingError
from explorer.learning.data import fashion, fitted, from_arrays, only


def test_some_classes_are_renumbered_in_the_order_given() -> None:
    data, whole = fashion(("Bag", "Trouser")), fashion()
    assert data.classes == ("Bag", "Trouser")
    for part, all_of_it in ((data.training, whole.training), (data.validation, whole.validation)):
        bags, trousers = all_of_it.x[all_of_it.y == 8], all_of_it.x[all_of_it.y == 1]
        np.testing.assert_array_equal(part.x[part.y == 0], bags)
        np.testing.assert_array_equal(part.x[part.y == 1], trousers)
        assert len(part) == len(bags) + len(trousers)
    assert data.digest != whole.digest
    assert only(whole, whole.classes) is whole


@pytest.mark.parametrize("classes", [("Bag",), (), ("Bag", "Bag"), ("Bag", "Hat"), "Bag"])
def test_classes_that_make_no_choice_are_refused(classes: tuple[str, ...]) -> None:
    with pytest.raises(SettingError, match="Use some of T-shirt/top, Trouser"):
        only(fashion(), classes)


@pytest.mark.parametrize("shape", [(32, 32, 3), (20, 24, 3), (9, 40, 1), (40, 9, 1), (10, 12, 1)])
@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_are_fitted_as_one_is(shape: tuple[int, int, int], channels: int) -> None:
    x = np.random.default_rng(0).integers(0, 256, (300, 20, 24, channels)).astype(np.uint8)
    data = from_arrays(x, np.arange(300) % 3, validation=0.1)
    made = fitted(data, shape)
    for before, after in ((data.training, made.training), (data.validation, made.validation)):
        assert (after.x.shape[1:], after.x.dtype) == (shape, np.uint8)
        np.testing.assert_array_equal(after.y, before.y)
        for place in (0, 5, len(before) - 1):
            picture = images.Picture(before.x[place].astype(np.float32) / np.float32(255))
            wanted = images.fit(picture, *shape[:2], channels=shape[2]).pixels * 255
            assert np.abs(after.x[place] - wanted).max() <= 0.5 + 1e-4
    assert fitted(data, (20, 24, channels)) is data


def test_a_size_that_cannot_be_is_refused() -> None:
    with pytest.raises(ExplorerError, match="channels"):
        fitted(fashion(), (28, 28, 2))
    floats = from_arrays(np.zeros((4, 8, 8)), [0, 0, 1, 1])
    with pytest.raises(SettingError, match="the network takes"):
        fitted(floats, (9, 9, 1))
