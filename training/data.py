"""Fashion-MNIST: 60,000 training and 10,000 test photographs of clothing, read from its four idx files."""

from __future__ import annotations

import gzip
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

CLASSES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")
HELD_OUT = 5_000
"""Training images on which recipes are compared."""
HELD_OUT_SEED = 2017


@dataclass(frozen=True)
class Photos:
    """Photographs with their classes: `images` uint8 (n, 28, 28), white object on black ground, `labels` uint8 (n,)."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def pick(self, indices: np.ndarray) -> Photos:
        """The photographs at these indices."""
        return Photos(self.images[indices], self.labels[indices])


def folder() -> Path:
    """The folder of the four idx files. Raises FileNotFoundError, which says how to get them."""
    chosen = Path(os.environ.get("FASHION_MNIST", DEBIAN_FOLDER))
    if not any(chosen.glob("t10k-images*")):
        raise FileNotFoundError(
            f"Fashion-MNIST is not in {chosen}: run `apt-get install dataset-fashion-mnist`, or put its "
            "four idx files in a folder named by the environment variable FASHION_MNIST."
        )
    return chosen


def read_idx(path: Path) -> np.ndarray:
    """The array in an idx file of unsigned bytes, gzipped or not. Raises ValueError for another type of file.

    The format is two zero bytes, type 8, rank, big-endian sizes, data.
    """
    raw = path.read_bytes()
    content = gzip.decompress(raw) if path.suffix == ".gz" else raw
    if content[:3] != b"\0\0\x08":
        raise ValueError(f"{path} is not an idx file of unsigned bytes")
    rank = content[3]
    shape = np.frombuffer(content, ">i4", rank, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(tuple(int(n) for n in shape))


def _load(prefix: str) -> Photos:
    def array(kind: str) -> np.ndarray:
        return read_idx(min(folder().glob(f"{prefix}-{kind}*")))

    return Photos(array("images-idx3-ubyte"), array("labels-idx1-ubyte"))


def training_photos() -> Photos:
    """The 60,000 training images."""
    return _load("train")


def test_photos() -> Photos:
    """The 10,000 test images."""
    return _load("t10k")


def split_for_choosing() -> tuple[Photos, Photos]:
    """55,000 training images to train on, and 5,000 held out on which recipes are chosen instead of on the test set."""
    photos = training_photos()
    order = np.random.default_rng(HELD_OUT_SEED).permutation(len(photos))
    return photos.pick(np.sort(order[HELD_OUT:])), photos.pick(np.sort(order[:HELD_OUT]))


def to_input(images: np.ndarray) -> np.ndarray:
    """The networks' input, float32 (n, 28, 28, 1) in [0, 1], of images uint8 (n, 28, 28)."""
    return (images.astype(np.float32) / np.float32(255))[..., None]
