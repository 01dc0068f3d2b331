"""UpSampling2D, which enlarges maps by repeating cells or by bilinear interpolation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from explorer.kernels.resampling import Taps, linear_taps, single
from explorer.layers.base import Shape, need_map
from explorer.layers.reshaping.resampling import Resampling
from explorer.settings import Choice, Pair, setting
from explorer.windows import Window


@dataclass(frozen=True)
class UpSampling2D(Resampling):
    """Up-sampling to `size` times as many rows and columns: cells repeated (nearest) or interpolated (bilinear).

    Bilinear has half-pixel centres and repeats the edge, as Keras, tf.image.resize and PyTorch with align_corners=False:
    output cell r lies at (r + 1/2) / size - 1/2 of the input. A cell that lies exactly on an input cell reads only that.

    >>> explorer.UpSampling2D().output_shape((8, 8, 3))
    (16, 16, 3)
    """

    kind: ClassVar[str] = "up_sampling2d"
    title: ClassVar[str] = "Up-sampling"
    short: ClassVar[str] = "up"
    family: ClassVar[str] = "Size"
    about: ClassVar[str] = "Makes maps larger by repeating cells or by blending neighbours."

    size: tuple[int, int] = setting((2, 2), "How many times larger the maps become, in rows and columns.", Pair(1, 32))
    interpolation: str = setting(
        "nearest", "nearest: every cell repeated. bilinear: blended.", Choice(("nearest", "bilinear"))
    )

    def output_shape(self, shape: Shape) -> Shape:
        rows, cols, channels = need_map(shape)
        return (rows * self.size[0], cols * self.size[1], channels)

    def repairs(self, shape: Shape) -> tuple[dict[str, Any], ...]:
        return tuple({"size": n} for n in range(max(self.size) - 1, 0, -1)) if len(shape) == 3 else ()

    def window(self, axis: int, shape: Shape) -> Window | None:
        return Window() if self.size[axis] == 1 else None

    @property
    def blends(self) -> bool:
        return self.interpolation == "bilinear"

    def taps(self, axis: int, length: int) -> Taps:
        if self.blends:
            return linear_taps(length, self.size[axis])
        return single(np.repeat(np.arange(length), self.size[axis]))
