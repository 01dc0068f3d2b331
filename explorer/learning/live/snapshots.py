"""The snapshots of a training: parameters at chosen epochs, as many as there is room for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.layers.base import Array
from explorer.learning.live.training import MeasuredAt

Parameters = Mapping[str, Mapping[str, Array]]
"""The parameters of a network by path and name, read-only."""


def bytes_of(params: Parameters) -> int:
    """Bytes of all arrays."""
    return sum(array.nbytes for own in params.values() for array in own.values())


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The parameters after `step` steps, `epoch` passes over the data (a whole number at the end of one).

    `learned` and `unseen` are what they make of the training pictures and of the validation; None if there are none.
    """

    epoch: float
    step: int
    params: Parameters
    learned: MeasuredAt | None = None
    unseen: MeasuredAt | None = None


class Snapshots:
    """Keeps a snapshot of every `every` epochs, and those that were asked for, within `most` bytes.

    Where they no longer fit, only every second of those epochs is kept; the first and the last always stay.
    """

    def __init__(self, every: int, most: int) -> None:
        """None yet."""
        self.every, self.most = every, most
        self._kept: dict[float, Snapshot] = {}

    @property
    def all(self) -> tuple[Snapshot, ...]:
        """The snapshots, in the order of their epochs."""
        return tuple(self._kept[epoch] for epoch in sorted(self._kept))

    def wants(self, epoch: int, last: int) -> bool:
        """Whether the end of whole epoch number `epoch` is to be kept, if the training has `last`."""
        return epoch % self.every == 0 or epoch == last

    def put(self, snapshot: Snapshot) -> None:
        """Keep a snapshot, in place of one of the same epoch."""
        self._kept[snapshot.epoch] = snapshot
        while len(self._kept) > 2 and sum(bytes_of(each.params) for each in self._kept.values()) > self.most:
            self._thin()

    def _thin(self) -> None:
        """Let every second epoch go; if that lets none go, the oldest but the first."""
        between = sorted(self._kept)[1:-1]
        self.every *= 2
        gone = [epoch for epoch in between if epoch % self.every] or between[:1]
        self._kept = {epoch: each for epoch, each in self._kept.items() if epoch not in gone}
