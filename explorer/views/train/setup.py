"""What the form of the training panel says: the data, where the weights start, and the recipe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Literal

from explorer.layers.base import Shape
from explorer.learning import SGD, Adam, AdamW, DataSet, Recipe
from explorer.learning import data as sets
from explorer.learning.data import OwnPictures
from explorer.learning.data.drawn import LEAST_SIDE, MOST_SIDE, SIDE
from explorer.learning.recipe.optimizers import Optimizer
from explorer.network import Network

Start = Literal["screen", "random"]
FASHION: Final = "fashion"
TWO: Final = "fashion_two"
OWN: Final = "own"
OWN_SHAPE: Final = (64, 64, 3)
"""At which pictures of one's own are kept: as finely as the pad draws."""
OWN_LARGEST: Final = 128
"""Rows or columns of a network's input that they are brought to: for larger ones a network is made that reads OWN_SHAPE."""
OPTIMIZERS: Final[Mapping[str, Optimizer]] = {
    "SGD": SGD(),
    "Momentum": SGD(momentum=0.9),
    "Adam": Adam(),
    "AdamW": AdamW(),
}
"""What the form offers, by its name there."""


@dataclass(frozen=True)
class Setup:
    """Everything that the form says. `pair` are the two classes of TWO; `start` says where the weights begin."""

    data: str = FASHION
    pair: tuple[str, str] = ("Trouser", "Ankle boot")
    start: Start = "random"
    recipe: Recipe = Recipe()

    def with_optimizer(self, title: str) -> Setup:
        """The same with another optimiser, and a learning rate that suits it."""
        optimizer = OPTIMIZERS[title]
        return self.with_recipe(optimizer=optimizer, learning_rate=optimizer.usual_rate)

    def with_recipe(self, **changes: Any) -> Setup:
        """The same with other values of the recipe. Raises SettingError for wrong ones."""
        return replace(self, recipe=replace(self.recipe, **changes))

    def choosing(self, data: str) -> Setup:
        """The same with other data; unknown ones are ignored."""
        return replace(self, data=data) if data in data_titles() else self

    def starting(self, start: str) -> Setup:
        """The same with other weights to begin with."""
        return replace(self, start="screen" if start == "screen" else "random")

    def with_class(self, at: int, name: str) -> Setup:
        """The same with another class of the pair; the same one twice is ignored."""
        pair = (name, self.pair[1]) if at == 0 else (self.pair[0], name)
        return self if pair[0] == pair[1] else replace(self, pair=pair)

    def spec(self) -> dict[str, Any]:
        """The setup as plain JSON data."""
        return {"data": self.data, "pair": list(self.pair), "start": self.start, "recipe": self.recipe.spec()}

    @classmethod
    def from_spec(cls, spec: Any) -> Setup:
        """The reverse of `spec`; what is missing or unknown is as in the beginning. Raises SettingError for a wrong recipe."""
        if not isinstance(spec, dict):
            return cls()
        found = cls(recipe=Recipe.from_spec(spec["recipe"])) if "recipe" in spec else cls()
        found = found.choosing(str(spec.get("data", FASHION))).starting(str(spec.get("start", "random")))
        match spec.get("pair"):
            case [str(one), str(other)] if one != other:
                return replace(found, pair=(one, other))
        return found

    @property
    def optimizer_title(self) -> str:
        """What the form calls the optimiser."""
        optimizer = self.recipe.optimizer
        if isinstance(optimizer, SGD):
            return "Momentum" if optimizer.momentum else "SGD"
        return optimizer.title


def data_titles() -> dict[str, str]:
    """The sets that can be chosen, by their keys: what the list calls them."""
    return {
        FASHION: "Fashion-MNIST, ten classes",
        TWO: "Fashion-MNIST, two classes",
        **{name: f"Generated: {made.title}" for name, made in sets.GENERATED.items()},
        OWN: "Your own classes",
    }


def data_of(setup: Setup, network: Network | None) -> DataSet:
    """The chosen data, generated ones as large as the network's input."""
    if setup.data == FASHION:
        return _fashion(())
    if setup.data == TWO:
        return _fashion(setup.pair)
    rows, cols = network.input_shape[:2] if network is not None and network.input_shape[2] == 1 else (SIDE, SIDE)
    if not (min(rows, cols) >= LEAST_SIDE and max(rows, cols) <= MOST_SIDE):
        rows = cols = SIDE
    return _generated(setup.data, setup.recipe.seed, rows, cols)


def two_classes() -> OwnPictures:
    """What classes of one's own begin with."""
    return OwnPictures(OWN_SHAPE).with_class("First class").with_class("Second class")


def own_data(own: OwnPictures, shape: Shape | None, seed: int) -> DataSet | None:
    """The visitor's own classes as data for a network that reads `shape`, where that is not too large; None while some miss."""
    if own.missing is not None:
        return None
    if shape is not None and len(shape) == 3 and max(shape[:2]) <= OWN_LARGEST and shape[2] in (1, 3):
        own = own.fitted((shape[0], shape[1], shape[2]))
    return own.data_set(seed=seed)


@lru_cache(maxsize=8)
def _fashion(classes: tuple[str, ...]) -> DataSet:
    return sets.fashion(classes or None)


@lru_cache(maxsize=4)
def _generated(name: str, seed: int, rows: int, cols: int) -> DataSet:
    return sets.generated(name, seed=seed, rows=rows, cols=cols)
