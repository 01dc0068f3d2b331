"""Accuracy of the shipped weights, computed by the explorer's own engine: `python -m training.evaluate [name ...]`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

from explorer import presets, run
from training.data import CLASSES, Photos, test_photos, to_input

NAMES = ("fashion_lenet5", "fashion_tinyvgg", "fashion_dense")
BATCH = 250
TOLERANCE = 0.1  # points
CARDS = Path(__file__).parents[1] / "explorer" / "weights" / "trained"


def predict(name: str, images: np.ndarray) -> np.ndarray:
    """Class (n,) that the explorer gives each uint8 image (n, 28, 28)."""
    preset = presets.load(name)
    network = preset.network
    params = preset.weights.params(network)
    last = network.steps[-1].path
    starts = range(0, len(images), BATCH)
    outputs = [run(network, params, to_input(images[start : start + BATCH]))[last] for start in starts]
    return np.concatenate(outputs).reshape(len(images), -1).argmax(axis=-1)


def evaluate(name: str, test: Photos) -> bool:
    """Prints accuracy overall and per class; False if the card says otherwise."""
    started = time.perf_counter()
    right = predict(name, test.images) == test.labels
    measured = 100 * float(right.mean())
    on_card = json.loads((CARDS / f"{name}.json").read_text())["accuracy"]
    print(f"{name}: {measured:.2f}% of {len(test):,} test images (card: {on_card:.2f}%), "
          f"{time.perf_counter() - started:.0f} s")  # fmt: skip
    for label, title in enumerate(CLASSES):
        print(f"  {title:12} {right[test.labels == label].mean():6.1%}")
    return abs(measured - on_card) <= TOLERANCE


def main(names: list[str]) -> int:
    """Exit code 1 if a card says another accuracy."""
    test = test_photos()
    agrees = [evaluate(name, test) for name in names or NAMES]
    return 0 if all(agrees) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
