"""Picture: the pixels of an image, and notes on what was done to them.

Pixels are (height, width, channels), row 0 at the top, channels in the order R, G, B, values 0 (black) to
1 (white) as the file stores them (sRGB in practice; embedded colour profiles are not applied).
Sizes in texts are width × height in px.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from explorer import limits
from explorer.errors import ImageError, typed

MAX_PIXELS: Final = limits.FILE_PIXELS
MAX_SIDE: Final = limits.FILE_SIDE
MAX_MEGAPIXELS: Final = f"{MAX_PIXELS / 1e6:g}"

Pixels = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Picture:
    """An image as pixels, with notes on how they were made.

    `pixels`: float32 (height, width, channels) in [0, 1], read-only (a writable array is copied); `decode`
    gives 3 channels, `fit` 1 or 3. `notes`: what was done to the file's pixels, in order, in words.

    Raises ImageError for what is no array of floats with three axes; whole numbers (0 to 255) are not scaled.

    >>> explorer.images.Picture(np.zeros((4, 6, 3), np.float32), ("made by hand",)).pixels.shape
    (4, 6, 3)
    """

    pixels: Pixels
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        pixels = self.pixels
        _check_pixels(pixels)
        if pixels.flags.writeable or pixels.base is not None or pixels.dtype != np.float32:
            object.__setattr__(self, "pixels", sealed(pixels.copy()))


def _check_pixels(pixels: Any) -> None:
    if not isinstance(pixels, np.ndarray):
        raise ImageError(f"{typed(pixels)} was given for the pixels.", "Use an array (rows, columns, channels).")
    if pixels.dtype.kind != "f":
        raise ImageError(
            f"The pixels are numbers of type {pixels.dtype}; a picture holds float32, 0 to 1.",
            "Divide pixels of 0 to 255: pixels / np.float32(255).",
        )
    if pixels.ndim != 3 or not pixels.size:
        raise ImageError(f"The pixels have shape {pixels.shape}.", "Use an array (rows, columns, channels).")


def digest(pixels: npt.NDArray[Any]) -> str:
    """SHA-256 of an array's shape, dtype and every value, as 64 hex digits: a key for caches.

    >>> explorer.images.digest(np.zeros((2, 2)))[:8]
    '5f376bdc'
    """
    label = f"{pixels.shape}|{pixels.dtype.str}|".encode()
    return hashlib.sha256(label + pixels.tobytes(order="C")).hexdigest()


def sentence(notes: Iterable[str]) -> str:
    """A picture's notes as one sentence, "Turned by EXIF, resized to 64 × 64."; "" if there are none.

    >>> explorer.images.sentence(["turned by EXIF", "resized to 64 × 64"])
    'Turned by EXIF, resized to 64 × 64.'
    """
    text = ", ".join(notes)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def width_by_height(height: int, width: int) -> str:
    """A size in px as it is written of images, the width first: "640 × 480"."""
    return f"{width} × {height}"


def sealed(pixels: npt.NDArray[Any]) -> Pixels:
    """The pixels as a read-only float32 array in memory of its own."""
    # A copy when the memory belongs to another array: a read-only view could still change underneath.
    own_pixels = np.array(pixels, dtype=np.float32, order="C", copy=None if pixels.base is None else True)
    own_pixels.setflags(write=False)
    return own_pixels
