"""Image files to pictures: bytes in, float32 pixels out, or an `ImageError` that says what to do."""

from __future__ import annotations

import io
import math
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from explorer import limits
from explorer.errors import ImageError, typed
from explorer.images.picture import MAX_MEGAPIXELS, MAX_PIXELS, MAX_SIDE, Picture, Pixels, sealed, width_by_height

MAX_BYTES: Final = limits.FILE_BYTES
FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP")

_SAVE_AGAIN: Final = "Save it as PNG or JPEG and upload it again."
_SHRINK: Final = f"Resize it to at most {math.isqrt(MAX_PIXELS)} × {math.isqrt(MAX_PIXELS)} px."
_STRIP: Final = 256
"""Rows that are converted at once."""
_ORIENTATION_TAG: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Warning filters belong to the whole process, so two threads that silence Pillow at once could leave them
# changed. One file at a time also bounds scratch memory: about 0.25 GB at 16 megapixels.
_DECODING_LOCK: Final = threading.Lock()


def decode(data: bytes) -> Picture:
    """The picture in an image file of type PNG, JPEG, WebP, GIF or BMP, as (height, width, 3) in [0, 1].

    EXIF orientation is applied, transparency composited on white, 16-bit grey divided by 65535, CMYK
    converted, and of an animation the first frame is taken; the notes say so. At most `MAX_BYTES` bytes,
    `MAX_PIXELS` px and `MAX_SIDE` px a side; size is checked before any pixel is decoded.

    Raises ImageError, and nothing else, for every file that cannot be used.

    >>> buffer = io.BytesIO()
    >>> Image.new("RGB", (6, 4), "white").save(buffer, "PNG")
    >>> explorer.images.decode(buffer.getvalue()).pixels.shape
    (4, 6, 3)
    """
    with _opened(data) as image:
        return _read(image, bytes(data))


def pixel_count(data: bytes) -> int:
    """The pixels of an image file, rows times columns, as its head says: none is decoded.

    Raises ImageError for every file that `decode` refuses for its size or its type.
    """
    with _opened(data) as image:
        return image.width * image.height


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """The image of a file, of a size that can be read, with none of its pixels decoded yet; one at a time."""
    if not isinstance(data, bytes | bytearray | memoryview):
        raise ImageError(
            f"{typed(data)} was given for the bytes of an image file.",
            "Read the file: pathlib.Path(name).read_bytes().",
        )
    data = bytes(data)
    _check_bytes(data)
    with _DECODING_LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with _open(data) as image:
            _check_size(*image.size)
            yield image


def _check_bytes(data: bytes) -> None:
    if not data:
        raise ImageError("The file is empty (0 bytes).", "Choose another file, or save it again.")
    if len(data) > MAX_BYTES:
        # Rounded up, so that a file just over the limit is not said to have exactly the limit.
        megabytes = math.ceil(len(data) / 100_000) / 10
        raise ImageError(
            f"The file has {megabytes:.1f} MB; at most {MAX_BYTES // 1_000_000} MB can be read.",
            "Resize the image, or save it as JPEG, and upload it again.",
        )


def _check_size(width: int, height: int) -> None:
    size = f"{width_by_height(height, width)} px"
    if width * height > MAX_PIXELS:
        megapixels = math.ceil(width * height / 100_000) / 10
        raise ImageError(
            f"The image is {size}, {megapixels:.1f} megapixels; at most {MAX_MEGAPIXELS} can be read.", _SHRINK
        )
    if max(width, height) > MAX_SIDE:
        raise ImageError(
            f"The image is {size}; at most {MAX_SIDE} px a side can be read.",
            f"Resize it to at most {MAX_SIDE} px a side.",
        )


