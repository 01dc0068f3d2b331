"""Image files to arrays: bytes in, float32 pixels out, or an `ImageError` that says what to do.

Pixels are (height, width, channels), row 0 at the top, channels in the order R, G, B, values 0 (black) to
1 (white) as the file stores them (sRGB in practice; embedded colour profiles are not applied).
Sizes in texts are width × height in px.
"""

from __future__ import annotations

import hashlib
import io
import math
import threading
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from explorer import limits
from explorer.errors import ImageError, quoted, typed
from explorer.images.crop import Part
from explorer.settings import is_whole

MAX_BYTES: Final = limits.FILE_BYTES
MAX_PIXELS: Final = limits.FILE_PIXELS
MAX_SIDE: Final = limits.FILE_SIDE
FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
FITS: Final = ("crop", "pad", "stretch")
LUMA: Final = (0.299, 0.587, 0.114)

_SAVE_AGAIN: Final = "Save it as PNG or JPEG and upload it again."
_MEGAPIXELS: Final = MAX_PIXELS // 1_000_000
_SHRINK: Final = f"Resize it to at most {math.isqrt(MAX_PIXELS)} × {math.isqrt(MAX_PIXELS)} px."
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
# changed. One file at a time also bounds scratch memory: about 0.5 GB at 16 megapixels.
_ONE_AT_A_TIME: Final = threading.Lock()

Pixels = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Picture:
    """An image ready for a network.

    `pixels`: float32 (height, width, channels) in [0, 1], read-only (a writable array is copied); `decode`
    gives 3 channels, `fit` 1 or 3. `notes`: what was done to the file's pixels, in order, in plain words.

    Raises ImageError for what is no array of floats with three axes; whole numbers (0 to 255) are not scaled.
    """

    pixels: Pixels
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        pixels = self.pixels
        _check_pixels(pixels)
        if pixels.flags.writeable or pixels.base is not None or pixels.dtype != np.float32:
            object.__setattr__(self, "pixels", _sealed(pixels.copy()))


def decode(data: bytes) -> Picture:
    """The picture in an image file of type PNG, JPEG, WebP, GIF or BMP, as (height, width, 3) in [0, 1].

    EXIF orientation is applied, transparency composited on white, 16-bit grey divided by 65535, CMYK
    converted, and of an animation the first frame is taken; the notes say so. At most `MAX_BYTES` bytes,
    `MAX_PIXELS` px and `MAX_SIDE` px a side; size is checked before any pixel is decoded.

    Raises ImageError, and nothing else, for every file that cannot be used.
    """
    if not isinstance(data, bytes | bytearray | memoryview):
        raise ImageError(
            f"{typed(data)} was given for the bytes of an image file.",
            "Read the file: pathlib.Path(name).read_bytes().",
        )
    data = bytes(data)
    _check_bytes(data)
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with _open(data) as image:
            _check_size(*image.size)
            return _read(image, data)


def fit(
    picture: Picture, height: int, width: int, how: str = "crop", channels: int = 3, part: Part | None = None
) -> Picture:
    """The picture, or a `part` of it, at (height, width, channels) px, float32 in [0, 1], read-only.

    `how` is one of `FITS`: "crop" cuts the largest centred piece of the wanted aspect ratio and resizes it,
    "pad" resizes to fit inside and centres on black (0), "stretch" ignores the aspect ratio. Lanczos when
    either axis shrinks, bicubic otherwise; what overshoots is clipped. One channel is grey by ITU-R BT.601
    luma (0.299 R + 0.587 G + 0.114 B); three are RGB. Pixels that already fit pass unchanged, bit for bit.

    Raises ImageError for a size, a `how` or a channel count that it cannot give, and for a part that is not inside.
    """
    _check_fit(picture, height, width, how, channels, part)
    pixels, notes = picture.pixels, list(picture.notes)
    if part is not None:
        notes.append(part.words(*pixels.shape[:2]))
        pixels = part.cut(pixels)
    if pixels.shape[:2] != (height, width):
        if how == "crop":
            pixels = _crop(pixels, height, width, notes)
        inner = _inside(pixels, height, width) if how == "pad" else (height, width)
        pixels = _resize(pixels, *inner, notes)
        if how == "pad":
            pixels = _pad(pixels, height, width, notes)
    pixels = _with_channels(pixels, channels, notes)
    return picture if pixels is picture.pixels else Picture(_sealed(pixels), tuple(notes))


