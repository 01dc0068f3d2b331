"""Calls that make the layers of a framework, and values as Python writes them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from explorer.layers.base import Shape


class Raw(str):
    """Code that stands as it is: the name of a parameter, or what is computed from one."""


class _Required:
    """Stands for a default that there is not."""


REQUIRED: Final = _Required()


@dataclass(frozen=True)
class Arg:
    """An argument of a call. It is left out where its value is the default, and given by place where there is none."""

    name: str
    value: Any
    default: Any = REQUIRED

    @property
    def by_place(self) -> bool:
        return self.default is REQUIRED

    @property
    def said(self) -> bool:
        """Whether it has to be written."""
        return self.by_place or repr(self.value) != repr(self.default)


@dataclass(frozen=True)
class Made:
    """The call of `function` that makes a layer of the framework, which gives maps or numbers of `shape` (ours, no batch).

    A layer of ours may need several, one after the other: `suffix` tells the others from the one that has its name. `shape`
    is left out where it is that of our layer's output.
    """

    function: str
    args: tuple[Arg, ...] = ()
    suffix: str = ""
    shape: Shape | None = None


@dataclass(frozen=True)
class Place:
    """Where a layer stands: the shapes (ours) before and behind it; `reordered` where a vector has PyTorch's order then."""

    entering: Shape
    leaving: Shape
    reordered: bool = False


def collapsed(pair: Any) -> Any:
    """(3, 3) as 3, as a person writes it; any other pair as it is."""
    return pair[0] if isinstance(pair, tuple) and len(pair) == 2 and pair[0] == pair[1] else pair


def plain_sides(sides: Any) -> Any:
    """((1, 1), (2, 2)) as (1, 2) and ((1, 1), (1, 1)) as 1; cells that differ from side to side as they are."""
    return collapsed(tuple(map(collapsed, sides))) if all(before == after for before, after in sides) else sides


def literal(value: Any) -> str:
    """A value as Python source. Words are plain letters, digits and signs only: nothing can end the quotes."""
    match value:
        case Raw():
            return str(value)
        case str():
            if not value.isascii() or not value.isprintable() or set(value) & {'"', "\\"}:
                raise ValueError(
                    "Only words of ours stand in quotes: letters, digits and signs without a meaning there."
                )
            return f'"{value}"'
        case None | bool() | int():
            return repr(value)
        case float():
            return _number(value)
        case tuple():
            return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
        case list():
            return f"[{', '.join(map(literal, value))}]"
    raise TypeError(f"{type(value).__name__} has no literal")


def _number(value: float) -> str:
    if math.isinf(value):
        return f'float("{"-" if value < 0 else ""}inf")'
    return repr(float(value)).replace("e+", "e")
