"""Hand-made and edited kernels: what takes the place of the base's weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.errors import WeightsError
from explorer.layers.base import Array, Shape


@dataclass(frozen=True)
class FromBank:
    """The kernel of one layer made of hand-made filters, by name."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Edited:
    """The kernel of one layer typed in, in row-major (rows, columns, channels, filters) order."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not all(np.abs(self.values) <= np.finfo(np.float32).max):
            raise WeightsError("A weight is not a finite number.", "Use numbers such as 0.5 or -2.")


Override = FromBank | Edited


@dataclass(frozen=True)
class EditedFilter:
    """One filter of the layer at `path` typed in: `values` in row-major (rows, columns, channels that it reads) order.

    One value more is its bias.
    """

    path: str
    channel: int
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not all(np.abs(self.values) <= np.finfo(np.float32).max):
            raise WeightsError("A weight is not a finite number.", "Use numbers such as 0.5 or -2.")

    def fits(self, shape: Shape) -> bool:
        """Whether a kernel of `shape` (rows, columns, channels that a filter reads, filters) has this filter."""
        count = int(np.prod(shape[:-1]))
        return len(shape) == 4 and 0 <= self.channel < shape[-1] and len(self.values) in (count, count + 1)

    def kernel(self, shape: Shape) -> Array:
        """The weights, of `shape` (rows, columns, channels that it reads)."""
        return np.array(self.values[: int(np.prod(shape))], np.float32).reshape(shape)

    def bias(self, shape: Shape) -> float | None:
        """The bias, where it was typed in too; `shape` is that of the weights."""
        count = int(np.prod(shape))
        return self.values[count] if len(self.values) > count else None
