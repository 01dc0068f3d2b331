"""Fitting: a picture brought to the size and the channels that a network takes."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from PIL import Image

from explorer import limits
from explorer.errors import ImageError, quoted, typed
from explorer.images.crop import Crop
from explorer.images.picture import Picture, Pixels, sealed, width_by_height
from explorer.images.placement import largest_piece
from explorer.settings import is_whole
from explorer.weights.bank import LUMA

CHANNELS: Final = (1, 3)
"""Channels that an image can be given: grey, or red, green and blue."""
FITS: Final = ("crop", "pad", "stretch")


def fit(
    picture: Picture, height: int, width: int, how: str = "crop", channels: int = 3, part: Crop | None = None
) -> Picture:
    """The picture, or a `part` of it, at (height, width, channels) px, float32 in [0, 1], read-only.

    `how` is one of `FITS`: "crop" cuts the largest centred piece of the wanted aspect ratio and resizes it,
    "pad" resizes to fit inside and centres on black (0), "stretch" ignores the aspect ratio. Lanczos when
    either axis shrinks, bicubic otherwise; what overshoots is clipped. One channel is grey by ITU-R BT.601
    luma (0.299 R + 0.587 G + 0.114 B); three are RGB. Pixels that already fit pass unchanged, bit for bit.

    Raises ImageError for a size, a `how` or a channel count that it cannot give, and for a part that is not inside.

    >>> picture = explorer.images.samples.load("cat")
    >>> fitted = explorer.images.fit(picture, 32, 32, channels=1)
    >>> fitted.pixels.shape, fitted.notes
    ((32, 32, 1), ('resized to 32 × 32', 'made grey'))
    """
    _check_fit(picture, height, width, how, channels, part)
    pixels, notes = picture.pixels, list(picture.notes)
    if part is not None:
        notes.append(part.describe(*pixels.shape[:2]))
        pixels = part.cut(pixels)
    if pixels.shape[:2] != (height, width):
        if how == "crop":
            pixels = _crop(pixels, height, width, notes)
        inner = largest_piece(height, width, *pixels.shape[:2]) if how == "pad" else Crop(0, 0, height, width)
        pixels = _pad(_resize(pixels, inner.height, inner.width, notes), inner, height, width, notes)
    pixels = _with_channels(pixels, channels, notes)
    return picture if pixels is picture.pixels else Picture(sealed(pixels), tuple(notes))


def fit_all(pixels: Pixels, height: int, width: int, channels: int) -> Pixels:
    """Pictures (n, rows, columns, 1 or 3), float32 in [0, 1], as `fit` with "crop" makes each: (n, height, width, channels).

    Raises ImageError as `fit` does.
    """
    count, rows, cols, given = pixels.shape
    _check_fit(
        Picture(pixels[0]) if count else Picture(np.zeros((1, 1, 1), np.float32)), height, width, "crop", channels, None
    )
    # As one picture of many channels: what is done to a plane depends on no other.
    planes = np.moveaxis(pixels, 0, 2).reshape(rows, cols, count * given)
    planes = _resize(_crop(planes, height, width, []), height, width, [])
    fitted = np.moveaxis(planes.reshape(height, width, count, given), 2, 0)
    if given == channels:
        return np.ascontiguousarray(fitted)
    if channels == 3:
        return np.repeat(fitted, 3, axis=3)
    luma: Pixels = np.clip(fitted @ np.array(LUMA, np.float32), 0, 1)
    return luma[..., None]


def check_target_size(height: int, width: int) -> None:
    """Raises ImageError for a size in px that no network takes, in the words in which planning refuses it.

    >>> explorer.images.check_target_size(64, 64)
    """
    for what, side in (("rows", height), ("columns", width)):
        if not is_whole(side) or not 1 <= side <= limits.IMAGE_SIDE:
            raise ImageError(*limits.wrong_side(what, quoted(side)))


def _check_fit(picture: Any, height: Any, width: Any, how: Any, channels: Any, part: Any) -> None:
    if not isinstance(picture, Picture):
        raise ImageError(
            f"{typed(picture)} was given for the picture.",
            "Use images.decode(data) for a file, or images.Picture(pixels) for an array with values of 0 to 1.",
        )
    if not isinstance(how, str) or how not in FITS:
        raise ImageError(f"There is no way to fit called {quoted(how)}.", f"Use one of {', '.join(FITS)}.")
    if not is_whole(channels) or channels not in CHANNELS:
        raise ImageError(f"An image cannot be given {quoted(channels)} channels.", "Use 1 (grey) or 3 (RGB).")
    if part is not None and not isinstance(part, Crop):
        raise ImageError(f"{typed(part)} was given for the part.", "Use images.crop.Crop(top, left, height, width).")
    check_target_size(height, width)


def _crop(pixels: Pixels, height: int, width: int, notes: list[str]) -> Pixels:
    """The largest centred piece with the aspect ratio of (height, width)."""
    rows, cols = pixels.shape[:2]
    piece = largest_piece(rows, cols, height, width)
    if (piece.height, piece.width) == (rows, cols):
        return pixels
    notes.append(f"cropped from {width_by_height(rows, cols)} to {width_by_height(piece.height, piece.width)}")
    cropped: Pixels = piece.cut(pixels)
    return cropped


def _resize(pixels: Pixels, height: int, width: int, notes: list[str]) -> Pixels:
    rows, cols = pixels.shape[:2]
    if (rows, cols) == (height, width):
        return pixels
    notes.append(f"resized to {width_by_height(height, width)}")
    shrinks = height < rows or width < cols
    filter_ = Image.Resampling.LANCZOS if shrinks else Image.Resampling.BICUBIC
    resized: Pixels = np.empty((height, width, pixels.shape[2]), np.float32)
    for channel in range(pixels.shape[2]):
        plane = Image.fromarray(np.ascontiguousarray(pixels[..., channel]))
        resized[..., channel] = np.asarray(plane.resize((width, height), filter_))
    return np.clip(resized, 0, 1, out=resized)


def _pad(pixels: Pixels, inner: Crop, height: int, width: int, notes: list[str]) -> Pixels:
    """The pixels at `inner` of a black image of (height, width) px."""
    if pixels.shape[:2] == (height, width):
        return pixels
    notes.append(f"padded with black to {width_by_height(height, width)}")
    padded = np.zeros((height, width, pixels.shape[2]), np.float32)
    inner.cut(padded)[...] = pixels
    return padded


def _with_channels(pixels: Pixels, channels: int, notes: list[str]) -> Pixels:
    if pixels.shape[2] == channels:
        return pixels
    if channels == 3:
        notes.append("grey repeated in 3 channels")
        return np.repeat(pixels, 3, axis=2)
    red = pixels[..., :1]
    if np.array_equal(np.broadcast_to(red, pixels.shape), pixels):
        return red
    notes.append("made grey")
    luma: Pixels = np.clip(pixels @ np.array(LUMA, np.float32), 0, 1)
    return luma[..., None]
