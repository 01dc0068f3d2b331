"""Trained: weights that were learned from photographs, by network and epoch, read from the files in `trained/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.errors import SettingError
from explorer.layers.base import Array
from explorer.weights import cards
from explorer.weights.cards import NAMES
from explorer.weights.learned import Learned, LearnedLayers

__all__ = ["NAMES", "SCALE", "Trained", "epochs"]

SCALE = "_scale"
"""Whole numbers of 8 bits have their scales beside them, float32: `kernel` times `kernel_scale` are the weights."""


def epochs(name: str) -> tuple[int, ...]:
    """The epochs of network `name` whose weights are shipped, ascending; 0 is before training. Raises SettingError."""
    return tuple(int(epoch) for epoch in cards.load(name).epochs)


@dataclass(frozen=True)
class Trained(Learned):
    """The weights of network `name` after `epoch` passes over its training images.

    `stream` is the place of a layer among those with a kernel in the network that was trained, or among those without.

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

    @property
    def layers(self) -> LearnedLayers:
        return _layers(self.name, self.epoch)

    def key(self, stream: int) -> list[object]:
        return ["trained", self.name, self.epoch, stream]


@lru_cache(maxsize=32)
def _layers(name: str, epoch: int) -> LearnedLayers:
    """The parameters of each layer that has any, in the order of the stack and so of the file."""
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
    return LearnedLayers.of(by_path.values())
