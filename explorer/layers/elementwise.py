"""Elementwise, the base class of layers that compute every number from one number by a formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.layers.base import Layer
from explorer.layers.formula.tree import Expression


@dataclass(frozen=True)
class Elementwise(Layer):
    """A layer y = f(x), cell by cell. Besides computing f, a kind gives it as a formula, for its explanations."""

    elementwise: ClassVar[bool] = True

    @property
    def kinks(self) -> tuple[float, ...]:
        """Where the slope may jump (an ELU's does not where its alpha is 1)."""
        return ()

    @property
    def formula(self) -> Expression:
        """f as an expression, to be shown as words or LaTeX: in x, the settings and the parameters by their names."""
        module = type(self).__module__.replace(".", "/")
        raise NotImplementedError(f"{type(self).__name__} has no formula: write one in {module}.py.")
