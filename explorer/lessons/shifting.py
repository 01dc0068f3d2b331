"""How accurate a trained network is on images that were moved: what the lesson on dense networks compares."""

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
NAMES = ("fashion_tinyvgg", "fashion_dense")
SHIFTS = tuple(range(7))
WAYS = ((0, 1), (0, -1), (1, 0), (-1, 0))
"""Right, left, down, up."""


def moved(images: Array, down: int, right: int) -> Array:
    """`images` (batch, rows, columns) moved by whole px; what is left free is black, what leaves is gone."""
    out = np.zeros_like(images)
    rows, cols = images.shape[1:]
    out[:, max(down, 0) : rows + min(down, 0), max(right, 0) : cols + min(right, 0)] = images[
        :, max(-down, 0) : rows + min(-down, 0), max(-right, 0) : cols + min(-right, 0)
    ]
    return out


def answers(name: str, images: Array) -> Array:
    """The shares (batch, classes) that a shipped network gives to `images` (batch, rows, columns) in [0, 1]."""
    preset = presets.load(name)
    acts = run(preset.network, preset.weights.params(preset.network), images[..., None].astype(np.float32))
    return acts[preset.network.steps[-1].path]


def accuracy(name: str, images: Array, labels: Array, shift: int) -> float:
    """Percent of `images` that are named rightly after a shift by `shift` px, the mean of the four directions."""
    ways = WAYS if shift else WAYS[:1]
    right = [
        answers(name, moved(images, shift * down, shift * across)).argmax(axis=1) == labels for down, across in ways
    ]
    return float(100 * np.mean(right))


@lru_cache(maxsize=1)
def measured() -> Mapping[str, tuple[float, ...]]:
    """The accuracies by network for shifts of 0, 1, ... px, as `python -m training.shifts` wrote them."""
    plain = json.loads(FILE.read_text(encoding="utf-8"))
    return {name: tuple(plain["percent"][name]) for name in NAMES}


def measured_on() -> int:
    """How many test images they are of."""
    return int(json.loads(FILE.read_text(encoding="utf-8"))["images"])
