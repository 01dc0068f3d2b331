"""Activation, the base class of elementwise activation functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.layers.elementwise import Elementwise
from explorer.layers.naming import Naming


@dataclass(frozen=True)
class Activation(Elementwise):
    """An elementwise activation function; such a layer is named after the one that it follows."""

    family: ClassVar[str] = "Activation"
    naming: ClassVar[Naming] = Naming.FOLLOWS
    accompanies: ClassVar[bool] = True
