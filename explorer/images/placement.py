"""Placement: where the px of a network's input lie on the image that they were made of."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.images.crop import Crop


@dataclass(frozen=True)
class Placement:
    """The part `used` of an image, in px of the image, and where it lies in the input: `inner`, in px of the input.

    `inner` is the whole input, unless black was added around the image. Rows and columns count from 0 at the top and the left.

    >>> placement = place(200, 100, 28, 28, "pad")
    >>> placement.inner
    Crop(top=0, left=7, height=28, width=14)
    """

    used: Crop
    inner: Crop

    @property
    def scale(self) -> tuple[float, float]:
        """How many px of the image one px of the input spans, along the rows and along the columns."""
        return self.used.height / self.inner.height, self.used.width / self.inner.width

    def row(self, row: float) -> float:
        """A place along the rows of the input on the image. Both count from the upper edge of row 0, which is at 0.0."""
        return self.used.top + (row - self.inner.top) * self.scale[0]

    def col(self, col: float) -> float:
        """A place along the columns of the input on the image. Both count from the left edge of column 0, which is at 0.0."""
        return self.used.left + (col - self.inner.left) * self.scale[1]


def place(rows: int, cols: int, height: int, width: int, how: str = "crop", part: Crop | None = None) -> Placement:
    """Where an input of (height, width) px lies on an image of (rows, cols) px that `fit` brought to it with the same words.

    `how` is one of explorer.images.FITS; `part` must lie inside of the image.
    """
    used = part or Crop(0, 0, rows, cols)
    if how == "crop":
        piece = largest_piece(used.height, used.width, height, width)
        used = Crop(used.top + piece.top, used.left + piece.left, piece.height, piece.width)
    inner = largest_piece(height, width, used.height, used.width) if how == "pad" else Crop(0, 0, height, width)
    return Placement(used, inner)


def largest_piece(rows: int, cols: int, height: int, width: int) -> Crop:
    """The largest centred piece of (rows, cols) px with the aspect ratio of (height, width).

    >>> largest_piece(40, 60, 28, 28)
    Crop(top=0, left=10, height=40, width=40)
    """
    piece_rows = min(rows, max(1, round(cols * height / width)))
    piece_cols = min(cols, max(1, round(rows * width / height)))
    return Crop((rows - piece_rows) // 2, (cols - piece_cols) // 2, piece_rows, piece_cols)
