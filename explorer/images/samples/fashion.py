"""Clothing: test images of Fashion-MNIST, for the networks that were trained on its training images.

`fashion_gallery.npz` was written by `training/choose_gallery.py`; the number in a name is the image's index in the test set.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from explorer.images.picture import Picture
from explorer.images.samples.sample import Sample
from explorer.weights import cards

_NETWORK: Final = "fashion_tinyvgg"
"""The network whose answers are told with the images."""


def _gallery() -> tuple[tuple[Sample, ...], dict[str, Picture]]:
    """The samples in the order of the file, and their pictures by name."""
    classes = cards.load(_NETWORK).classes
    with np.load(Path(__file__).parent / "fashion_gallery.npz", allow_pickle=False) as file:
        images, indices, labels, predicted = (file[key] for key in ("images", "indices", "labels", "predicted"))
    names = [f"fashion-{index}" for index in indices]
    samples = tuple(
        Sample(name, classes[label], "fashion", "Zalando, MIT", classes[label], classes[answer])
        for name, label, answer in zip(names, labels, predicted, strict=True)
    )
    grey = images[..., None].astype(np.float32) / np.float32(255)
    pictures = {name: Picture(np.repeat(image, 3, axis=2)) for name, image in zip(names, grey, strict=True)}
    return samples, pictures


FASHION, PICTURES = _gallery()
