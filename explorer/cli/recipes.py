"""Options of the command line for everything in a recipe: made from the declarations of its settings, and read back."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from explorer.errors import SettingError, listed
from explorer.learning.recipe.augmentation import Augmentation
from explorer.learning.recipe.optimizers import OPTIMIZERS
from explorer.learning.recipe.parts import RecipePart
from explorer.learning.recipe.recipe import Recipe
from explorer.learning.recipe.schedules import SCHEDULES
from explorer.settings import Bool, Choice, Int, Setting, settings_of

PARTS: Final[Mapping[str, Mapping[str, type[RecipePart]]]] = {
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "augmentation": {Augmentation.kind: Augmentation},
}
"""What a recipe chooses between, each with its kinds."""


def add_options(command: argparse.ArgumentParser) -> None:
    """Give a command an option for every setting of a recipe; without one it is None."""
    group = command.add_argument_group("how it learns")
    for what, kinds in PARTS.items():
        if len(kinds) > 1:
            default = getattr(Recipe(), what).kind
            group.add_argument(flag(what), choices=tuple(kinds), help=f"default: {default}")
    for each in settings_of(Recipe):
        _add(group, each, f"{each.help} Default: {each.default}.")
    for kinds in PARTS.values():
        for settings in _settings(kinds).values():
            each = settings[0][1]
            of = "" if len(settings) == len(kinds) else f"Of {listed([kind for kind, _ in settings])}. "
            _add(group, each, f"{each.help} {of}Default: {each.default}.")


def recipe_of(arguments: argparse.Namespace, start: Recipe | None = None) -> Recipe:
    """The recipe that the options ask for; what they leave out is as in `start`, by default the usual recipe.

    Raises SettingError for a value out of range and for an option that says nothing of what was chosen.
    """
    before = Recipe() if start is None else start
    changed: dict[str, Any] = {
        each.name: value for each in settings_of(Recipe) if (value := getattr(arguments, each.name)) is not None
    }
    for what, kinds in PARTS.items():
        changed[what] = _part(arguments, what, kinds, getattr(before, what))
    return replace(before, **changed)


def _part(
    arguments: argparse.Namespace, what: str, kinds: Mapping[str, type[RecipePart]], before: RecipePart
) -> RecipePart:
    chosen = getattr(arguments, what, None) or before.kind
    part = before if chosen == before.kind else kinds[chosen]()
    settings = _settings(kinds)
    given = {name: value for name in settings if (value := getattr(arguments, name)) is not None}
    for name in given:
        if name not in part.settings():
            raise SettingError(
                f"{flag(name)} says nothing of the {what} {part.kind}.",
                f"It is for {listed([f'{flag(what)} {kind}' for kind, _ in settings[name]])}.",
            )
    return replace(part, **given)


def _settings(kinds: Mapping[str, type[RecipePart]]) -> dict[str, list[tuple[str, Setting]]]:
    """The settings of all kinds by name, each with the kinds that have it."""
    found: dict[str, list[tuple[str, Setting]]] = {}
    for kind, cls in kinds.items():
        for each in settings_of(cls):
            found.setdefault(each.name, []).append((kind, each))
    return found


def flag(name: str) -> str:
    """The option of a setting.

    >>> flag("batch_size")
    '--batch-size'
    """
    return f"--{name.replace('_', '-')}"


def _add(group: argparse._ArgumentGroup, each: Setting, words: str) -> None:
    words = words.replace("%", "%%")
    match each.type:
        case Bool():
            group.add_argument(flag(each.name), action=argparse.BooleanOptionalAction, help=words)
        case Choice():
            group.add_argument(flag(each.name), choices=each.type.options, help=words)
        case kind:
            group.add_argument(flag(each.name), type=int if isinstance(kind, Int) else float, metavar="N", help=words)
