"""What the shipped networks recognise, by this engine, of 500 test images: 50 per class, drawn by chance.

`python -m training.evaluate` does the same with all 10,000, which are not in the repository.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from explorer import presets, run

FILE = Path(__file__).parents[1] / "fixtures" / "fashion_test500.npz"


@pytest.mark.parametrize(
    ("name", "percent"), [("fashion_tinyvgg", 93.4), ("fashion_lenet5", 92.6), ("fashion_dense", 89.2)]
)
def test_accuracy(name: str, percent: float) -> None:
    network, weights = presets.load(name).network, presets.load(name).weights
    with np.load(FILE, allow_pickle=False) as file:
        images, labels = file["images"], file["labels"]
    np.testing.assert_array_equal(np.bincount(labels), [50] * 10)
    x = images[..., None].astype(np.float32) / np.float32(255)
    chances = run(network, weights.params(network), x)[network.steps[-1].path]
    assert 100 * np.mean(chances.argmax(axis=1) == labels) == pytest.approx(percent, abs=0.2)
