"""Weights that were trained here are a value like any other: in scenes, links, files, caches and edits."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer import TrainedHere, Uploaded, Weights, link, read_weights, run, save_weights
from explorer.errors import SettingError, WeightsError
from explorer.formats.json_file import from_json, to_json
from explorer.scene import Scene
from explorer.scene.scene import with_arrays
from explorer.weights.own import file as own_file
from tests.strategies import random_params
from tests.weights.own.cards import EPOCHS, NETWORK, card, snapshot


def scene(base: TrainedHere) -> Scene:
    return Scene(NETWORK.layers, NETWORK.input_shape, Weights(base))


def test_the_parameters_are_those_that_were_learned() -> None:
    params = random_params(NETWORK, 20, np.float32)
    made = Weights(snapshot(2)).params(NETWORK)
    for path, own in params.items():
        for name, array in own.items():
            np.testing.assert_array_equal(made[path][name], array)


def test_the_digest_is_that_of_the_numbers_alone() -> None:
    one, other = snapshot(2), snapshot(2, "another name", card(seconds=1.0))
    assert one.digest == other.digest
    assert one.digest != snapshot(1).digest
    assert one.digest == Uploaded.of(NETWORK, random_params(NETWORK, 20, np.float32)).digest


def test_caches_tell_other_numbers_apart_and_the_same_ones_not() -> None:
    def key(base: Any) -> dict[str, str]:
        return Weights(base).provenance(NETWORK)

    uploaded = Uploaded.of(NETWORK, random_params(NETWORK, 20, np.float32))
    assert key(snapshot(2)) == key(replace(snapshot(2), name="x", epoch=3)) == key(uploaded)
    assert key(snapshot(2)) != key(snapshot(1))
    assert key(snapshot(2)) != key(snapshot(2).absent)


def test_snapshots_of_one_training_are_siblings() -> None:
    assert snapshot(1).is_sibling(snapshot(2))
    assert not snapshot(1).is_sibling(replace(snapshot(2), family="e" * 64))
    assert not replace(snapshot(1), family="").is_sibling(replace(snapshot(2), family=""))
    assert not snapshot(1).is_sibling(Uploaded(snapshot(2).digest))


@pytest.mark.parametrize("epoch", EPOCHS)
def test_a_link_says_which_snapshot_it_is_and_finds_its_arrays(epoch: float) -> None:
    base = snapshot(epoch)
    found = link.decode(link.encode(scene(base)))
    assert found.weights.base == base.absent
    assert found.weights.asked_for == base.absent
    whole = with_arrays(found, base)
    assert whole == scene(base)
    assert whole.weights.card == card().shown
    with pytest.raises(WeightsError):
        with_arrays(found, snapshot(0.5))


def test_a_whole_epoch_is_written_in_one_way() -> None:
    assert repr(replace(snapshot(2), epoch=2.0)) == repr(snapshot(2))


@pytest.mark.parametrize(
    "wrong",
    [{"family": "x"}, {"family": None}, {"epoch": -1}, {"epoch": float("nan")}, {"epoch": "1"}, {"epoch": True}],
)
def test_what_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingError):
        replace(snapshot(), **wrong)


def test_json_has_it_by_digest() -> None:
    text = to_json(NETWORK, Weights(snapshot(1.5)))
    assert from_json(text).recipe.base == snapshot(1.5).absent


def test_the_store_keeps_arrays_and_card() -> None:
    base = snapshot()
    data = own_file.to_bytes(base)
    assert data == own_file.to_bytes(snapshot())
    found = own_file.from_bytes(data)
    assert found == base
    assert isinstance(found, TrainedHere)
    assert found.card == card()
    bare = replace(base, card=None)
    assert own_file.from_bytes(own_file.to_bytes(bare)) == bare


def test_bytes_of_uploaded_weights_are_as_before() -> None:
    uploaded = Uploaded.of(NETWORK, random_params(NETWORK, 20, np.float32), "a.npz")
    with zipfile.ZipFile(io.BytesIO(own_file.to_bytes(uploaded))) as file:
        assert all(name.endswith(".npy") for name in file.namelist())


def rewritten(data: bytes, here: bytes, twice: bool = False) -> bytes:
    """The file with another text beside its arrays."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            if info.filename != own_file.HERE:
                new.writestr(info, old.read(info))
        for name in (own_file.HERE, "x.json")[: 1 + twice]:
            new.writestr(name, here)
    return made.getvalue()


HOSTILE = [
    *[b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"version": 1}', b"[" * 100_000, b"9" * 5_000],
    b'{"version": 9, "name": "", "family": "", "epoch": 1, "card": null}',
    b'{"version": 1, "name": "", "family": "../..", "epoch": 1, "card": null}',
    b'{"version": 1, "name": "", "family": "", "epoch": NaN, "card": null}',
    b'{"version": 1, "name": "", "family": "", "epoch": 1, "card": {"version": 1}}',
    b" " * 1_000_001,
]


@pytest.mark.parametrize("here", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_beside_the_arrays_is_refused_in_a_sentence(here: bytes, tmp_path: Path) -> None:
    with pytest.raises(WeightsError) as caught:
        own_file.from_bytes(rewritten(own_file.to_bytes(snapshot()), here))
    assert caught.value.problem.endswith(".")
    save_weights(tmp_path / "a.npz", NETWORK, Weights(snapshot()))
    if here:
        with pytest.raises(WeightsError):
            read_weights(rewritten((tmp_path / "a.npz").read_bytes(), here), NETWORK)


def test_other_entries_are_refused_by_the_store() -> None:
    with pytest.raises(WeightsError):
        own_file.from_bytes(
            rewritten(own_file.to_bytes(snapshot()), own_file.here_text(snapshot()).encode(), twice=True)
        )


def test_a_name_from_a_file_is_made_harmless() -> None:
    here = own_file.here_text(snapshot()).replace("my shapes", "../" + "x" * 500).encode()
    found = own_file.from_bytes(rewritten(own_file.to_bytes(snapshot()), here))
    assert found.name == "x" * 80


def test_an_npz_brings_the_card_along(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    save_weights(path, NETWORK, Weights(snapshot()))
    found = read_weights(path, NETWORK)
    assert found == Weights(snapshot())
    assert found.card == card().shown
    with np.load(path) as file:
        np.testing.assert_array_equal(file["0/kernel"], snapshot().layers.kernels[0]["kernel"])


def test_edited_weights_and_other_formats_have_no_card(tmp_path: Path) -> None:
    edited = Weights(snapshot()).with_number("0", "bias", 0, 5.0)
    for path, weights in ((tmp_path / "a.npz", edited), (tmp_path / "a.safetensors", Weights(snapshot()))):
        save_weights(path, NETWORK, weights)
        assert isinstance(read_weights(path, NETWORK).base, Uploaded)


def test_a_run_with_them_is_that_with_their_arrays() -> None:
    x = np.random.default_rng(0).random((1, 4, 4, 1), np.float32)
    acts = run(NETWORK, Weights(snapshot()).params(NETWORK), x)
    direct = run(NETWORK, random_params(NETWORK, 20, np.float32), x)
    for path, array in direct.items():
        np.testing.assert_array_equal(acts[path], array)
