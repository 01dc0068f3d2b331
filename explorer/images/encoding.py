"""Pixels as the bytes of a file, from which `decode` reads the same ones again."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def as_png(pixels: NDArray[np.uint8]) -> bytes:
    """`pixels` (rows, columns, 1 or 3 channels) of 8 bits as a PNG file.

    >>> explorer.images.encoding.as_png(np.zeros((2, 3, 1), np.uint8))[1:4]
    b'PNG'
    """
    made = io.BytesIO()
    Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels).save(made, "PNG")
    return made.getvalue()
