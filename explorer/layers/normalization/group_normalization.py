"""GroupNormalization: normalises groups of maps, whole, by their own mean and variance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from explorer.errors import ShapeError
from explorer.layers.base import Layer, Place, Shape
from explorer.layers.normalization.grouped import Grouped
from explorer.settings import Int, setting


@dataclass(frozen=True)
class GroupNormalization(Grouped):
    """Group normalisation: neighbouring channels in groups, each by the mean and variance of all its cells in the image.

    Wu and He 2018, arXiv:1803.08494. One group takes all maps together, as many groups as channels each map by itself. The
    groups and the epsilon are Keras' by default; PyTorch's epsilon is 1e-5.

    >>> x = np.array([[1.0, 3.0, 10.0, 30.0]])
    >>> plain = explorer.GroupNormalization(groups=2, epsilon=1e-9, scale=False, center=False)
    >>> plain.forward(x, {}).round(6)
    array([[-1.,  1., -1.,  1.]])
    """

    kind: ClassVar[str] = "group_normalization"
    title: ClassVar[str] = "Group normalisation"
    short: ClassVar[str] = "gn"
    about: ClassVar[str] = "Shifts and scales groups of maps so that the mean of each group is 0 and its spread 1."

    groups: int = setting(32, "How many groups the maps are divided into.", Int())

    @classmethod
    def starter(cls, place: Place) -> Layer:
        """As many groups as 32 or the next smaller number that divides the maps."""
        return cls(groups=_divisor(place.shape[-1], cls.groups))

    def groups_of(self, shape: Shape) -> int:
        return self.groups

    def output_shape(self, shape: Shape) -> Shape:
        channels = shape[-1]
        if channels % self.groups:
            things = "maps" if len(shape) == 3 else "numbers"
            raise ShapeError(
                f"It needs {things} that split into {self.groups:,} equal groups, but gets {channels:,}.",
                f"Use a number of groups that divides {channels:,}, such as {_divisor(channels, self.groups):,}.",
            )
        return shape

    def repairs(self, shape: Shape) -> tuple[Mapping[str, Any], ...]:
        return ({"groups": _divisor(shape[-1], self.groups)},)


def _divisor(channels: int, most: int) -> int:
    """The largest number up to `most` that divides `channels`."""
    return next(groups for groups in range(min(most, channels), 0, -1) if channels % groups == 0)
