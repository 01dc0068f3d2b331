"""Whatever a caller may give as an image, brought to the pixels that a network takes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.errors import ImageError
from explorer.images import samples
from explorer.images.decoding import decode
from explorer.images.fitting import fit
from explorer.images.picture import Picture

ImageLike = str | bytes | Picture | NDArray[Any]
"""The name of a sample, the bytes of an image file, a picture of any size, or pixels of the network's own size."""


def picture_for(image: ImageLike, input_shape: tuple[int, ...]) -> Picture:
    """`image` as a picture of `input_shape` (rows, columns, channels), float32 in [0, 1].

    A sample, a file and a Picture are cut to the aspect ratio and resized, as `fit` does. An array must have the shape of
    the input already, with or without a batch axis of 1, and real numbers from 0 (black) to 1 (white). Raises ImageError.

    >>> picture_for("cat", (64, 64, 3)).pixels.shape
    (64, 64, 3)
    """
    rows, cols, channels = input_shape
    match image:
        case str():
            whole = samples.pattern_at(image, rows, cols) or samples.load(image)
        case bytes():
            whole = decode(image)
        case Picture():
            whole = image
        case _:
            return Picture(pixels_of(image, input_shape))
    return fit(whole, rows, cols, "crop", channels)


def pixels_of(image: Any, input_shape: tuple[int, ...]) -> NDArray[np.float32]:
    """An array as float32 pixels of `input_shape` (rows, columns, channels). Raises ImageError."""
    values = np.asarray(image)
    if values.shape == (1, *input_shape):
        values = values[0]
    if values.shape != input_shape:
        raise ImageError(
            f"The image has shape {values.shape}; the network takes {tuple(input_shape)}.",
            "Fit it first: explorer.images.fit brings a picture to any size.",
        )
    if values.dtype.kind != "f":
        raise ImageError(
            f"The image holds {values.dtype} values.", "Use real numbers from 0 to 1: divide bytes by 255."
        )
    if not (np.isfinite(values).all() and values.min() >= 0 and values.max() <= 1):
        raise ImageError("The image has values outside 0 to 1.", "Use 0 for black and 1 for white.")
    return np.array(values, np.float32)
