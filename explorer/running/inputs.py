"""The images of a run: checked against the network's input shape and converted exactly."""

from __future__ import annotations

from typing import Any

from explorer.errors import WeightsError
from explorer.layers.base import Array, Shape
from explorer.network import Network
from explorer.running.conversion import as_array, exact_floats

_FIT = "Fit the image to the network's input first: explorer.images.fit."
_PIXELS = (
    "Pixels of 0 to 255 are not scaled by themselves: divide them, x / np.float32(255), or open the file with "
    "explorer.images.decode and fit. If the network begins with Rescaling(scale=1 / 255), use x.astype(np.float32)."
)


def images(network: Network, x: Any) -> Array:
    """`x` as float32 or float64 (batch, *input shape); not copied if it is that already.

    uint8 is always refused: it is how files hold pixels of 0 to 255, while most networks expect numbers from 0 to 1.
    Raises WeightsError.
    """
    array = _numbers(x, "the images")
    wanted = network.input_shape
    if array.ndim != 4 or array.shape[1:] != wanted:
        raise WeightsError(
            f"The images have shape {array.shape}; the network takes (batch, {', '.join(map(str, wanted))}).",
            batch_hint(array.shape, wanted) or _FIT,
        )
    if not len(array):
        raise WeightsError("There are no images: the batch has length 0.", "Give at least one image.")
    return array


def image(network: Network, x: Any) -> Array:
    """One image as float32 or float64 (1, *input shape); `x` has no batch axis. Otherwise as `images`."""
    array = _numbers(x, "the image")
    wanted = network.input_shape
    if array.shape != wanted:
        raise WeightsError(
            f"The image has shape {array.shape}; the network takes {wanted}.",
            image_hint(array.shape, wanted) or _FIT,
        )
    return array[None]


def _numbers(x: Any, what: str) -> Array:
    array = as_array(x, what)
    if array.dtype.char == "B":
        raise WeightsError(f"Whole numbers of 8 bits (uint8) were given for {what}.", _PIXELS)
    return exact_floats(array, what)


def batch_hint(shape: Shape, wanted: Shape) -> str:
    """How to make a batch of an array of `shape`, "" if that cannot be guessed; `wanted` is the shape of one image."""
    rows, cols, channels = wanted
    channels_first = (channels, rows, cols)
    if shape == wanted:
        return "The batch axis is missing: use x[None]."
    if len(shape) == 4 and shape[1:] == channels_first:
        return "It looks like (batch, channels, rows, columns): use x.transpose(0, 2, 3, 1)."
    if shape == channels_first:
        return "It looks like (channels, rows, columns): use x.transpose(1, 2, 0)[None]."
    if channels == 1 and shape == (rows, cols):
        return "The axes of batch and channels are missing: use x[None, :, :, None]."
    if channels == 1 and len(shape) == 3 and shape[1:] == (rows, cols):
        return "It looks like (batch, rows, columns): use x[..., None]."
    return ""


def image_hint(shape: Shape, wanted: Shape) -> str:
    """How to make one image of an array of `shape`, "" if that cannot be guessed; `wanted` is the shape of the image."""
    rows, cols, channels = wanted
    if shape == (1, *wanted):
        return "It has a batch axis: use x[0]."
    if shape == (channels, rows, cols):
        return "It looks like (channels, rows, columns): use x.transpose(1, 2, 0)."
    if shape == (1, channels, rows, cols):
        return "It looks like (batch, channels, rows, columns): use x[0].transpose(1, 2, 0)."
    if channels == 1 and shape == (rows, cols):
        return "The axis of channels is missing: use x[..., None]."
    return ""
