"""Augmentation: each picture of a batch is changed at random before the network sees it, every time in another way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.layers.base import Array
from explorer.learning.randomness import Purpose, normal, words
from explorer.learning.recipe.parts import RecipePart
from explorer.settings import Bool, Float, Int, setting


@dataclass(frozen=True)
class Augmentation(RecipePart):
    """Shifts, flips and noise. The defaults change nothing.

    A shift is a whole number of px from -shift to shift along rows, and another along columns; what comes in from outside is
    0. Every second picture is flipped on average. Noise is normal, and the result is not cut off at 0 and 1.

    >>> explorer.Augmentation(flip=True).apply(np.arange(3.0).reshape(1, 1, 3, 1), seed=0, step=3).ravel()
    array([0., 1., 2.])
    """

    kind: ClassVar[str] = "augmentation"
    title: ClassVar[str] = "Augmentation"
    about: ClassVar[str] = (
        "Changes every picture a little, and every time in another way, so that there are more of them."
    )

    shift: int = setting(0, "Move each picture by up to so many px, in rows and in columns.", Int(0, 64))
    flip: bool = setting(False, "Mirror every second picture, left to right.", Bool())
    noise: float = setting(
        0.0, "Add random numbers of this spread to every pixel, which lies from 0 to 1.", Float(0, 1)
    )

    @property
    def is_none(self) -> bool:
        """Whether it changes nothing."""
        return not (self.shift or self.flip or self.noise)

    def apply(self, x: Array, seed: int, step: int) -> Array:
        """The pictures `x` (batch, rows, columns, channels) as step number `step` sees them; a new array, or `x` itself."""
        if self.shift:
            x = self._shifted(x, seed, step)
        if self.flip:
            flipped = words(seed, Purpose.AUGMENTATION, len(x), step, 1) >> np.uint64(63) == 1
            x = np.where(flipped[:, None, None, None], x[:, :, ::-1], x)
        if self.noise:
            x = x + (self.noise * normal(seed, Purpose.AUGMENTATION, x.size, step, 2)).astype(x.dtype).reshape(x.shape)
        return x

    def _shifted(self, x: Array, seed: int, step: int) -> Array:
        drawn = words(seed, Purpose.AUGMENTATION, 2 * len(x), step, 0) % np.uint64(2 * self.shift + 1)
        moves = drawn.astype(np.int64).reshape(2, -1) - self.shift
        out = np.zeros_like(x)
        for picture, shifted, down, right in zip(x, out, *moves, strict=True):
            rows, cols = (
                _overlap(length, by) for length, by in zip(x.shape[1:3], (int(down), int(right)), strict=True)
            )
            shifted[rows[1], cols[1]] = picture[rows[0], cols[0]]
        return out


def _overlap(length: int, by: int) -> tuple[slice, slice]:
    """The part of an axis that stays inside when it is moved `by` cells, before and after."""
    kept = max(length - abs(by), 0)
    first = min(max(-by, 0), length)
    return slice(first, first + kept), slice(max(by, 0), max(by, 0) + kept)
