"""RecipePart, the base class of what a recipe chooses between: optimisers, schedules, augmentations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from explorer.errors import SettingError, quoted
from explorer.settings import canonicalise, settings_of


@dataclass(frozen=True)
class RecipePart:
    """A frozen value of settings, declared as those of layers are: forms, checks and links read the declarations."""

    kind: ClassVar[str] = ""
    """Its name in specifications: adam."""
    title: ClassVar[str] = ""
    """Its name on the screen: Adam."""
    about: ClassVar[str] = ""
    """One sentence for the form."""

    def __post_init__(self) -> None:
        canonicalise(self)

    def settings(self) -> dict[str, Any]:
        """All settings by name."""
        return {each.name: getattr(self, each.name) for each in settings_of(self)}

    def spec(self) -> list[Any]:
        """Plain data: the kind and the settings that differ from the defaults."""
        changed = {
            each.name: each.type.plain(value)
            for each in settings_of(self)
            if (value := getattr(self, each.name)) != each.default
        }
        return [self.kind, changed]


Chosen = TypeVar("Chosen", bound=RecipePart)


def chosen(what: str, kinds: Mapping[str, type[Chosen]], spec: Any) -> Chosen:
    """The part that `spec` names, as `RecipePart.spec` writes it. Raises SettingError for others; `what` begins it."""
    match spec:
        case [str(kind), dict(settings)] if kind in kinds:
            known = {each.name for each in settings_of(kinds[kind])}
            for name in settings:
                if name not in known:
                    raise SettingError(
                        f"{what}: {kind} has no setting {quoted(name)}.",
                        f"It has {', '.join(sorted(known))}." if known else "Leave it out: it has none.",
                    )
            return kinds[kind](**settings)
    raise SettingError(
        f"{what}: {quoted(spec)} is not one.", f"Use one of {', '.join(kinds)}, such as {next(iter(kinds))!r}."
    )
