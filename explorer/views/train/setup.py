"""What the form of the training panel says: the data, where the weights start, and the recipe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Literal

from explorer.learning import SGD, Adam, AdamW, DataSet, Recipe
from explorer.learning import data as sets
from explorer.learning.optimizers import Optimizer
from explorer.network import Network

Start = Literal["screen", "random"]
FASHION: Final = "fashion"
TWO: Final = "fashion_two"
OWN: Final = "own"
OPTIMIZERS: Final[Mapping[str, Optimizer]] = {
    "SGD": SGD(),
    "Momentum": SGD(momentum=0.9),
    "Adam": Adam(),
    "AdamW": AdamW(),
}
"""What the form offers, by its name there."""
RATES: Final = {"SGD": 0.1, "Momentum": 0.02, "Adam": 0.001, "AdamW": 0.001}
"""A learning rate that suits each of them: with another optimiser another size of step is right."""


@dataclass(frozen=True)
class Setup:
    """Everything that the form says. `pair` are the two classes of TWO; `start` says where the weights begin."""

    data: str = FASHION
    pair: tuple[str, str] = ("Trouser", "Ankle boot")
    start: Start = "random"
    recipe: Recipe = Recipe()

    def with_optimizer(self, title: str) -> Setup:
        """The same with another optimiser, and a learning rate that suits it."""
        recipe = replace(self.recipe, optimizer=OPTIMIZERS[title], learning_rate=RATES[title])
        return replace(self, recipe=recipe)

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
    rows, cols = network.input_shape[:2] if network is not None and network.input_shape[2] == 1 else (28, 28)
    return _generated(setup.data, setup.recipe.seed, rows, cols)


@lru_cache(maxsize=8)
def _fashion(classes: tuple[str, ...]) -> DataSet:
    return sets.fashion(classes or None)


@lru_cache(maxsize=4)
def _generated(name: str, seed: int, rows: int, cols: int) -> DataSet:
    return sets.generated(name, seed=seed, rows=rows, cols=cols)
