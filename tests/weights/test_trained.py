from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from explorer import presets
from explorer.errors import SettingError
from explorer.weights import Trained, Weights, cards, trained
from explorer.weights.trained import SCALE
from tests.strategies import KEPT


@pytest.mark.parametrize("name", trained.NAMES)
def test_the_files_hold_the_epochs_and_layers_of_the_cards(name: str) -> None:
    with np.load(cards.FOLDER / f"{name}.npz", allow_pickle=False) as file:
        arrays = {entry: file[entry] for entry in file.files}
    found = {int(entry.split("/")[0][1:]) for entry in arrays}
    assert tuple(sorted(found)) == trained.epochs(name)
    of_last = [entry for entry in arrays if entry.startswith(f"e{max(found)}/") and not entry.endswith(SCALE)]
    assert sum(arrays[entry].size for entry in of_last) == cards.load(name).param_count
    scaled = any(entry.endswith(SCALE) for entry in arrays)
    for entry, array in arrays.items():
        if entry + SCALE in arrays:
            assert array.dtype == np.int8
        elif entry.endswith(SCALE) or (scaled and entry.endswith("/bias")):
            assert array.dtype == np.float32
        else:
            assert array.dtype == np.float16


def test_epochs() -> None:
    assert trained.epochs("fashion_tinyvgg") == (0, 1, 2, 3, 5, 10, 24)
    assert trained.epochs("fashion_dense") == (20,)


@pytest.mark.parametrize("base", KEPT, ids=str)
def test_streams_follow_the_order_of_the_stack(base: Trained) -> None:
    network, weights = presets.load(base.name).network, Weights(base)
    assert weights.untrained(network) == ()
    params = weights.params(network)
    with np.load(cards.FOLDER / f"{base.name}.npz", allow_pickle=False) as file:
        for path in params:
            for name, array in params[path].items():
                stored = file[f"e{base.epoch}/{path}/{name}"].astype(np.float32)
                scale = f"e{base.epoch}/{path}/{name}{SCALE}"
                np.testing.assert_array_equal(array, stored * file[scale] if scale in file.files else stored)
    assert not base.fits(len(params), {name: array.shape for name, array in params[path].items()})


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


SHAPES = {"kernel": (5, 5, 1, 6), "bias": (6,)}


def test_arrays_are_read_once_and_cannot_be_written() -> None:
    base = Trained("fashion_lenet5", 20)
    kernel, again = base.draw(0, SHAPES, "kernel"), Trained("fashion_lenet5", 20).draw(0, SHAPES, "kernel")
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
        f"There are no trained weights called {name!r}. Use one of {', '.join(trained.NAMES)}."
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
