"""Weights and activations of the screen as downloads."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import explorer
from explorer import limits
from explorer.errors import BudgetError, WeightsError
from explorer.formats.weights import read_arrays
from explorer.views.shared.downloads.arrays import offer_activations, offer_weights
from explorer.views.shared.downloads.offers import offers
from tests.strategies import random_params
from tests.views.shared.downloads.test_downloads import get

SCENE = explorer.presets.load("fashion_lenet5").scene()


@pytest.fixture(autouse=True)
def nothing_offered(session: dict[str, Any]) -> None:
    offers.cache_clear()


@pytest.mark.parametrize("suffix", [".npz", ".safetensors"])
def test_the_weights_arrive(suffix: str) -> None:
    found = get(offer_weights(SCENE, f"net{suffix}"))
    assert found.status == 200
    read = explorer.read_weights(found.body, SCENE.network).params(SCENE.network)
    for path, arrays in SCENE.weights.params(SCENE.network).items():
        for name, array in arrays.items():
            np.testing.assert_array_equal(read[path][name], array, strict=True)


@pytest.mark.parametrize("suffix", [".npz", ".safetensors"])
def test_the_activations_of_one_layer_arrive(suffix: str) -> None:
    network = SCENE.network
    found = get(offer_activations(SCENE, f"maps{suffix}", layer="conv1", numbers="float16"))
    pixels = explorer.images.picture_for(SCENE.image.sample, network.input_shape).pixels
    acts = explorer.run(network, SCENE.weights.params(network), pixels[None])
    read = read_arrays(found.body)
    assert list(read) == ["conv1"]
    np.testing.assert_array_equal(read["conv1"], acts[network["conv1"].path].astype(np.float16), strict=True)


def test_a_view_of_the_same_has_the_same_address() -> None:
    first = offer_weights(SCENE, "net.npz")
    assert offer_weights(replace(SCENE, cell=None, scope="map", tool="what"), "net.npz") == first
    assert offer_weights(SCENE, "net.npz", layer="conv1") != first
    gc.collect()
    assert get(first).status == 200


def test_what_is_too_large_is_told_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DOWNLOAD_BYTES", 100_000)
    for make in (offer_weights, offer_activations):
        with pytest.raises(BudgetError) as told:
            make(SCENE if make is offer_weights else explorer.presets.load("tinyvgg").scene(), "a.safetensors")
        assert told.value.problem.endswith("this server sends at most 0.1 MB.")
        assert "cnn-explorer export" in told.value.remedy
        what = "" if make is offer_weights else " --what activations"
        assert told.value.remedy.endswith(f"-o a.safetensors{what}")


def test_weights_that_are_not_here_are_told() -> None:
    uploaded = explorer.Uploaded.of(SCENE.network, random_params(SCENE.network), "mine.npz").absent
    with pytest.raises(WeightsError, match=r"mine\.npz"):
        offer_weights(replace(SCENE, weights=explorer.Weights(uploaded)), "a.npz")
