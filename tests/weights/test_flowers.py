"""The network of the opening screen: what it computes, against PyTorch, and what it says of shipped photographs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from explorer import presets, run
from explorer.images import fit, samples
from explorer.network import Network
from explorer.weights import Trained, Weights, cards

FIXTURE = Path(__file__).parents[1] / "fixtures" / "flowers_vgg_parity.npz"


def _activations(names: list[str]) -> tuple[Network, dict[str, np.ndarray]]:
    preset = presets.load("flowers_vgg")
    x = np.stack([fit(samples.load(name), 64, 64).pixels for name in names])
    return preset.network, dict(run(preset.network, preset.weights.params(preset.network), x))


def test_every_layer_computes_what_torch_computes() -> None:
    with np.load(FIXTURE, allow_pickle=False) as file:
        torch = {key: file[key] for key in file.files}
    network, acts = _activations(torch["samples"].tolist())
    paths = [step.path for step in network.steps[1:]]
    assert {key.split("/")[0] for key in torch if "/" in key} == set(paths)
    for path in paths:
        flat = acts[path].reshape(len(torch["samples"]), -1)
        ours = np.take_along_axis(flat, torch[f"{path}/positions"].astype(int), axis=1)
        error = np.abs(ours - torch[f"{path}/values"]).max() / torch[f"{path}/scale"]
        assert error <= 1e-5, f"{network.step(path).name}: {error:.1e}"


@pytest.mark.parametrize("name", [sample.name for sample in samples.of_kind("flower")])
def test_its_sample_photographs_are_recognised(name: str) -> None:
    network, acts = _activations([name])
    shares = acts[network.steps[-1].path][0]
    assert cards.load("flowers_vgg").classes[int(shares.argmax())] == "dandelion"
    assert shares.max() > 0.6


def test_it_is_small_enough_to_look_at_as_a_whole() -> None:
    preset, card = presets.load("flowers_vgg"), cards.load("flowers_vgg")
    assert preset.network.param_count == card.param_count <= 60_000
    assert 8 <= preset.network.step("1").output_shape[2] <= 12
    assert {type(layer).__name__ for layer in preset.network.layers} == {
        *("Rescaling", "Conv2D", "ReLU", "MaxPool2D", "GlobalAveragePool2D", "Dense", "Softmax")
    }
    assert (cards.FOLDER / "flowers_vgg.npz").stat().st_size <= 1_100_000


def test_what_it_was_tested_on() -> None:
    card = cards.load("flowers_vgg")
    assert card.tested
    assert card.tested.images == 728
    seeds = json.loads((Path(__file__).parents[2] / "training" / "flowers" / "seeds.json").read_text())
    assert set(seeds) == {"1", "2", "3"}
    mean = sum(seeds.values()) / len(seeds)
    assert mean > 84
    assert f"**{mean:.1f}%** on average" in card.figures[0]
    assert seeds["1"] == pytest.approx(card.tested.accuracy, abs=1e-3)
    assert len(card.epochs) == 9
    assert card.epochs[0] == 0


def test_training_shows_in_its_epochs() -> None:
    card = cards.load("flowers_vgg")
    assert card.tested
    first, last = card.tested.accuracy_per_epoch[0], card.tested.accuracy_per_epoch[-1]
    assert first < 40 < last
    preset = presets.load("flowers_vgg")
    x = fit(samples.load("dandelion"), 64, 64).pixels[None]
    shares = []
    for epoch in card.epochs:
        params = Weights(Trained("flowers_vgg", epoch)).params(preset.network)
        shares.append(float(run(preset.network, params, x)[preset.network.steps[-1].path][0, 1]))
    assert shares[0] < shares[-1]
