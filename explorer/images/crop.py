"""Crop: the rectangle of an image that a visitor has chosen, in whole px of the image itself."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from explorer.errors import ImageError
from explorer.limits import FILE_SIDE

_AGAIN = "Choose the part again, or take the whole image."


@dataclass(frozen=True)
class Crop:
    """A rectangle of an image: rows `top` to `top + height - 1`, columns `left` to `left + width - 1`, counted from 0.

    Raises ImageError for numbers that no rectangle has; whether it lies in an image is checked by `cut`.
    """

    top: int
    left: int
    height: int
    width: int

    def __post_init__(self) -> None:
        whole = all(type(value) is int and abs(value) <= FILE_SIDE for value in astuple(self))
        if not whole or min(self.top, self.left) < 0 or min(self.height, self.width) < 1:
            numbers = ", ".join(str(value)[:12] for value in astuple(self))
            raise ImageError(f"No part of an image has top, left, height, width {numbers}.", _AGAIN)

    def cut(self, pixels: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The cropped `pixels` (rows, columns, channels), as a view. Raises ImageError if the rectangle reaches beyond them."""
        rows, cols = pixels.shape[:2]
        if self.top + self.height > rows or self.left + self.width > cols:
            raise ImageError(
                f"The chosen part ends at row {self.top + self.height - 1}, column {self.left + self.width - 1}, "
                f"but the image is {cols} × {rows} px.",
                _AGAIN,
            )
        return pixels[self.top : self.top + self.height, self.left : self.left + self.width]

    def describe(self, rows: int, cols: int) -> str:
        """The crop of an image of (rows, cols) px in words: "the square of rows 0–99, columns 50–149 of 200 × 100 px"."""
        shape = "square" if self.height == self.width else "part"
        down, across = _span("row", self.top, self.height), _span("column", self.left, self.width)
        return f"the {shape} of {down}, {across} of {cols} × {rows} px"


def moved_inside(crop: Crop, rows: int, cols: int) -> Crop:
    """The crop moved, and made smaller only if necessary, so that it lies in an image of (rows, cols) px."""
    height, width = min(crop.height, rows), min(crop.width, cols)
    top, left = np.clip(crop.top, 0, rows - height), np.clip(crop.left, 0, cols - width)
    return Crop(int(top), int(left), height, width)


def _span(what: str, first: int, count: int) -> str:
    """`count` rows or columns from `first` on in words: "rows 0–99", "column 7"."""
    return f"{what} {first}" if count == 1 else f"{what}s {first}–{first + count - 1}"
