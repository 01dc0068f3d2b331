"""EfficientNet-Lite0 with its stored weights against PyTorch, and what it costs in memory and in loading."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from explorer import Network, images, presets, run
from explorer.images import samples
from explorer.layers.base import Array
from explorer.weights import cards, trained

FIXTURE = Path(__file__).parents[1] / "fixtures" / "efficientnet_lite0_parity.npz"
CARD = cards.load("efficientnet_lite0")
MEGA = 1_000_000


@pytest.fixture(scope="module")
def torch() -> dict[str, Array]:
    """What `training/imagenet/parity.py` wrote."""
    with np.load(FIXTURE, allow_pickle=False) as file:
        return {key: file[key] for key in file.files}


def network() -> Network:
    return presets.load("efficientnet_lite0").network


def test_every_step_computes_what_torch_computes(torch: dict[str, Array]) -> None:
    """On float32, against float64: the scaled error of sampled cells is at most 1e-5 at every step."""
    weights = presets.load("efficientnet_lite0").weights
    x = np.stack([images.fit(samples.load(str(name)), 224, 224).pixels for name in torch["names"]])
    acts = run(network(), weights.params(network()), x)
    paths = [step.path for step in network().steps[1:]]
    assert {key.split("/")[0] for key in torch if "/" in key} == set(paths)
    for path in paths:
        ours = np.take_along_axis(acts[path].reshape(len(x), -1), torch[f"{path}/positions"].astype(int), axis=1)
        error = np.abs(ours - torch[f"{path}/values"]).max() / torch[f"{path}/scale"]
        assert error <= 1e-5, f"{network().step(path).name}: {error:.1e}"
    np.testing.assert_array_equal(np.argsort(-acts[paths[-1]], axis=1)[:, :5], torch["top_five"])


def test_it_names_what_is_on_the_sample_photographs(torch: dict[str, Array]) -> None:
    first = dict(zip(torch["names"].tolist(), torch["top_five"][:, 0].tolist(), strict=True))
    assert {name: CARD.classes[unit] for name, unit in first.items()} == {
        "cat": "Egyptian cat",
        "coffee": "espresso",
        "photographer": "tripod",
    }


def test_its_file_is_small_and_so_is_the_fixture() -> None:
    assert (cards.FOLDER / "efficientnet_lite0.npz").stat().st_size <= 4_500_000
    assert FIXTURE.stat().st_size <= 200_000


def test_its_weights_are_read_only_when_they_are_used() -> None:
    """Importing the library, every title of the menu and a run of another network leave the file closed."""
    code = """
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
import numpy as np
import explorer
titles = [explorer.presets.load(name).title for name in explorer.presets.NAMES]
other = explorer.presets.load("fashion_lenet5")
explorer.run(other.network, other.weights.params(other.network), np.zeros((1, 28, 28, 1), np.float32))
files = [name.rpartition("/")[2] for name in opened if name.endswith(".npz")]
print("efficientnet_lite0.npz" in files, "fashion_lenet5.npz" in files)
explorer.presets.load("efficientnet_lite0").weights.params(explorer.presets.load("efficientnet_lite0").network)["1"]
print(any(name.endswith("efficientnet_lite0.npz") for name in opened))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True"]


def test_memory_beyond_the_maps_that_are_kept_is_small() -> None:
    """Loading and one run: at most 60 MB at the peak that are not activations, weights included."""
    plan, weights = network(), presets.load("efficientnet_lite0").weights
    x = np.zeros((1, *plan.input_shape), np.float32)
    trained._layers.cache_clear()
    tracemalloc.start()
    try:
        acts = run(plan, weights.params(plan), x)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    kept = sum(array.nbytes for array in acts.values())
    assert peak - kept <= 60 * MEGA, f"{(peak - kept) / MEGA:.0f} MB"


def test_the_card_is_that_of_weights_which_others_trained_and_tested() -> None:
    assert CARD.tested is None
    assert CARD.epochs == (350,)
    assert "published recipe" in CARD.recipe
    assert len(CARD.classes) == len(set(CARD.classes)) == 1000
    assert CARD.classes[:2] == ("tench", "goldfish")
    assert {CARD.classes[134], CARD.classes[517]} == {"crane", "crane bird"}
    published, measured = CARD.figures
    assert "75.1%" in published
    assert "74.4%" in published
    assert measured.startswith("Measured by this project on")
    for words in ("one answer", "none of these", "People are not a class", "arXiv:1811.12231"):
        assert words in CARD.bad_at


def test_the_licences_of_weights_names_and_photographs_are_said_apart() -> None:
    text = (cards.FOLDER / "LICENCES.md").read_text(encoding="utf-8")
    for words in (
        "ML Illustrated",
        "The TensorFlow Authors",
        "The weights were changed",
        "Soumith Chintala",
        "None is contained",
    ):
        assert words in text
    licence = (cards.FOLDER / "LICENSE-Apache-2.0.txt").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
