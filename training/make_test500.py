"""Writes `tests/fixtures/fashion_test500.npz`: 50 test images of every class, for CI. Needs no torch."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from training.data import test_photos

TARGET = Path(__file__).parents[1] / "tests" / "fixtures" / "fashion_test500.npz"
PER_CLASS = 50
SEED = 500


def main() -> None:
    test = test_photos()
    rng = np.random.default_rng(SEED)
    classes = [np.flatnonzero(test.labels == label) for label in range(10)]
    chosen = [rng.choice(indices, PER_CLASS, replace=False) for indices in classes]
    indices = np.sort(np.concatenate(chosen))
    photos = test.pick(indices)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(TARGET, images=photos.images, labels=photos.labels, indices=indices.astype(np.uint16))
    print(f"{TARGET}: {len(photos)} images, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
