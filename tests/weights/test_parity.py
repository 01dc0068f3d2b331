"""The engine against torch: activations of 16 test images, written by `training/parity.py`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from explorer import presets, run
from explorer.weights import cards

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.mark.parametrize("name", [name for name in cards.NAMES if cards.load(name).gallery == "fashion"])
def test_every_layer_computes_what_torch_computes(name: str) -> None:
    network, weights = presets.load(name).network, presets.load(name).weights
    with np.load(FIXTURES / f"{name}_parity.npz", allow_pickle=False) as file:
        torch = {key: file[key] for key in file.files}
    acts = run(network, weights.params(network), torch["images"][..., None].astype(np.float32) / np.float32(255))
    paths = [step.path for step in network.steps[1:]]
    assert {key.split("/")[0] for key in torch if "/" in key} == set(paths)
    for path in paths:
        ours = np.take_along_axis(acts[path].reshape(16, -1), torch[f"{path}/positions"].astype(int), axis=1)
        error = np.abs(ours - torch[f"{path}/values"]).max() / torch[f"{path}/scale"]
        assert error <= 1e-5, f"{network.step(path).name}: {error:.1e}"
