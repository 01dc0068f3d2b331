"""Accuracy of the shipped weights, computed by the explorer's own engine: `python -m training.evaluate [name ...]`.

Without names: every network whose test images are on this machine. Of a network with several epochs, loss and accuracy
on the test images are confirmed at each; `python -m training.course --check` does so on what it learned from, too.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from explorer import presets, run
from explorer.weights import cards
from training import course
from training import data as clothing
from training.flowers import data as flowers

BATCH = 250
TOLERANCE = 0.1  # points


def clothing_test() -> tuple[np.ndarray, np.ndarray]:
    """Test images of clothing as the networks get them, float32 (10000, 28, 28, 1), and their labels."""
    test = clothing.test_photos()
    return clothing.to_input(test.images), test.labels


def flowers_test() -> tuple[np.ndarray, np.ndarray]:
    """Test photographs of flowers as the network gets them, float32 (728, 64, 64, 3), and their labels."""
    test = flowers.photographs("test")
    return flowers.fitted(test), test.labels


TESTS: dict[str, Callable[[], tuple[np.ndarray, np.ndarray]]] = {
    "flowers_vgg": flowers_test,
    "fashion_lenet5": clothing_test,
    "fashion_tinyvgg": clothing_test,
    "fashion_dense": clothing_test,
}


def predict(name: str, x: np.ndarray) -> np.ndarray:
    """Class (n,) that the explorer gives each of the images `x` (n, rows, cols, channels)."""
    preset = presets.load(name)
    network = preset.network
    params = preset.weights.params(network)
    last = network.steps[-1].path
    outputs = [run(network, params, x[start : start + BATCH])[last] for start in range(0, len(x), BATCH)]
    return np.concatenate(outputs).reshape(len(x), -1).argmax(axis=-1)


def evaluate(name: str, x: np.ndarray, labels: np.ndarray) -> bool:
    """Prints accuracy overall and per class; False if the card says otherwise."""
    card = cards.load(name)
    assert card.tested
    started = time.perf_counter()
    right = predict(name, x) == labels
    measured = 100 * float(right.mean())
    print(f"{name}: {measured:.2f}% of {len(x):,} test images (card: {card.tested.accuracy:.2f}%), "
          f"{time.perf_counter() - started:.0f} s")  # fmt: skip
    for label, title in enumerate(card.classes):
        print(f"  {title:12} {right[labels == label].mean():6.1%}")
    return abs(measured - card.tested.accuracy) <= TOLERANCE


def main(names: list[str]) -> int:
    """Exit code 1 if a card says something else, or if nothing could be tested."""
    agrees = []
    for name in names or TESTS:
        try:
            x, labels = TESTS[name]()
        except FileNotFoundError as missing:
            print(f"{name}: {missing}")
            if names:
                return 1
            continue
        agrees.append(evaluate(name, x, labels))
        if name in course.PARTS:
            agrees.append(course.confirm(name, {"unseen": course.Part("test photos", x, labels)}))
    return 0 if agrees and all(agrees) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
