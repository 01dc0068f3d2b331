"""ChannelSlice, which keeps some of the maps: one part of a split, or the colours in another order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from explorer.errors import SettingError, ShapeError
from explorer.layers.base import Array, Layer, Place, Shape, as_map
from explorer.layers.reshaping.moving import Ordering
from explorer.limits import JOINED_CHANNELS
from explorer.settings import Int, setting


@dataclass(frozen=True)
class ChannelSlice(Ordering):
    """Keeps the maps `start`, `start` + `step` ... before `stop`, as Python's range counts them.

    A `stop` of 0 after a positive step stands for the end. A negative step counts down: from 2 to before -1 in steps of -1
    it turns red, green and blue into blue, green and red.

    >>> rgb = np.array([0.9, 0.5, 0.1]).reshape(1, 1, 1, 3)
    >>> explorer.ChannelSlice(start=2, stop=-1, step=-1).forward(rgb, {}).ravel()
    array([0.1, 0.5, 0.9])
    """

    kind: ClassVar[str] = "channel_slice"
    title: ClassVar[str] = "Channel slice"
    short: ClassVar[str] = "slice"
    about: ClassVar[str] = "Keeps some of the maps, such as one half of them, or all in another order."

    start: int = setting(0, "The first map that is kept, counted from 0.", Int(0, JOINED_CHANNELS - 1))
    stop: int = setting(0, "The map before which it stops. 0 keeps all up to the last one.", Int(-1, JOINED_CHANNELS))
    step: int = setting(
        1, "From one kept map to the next: 2 keeps every second, -1 counts down.", Int(-1024, 1024), "more"
    )

    @classmethod
    def starter(cls, place: Place) -> Layer:
        """The first half of the maps."""
        return cls(stop=max(as_map(place.shape)[2] // 2, 1))

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.step == 0:
            raise SettingError("Step: 0 would keep the same map for ever.", "Use 1, or -1 to count down.")
        if (self.stop and not range(self.start, self.stop, self.step)) or (self.step < 0 and self.start <= self.stop):
            name, way, side = ("Stop", "up", "above") if self.step > 0 else ("Step", "down", "below")
            raise SettingError(
                f"{name}: from {self.start} {way} to before {self.stop} there is no map.",
                f"Use a stop {side} {self.start}.",
            )

    def kept(self, channels: int) -> range:
        """The channels that are kept of so many."""
        return range(self.start, self.stop or (channels if self.step > 0 else 0), self.step)

    def output_shape(self, shape: Shape) -> Shape:
        channels = as_map(shape)[2]
        kept = self.kept(channels)
        if not kept or max(kept) >= channels:
            last = max(kept, default=self.start)
            raise ShapeError(
                f"It keeps map {last:,}, but gets {channels:,} map{'s' * (channels != 1)}, counted from 0.",
                f"Use a start and a stop of at most {channels:,}.",
            )
        return (*shape[:-1], len(kept))

    def repairs(self, shape: Shape) -> tuple[dict[str, Any], ...]:
        channels = as_map(shape)[2]
        if self.step < 0:
            return ({"start": channels - 1}, {"start": channels - 1, "stop": -1})
        return ({"stop": 0}, {"stop": channels}, {"start": 0, "stop": 0})

    def order(self, channels: int) -> Array:
        return np.array(self.kept(channels))
