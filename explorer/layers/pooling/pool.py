"""Max and average pooling: one number per window, each channel on its own, nothing learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from explorer.errors import SettingError, ShapeError, an
from explorer.kernels.blocks import Sides
from explorer.kernels.pooling.gradients import average_pool_gradient, max_pool_gradient
from explorer.kernels.pooling.pooling import NONE, average_pool, max_pool
from explorer.layers.base import Array, Layer, Params, Place, Shape
from explorer.layers.naming import Naming
from explorer.layers.sliding import Sliding
from explorer.settings import Bool, Padding, PaddingValue, Pair, setting
from explorer.windows import filling


@dataclass(frozen=True)
class Pool2D(Sliding):
    """Base class of pooling over windows that slide along each channel. `strides` of 2 halves rows and columns."""

    short: ClassVar[str] = "pool"
    naming: ClassVar[Naming] = Naming.ENDS_BLOCK
    own_column: ClassVar[bool] = True
    family: ClassVar[str] = "Pooling"

    pool_size: tuple[int, int] = setting((2, 2), "Rows and columns of the window, in cells.", Pair(1, 63))
    strides: tuple[int, int] = setting(
        (2, 2), "How far the window moves from one output cell to the next.", Pair(1, 63)
    )
    padding: PaddingValue = setting(
        "valid",
        "Cells around the input. 'valid' adds none; with 'same' the size is divided by the stride, rounded up.",
        Padding(62),
    )
    dilation_rate: tuple[int, int] = setting(
        (1, 1), "Distance between neighbouring cells of the window: 2 skips one cell.", Pair(1, 32), "more"
    )
    ceil_mode: bool = setting(
        False, "Round the output size up: a last window may reach beyond the edge.", Bool(), "more"
    )

    @classmethod
    def starter(cls, place: Place) -> Layer:
        """Inside a block a window that keeps the size, so that the ends of its branches fit together."""
        return cls(pool_size=(3, 3), strides=(1, 1), padding="same") if place.joined else cls()

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.padding, str):
            return
        for axis, name in enumerate(("rows", "columns")):
            if max(self.padding[axis]) >= self.pool_size[axis]:
                raise SettingError(
                    f"Padding: with {max(self.padding[axis])} {name} of it, {an(self.pool_size[axis])}-cell window would "
                    "see nothing else.",
                    f"Use at most {self.pool_size[axis] - 1}, or a larger window.",
                )

    @property
    def taps(self) -> tuple[int, int]:
        return self.pool_size

    @property
    def step(self) -> tuple[int, int]:
        return self.strides

    @property
    def pad(self) -> PaddingValue:
        return self.padding

    @property
    def dilation(self) -> tuple[int, int]:
        return self.dilation_rate

    def sides(self, shape: Shape) -> Sides:
        """The padding that was set and, with `ceil_mode`, what the last windows cover beyond it."""
        sides = self.padded(shape)
        if not self.ceil_mode:
            return sides
        rows, cols = (
            (before, after + filling(shape[axis], self.taps[axis], self.step[axis], before, after, self.dilation[axis]))
            for axis, (before, after) in enumerate(sides)
        )
        return rows, cols

    def output_shape(self, shape: Shape) -> Shape:
        found = super().output_shape(shape)
        for axis, name in enumerate(("rows", "columns")):
            # Only taps that are further apart than the input is long can jump over all of it.
            if self.dilation[axis] > shape[axis] and not self.axis_reads(axis, shape).any(axis=1).all():
                length = f"{shape[axis]} {name if shape[axis] > 1 else name[:-1]}"
                raise ShapeError(
                    f"It has windows that lie in the padding alone: a dilation of {self.dilation[axis]} steps over {length}.",
                    f"Use a dilation of at most {shape[axis]}, or less padding.",
                )
        return found

    def repairs(self, shape: Shape) -> tuple[dict[str, Any], ...]:
        if len(shape) != 3:
            return ()
        undilated = ({"dilation_rate": (1, 1)},) if max(self.dilation_rate) > 1 else ()
        return (*({"pool_size": size} for size in self._smaller_kernels(shape)), {"padding": "same"}, *undilated)


@dataclass(frozen=True)
class MaxPool2D(Pool2D):
    """Max pooling: the largest number in each window. Padding counts as minus infinity: it never wins.

    >>> explorer.MaxPool2D().forward(np.arange(16.0).reshape(1, 4, 4, 1), {})[0, :, :, 0]
    array([[ 5.,  7.],
           [13., 15.]])
    """

    kind: ClassVar[str] = "max_pool2d"
    title: ClassVar[str] = "Max pooling"
    about: ClassVar[str] = "Keeps the largest number of each window: smaller maps, each channel on its own."

    def forward(self, x: Array, params: Params) -> Array:
        return max_pool(x, self.pool_size, self.strides, self.sides(x.shape[1:]), self.dilation_rate)

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        sides = self.sides(x.shape[1:])
        return max_pool_gradient(x, dy, self.pool_size, self.strides, sides, self.dilation_rate), {}


@dataclass(frozen=True)
class AveragePool2D(Pool2D):
    """Average pooling: the mean of each window. Padding is left out of the count unless `count_padding` is on.

    >>> explorer.AveragePool2D().forward(np.arange(16.0).reshape(1, 4, 4, 1), {})[0, :, :, 0]
    array([[ 2.5,  4.5],
           [10.5, 12.5]])
    """

    kind: ClassVar[str] = "average_pool2d"
    title: ClassVar[str] = "Average pooling"
    about: ClassVar[str] = "Keeps the mean of each window: smaller, smoother maps, each channel on its own."

    count_padding: bool = setting(
        False, "Count cells of the padding as zeros in the mean (frameworks differ here).", Bool(), "more"
    )

    def counted(self, shape: Shape) -> Sides:
        """Cells of the padding on each side of an input of `shape` that count as zeros: ((top, bottom), (left, right)).

        What `ceil_mode` adds after the padding never counts.
        """
        return self.padded(shape) if self.count_padding else NONE

    def forward(self, x: Array, params: Params) -> Array:
        shape = x.shape[1:]
        sides, counted = self.sides(shape), self.counted(shape)
        return average_pool(x, self.pool_size, self.strides, sides, self.dilation_rate, counted)

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        shape, lengths = x.shape[1:], (x.shape[1], x.shape[2])
        sides, counted = self.sides(shape), self.counted(shape)
        return average_pool_gradient(dy, lengths, self.pool_size, self.strides, sides, self.dilation_rate, counted), {}
