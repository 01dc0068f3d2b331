"""What layers that make every number from one number by a formula have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.layers.base import Layer
from explorer.layers.formula.tree import Expression


@dataclass(frozen=True)
class Elementwise(Layer):
    """y = f(x), cell by cell. A kind writes f down once, as a formula for its explanations, besides computing it."""

    elementwise: ClassVar[bool] = True
    kinks: ClassVar[tuple[float, ...]] = ()
    """Where the slope may jump (an ELU's does not where its alpha is 1)."""

    @property
    def formula(self) -> Expression:
        """f as words and LaTeX show it, in x, the settings and the parameters by their names."""
        page = type(self).__module__.replace(".", "/")
        raise NotImplementedError(f"{type(self).__name__} has no formula: write one in {page}.py.")
