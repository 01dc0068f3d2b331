"""Trained: weights that were learned from photographs, by network and epoch, read from the files in `trained/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.errors import SettingError
from explorer.layers.base import Array, Params, Shape
from explorer.weights import cards
from explorer.weights.cards import NAMES

__all__ = ["NAMES", "SCALE", "Trained", "epochs"]

SCALE = "_scale"
"""Whole numbers of 8 bits have their scales beside them, float32: `kernel` times `kernel_scale` are the weights."""


def epochs(name: str) -> tuple[int, ...]:
    """The epochs of network `name` whose weights are shipped, ascending; 0 is before training. Raises SettingError."""
    return cards.load(name).epochs


def kernel_count(name: str, epoch: int) -> int:
    """How many layers with a kernel network `name` has."""
    return len(_layers(name, epoch))


@dataclass(frozen=True)
class Trained:
    """The weights of network `name` after `epoch` passes over its training images.

    `stream` is the place of a layer among those with a kernel in the network that was trained.

    >>> explorer.Weights(explorer.Trained("fashion_tinyvgg", 24)).card.classes[0]
    'T-shirt/top'
    """

    name: str
    epoch: int

    def __post_init__(self) -> None:
        shipped = epochs(self.name)
        if type(self.epoch) is not int or self.epoch not in shipped:
            raise SettingError(
                f"{self.name} has no weights of epoch {self.epoch!r}.",
                f"Use one of the epochs {', '.join(map(str, shipped))}."
                if len(shipped) > 1
                else f"Use epoch {shipped[0]}.",
            )

    def shapes(self, stream: int) -> dict[str, Shape] | None:
        """The shapes of the parameters of layer number `stream` by name; None if that was not trained."""
        layers = _layers(self.name, self.epoch)
        return {name: array.shape for name, array in layers[stream].items()} if stream < len(layers) else None

    def fits(self, stream: int, shapes: dict[str, Shape]) -> bool:
        """Whether the trained layer number `stream` has exactly the parameters in `shapes`: kernel, and bias or none."""
        return self.shapes(stream) == shapes

    def key(self, stream: int) -> list[object]:
        """What tells this layer's parameters apart from any others, as plain data: part of a cache key."""
        return ["trained", self.name, self.epoch, stream]

    def draw(self, stream: int, shape: Shape) -> Array:
        """The kernel of layer number `stream`, float32; `fits` says whether `shape` is its own."""
        return _layers(self.name, self.epoch)[stream]["kernel"].reshape(shape)

    def bias(self, stream: int, shape: Shape) -> Array:
        """The bias of layer number `stream`, float32; `fits` says whether `shape` is its own."""
        return _layers(self.name, self.epoch)[stream]["bias"].reshape(shape)


@lru_cache(maxsize=32)
def _layers(name: str, epoch: int) -> tuple[Params, ...]:
    """The parameters of each layer with a kernel, in the order of the stack and so of the file, float32, read-only."""
    prefix, by_path = f"e{epoch}/", dict[str, dict[str, Array]]()
    with np.load(cards.FOLDER / f"{name}.npz", allow_pickle=False) as file:
        for entry in file.files:
            if entry.startswith(prefix) and not entry.endswith(SCALE):
                path, param = entry.removeprefix(prefix).split("/")
                array = file[entry].astype(np.float32)
                if entry + SCALE in file.files:
                    array *= file[entry + SCALE]
                array.flags.writeable = False
                by_path.setdefault(path, {})[param] = array
    return tuple(by_path.values())
