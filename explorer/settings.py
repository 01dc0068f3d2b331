"""Settings of layers, each declared once: checks, forms, links and tests all read the declaration."""

from __future__ import annotations

import dataclasses
import math
import numbers
from dataclasses import dataclass
from typing import Any, Literal

from explorer import limits
from explorer.errors import SettingError, quoted

Level = Literal["basic", "more"]
"""Whether a form shows a setting at once, or behind "more"."""


@dataclass(frozen=True)
class Type:
    """The type of a setting: which values it takes, and how a value is written in one canonical way."""

    def check(self, name: str, value: Any) -> Any:
        """The canonical form of `value`. Raises SettingError, naming the setting, for a value that it does not take."""
        raise NotImplementedError

    def plain(self, value: Any) -> Any:
        """The value as a link writes it."""
        return value


def is_whole(value: Any) -> bool:
    """Whether it is of a type of whole numbers; True and False are not."""
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def check_whole(name: str, value: Any, low: int, high: int) -> int:
    """`value` as int, if it is a whole number from `low` to `high`. Raises SettingError otherwise."""
    if not is_whole(value) or not low <= value <= high:
        raise SettingError(f"The {name} is {quoted(value)}.", f"Use a whole number, {low} to {high:,}.")
    return int(value)


def setting_label(name: str) -> str:
    """The name of a setting as forms and messages write it: "Kernel size" for kernel_size."""
    return name.replace("_", " ").capitalize()


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, numbers.Real) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # a whole number beyond every float
        return False


def _whole(name: str, value: Any, low: int, high: int) -> int:
    if not _is_number(value):
        raise SettingError(
            f"{setting_label(name)}: {quoted(value)} is not a number.", f"Use a whole number, {low} to {high:,}."
        )
    if value != int(value):
        raise SettingError(
            f"{setting_label(name)}: {quoted(value)} is not a whole number.", f"Use one from {low} to {high:,}."
        )
    if not low <= value <= high:
        beyond = f"less than {low:,}" if value < low else f"more than {high:,}"
        raise SettingError(
            f"{setting_label(name)}: {int(value):,} is {beyond}.", f"Use a whole number, {low} to {high:,}."
        )
    return int(value)


@dataclass(frozen=True)
class Int(Type):
    """A whole number from `low` to `high`."""

    low: int = 1
    high: int = limits.CHANNELS

    def check(self, name: str, value: Any) -> int:
        return _whole(name, value, self.low, self.high)


@dataclass(frozen=True)
class Float(Type):
    """A finite number from `low` to `high`."""

    low: float = -1e6
    high: float = 1e6

    def check(self, name: str, value: Any) -> float:
        if not _is_number(value):
            raise SettingError(
                f"{setting_label(name)}: {quoted(value)} is not a finite number.",
                f"Use a number, {self.low:g} to {self.high:g}.",
            )
        if not self.low <= value <= self.high:
            beyond = f"less than {self.low:g}" if value < self.low else f"more than {self.high:g}"
            raise SettingError(
                f"{setting_label(name)}: {float(value):g} is {beyond}.",
                f"Use a number, {self.low:g} to {self.high:g}.",
            )
        return float(value)


@dataclass(frozen=True)
class Numbers(Type):
    """One finite number for all channels or one for each, from `low` to `high`: a tuple; 0.5 stands for (0.5,)."""

    low: float = -1e6
    high: float = 1e6

    def check(self, name: str, value: Any) -> tuple[float, ...]:
        values = value if isinstance(value, list | tuple) else [value]
        if not 1 <= len(values) <= limits.LISTED_NUMBERS:
            raise SettingError(
                f"{setting_label(name)}: {len(values)} numbers are given.",
                f"Use one number, or one for each of at most {limits.LISTED_NUMBERS} channels.",
            )
        return tuple(Float(self.low, self.high).check(name, each) for each in values)

    def plain(self, value: Any) -> Any:
        return list(value) if len(value) > 1 else value[0]


