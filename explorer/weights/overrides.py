"""Overrides: hand-made kernels, edited filters and single edited numbers that replace the base's weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from explorer.errors import WeightsError, quoted, typed
from explorer.layers.base import Array, Shape
from explorer.weights.edit import MAX_WEIGHT


@dataclass(frozen=True)
class FromBank:
    """A layer's kernel made of hand-made filters, one name of the bank per filter.

    >>> network = explorer.Network((explorer.Conv2D(filters=1),), (8, 8, 1))
    >>> weights = explorer.Weights().with_override("0", explorer.FromBank(("sobel_x",)))
    >>> weights.params(network)["0"]["kernel"][:, :, 0, 0]
    array([[-1.,  0.,  1.],
           [-2.,  0.,  2.],
           [-1.,  0.,  1.]], dtype=float32)
    """

    names: tuple[str, ...]


@dataclass(frozen=True)
class Edited:
    """A layer's whole kernel, typed in: `values` in row-major order of (rows, columns, channels, filters), all finite.

    >>> network = explorer.Network((explorer.Conv2D(filters=1, kernel_size=2),), (8, 8, 1))
    >>> weights = explorer.Weights().with_override("0", explorer.Edited((1.0, 0.0, 0.0, -1.0)))
    >>> weights.params(network)["0"]["kernel"][:, :, 0, 0]
    array([[ 1.,  0.],
           [ 0., -1.]], dtype=float32)
    """

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        check_values(self.values)


Override = FromBank | Edited


@dataclass(frozen=True)
class EditedFilter:
    """Filter `channel` of the layer at `path`, typed in: `values` in row-major order of (rows, columns, channels read).

    A further value at the end, if there is one, is the filter's bias.

    >>> network = explorer.Network((explorer.Conv2D(filters=2, kernel_size=1),), (8, 8, 1))
    >>> weights = explorer.Weights(filters=(explorer.EditedFilter("0", channel=1, values=(0.5, 3.0)),))
    >>> params = weights.params(network)["0"]
    >>> float(params["kernel"][0, 0, 0, 1]), params["bias"].tolist()
    (0.5, [0.0, 3.0])
    """

    path: str
    channel: int
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        check_values(self.values)

    def fits(self, shape: Shape) -> bool:
        """Whether a kernel of `shape` (rows, columns, channels that a filter reads, filters) can take this filter."""
        count = int(np.prod(shape[:-1]))
        return len(shape) == 4 and 0 <= self.channel < shape[-1] and len(self.values) in (count, count + 1)

    def kernel(self, shape: Shape) -> Array:
        """The weights as float32 of `shape` (rows, columns, channels that it reads)."""
        return np.array(self.values[: int(np.prod(shape))], np.float32).reshape(shape)

    def bias(self, shape: Shape) -> float | None:
        """The bias, if it was edited too; `shape` is that of the weights."""
        count = int(np.prod(shape))
        return self.values[count] if len(self.values) > count else None


@dataclass(frozen=True, order=True)
class EditedNumber:
    """A single number, typed in: place `index`, in row-major order, of the parameter called `name` of the layer at `path`.

    It can be of any parameter that a layer has: scales, shifts, statistics and slopes, biases and kernels.

    >>> network = explorer.Network((explorer.BatchNormalization(),), (8, 8, 3))
    >>> weights = explorer.Weights().with_number("0", "gamma", 2, 0.5)
    >>> weights.numbers, weights.params(network)["0"]["gamma"].tolist()
    ((EditedNumber(path='0', name='gamma', index=2, value=0.5),), [1.0, 1.0, 0.5])
    """

    path: str
    name: str
    index: int
    value: float

    def __post_init__(self) -> None:
        if type(self.index) is not int or self.index < 0:
            raise WeightsError(
                f"{quoted(self.index)} was given for the place of a number.", "Use a whole number from 0."
            )
        check_values((self.value,))

    def fits(self, shapes: Mapping[str, Shape]) -> bool:
        """Whether a layer whose parameters have these shapes has this number."""
        return self.name in shapes and self.index < int(np.prod(shapes[self.name]))


def check_values(values: Any) -> None:
    """Raises WeightsError unless `values` are finite numbers that float32 can hold."""
    if not isinstance(values, tuple):
        raise WeightsError(f"{typed(values)} was given for weights.", "Use a tuple of numbers.")
    for value in values:
        if not isinstance(value, Real):
            raise WeightsError(f"A weight is {quoted(value)}, which is not a number.", "Use numbers such as 0.5 or -2.")
    if not all(abs(value) <= MAX_WEIGHT for value in values):
        raise WeightsError("A weight is not a finite number.", "Use numbers such as 0.5 or -2.")
