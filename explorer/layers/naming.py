"""Naming, how layers are named: conv1_1 by its block, relu1_1 after the layer that it follows, flatten by its stem."""

from __future__ import annotations

from enum import Enum, auto


class Naming(Enum):
    """How layers of a kind are named, apart from the stem of the name: see `explorer.network.naming`."""

    BY_STEM = auto()
    """By the stem alone: flatten."""
    IN_BLOCK = auto()
    """By its block, and by its number there if the block holds several: conv1, conv2_1."""
    ENDS_BLOCK = auto()
    """By the block that it ends: pool2."""
    OWN_BLOCK = auto()
    """By a block that it is alone in: dense3."""
    FOLLOWS = auto()
    """By the layer that it follows: relu2_1."""
    BY_KIND = auto()
    """By its number among the layers of its kind: res1, res2."""
