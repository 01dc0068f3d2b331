"""Feature maps as small PNG pictures: colour limits, reduction, palette indices, encoding."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explorer.figures.png import palette_png
from explorer.figures.theme import Theme, palette, rgb
from explorer.limits import PICTURE_SIDE

Array = NDArray[Any]
THUMBNAIL = 88
"""Longest side of a map in the overview, in px: twice its 44 px on the screen, for sharp displays."""
PERCENTILE = 99.5
"""Percentile of the magnitudes at which a colour scale ends."""
BAR_ROWS, BAR_PX = 8, 120
"""Rows of the picture of a bar, and the length in px of a bar that stands for 1."""


def limit(arrays: list[Array]) -> float:
    """The magnitude at which a colour scale shared by `arrays` ends: the 99.5th percentile of all finite magnitudes.

    The largest magnitude if at least 99.5% of the cells are zero; 1 if all are.
    """
    sizes = np.concatenate([np.abs(a, dtype=np.float32).ravel() for a in arrays])
    sizes = sizes[np.isfinite(sizes)]
    if not sizes.size:
        return 1.0
    place = min(int(sizes.size * PERCENTILE / 100), sizes.size - 1)
    magnitude = float(np.partition(sizes, place)[place]) or float(sizes.max())
    return magnitude or 1.0


def block_size(rows: int, cols: int, longest: int = PICTURE_SIDE) -> int:
    """How many cells a side a block has, so that at most `longest` of them lie along either side; 1 where all fit."""
    return max(-(-max(rows, cols) // longest), 1)


def reduced_shape(rows: int, cols: int, longest: int = THUMBNAIL) -> tuple[int, int]:
    """Rows and columns of a map after `reduced`."""
    factor = block_size(rows, cols, longest)
    return -(-rows // factor), -(-cols // factor)


def reduced_length(units: int, longest: int) -> int:
    """Length of a vector after `reduced`, as a map of one column."""
    return reduced_shape(units, 1, longest)[0]


def reduced(maps: Array, longest: int = THUMBNAIL) -> Array:
    """Maps (rows, columns, channels) with at most `longest` rows and columns.

    Each block of cells is stood for by its value of largest magnitude: a mean would cancel edges to grey.
    """
    factor = block_size(maps.shape[0], maps.shape[1], longest)
    if factor == 1:
        return maps
    high, low = (_by_blocks(pick, _by_blocks(pick, maps, 0, factor), 1, factor) for pick in (np.max, np.min))
    kept: Array = np.where(high >= -low, high, low)
    return kept


def shrunk(pixels: Array, longest: int = PICTURE_SIDE) -> tuple[Array, int]:
    """An image (rows, columns, channels) with at most `longest` rows and columns, and how many px a side a block has.

    Each block is its mean: what a screen shows of so many pixels anyway.
    """
    factor = block_size(pixels.shape[0], pixels.shape[1], longest)
    if factor == 1:
        return pixels, 1
    return _by_blocks(np.mean, _by_blocks(np.mean, pixels, 0, factor), 1, factor), factor


def _by_blocks(pick: Callable[..., Array], maps: Array, axis: int, factor: int) -> Array:
    """`pick` (np.max, np.min or np.mean) of every `factor` neighbours along `axis`, 0 or 1; the last block may be shorter.

    Nothing of the size of `maps` is allocated: a column of 3,000,000 units, padded to whole blocks on both axes, would
    take 80 GiB.
    """
    length = maps.shape[axis]
    whole = length // factor * factor
    before = (slice(None),) * axis
    parts = []
    if whole:
        split = (*maps.shape[:axis], whole // factor, factor, *maps.shape[axis + 1 :])
        parts.append(pick(maps[(*before, slice(whole))].reshape(split), axis=axis + 1))
    if whole < length:
        parts.append(pick(maps[(*before, slice(whole, None))], axis=axis, keepdims=True))
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=axis)


def indices(values: Array, top: float | Array) -> NDArray[np.uint8]:
    """Indices into the palette: 127 is zero and what is not a number, 0 and 254 are minus and plus `top` and beyond.

    `top` may be an array that is broadcast to the shape of `values`.
    """
    scaled = np.clip(values / top, -1, 1)
    if np.isnan(scaled).any():
        scaled = np.nan_to_num(scaled)
    return np.asarray(np.rint(scaled * 127) + 127, np.uint8)


def map_png(picture: NDArray[np.uint8], theme: Theme) -> str:
    """Palette indices (rows, columns) as a PNG data address in the theme's colours."""
    return _address_of(palette_png(picture, palette(theme).tobytes()))


