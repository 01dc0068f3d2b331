"""TensorFlow's flower photographs, and how they are parted into training, validation and test by the names of their files."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image

from explorer import images

CLASSES = ("daisy", "dandelion", "roses", "sunflowers", "tulips")
SIDE = 96
"""The shorter side of a photograph as it is kept for training, px."""
INPUT_SIDE = 64
PARTS = ("test", "validation", "training")
SHARES = (0.2, 0.1, 0.7)


@dataclass(frozen=True)
class Photographs:
    """One part of the photographs: `images`, each uint8 (height, width, 3), `labels` int64 (n,), and `names`."""

    images: tuple[np.ndarray, ...]
    labels: np.ndarray
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.labels)


def part_of(name: str) -> str:
    """The part that a photograph belongs to, from the SHA-256 of "class/file.jpg": the same on every machine and run.

    The first 32 bits, read as a share of their range: below 0.2 is test, below 0.3 validation, the rest training.
    """
    share = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") / 2**32
    if share < SHARES[0]:
        return "test"
    return "validation" if share < SHARES[0] + SHARES[1] else "training"


def source() -> Path:
    """The zip file or the folder with the photographs. Raises FileNotFoundError, which says how to name it."""
    chosen = os.environ.get("FLOWER_PHOTOS", "")
    if not chosen or not Path(chosen).exists():
        raise FileNotFoundError(
            "The flower photographs are not here: set the environment variable FLOWER_PHOTOS to the folder of the "
            "unpacked archive flower_photos.tgz, or to a zip file with the same class folders."
        )
    return Path(chosen)


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Every photograph as ("class/file.jpg", content), in the order of the names."""
    if path.is_dir():
        found = sorted(path.rglob("*.jpg"), key=lambda file: file.as_posix())
        yield from ((f"{file.parent.name}/{file.name}", file.read_bytes()) for file in found)
        return
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".jpg"):
                yield "/".join(PurePosixPath(name).parts[-2:]), archive.read(name)


def _small(content: bytes) -> np.ndarray:
    """The photograph, uint8 (height, width, 3), its shorter side at most `SIDE` px."""
    with Image.open(io.BytesIO(content)) as file:
        image = file.convert("RGB")
    scale = SIDE / min(image.size)
    if scale < 1:
        image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)
    return np.asarray(image)


def photographs(part: str) -> Photographs:
    """The photographs of "training", "validation" or "test"."""
    found, labels, names = [], [], []
    for name, content in _files(source()):
        kind = name.split("/")[0]
        if kind in CLASSES and part_of(name) == part:
            found.append(_small(content))
            labels.append(CLASSES.index(kind))
            names.append(name)
    return Photographs(tuple(found), np.array(labels), tuple(names))


def fitted(photographs: Photographs) -> np.ndarray:
    """The photographs as the app hands them to the network, float32 (n, 64, 64, 3) in [0, 1]: `explorer.images.fit`."""
    result = np.empty((len(photographs), INPUT_SIDE, INPUT_SIDE, 3), np.float32)
    for row, image in zip(result, photographs.images, strict=True):
        picture = images.Picture(image.astype(np.float32) / np.float32(255))
        row[...] = images.fit(picture, INPUT_SIDE, INPUT_SIDE, "crop").pixels
    return result