def check_target_size(height: int, width: int) -> None:
    """Raises ImageError for a size in px that no network takes, in the words in which planning refuses it."""
    for what, side in (("rows", height), ("columns", width)):
        if not is_whole(side) or not 1 <= side <= limits.IMAGE_SIDE:
            raise ImageError(*limits.wrong_side(what, quoted(side)))


def digest(pixels: npt.NDArray[Any]) -> str:
    """SHA-256 of an array's shape, dtype and every value, as 64 hex digits: a key for caches."""
    label = f"{pixels.shape}|{pixels.dtype.str}|".encode()
    return hashlib.sha256(label + pixels.tobytes(order="C")).hexdigest()


def sentence(notes: Iterable[str]) -> str:
    """The notes as one sentence, "Turned by EXIF, resized to 64 × 64."; "" when there are none."""
    text = ", ".join(notes)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _size(height: int, width: int) -> str:
    return f"{width} × {height}"


def _sealed(pixels: npt.NDArray[Any]) -> Pixels:
    # A copy when the memory belongs to another array: a read-only view could still change underneath.
    own = np.array(pixels, dtype=np.float32, order="C", copy=None if pixels.base is None else True)
    own.setflags(write=False)
    return own


# Checks


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
    size = f"{_size(height, width)} px"
    if width < 1 or height < 1:
        raise ImageError(f"The image has no pixels: its size is {size}.", _SAVE_AGAIN)
    if width * height > MAX_PIXELS:
        megapixels = math.ceil(width * height / 100_000) / 10
        raise ImageError(
            f"The image is {size}, {megapixels:.1f} megapixels; at most {_MEGAPIXELS} can be read.", _SHRINK
        )
    if max(width, height) > MAX_SIDE:
        raise ImageError(
            f"The image is {size}; at most {MAX_SIDE} px a side can be read.",
            f"Resize it to at most {MAX_SIDE} px a side.",
        )


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


def _check_fit(picture: Any, height: Any, width: Any, how: Any, channels: Any, part: Any) -> None:
    if not isinstance(picture, Picture):
        raise ImageError(
            f"{typed(picture)} was given for the picture.",
            "Use images.decode(data) for a file, or images.Picture(pixels) for an array with values of 0 to 1.",
        )
    if not isinstance(how, str) or how not in FITS:
        raise ImageError(f"There is no way to fit called {quoted(how)}.", f"Use one of {', '.join(FITS)}.")
    if not is_whole(channels) or channels not in (1, 3):
        raise ImageError(f"An image cannot be given {quoted(channels)} channels.", "Use 1 (grey) or 3 (RGB).")
    if part is not None and not isinstance(part, Part):
        raise ImageError(f"{typed(part)} was given for the part.", "Use images.crop.Part(top, left, height, width).")
    check_target_size(height, width)


