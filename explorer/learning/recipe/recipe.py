"""Recipe: everything that decides how a network learns, apart from the network, its weights and the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from explorer.errors import SettingError, quoted, typed
from explorer.learning.recipe.augmentation import Augmentation
from explorer.learning.recipe.losses import LOSSES
from explorer.learning.recipe.optimizers import OPTIMIZERS, Adam, Optimizer
from explorer.learning.recipe.parts import chosen
from explorer.learning.recipe.schedules import SCHEDULES, Constant, Schedule
from explorer.settings import Choice, Float, Int, canonicalise, setting
from explorer.weights.seeded import MAX_SEED

VERSION = 1
"""Of specifications. A later one may add settings; their defaults keep what the earlier one meant."""


@dataclass(frozen=True)
class Recipe:
    """How a network learns. Every wrong value is a SettingError.

    Weight decay counts for all learned parameters. SGD and Adam add `weight_decay * w` to the gradient; AdamW shrinks `w`.

    >>> recipe = explorer.Recipe(explorer.SGD(momentum=0.9), learning_rate=0.1, epochs=2)
    >>> recipe.spec()
    {'version': 1, 'optimizer': ['sgd', {'momentum': 0.9}], 'learning_rate': 0.1, 'epochs': 2}
    >>> explorer.Recipe.from_spec(recipe.spec()) == recipe
    True
    """

    optimizer: Optimizer = Adam()
    learning_rate: float = setting(0.001, "How far a step goes along the gradient.", Float(0, 1000))
    schedule: Schedule = Constant()
    batch_size: int = setting(32, "How many pictures one step learns from.", Int(1, 4096))
    epochs: int = setting(5, "How often every picture is seen.", Int(1, 10_000))
    weight_decay: float = setting(0.0, "Pulls every weight a little towards 0, at each step.", Float(0, 10))
    augmentation: Augmentation = Augmentation()
    loss: str = setting("cross_entropy", "What the network is to make small.", Choice(tuple(LOSSES)))
    seed: int = setting(
        0, "Where the order of the pictures, dropout and augmentation are drawn from.", Int(0, MAX_SEED)
    )

    def __post_init__(self) -> None:
        canonicalise(self)
        for name, kind in _CHOSEN.items():
            if not isinstance(getattr(self, name), kind):
                raise SettingError(
                    f"{name.capitalize()}: {typed(getattr(self, name))} was given.", f"Use {_EXAMPLE[name]}."
                )

    def spec(self) -> dict[str, Any]:
        """What differs from the defaults, as plain JSON data, with a version."""
        plain: dict[str, Any] = {"version": VERSION}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                plain[field.name] = value.spec() if field.name in _CHOSEN else value
        return plain

    @classmethod
    def from_spec(cls, spec: Any) -> Recipe:
        """The recipe of plain data, as `spec` writes it. Raises SettingError for anything else."""
        if not isinstance(spec, dict):
            raise SettingError(f"{typed(spec)} was given for a recipe.", "Use what Recipe.spec() returned.")
        if spec.get("version") != VERSION:
            raise SettingError(
                f"The recipe has version {quoted(spec.get('version'))}; this program reads {VERSION}.",
                "Open it with the program that wrote it, or a newer one.",
            )
        values = {name: value for name, value in spec.items() if name != "version"}
        known = [field.name for field in fields(cls)]
        for name in values:
            if name not in known:
                raise SettingError(f"A recipe has no setting {quoted(name)}.", f"It has {', '.join(known)}.")
        for name, read in _READERS.items():
            if name in values:
                values[name] = read(values[name])
        return cls(**values)


_CHOSEN = {"optimizer": Optimizer, "schedule": Schedule, "augmentation": Augmentation}
_EXAMPLE = {
    "optimizer": "SGD(), Adam() or AdamW()",
    "schedule": "Constant(), Cosine() or StepDecay()",
    "augmentation": "Augmentation()",
}
_READERS: dict[str, Callable[[Any], Any]] = {
    "optimizer": lambda spec: chosen("Optimizer", OPTIMIZERS, spec),
    "schedule": lambda spec: chosen("Schedule", SCHEDULES, spec),
    "augmentation": lambda spec: chosen("Augmentation", {Augmentation.kind: Augmentation}, spec),
}
