"""Model cards of the trained networks: architecture, data, recipe, accuracy, and what the network is bad at."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from explorer.errors import SettingError
from explorer.weights.course import Course, read_course

FOLDER: Final = Path(__file__).parent / "trained"
NAMES: Final = ("flowers_vgg", "fashion_tinyvgg", "fashion_lenet5", "fashion_dense", "efficientnet_lite0")
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
class Tested:
    """What the weights as they are shipped name rightly, in percent of `images` test images, by this explorer's own engine.

    `accuracy_per_epoch` goes with the card's `epochs`, `accuracy_per_class` with its `classes`. `confusion` counts images:
    rows are true classes, columns predicted ones. `rounding_cost` is how many points of accuracy float16 costs.
    """

    images: int
    accuracy: float
    accuracy_per_epoch: tuple[float, ...]
    accuracy_per_class: tuple[float, ...]
    confusion: tuple[tuple[int, ...], ...]
    confused_pairs: tuple[ConfusedPair, ...]
    rounding_cost: float
    seed: int


@dataclass(frozen=True)
class ModelCard:
    """The card of one network: what it is made of, what it learned from, and what it can and cannot do.

    `epochs` are those whose weights are shipped, 0 being before training. `knows` says in a few words what it can tell
    apart, `gallery` which kind of samples shows that, `stored` how the weights are kept. `tested` is None for weights that
    others trained; `figures` are further sentences about what was measured or published. `course` has loss and accuracy at
    each of the `epochs`, None where it was not measured.
    """

    name: str
    architecture: tuple[str, ...]
    param_count: int
    input: str
    classes: tuple[str, ...]
    knows: str
    gallery: str
    data: TrainingData
    recipe: str
    epochs: tuple[float, ...]
    last_epoch: int
    stored: str
    figures: tuple[str, ...]
    bad_at: str
    weights_licence: str
    tested: Tested | None
    course: Course | None

    def accuracy_at(self, epoch: float) -> float | None:
        """Accuracy in percent of the weights after `epoch`, one of `epochs`; None if this project did not test them."""
        return self.tested.accuracy_per_epoch[self.epochs.index(epoch)] if self.tested else None


def load(name: str) -> ModelCard:
    """The card of network `name`, one of NAMES. Raises SettingError for any other."""
    if name not in NAMES:
        raise SettingError(f"There are no trained weights called {name!r}.", f"Use one of {', '.join(NAMES)}.")
    return _read(name)


@lru_cache(maxsize=len(NAMES))
def _read(name: str) -> ModelCard:
    """The card in the file that a command of training/ wrote."""
    fields: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return ModelCard(
        name=fields["name"],
        architecture=tuple(fields["architecture"]),
        param_count=fields["param_count"],
        input=fields["input"],
        classes=tuple(fields["classes"]),
        knows=fields["knows"],
        gallery=fields["gallery"],
        data=TrainingData(**fields["data"]),
        recipe=fields["recipe"]["words"],
        epochs=tuple(fields["epochs"]),
        last_epoch=fields["last_epoch"],
        stored=fields["stored"],
        figures=tuple(fields["figures"]),
        bad_at=fields["bad_at"],
        weights_licence=fields["weights_licence"],
        tested=_tested(fields) if "accuracy" in fields else None,
        course=read_course(fields["course"], fields["epochs"]) if "course" in fields else None,
    )


def _tested(fields: dict[str, Any]) -> Tested:
    return Tested(
        images=fields["test_images"],
        accuracy=fields["accuracy"],
        accuracy_per_epoch=tuple(fields["accuracy_per_epoch"][str(epoch)] for epoch in fields["epochs"]),
        accuracy_per_class=tuple(fields["accuracy_per_class"][title] for title in fields["classes"]),
        confusion=tuple(tuple(row) for row in fields["confusion"]),
        confused_pairs=tuple(ConfusedPair(**pair) for pair in fields["confused_pairs"]),
        rounding_cost=fields["float16"]["cost_in_points"],
        seed=fields["seed"],
    )
