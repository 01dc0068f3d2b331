"""Accuracy of trained networks on shifted images, which the lesson on dense networks compares."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from explorer import presets
from explorer.layers.base import Array
from explorer.running import run

FILE = Path(__file__).parent / "data" / "shifts.json"
PRESET_NAMES = ("fashion_tinyvgg", "fashion_dense")
SHIFTS = tuple(range(7))
DIRECTIONS = ((0, 1), (0, -1), (1, 0), (-1, 0))
"""The directions of a shift as (down, right): right, left, down, up."""


def moved(images: Array, down: int, right: int) -> Array:
    """`images` (batch, rows, columns) shifted by whole px; pixels that come in are black."""
    out = np.zeros_like(images)
    rows, cols = images.shape[1:]
    out[:, max(down, 0) : rows + min(down, 0), max(right, 0) : cols + min(right, 0)] = images[
        :, max(-down, 0) : rows + min(-down, 0), max(-right, 0) : cols + min(-right, 0)
    ]
    return out


def class_shares(name: str, images: Array) -> Array:
    """The softmax shares (batch, classes) of the preset `name` for `images` (batch, rows, columns) in [0, 1]."""
    preset = presets.load(name)
    acts = run(preset.network, preset.weights.params(preset.network), images[..., None].astype(np.float32))
    return acts[preset.network.steps[-1].path]


def accuracy(name: str, images: Array, labels: Array, shift: int) -> float:
    """The accuracy in percent on `images` shifted by `shift` px, averaged over the four directions."""
    ways = DIRECTIONS if shift else DIRECTIONS[:1]
    right = [
        class_shares(name, moved(images, shift * down, shift * across)).argmax(axis=1) == labels
        for down, across in ways
    ]
    return float(100 * np.mean(right))


@lru_cache(maxsize=1)
def measured_accuracies() -> Mapping[str, tuple[float, ...]]:
    """The accuracies in percent by network for shifts of 0, 1, ... px, as `python -m training.shifts` measured them."""
    plain = json.loads(FILE.read_text(encoding="utf-8"))
    return {name: tuple(plain["percent"][name]) for name in PRESET_NAMES}


def measured_image_count() -> int:
    """The number of test images behind `measured_accuracies`."""
    return int(json.loads(FILE.read_text(encoding="utf-8"))["images"])