# Decoding. Pillow's decoders fail on damaged bytes with whatever their parsing happens to raise (OSError,
# SyntaxError, struct.error, IndexError, ...), which no list can promise to cover: hence `except Exception`.


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as bomb:
        refused = 2 * (Image.MAX_IMAGE_PIXELS or 0) // 1_000_000  # from here on Pillow itself refuses
        raise ImageError(
            f"The image has more than {refused} megapixels; at most {MAX_MEGAPIXELS} can be read.", _SHRINK
        ) from bomb
    except Exception as error:
        raise ImageError(
            f"The file ({len(data):,} bytes) is not a readable PNG, JPEG, WebP, GIF or BMP image.",
            _SAVE_AGAIN,
        ) from error


def _read(image: Image.Image, data: bytes) -> Picture:
    width, height = image.size
    try:
        image.load()
        notes = _frames(image)
        upright = _oriented(image, notes)
        pixels = _to_rgb(upright, notes, deep=_is_deep_png(data))
        return Picture(sealed(pixels), tuple(notes))
    except Exception as error:
        raise ImageError(
            f"The image is damaged or cut off: the {len(data):,} bytes of the file do not give all "
            f"{width_by_height(height, width)} px.",
            _SAVE_AGAIN,
        ) from error


def _frames(image: Image.Image) -> list[str]:
    """The notes about an animation, of which the first frame is taken."""
    try:
        count = int(getattr(image, "n_frames", 1))
    except Exception:
        return ["first of several frames"]
    return [f"first of {count} frames"] if count > 1 else []


def _oriented(image: Image.Image, notes: list[str]) -> Image.Image:
    """The image rotated or mirrored as its EXIF orientation says."""
    # Not ImageOps.exif_transpose: it also rewrites the metadata, and fails where only that is odd.
    try:
        orientation = image.getexif().get(_ORIENTATION_TAG)
    except Exception:
        return image
    if orientation not in _TURNS:
        return image
    notes.append("turned by EXIF")
    return image.transpose(_TURNS[orientation])


def _is_deep_png(data: bytes) -> bool:
    """Whether it is a PNG with 16 bits a channel, which Pillow reads as 8."""
    return data[:8] == b"\x89PNG\r\n\x1a\n" and data[24] == 16


def _to_rgb(image: Image.Image, notes: list[str], deep: bool) -> npt.NDArray[Any]:
    if image.mode.startswith("I"):
        return _from_grey16(image, notes)
    if deep:
        notes.append("16-bit colour read as 8-bit")
    if image.has_transparency_data:
        return _on_white(image.convert("RGBA"), notes)
    if image.mode == "CMYK":
        notes.append("CMYK converted to RGB")
    return _scaled(image, "RGB")


def _scaled(image: Image.Image, mode: str) -> Pixels:
    """The image in `mode`, RGB or L, as float32 in [0, 1]; (height, width, 3 or 1)."""
    width, height = image.size
    pixels = np.empty((height, width, len(mode)), np.float32)
    for top in range(0, height, _STRIP):  # converted as a whole, a large photo would take twice the memory
        strip = image.crop((0, top, width, min(top + _STRIP, height))).convert(mode)
        pixels[top : top + _STRIP] = np.asarray(strip).reshape(strip.height, width, len(mode))
    pixels /= np.float32(255)
    return pixels


def _on_white(image: Image.Image, notes: list[str]) -> npt.NDArray[Any]:
    alpha = image.getchannel("A")
    pixels = _scaled(image, "RGB")
    if alpha.getextrema() != (255, 255):
        notes.append("transparency composited on white")
        opacity = _scaled(alpha, "L")
        pixels *= opacity
        pixels += 1 - opacity
    return pixels


def _from_grey16(image: Image.Image, notes: list[str]) -> npt.NDArray[Any]:
    notes.append("16-bit grey rescaled to 0-1")
    values = np.asarray(image)
    grey = values.astype(np.float32) / np.float32(65535)
    transparent = image.info.get("transparency")
    if isinstance(transparent, int) and (values == transparent).any():
        notes.append("transparency composited on white")
        grey[values == transparent] = 1
    return np.repeat(np.clip(grey, 0, 1)[..., None], 3, axis=2)
