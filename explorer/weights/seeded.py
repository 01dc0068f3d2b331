"""Seeded: random weights as a value, which is a scheme and a seed; and the large kernels that were drawn from such values.

Drawing those of AlexNet takes six times as long as its run: they are kept for the next one where there is room.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

import numpy as np

from explorer.errors import SettingError, quoted
from explorer.kernels.constants import make_constant
from explorer.kernels.products import multiply
from explorer.layers.base import Array, Shape
from explorer.limits import DRAWN_BYTES
from explorer.settings import check_whole
from explorer.weights.random_kernels import SCHEMES, draw_filter, draw_kernel, times

MAX_SEED = 2**32 - 1
LARGE = 1 << 22
"""Numbers of a kernel from which on it is kept here; smaller ones are kept by whoever runs a network with them."""
ITEMSIZE = 4
"""Bytes of a drawn number, float32."""


@dataclass(eq=False)
class DrawnKernels:
    """Read-only kernels by what they are drawn from, at most `limit` bytes: the least recently used go first. Any thread
    may use it.

    >>> kernels = DrawnKernels(limit=16)
    >>> kernels.get("one", (2, 2), lambda: np.ones((2, 2), np.float32))
    array([[1., 1.],
           [1., 1.]], dtype=float32)
    >>> kernels.get("too large", (3, 2), lambda: np.ones((3, 2), np.float32)) is None
    True
    """

    limit: int
    used: int = 0
    _kept: OrderedDict[Hashable, Array] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Hashable, shape: Shape, draw: Callable[[], Array]) -> Array | None:
        """The kernel of `shape` that is kept under `key`, or the one that `draw` makes; None if it is too large to keep."""
        size = math.prod(shape) * ITEMSIZE
        if size > self.limit:
            return None
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            # Before the new one is drawn, so that both together are never more than the limit.
            self._make_room(size)
        kernel = draw()
        make_constant(kernel)
        with self._lock:
            if key not in self._kept:
                self._make_room(size)
                self._kept[key] = kernel
                self.used += size
            return self._kept[key]

    def _make_room(self, size: int) -> None:
        while self._kept and self.used + size > self.limit:
            _, dropped = self._kept.popitem(last=False)
            self.used -= dropped.nbytes

    def clear(self) -> None:
        """Let all of them go."""
        with self._lock:
            self._kept.clear()
            self.used = 0


KERNELS = DrawnKernels(DRAWN_BYTES)
"""Those of all runs of this process."""


@dataclass(frozen=True)
class Seeded:
    """Random kernels, drawn by `scheme` (one of SCHEMES) from `seed`, and zero biases.

    Each `stream` draws other numbers; that of a layer is the number of kernels before its own where it was made.

    >>> weights = explorer.Weights(explorer.Seeded("glorot_uniform", seed=7))
    >>> network = explorer.Network((explorer.Dense(units=2),), (1, 1, 1))
    >>> weights.params(network)["0"]["kernel"].round(3)
    array([[-0.951,  1.052]], dtype=float32)
    """

    scheme: str = "he_uniform"
    seed: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.scheme, str) or self.scheme not in SCHEMES:
            raise SettingError(f"There is no scheme {quoted(self.scheme)}.", f"Use one of {', '.join(SCHEMES)}.")
        object.__setattr__(self, "seed", check_whole("seed", self.seed, 0, MAX_SEED))

    def key(self, stream: int) -> list[object]:
        """What tells this kernel apart from any other, as plain data: part of a cache key."""
        return ["seeded", self.scheme, self.seed, stream]

    def draw(self, stream: int, shape: Shape) -> Array:
        """The kernel of `shape`, float32: (rows, columns, channels, filters) or (inputs, units).

        That of a large dense layer may be kept for others who ask for it, and is read-only.
        """
        kernel = self._kept(stream, shape)
        return draw_kernel(self.scheme, self.seed, stream, shape) if kernel is None else kernel

    def draw_filter(self, stream: int, shape: Shape, channel: int) -> Array:
        """Filter or unit `channel` of the kernel of `shape`, without drawing the others."""
        return draw_filter(self.scheme, self.seed, stream, shape, channel)

    def times(self, stream: int, shape: Shape, x: Array) -> Array:
        """`x` (batch, inputs) times the kernel of `shape` (inputs, units).

        The kernel is kept if it may be (`KERNELS`), or else never held as a whole; that changes no digit of one image.
        """
        kernel = self._kept(stream, shape)
        return times(self.scheme, self.seed, stream, shape, x) if kernel is None else multiply(x, kernel)

    def _kept(self, stream: int, shape: Shape) -> Array | None:
        """The kernel of a large dense layer, drawn once; None for a smaller one, or if it is too large to keep."""
        if len(shape) != 2 or math.prod(shape) < LARGE:
            return None
        key = (self, stream, shape)
        return KERNELS.get(key, shape, lambda: draw_kernel(self.scheme, self.seed, stream, shape))

    def bias(self, stream: int, shape: Shape) -> Array:
        """Zeros, float32."""
        return np.zeros(shape, np.float32)
