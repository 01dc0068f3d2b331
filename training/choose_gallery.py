"""Writes `fashion_gallery.npz`: 40 test images, four per class, eight of which fashion_tinyvgg gets wrong."""

from __future__ import annotations

import numpy as np

from training import reference
from training.data import CLASSES, Photos, test_photos, to_input
from training.fashion_tinyvgg import LAYERS, NAME
from training.ship import ROOT, load_card, load_epoch

PER_CLASS = 4
WRONG = 8
"""Images that the network gets wrong."""
SEED = 40


def probabilities(test: Photos) -> np.ndarray:
    """Class probabilities (n, 10) of the test images, by the shipped weights of the last epoch."""
    params = load_epoch(NAME, load_card(NAME)["last_epoch"])
    parts = np.split(test.images, 20)
    return np.concatenate([reference.run(LAYERS, params, to_input(part))[-1] for part in parts])


def wrong_per_class(predicted: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """How many wrong answers to show of each class: at most two, in proportion to those that the network gives."""
    left = np.bincount(labels[predicted != labels], minlength=10).astype(float)
    shown = np.zeros(10, int)
    for _ in range(WRONG):
        candidates = np.where((shown < 2) & (left > shown), left / (shown + 1), -1)
        shown[int(candidates.argmax())] += 1
    return shown


def choose(test: Photos, predicted: np.ndarray) -> np.ndarray:
    """Indices of the chosen test images, by class, those with right answers first."""
    rng = np.random.default_rng(SEED)
    right = predicted == test.labels
    chosen: list[int] = []
    for label, wrong in enumerate(wrong_per_class(predicted, test.labels)):
        for wanted, count in ((True, PER_CLASS - wrong), (False, wrong)):
            pool = np.flatnonzero((test.labels == label) & (right == wanted))
            chosen += sorted(rng.choice(pool, count, replace=False).tolist())
    return np.array(chosen)


def main() -> None:
    test = test_photos()
    probs = probabilities(test)
    predicted = probs.argmax(-1)
    indices = choose(test, predicted)
    target = ROOT / "explorer" / "images" / "samples" / "fashion_gallery.npz"
    np.savez_compressed(
        target,
        images=test.images[indices],
        labels=test.labels[indices],
        indices=indices.astype(np.uint16),
        predicted=predicted[indices].astype(np.uint8),
        probability=probs.max(-1)[indices].astype(np.float32),
    )
    for index in indices:
        mark = "" if predicted[index] == test.labels[index] else f"  taken for {CLASSES[predicted[index]]}"
        print(f"{index:5d} {CLASSES[test.labels[index]]:12} {probs[index].max():.3f}{mark}")


if __name__ == "__main__":
    main()
