"""Max and average pooling: one number per window, each channel on its own, nothing learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from explorer.errors import SettingError, an
from explorer.kernels.adjoint import average_pool_gradient, max_pool_gradient
from explorer.kernels.pooling import average_pool, max_pool
from explorer.layers.base import Array, Layer, Params, Place, Shape
from explorer.layers.naming import Naming
from explorer.layers.sliding import Sliding
from explorer.settings import Bool, Padding, PaddingValue, Pair, setting


@dataclass(frozen=True)
class Pool2D(Sliding):
    """Base class of pooling over windows that slide along each channel. `strides` of 2 halves rows and columns."""

    short: ClassVar[str] = "pool"
    naming: ClassVar[Naming] = Naming.ENDS_BLOCK
    own_column: ClassVar[bool] = True
    family: ClassVar[str] = "Pooling"

    pool_size: tuple[int, int] = setting((2, 2), "Rows and columns of the window, in cells.", Pair(1, 63))
    strides: tuple[int, int] = setting(
        (2, 2), "How far the window moves from one output cell to the next.", Pair(1, 32)
    )
    padding: PaddingValue = setting(
        "valid",
        "Cells around the input. 'valid' adds none; with 'same' the size is divided by the stride, rounded up.",
        Padding(62),
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

    def repairs(self, shape: Shape) -> tuple[dict[str, Any], ...]:
        if len(shape) != 3:
            return ()
        return (*({"pool_size": size} for size in self._smaller_kernels(shape)), {"padding": "same"})


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
        return max_pool(x, self.pool_size, self.strides, self.sides(x.shape[1:]))

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        return max_pool_gradient(x, dy, self.pool_size, self.strides, self.sides(x.shape[1:])), {}


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

    def forward(self, x: Array, params: Params) -> Array:
        return average_pool(x, self.pool_size, self.strides, self.sides(x.shape[1:]), self.count_padding)

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        lengths, sides = (x.shape[1], x.shape[2]), self.sides(x.shape[1:])
        return average_pool_gradient(dy, lengths, self.pool_size, self.strides, sides, self.count_padding), {}
