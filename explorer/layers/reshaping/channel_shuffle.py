"""ChannelShuffle, which mixes the maps of groups, so that the next grouped convolution reads some of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np

from explorer.errors import ShapeError
from explorer.layers.base import Array, Layer, Place, Shape, as_map
from explorer.layers.reshaping.moving import Ordering
from explorer.limits import CHANNELS
from explorer.settings import Int, setting


@dataclass(frozen=True)
class ChannelShuffle(Ordering):
    """Takes a map from each group in turn: the first of every group, then the second of every group, and so on.

    Zhang, Zhou, Lin and Sun 2018, "ShuffleNet", arXiv:1707.01083; PyTorch's `channel_shuffle`.

    >>> explorer.ChannelShuffle(groups=2).forward(np.arange(6.0).reshape(1, 1, 1, 6), {}).ravel()
    array([0., 3., 1., 4., 2., 5.])
    """

    kind: ClassVar[str] = "channel_shuffle"
    title: ClassVar[str] = "Channel shuffle"
    short: ClassVar[str] = "shuffle"
    about: ClassVar[str] = "Mixes the maps of groups like cards: one of each group in turn."

    groups: int = setting(2, "How many groups of neighbouring maps are mixed.", Int(1, CHANNELS))

    def output_shape(self, shape: Shape) -> Shape:
        channels = as_map(shape)[2]
        if channels % self.groups:
            raise ShapeError(
                f"It needs maps that split into {self.groups} equal groups, but gets {channels:,}.",
                "Use a number of groups that divides the maps.",
            )
        return shape

    @classmethod
    def starter(cls, place: Place) -> Layer:
        """Two groups, or the next larger number of them that divides the maps."""
        maps = as_map(place.shape)[2]
        return cls(groups=next((groups for groups in range(cls.groups, maps) if maps % groups == 0), maps))

    def repairs(self, shape: Shape) -> tuple[dict[str, Any], ...]:
        divisors = [groups for groups in range(self.groups, 0, -1) if as_map(shape)[2] % groups == 0]
        return tuple({"groups": groups} for groups in divisors[:2])

    def order(self, channels: int) -> Array:
        return _shuffled(channels, self.groups)


@lru_cache(maxsize=64)
def _shuffled(channels: int, groups: int) -> Array:
    order = np.arange(channels).reshape(groups, -1).T.ravel()
    order.flags.writeable = False
    return order
