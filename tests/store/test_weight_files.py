"""Demos with uploaded weights: their files, their limit, and what a reader of the demo has."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer import BatchNormalization, Conv2D, Network, limits
from explorer.errors import ExplorerError, StoreError
from explorer.scene import Scene
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store import Bundle, Store, bundle, weight_files, zipped
from explorer.store.sqlite import Sqlite
from explorer.weights import Uploaded, Weights
from tests.store.demos import demo, photo
from tests.strategies import random_params

NETWORK = Network((Conv2D(filters=3), BatchNormalization()), (12, 12, 3))


def uploaded(seed: int = 0, name: str = "model.npz") -> Uploaded:
    return Uploaded.of(NETWORK, random_params(NETWORK, seed, np.float32), name)


def scene(weights: Uploaded) -> Scene:
    return Scene(NETWORK.layers, NETWORK.input_shape, Weights(weights))


def bundled(*weights: Uploaded) -> Bundle:
    scenes = [scene(each) for each in weights]
    return Bundle(Walkthrough(tuple(map(Stop, scenes)), "Mine"), {"a" * 24: photo(), **weight_files.files_of(scenes)})


def test_a_demo_holds_its_weights_as_files_and_readers_get_them() -> None:
    one, two = uploaded(), uploaded(1)
    made = bundled(one, two, one)
    assert set(made.files) == {"a" * 24, f"{one.digest}.weights.npz", f"{two.digest}.weights.npz"}
    assert set(weight_files.photos_in(made.files)) == {"a" * 24}
    opened = zipped.unpack(zipped.pack(made))
    assert [stop.scene.weights.base for stop in opened.walk.stops] == [one.absent, two.absent, one.absent]
    whole = weight_files.walk_with_weights(opened.walk, weight_files.weights_in(opened.files))
    assert whole == made.walk
    params = whole.stops[1].scene.weights.params(NETWORK)["1"]
    np.testing.assert_array_equal(params["moving_mean"], two.layers.plain[0]["moving_mean"])


def test_a_store_keeps_them(tmp_path: Path) -> None:
    database = Sqlite(tmp_path / "demos.sqlite3")
    store, made = Store(database), bundled(uploaded())
    assert store.demo(store.publish(made).id).files == made.files
    database.close()


def test_two_weights_of_one_name_stay_apart() -> None:
    one, two = uploaded(), uploaded(1)
    found = weight_files.weights_in(bundled(one, two).files)
    assert weight_files.with_weights(scene(one.absent), found) == scene(one)
    assert weight_files.with_weights(scene(two.absent), found) == scene(two)
    other = scene(uploaded(2).absent)
    assert weight_files.with_weights(other, found) == other, "its file is not there"


def test_only_demos_that_need_it_have_the_format_that_older_versions_refuse() -> None:
    assert json.loads(demo().manifest)["format"] == 1
    assert json.loads(bundled(uploaded()).manifest)["format"] == bundle.FORMAT_WITH_UPLOADS == 2


def test_weights_that_are_not_here_cannot_be_published() -> None:
    with pytest.raises(StoreError, match="The weights of step 2 are not here"):
        weight_files.files_of([scene(uploaded()), scene(uploaded(1).absent)])


def test_a_demo_with_too_many_weights_names_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DEMO_BYTES", 2_000)
    with pytest.raises(
        StoreError, match=r"at most 0 MB can be kept\. Its uploaded weights take 0\.0 MB: use a network"
    ):
        bundled(uploaded())


def test_a_file_that_does_not_have_the_digest_of_its_name_is_damaged() -> None:
    files = bundled(uploaded()).files
    [name] = [each for each in files if weight_files.is_weights(each)]
    for wrong in (dict.fromkeys([f"{'0' * 64}.weights.npz"], files[name]), {name: files[name][:-30]}, {name: b""}):
        with pytest.raises(ExplorerError, match="damaged"):
            weight_files.weights_in(wrong)


def test_what_is_kept_for_a_visitor_may_be_larger_than_a_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Sqlite(tmp_path / "demos.sqlite3")
    store, made = Store(database), replace(bundled(uploaded()), most=1_000_000)
    monkeypatch.setattr(limits, "DEMO_BYTES", 1_000)
    store.keep("token", made)
    kept = store.kept("token")
    assert kept is not None
    assert kept.manifest == made.manifest
    assert kept.files == made.files
    database.close()
