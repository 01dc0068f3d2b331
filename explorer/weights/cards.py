"""Model cards of the trained networks: architecture, data, recipe, accuracy, and what the network is bad at."""

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
class TrainingData:
    """The data that a network was trained on, their source and licence."""

    name: str
    images: str
    source: str
    licence: str
    obtained_from: str


@dataclass(frozen=True)
class ConfusedPair:
    """`count` test images of class `true` were taken for class `predicted`."""

    true: str
    predicted: str
    count: int


@dataclass(frozen=True)
class ModelCard:
    """The card of one network. Accuracies are in percent of `test_images` images, for the weights as shipped (float16).

    `accuracy_per_epoch` goes with `epochs` (the epochs whose weights are shipped, 0 being before training),
    `accuracy_per_class` with `classes`. `confusion` counts images: rows are true classes, columns predicted ones.
    `rounding_cost` is how many points of accuracy float16 costs.
    """

    name: str
    architecture: tuple[str, ...]
    param_count: int
    input: str
    classes: tuple[str, ...]
    data: TrainingData
    recipe: str
    seed: int
    epochs: tuple[int, ...]
    last_epoch: int
    test_images: int
    accuracy: float
    accuracy_per_epoch: tuple[float, ...]
    accuracy_per_class: tuple[float, ...]
    confusion: tuple[tuple[int, ...], ...]
    confused_pairs: tuple[ConfusedPair, ...]
    bad_at: str
    weights_licence: str
    rounding_cost: float
    training_seconds: int
    machine: str

    def accuracy_at(self, epoch: int) -> float:
        """Accuracy in percent of the weights after `epoch`, one of `epochs`."""
        return self.accuracy_per_epoch[self.epochs.index(epoch)]


def load(name: str) -> ModelCard:
    """The card of network `name`, one of NAMES. Raises SettingError for any other."""
    if name not in NAMES:
        raise SettingError(f"There are no trained weights called {name!r}.", f"Use one of {', '.join(NAMES)}.")
    return _read(name)


@lru_cache(maxsize=len(NAMES))
def _read(name: str) -> ModelCard:
    """The card in the file that training/card.py wrote."""
    fields: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    epochs, classes = tuple(fields["epochs"]), tuple(fields["classes"])
    return ModelCard(
        name=fields["name"],
        architecture=tuple(fields["architecture"]),
        param_count=fields["param_count"],
        input=fields["input"],
        classes=classes,
        data=TrainingData(**fields["data"]),
        recipe=fields["recipe"]["words"],
        seed=fields["seed"],
        epochs=epochs,
        last_epoch=fields["last_epoch"],
        test_images=fields["test_images"],
        accuracy=fields["accuracy"],
        accuracy_per_epoch=tuple(fields["accuracy_per_epoch"][str(epoch)] for epoch in epochs),
        accuracy_per_class=tuple(fields["accuracy_per_class"][title] for title in classes),
        confusion=tuple(tuple(row) for row in fields["confusion"]),
        confused_pairs=tuple(ConfusedPair(**pair) for pair in fields["confused_pairs"]),
        bad_at=fields["bad_at"],
        weights_licence=fields["weights_licence"],
        rounding_cost=fields["float16"]["cost_in_points"],
        training_seconds=fields["training_seconds"],
        machine=fields["machine"],
    )
