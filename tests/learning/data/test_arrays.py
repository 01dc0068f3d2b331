"""Arrays of one's own as a data set."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from explorer.errors import WeightsError
from explorer.learning.data import from_arrays

X = np.random.default_rng(0).integers(0, 256, (20, 6, 5, 1)).astype(np.uint8)
Y = np.arange(20) % 4


def test_nothing_is_lost_or_changed() -> None:
    data = from_arrays(X, Y, ("a", "b", "c", "d"), 0.25, seed=2)
    assert (len(data.training), len(data.validation)) == (16, 4)
    x = np.concatenate([data.training.x, data.validation.x])
    y = np.concatenate([data.training.y, data.validation.y])
    place = {picture.tobytes(): index for index, picture in enumerate(X)}
    order = [place[picture.tobytes()] for picture in x]
    assert sorted(order) == list(range(20))
    np.testing.assert_array_equal(y, Y[order])
    assert from_arrays(X[..., 0], Y).classes == ("0", "1", "2", "3")


def test_a_validation_of_ones_own_and_float_targets() -> None:
    data = from_arrays(X, Y, validation=(X[:3], Y[:3]))
    assert (len(data.training), len(data.validation)) == (20, 3)
    targets = from_arrays(X / 255, np.zeros((20, 3)))
    assert (targets.classes, targets.training.y.shape) == ((), (16, 3))


@pytest.mark.parametrize(
    ("x", "y", "more"),
    [
        (X, Y[:5], {}),
        (X[0, 0], Y, {}),
        (X, Y, {"classes": ("a", "b")}),
        (X, Y - 1, {}),
        (X, np.array(["a"] * 20), {}),
        (np.full((20, 2, 2), "x"), Y, {}),
        (X, Y, {"validation": (X[:2, :3], Y[:2])}),
        (X, np.arange(20), {}),
    ],
)
def test_arrays_that_do_not_belong_together_are_refused(x: Any, y: Any, more: dict[str, Any]) -> None:
    with pytest.raises(WeightsError):
        from_arrays(x, y, **more)
