from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.weights import Trained, cards, trained
from tests.strategies import KEPT


@pytest.mark.parametrize("name", trained.NAMES)
def test_the_files_hold_the_epochs_and_layers_of_the_cards_as_float16(name: str) -> None:
    with np.load(cards.FOLDER / f"{name}.npz", allow_pickle=False) as file:
        assert {file[entry].dtype for entry in file.files} == {np.dtype(np.float16)}
        found = {int(entry.split("/")[0][1:]) for entry in file.files}
        of_last = sum(file[entry].size for entry in file.files if entry.startswith(f"e{max(found)}/"))
    assert tuple(sorted(found)) == trained.epochs(name)
    assert of_last == cards.load(name).param_count


def test_epochs() -> None:
    assert trained.epochs("fashion_tinyvgg") == (0, 1, 2, 3, 5, 10, 24)
    assert trained.epochs("fashion_dense") == (20,)


@pytest.mark.parametrize("base", KEPT, ids=str)
def test_streams_follow_the_order_of_the_stack(base: Trained) -> None:
    with np.load(cards.FOLDER / f"{base.name}.npz", allow_pickle=False) as file:
        paths = sorted({int(entry.split("/")[1]) for entry in file.files})
        for stream, path in enumerate(paths):
            kernel, bias = (file[f"e{base.epoch}/{path}/{name}"] for name in ("kernel", "bias"))
            assert base.fits(stream, {"kernel": kernel.shape, "bias": bias.shape})
            np.testing.assert_array_equal(base.draw(stream, kernel.shape), kernel.astype(np.float32))
            np.testing.assert_array_equal(base.bias(stream, bias.shape), bias.astype(np.float32))
    assert not base.fits(len(paths), {"kernel": kernel.shape, "bias": bias.shape})


@pytest.mark.parametrize(
    "shapes",
    [
        {"kernel": (3, 3, 1, 10)},
        {"kernel": (3, 3, 1, 11), "bias": (11,)},
        {"kernel": (3, 3, 3, 10), "bias": (10,)},
        {"kernel": (1, 9, 1, 10), "bias": (10,)},
        {"kernel": (9, 10), "bias": (10,)},
        {"kernel": (3, 3, 1, 10), "bias": (10,), "gamma": (10,)},
    ],
    ids=str,
)
def test_only_exactly_the_trained_shapes_fit(shapes: dict[str, tuple[int, ...]]) -> None:
    assert Trained("fashion_tinyvgg", 24).fits(0, {"kernel": (3, 3, 1, 10), "bias": (10,)})
    assert not Trained("fashion_tinyvgg", 24).fits(0, shapes)


def test_arrays_are_read_once_and_cannot_be_written() -> None:
    base = Trained("fashion_lenet5", 20)
    kernel, again = base.draw(0, (5, 5, 1, 6)), Trained("fashion_lenet5", 20).draw(0, (5, 5, 1, 6))
    assert np.shares_memory(kernel, again)
    with pytest.raises(ValueError, match="read-only"):
        kernel[0, 0, 0, 0] = 1


def test_keys_tell_networks_epochs_and_layers_apart() -> None:
    keys = {tuple(base.key(stream)) for base in KEPT for stream in range(3)}
    assert len(keys) == 3 * len(KEPT)


@pytest.mark.parametrize("name", ["vgg16", "", "../fashion_dense", None, 3, ["fashion_dense"]])
def test_unknown_names_are_refused_with_those_that_exist(name: Any) -> None:
    with pytest.raises(SettingError) as caught:
        Trained(name, 0)
    assert str(caught.value) == (
        f"There are no trained weights called {name!r}. Use one of fashion_tinyvgg, fashion_lenet5, fashion_dense."
    )


@pytest.mark.parametrize("epoch", [4, -1, 25, True, 1.0, "24", None])
def test_epochs_that_were_not_kept_are_refused_with_those_that_were(epoch: Any) -> None:
    with pytest.raises(SettingError) as caught:
        Trained("fashion_tinyvgg", epoch)
    assert str(caught.value) == (
        f"fashion_tinyvgg has no weights of epoch {epoch!r}. Use one of the epochs 0, 1, 2, 3, 5, 10, 24."
    )


def test_a_single_epoch_is_named() -> None:
    with pytest.raises(SettingError, match=r"Use epoch 20\.$"):
        Trained("fashion_dense", 0)
