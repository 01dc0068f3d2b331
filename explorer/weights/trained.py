"""Trained weights: kernels and biases read from the files in `trained/`, by network and epoch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.errors import SettingError
from explorer.layers.base import Array, Params, Shape
from explorer.weights import cards
from explorer.weights.cards import NAMES

__all__ = ["NAMES", "Trained", "epochs"]


def epochs(name: str) -> tuple[int, ...]:
    """The epochs whose weights are shipped, in order; 0 is before training. Raises SettingError for an unknown name."""
    return cards.load(name).epochs


@dataclass(frozen=True)
class Trained:
    """The weights of network `name` after `epoch` passes over its training images.

    They go to weighted layers in their order (`stream`), so that a layer without weights can be put in between.

    >>> explorer.Weights(explorer.Trained("fashion_tinyvgg", 24)).card.classes[0]
    'T-shirt/top'
    """

    name: str
    epoch: int

    def __post_init__(self) -> None:
        kept = epochs(self.name)
        if type(self.epoch) is not int or self.epoch not in kept:
            raise SettingError(
                f"{self.name} has no weights of epoch {self.epoch!r}.",
                f"Use one of the epochs {', '.join(map(str, kept))}." if len(kept) > 1 else f"Use epoch {kept[0]}.",
            )

    def fits(self, stream: int, shapes: dict[str, Shape]) -> bool:
        """Whether the trained layer has exactly these parameters: kernel, and bias or none, of these shapes."""
        layers = _layers(self.name, self.epoch)
        return stream < len(layers) and {name: array.shape for name, array in layers[stream].items()} == shapes

    def key(self, stream: int) -> list[object]:
        return ["trained", self.name, self.epoch, stream]

    def draw(self, stream: int, shape: Shape) -> Array:
        """The kernel; `fits` says whether `shape` is its own."""
        return _layers(self.name, self.epoch)[stream]["kernel"].reshape(shape)

    def bias(self, stream: int, shape: Shape) -> Array:
        return _layers(self.name, self.epoch)[stream]["bias"].reshape(shape)


@lru_cache(maxsize=32)
def _layers(name: str, epoch: int) -> tuple[Params, ...]:
    """The parameters of each weighted layer in the order of the stack, float32, read-only."""
    prefix, by_path = f"e{epoch}/", dict[int, dict[str, Array]]()
    with np.load(cards.FOLDER / f"{name}.npz", allow_pickle=False) as file:
        for entry in file.files:
            if entry.startswith(prefix):
                path, param = entry.removeprefix(prefix).split("/")
                array = file[entry].astype(np.float32)
                array.flags.writeable = False
                by_path.setdefault(int(path), {})[param] = array
    return tuple(by_path[path] for path in sorted(by_path))
