"""Clothing to learn from: 6,000 training and 1,000 test images of Fashion-MNIST, which come with the package.

`fashion_mnist.npz` was written by `training/make_fashion_subset.py`. Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from explorer.layers.base import Array
from explorer.learning.data.examples import DataSet, Examples
from explorer.learning.data.subsets import only

CLASSES: Final = (
    *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
    *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
)
FILE: Final = Path(__file__).parent / "fashion_mnist.npz"
SOURCE: Final = "Fashion-MNIST by Zalando Research (Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747)"


def fashion(classes: Sequence[str] | None = None) -> DataSet:
    """6,000 pictures of clothing to learn from and 1,000 of the test set to measure with, (28, 28, 1), uint8.

    Every class has as many as any other, and so has every beginning: the classes take turns. `classes` are the names of some
    of them, all without. Raises SettingError for names that are none.

    >>> data = explorer.learning.data.fashion(("Trouser", "Bag"))
    >>> data.name, data.training.x.shape, len(data.validation)
    ('Fashion-MNIST, 1,200 pictures of 2 classes', (1200, 28, 28, 1), 200)
    """
    return _all() if classes is None else only(_all(), classes)


@cache
def _all() -> DataSet:
    with np.load(FILE, allow_pickle=False) as file:
        training, validation = (_in_turn(file[part]) for part in ("training", "validation"))
    return DataSet("Fashion-MNIST, 6,000 pictures", CLASSES, training, validation, SOURCE, "MIT")


def _in_turn(images: Array) -> Examples:
    """Images (classes, n, rows, columns) so that the classes take turns, read-only."""
    classes, count = images.shape[:2]
    x = np.ascontiguousarray(images.swapaxes(0, 1)).reshape(classes * count, *images.shape[2:], 1)
    y = np.tile(np.arange(classes), count)
    for array in (x, y):
        array.setflags(write=False)
    return Examples(x, y)
