"""What activations that bend every number by itself have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.layers.elementwise import Elementwise
from explorer.layers.naming import Naming


@dataclass(frozen=True)
class Activation(Elementwise):
    """An elementwise layer that follows a layer with weights and is named after it."""

    family: ClassVar[str] = "Activation"
    naming: ClassVar[Naming] = Naming.FOLLOWS
    accompanies: ClassVar[bool] = True
