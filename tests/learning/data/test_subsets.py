"""Some classes of a data set, and its pictures at another size."""

from __future__ import annotations

import numpy as np
import pytest

from explorer import images
from explorer.errors import ExplorerError, SettingError
from explorer.learning.data import fashion, fitted, from_arrays, generated, only


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


def test_pictures_are_fitted_as_one_is() -> None:
    data = generated("bars", rows=20, cols=24)
    assert fitted(data, (20, 24, 1)) is data
    made = fitted(data, (32, 32, 3))
    assert made.training.x.shape == (900, 32, 32, 3)
    assert made.training.x.dtype == np.uint8
    picture = images.Picture(data.validation.x[7].astype(np.float32) / np.float32(255))
    wanted = images.fit(picture, 32, 32, channels=3).pixels
    assert np.abs(made.validation.x[7] / 255 - wanted).max() <= 0.5 / 255 + 1e-6
    np.testing.assert_array_equal(made.training.y, data.training.y)


def test_a_size_that_cannot_be_is_refused() -> None:
    with pytest.raises(ExplorerError, match="channels"):
        fitted(fashion(), (28, 28, 2))
    floats = from_arrays(np.zeros((4, 8, 8)), [0, 0, 1, 1])
    with pytest.raises(SettingError, match="the network takes"):
        fitted(floats, (9, 9, 1))
