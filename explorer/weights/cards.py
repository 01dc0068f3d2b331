"""The card of a trained network: what it is, what it was made from and how, what it can do and what it is bad at."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from explorer.errors import SettingError

FOLDER: Final = Path(__file__).parent / "trained"
NAMES: Final = ("fashion_tinyvgg", "fashion_lenet5", "fashion_dense")
"""The trained networks that are shipped."""


@dataclass(frozen=True)
class Data:
    """What a network was trained on."""

    name: str
    images: str
    source: str
    licence: str
    obtained_from: str


@dataclass(frozen=True)
class Confused:
    """`count` test images of class `true` were taken for class `predicted`."""

    true: str
    predicted: str
    count: int


@dataclass(frozen=True)
class ModelCard:
    """Every accuracy is in percent of `test_images` images, of the weights as shipped (float16).

    `accuracy_per_epoch` goes with `epochs` (the epochs whose weights were kept, 0 being the initial ones),
    `accuracy_per_class` with `classes`. `confusion` counts images: rows are true classes, columns predicted ones.
    `rounding_cost` is how many points of accuracy float16 costs.
    """

    name: str
    architecture: tuple[str, ...]
    param_count: int
    input: str
    classes: tuple[str, ...]
    data: Data
    recipe: str
    seed: int
    epochs: tuple[int, ...]
    last_epoch: int
    test_images: int
    accuracy: float
    accuracy_per_epoch: tuple[float, ...]
    accuracy_per_class: tuple[float, ...]
    confusion: tuple[tuple[int, ...], ...]
    confused_pairs: tuple[Confused, ...]
    bad_at: str
    weights_licence: str
    rounding_cost: float
    training_seconds: int
    machine: str

    def accuracy_at(self, epoch: int) -> float:
        """Accuracy of the weights kept after `epoch`."""
        return self.accuracy_per_epoch[self.epochs.index(epoch)]


def load(name: str) -> ModelCard:
    """The card `name`, one of NAMES. Raises SettingError for any other."""
    if name not in NAMES:
        raise SettingError(f"There are no trained weights called {name!r}.", f"Use one of {', '.join(NAMES)}.")
    return _read(name)


@lru_cache(maxsize=len(NAMES))
def _read(name: str) -> ModelCard:
    plain: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    epochs, classes = tuple(plain["epochs"]), tuple(plain["classes"])
    return ModelCard(
        name=plain["name"],
        architecture=tuple(plain["architecture"]),
        param_count=plain["param_count"],
        input=plain["input"],
        classes=classes,
        data=Data(**plain["data"]),
        recipe=plain["recipe"]["words"],
        seed=plain["seed"],
        epochs=epochs,
        last_epoch=plain["last_epoch"],
        test_images=plain["test_images"],
        accuracy=plain["accuracy"],
        accuracy_per_epoch=tuple(plain["accuracy_per_epoch"][str(epoch)] for epoch in epochs),
        accuracy_per_class=tuple(plain["accuracy_per_class"][title] for title in classes),
        confusion=tuple(tuple(row) for row in plain["confusion"]),
        confused_pairs=tuple(Confused(**pair) for pair in plain["confused_pairs"]),
        bad_at=plain["bad_at"],
        weights_licence=plain["weights_licence"],
        rounding_cost=plain["float16"]["cost_in_points"],
        training_seconds=plain["training_seconds"],
        machine=plain["machine"],
    )