# Decoding. Pillow's decoders fail on damaged bytes with whatever their parsing happens to raise (OSError,
# SyntaxError, struct.error, IndexError, ...), which no list can promise to cover: hence `except Exception`.


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as bomb:
        refused = 2 * (Image.MAX_IMAGE_PIXELS or 0) // 1_000_000  # from here on Pillow itself refuses
        raise ImageError(
            f"The image has more than {refused} megapixels; at most {_MEGAPIXELS} can be read.", _SHRINK
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
        turned = _turn(image, notes)
        pixels = _to_rgb(turned, notes, deep=_is_deep_png(data))
        return Picture(_sealed(pixels), tuple(notes))
    except Exception as error:
        raise ImageError(
            f"The image is damaged or cut off: the {len(data):,} bytes of the file do not give all "
            f"{_size(height, width)} px.",
            _SAVE_AGAIN,
        ) from error


def _frames(image: Image.Image) -> list[str]:
    try:
        count = int(getattr(image, "n_frames", 1))
    except Exception:
        return ["first of several frames"]
    return [f"first of {count} frames"] if count > 1 else []


def _turn(image: Image.Image, notes: list[str]) -> Image.Image:
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
    return _unit(image.convert("RGB"))


def _unit(image: Image.Image) -> Pixels:
    pixels = np.array(image, dtype=np.float32)
    pixels /= np.float32(255)
    return pixels


def _on_white(image: Image.Image, notes: list[str]) -> npt.NDArray[Any]:
    alpha = image.getchannel("A")
    pixels = _unit(image.convert("RGB"))
    if alpha.getextrema() != (255, 255):
        notes.append("transparency composited on white")
        cover = _unit(alpha)[..., None]
        pixels *= cover
        pixels += 1 - cover
    return pixels


def _from_grey16(image: Image.Image, notes: list[str]) -> npt.NDArray[Any]:
    notes.append("16-bit grey rescaled to 0-1")
    values = np.asarray(image)
    grey = values.astype(np.float32) / np.float32(65535)
    hidden = image.info.get("transparency")
    if isinstance(hidden, int) and (values == hidden).any():
        notes.append("transparency composited on white")
        grey[values == hidden] = 1
    return np.repeat(np.clip(grey, 0, 1)[..., None], 3, axis=2)


# Fitting


def _crop(pixels: Pixels, height: int, width: int, notes: list[str]) -> Pixels:
    rows, cols = pixels.shape[:2]
    keep_rows = min(rows, max(1, round(cols * height / width)))
    keep_cols = min(cols, max(1, round(rows * width / height)))
    if (keep_rows, keep_cols) == (rows, cols):
        return pixels
    notes.append(f"cropped from {_size(rows, cols)} to {_size(keep_rows, keep_cols)}")
    top, left = (rows - keep_rows) // 2, (cols - keep_cols) // 2
    return pixels[top : top + keep_rows, left : left + keep_cols]


def _inside(pixels: Pixels, height: int, width: int) -> tuple[int, int]:
    rows, cols = pixels.shape[:2]
    return min(height, max(1, round(rows * width / cols))), min(width, max(1, round(cols * height / rows)))


def _resize(pixels: Pixels, height: int, width: int, notes: list[str]) -> Pixels:
    rows, cols = pixels.shape[:2]
    if (rows, cols) == (height, width):
        return pixels
    notes.append(f"resized to {_size(height, width)}")
    shrinks = height < rows or width < cols
    filter_ = Image.Resampling.LANCZOS if shrinks else Image.Resampling.BICUBIC
    resized: Pixels = np.empty((height, width, pixels.shape[2]), np.float32)
    for channel in range(pixels.shape[2]):
        plane = Image.fromarray(np.ascontiguousarray(pixels[..., channel]))
        resized[..., channel] = np.asarray(plane.resize((width, height), filter_))
    return np.clip(resized, 0, 1, out=resized)


def _pad(pixels: Pixels, height: int, width: int, notes: list[str]) -> Pixels:
    rows, cols, channels = pixels.shape
    if (rows, cols) == (height, width):
        return pixels
    notes.append(f"padded with black to {_size(height, width)}")
    padded = np.zeros((height, width, channels), np.float32)
    top, left = (height - rows) // 2, (width - cols) // 2
    padded[top : top + rows, left : left + cols] = pixels
    return padded


def _with_channels(pixels: Pixels, channels: int, notes: list[str]) -> Pixels:
    have = pixels.shape[2]
    if have == channels:
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