@dataclass(frozen=True)
class Bool(Type):
    """On or off."""

    def check(self, name: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise SettingError(f"{setting_label(name)}: {quoted(value)} is neither on nor off.", "Use True or False.")
        return value


@dataclass(frozen=True)
class Choice(Type):
    """One of `options`."""

    options: tuple[str, ...] = ()

    def check(self, name: str, value: Any) -> str:
        if value not in self.options:
            raise SettingError(
                f"{setting_label(name)}: {quoted(value)} is not one of the choices.",
                f"Use one of {', '.join(map(repr, self.options))}.",
            )
        return str(value)


@dataclass(frozen=True)
class Pair(Type):
    """Two whole numbers, for rows and columns; one number stands for both: 3 becomes (3, 3)."""

    low: int = 1
    high: int = 64

    def check(self, name: str, value: Any) -> tuple[int, int]:
        if isinstance(value, list | tuple):
            if len(value) != 2:
                raise SettingError(
                    f"{setting_label(name)}: {len(value)} numbers are given.",
                    "Use one number, or two for rows and columns.",
                )
            return (
                _whole(f"{name} for rows", value[0], self.low, self.high),
                _whole(f"{name} for columns", value[1], self.low, self.high),
            )
        both = _whole(name, value, self.low, self.high)
        return (both, both)


@dataclass(frozen=True)
class Triple(Type):
    """Three whole numbers, for rows, columns and channels."""

    low: int = 1
    high: int = limits.CHANNELS

    def check(self, name: str, value: Any) -> tuple[int, int, int]:
        if not isinstance(value, list | tuple) or len(value) != 3:
            raise SettingError(
                f"{setting_label(name)}: {quoted(value)} is not three numbers.",
                "Use three, for rows, columns and channels.",
            )
        rows, cols, channels = (
            _whole(f"{name} for {axis}", number, self.low, self.high) for axis, number in zip(AXES, value, strict=True)
        )
        return (rows, cols, channels)

    def plain(self, value: Any) -> Any:
        return list(value)


AXES = ("rows", "columns", "channels")
"""The axes of maps in their order, counted from 1 in an Order."""


@dataclass(frozen=True)
class Order(Type):
    """An order of the three axes of maps, counted from 1: (2, 1, 3) has the columns before the rows."""

    def check(self, name: str, value: Any) -> tuple[int, int, int]:
        axes = Triple(1, 3).check(name, value)
        if sorted(axes) != [1, 2, 3]:
            raise SettingError(
                f"{setting_label(name)}: {', '.join(map(str, axes))} is no order of the three axes.",
                "Use 1, 2 and 3 once each.",
            )
        return axes

    def plain(self, value: Any) -> Any:
        return list(value)


PaddingValue = str | tuple[tuple[int, int], tuple[int, int]]
"""The canonical form of a padding: "valid", "same", or cells per side ((top, bottom), (left, right))."""


@dataclass(frozen=True)
class Padding(Type):
    """'valid', 'same', or explicit cells per side: ((top, bottom), (left, right)); 1 stands for 1 on every side."""

    high: int = 64

    def check(self, name: str, value: Any) -> PaddingValue:
        if isinstance(value, str):
            if value not in ("valid", "same"):
                raise SettingError(
                    f"{setting_label(name)}: {quoted(value)} is not a padding.",
                    "Use 'valid', 'same' or numbers of cells per side.",
                )
            return value
        if not isinstance(value, list | tuple):
            side = _whole(name, value, 0, self.high)
            return ((side, side), (side, side))
        if len(value) != 2:
            raise SettingError(
                f"{setting_label(name)}: {len(value)} parts are given.",
                "Use two: ((top, bottom), (left, right)), or (rows, columns).",
            )
        sides = tuple(
            Pair(0, self.high).check(f"{name} {axis}", side)
            for axis, side in zip(("rows", "columns"), value, strict=True)
        )
        return (sides[0], sides[1])


SidesValue = tuple[tuple[int, int], tuple[int, int]]
"""Cells per side: ((top, bottom), (left, right))."""


@dataclass(frozen=True)
class Sides(Type):
    """Cells per side: ((top, bottom), (left, right)); 1 stands for 1 on every side, (1, 2) for rows and columns."""

    high: int = 64

    def check(self, name: str, value: Any) -> SidesValue:
        if isinstance(value, str):
            raise SettingError(
                f"{setting_label(name)}: {quoted(value)} is not a number.", "Use numbers of cells per side."
            )
        sides = Padding(self.high).check(name, value)
        assert not isinstance(sides, str)
        return sides


@dataclass(frozen=True)
class Setting:
    """A setting as it is declared: its name, type, default, help in one sentence, and level."""

    name: str
    type: Type
    default: Any
    help: str
    level: Level


def setting(default: Any, help: str, type: Type, level: Level = "basic") -> Any:
    """Declares a dataclass field of a layer as a setting. `default` must be in canonical form."""
    return dataclasses.field(default=default, metadata={"type": type, "help": help, "level": level})


def settings_of(layer_or_kind: Any) -> tuple[Setting, ...]:
    """The settings of a layer or of a kind of layer, in the order in which they are declared."""
    return tuple(
        Setting(f.name, f.metadata["type"], f.default, f.metadata["help"], f.metadata["level"])
        for f in dataclasses.fields(layer_or_kind)
        if "type" in f.metadata
    )


def setting_text(value: Any) -> str:
    """A setting's value as a reader writes it: 3, 3 × 5, same, "1 on each side", "0.485, 0.456, 0.406"."""
    if not isinstance(value, tuple):
        return "yes" if value is True else "no" if value is False else f"{value:,}" if _is_number(value) else str(value)
    if isinstance(value[0], float):
        return ", ".join(f"{each:g}" for each in value)
    if isinstance(value[0], tuple):
        (top, bottom), (left, right) = value
        if top == bottom == left == right:
            return f"{top} on each side"
        return f"top {top}, bottom {bottom}, left {left}, right {right}"
    return str(value[0]) if value[:1] * 2 == value else " × ".join(map(str, value))


def canonicalise(layer: Any) -> None:
    """Checks every setting of a frozen layer and replaces its value by the canonical one. Raises SettingError."""
    for declared in settings_of(layer):
        value = declared.type.check(declared.name, getattr(layer, declared.name))
        object.__setattr__(layer, declared.name, value)