def grey_png(values: Array) -> str:
    """Numbers in [0, 1] (rows, columns) as a PNG data address from black to white."""
    return _address_of(palette_png(_bytes(values), _ramp(0, 1, 2)))


def plane_png(values: Array, plane: int) -> str:
    """Numbers in [0, 1] (rows, columns) as a PNG data address from black to full red, green or blue, for `plane` 0, 1 or 2."""
    return _address_of(palette_png(_bytes(values), _ramp(plane)))


@lru_cache(maxsize=4)
def _ramp(*planes: int) -> bytes:
    """A palette of 256 colours in which the red, green or blue `planes` grow from 0 to 255."""
    ramp = np.zeros((256, 3), np.uint8)
    ramp[:, planes] = np.arange(256)[:, None]
    return ramp.tobytes()


def photo_png(pixels: Array) -> str:
    """An image (rows, columns, 1 or 3) in [0, 1] as a PNG data address."""
    if pixels.shape[2] not in (1, 3):
        pixels = pixels.mean(axis=2, keepdims=True)
    shown = _bytes(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)
    return _png_of(shown.tobytes(), shown.shape)


@lru_cache(maxsize=16)
def _png_of(data: bytes, shape: tuple[int, ...]) -> str:
    """A picture of bytes as a PNG data address. Kept: the same photo is drawn again for each network that gets it."""
    return _data_address(Image.fromarray(np.frombuffer(data, np.uint8).reshape(shape)))


def photo_small(pixels: Array) -> str:
    """A photo (rows, columns, 3) in [0, 1] as a data address of a WebP that nobody reads numbers from: a sixth of the PNG."""
    buffer = io.BytesIO()
    Image.fromarray(_bytes(pixels)).save(buffer, "WEBP", quality=82, method=4)
    return f"data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def color_png(colors: Sequence[Sequence[str]]) -> str:
    """Rows of colors "#rrggbb" as a PNG data address, one px a color."""
    return _data_address(Image.fromarray(np.array([[rgb(color) for color in row] for row in colors], np.uint8)))


def bars_png(shares: Array, theme: Theme, room: int = 0) -> str:
    """Shares in [0, 1] as bars below each other, as a PNG data address, with `room` px free to their right.

    Each bar takes BAR_ROWS rows and lies in the lower ones, below the unit's name.
    """
    lengths = np.clip(np.rint(np.nan_to_num(shares) * BAR_PX), 1, BAR_PX).astype(int)
    bars = np.where(np.arange(BAR_PX)[None, :] < lengths[:, None], 2, 1).astype(np.uint8)
    picture = np.zeros((len(shares), BAR_ROWS, BAR_PX + room), np.uint8)
    picture[:, 5:7, :BAR_PX] = bars[:, None, :]
    image = Image.fromarray(picture.reshape(-1, BAR_PX + room)).convert("L")
    image.putpalette([*rgb(theme.page), *rgb(theme.zero), *rgb(theme.bar)])
    return _data_address(image)


def _bytes(values: Array) -> NDArray[np.uint8]:
    return np.asarray(np.rint(np.clip(np.nan_to_num(values), 0, 1) * 255), np.uint8)


def _data_address(image: Image.Image) -> str:
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=6)
    return _address_of(stream.getvalue())


def _address_of(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()


def in_rows(units: Array, width: int) -> Array:
    """A vector (units,) as a matrix with `width` columns, row by row, filled up with NaN; float32."""
    padded = np.full(-(-len(units) // width) * width, np.nan, np.float32)
    padded[: len(units)] = units
    return padded.reshape(-1, width)
