"""The preview of a scene: its photo beside the maps of the selected layer, for cards and for links in chats.

No SVG, because chats show none; without words, because a server has no fonts to rely on.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from explorer.figures.maps import indices, reduced
from explorer.figures.theme import Theme, palette, rgb
from explorer.layers.base import Array


@dataclass(frozen=True)
class Format:
    """How large a preview is, and the distance of its parts from the edge and from each other, all in px.

    `kind` is the type of the file: "webp", a fifth of the size, or "png", which keeps every colour as it is.
    """

    width: int
    height: int
    margin: int
    gap: int
    kind: str = "webp"


CARD, STEP = Format(480, 176, 0, 8), Format(208, 96, 0, 4)
"""A card of the gallery and a step of a walkthrough, at twice their size on the screen."""
LINK = Format(1200, 630, 40, 16, "png")
"""What chats and social networks ask for (ogp.me names no size; this is the one that all of them show uncropped)."""
FORMATS = {"card": CARD, "step": STEP, "link": LINK}
MOST_MAPS = 12


@dataclass(frozen=True, eq=False)
class Shown:
    """What a preview shows.

    `photo` is (rows, columns, 1 or 3) in [0, 1], `maps` (rows, columns, channels), or None for the photo alone. `chosen` is
    the channel of the selected map, -1 if none is, `top` the magnitude at which colours end.
    """

    photo: Array
    maps: Array | None = None
    chosen: int = -1
    top: float = 1.0


def preview(shown: Shown, theme: Theme, size: Format) -> bytes:
    """The picture as the bytes of a file of the format's kind."""
    canvas = Image.new("RGB", (size.width, size.height), rgb(theme.page))
    high = size.height - 2 * size.margin
    wide = size.width - 2 * size.margin
    photo = _photo(shown.photo, wide if shown.maps is None else wide // 2, high)
    free = wide - photo.width
    if shown.maps is None:
        canvas.paste(photo, (size.margin + free // 2, size.margin + (high - photo.height) // 2))
        return _bytes(canvas, size.kind)
    channels = _page(shown.maps.shape[2], shown.chosen)
    rows, cols = shown.maps.shape[:2]
    across, side = _grid(len(channels), cols / rows, free - size.gap, high, size.gap)
    tile_wide, tile_high = max(round(side * cols / rows), 1), max(round(side), 1)
    down = -(-len(channels) // across)
    grid_wide = across * (tile_wide + size.gap) - size.gap
    left = size.margin + max(free - size.gap - grid_wide, 0) // 2
    canvas.paste(photo, (left, size.margin + (high - photo.height) // 2))
    top = size.margin + (high - down * (tile_high + size.gap) + size.gap) // 2
    for at, channel in enumerate(channels):
        x = left + photo.width + size.gap + at % across * (tile_wide + size.gap)
        y = top + at // across * (tile_high + size.gap)
        canvas.paste(_map(shown.maps[:, :, channel], shown.top, theme, tile_wide, tile_high), (x, y))
        if channel == shown.chosen:
            _outline(canvas, x, y, tile_wide, tile_high, theme)
    return _bytes(canvas, size.kind)


def _photo(pixels: Array, wide: int, high: int) -> Image.Image:
    """The photo, as large as `wide` x `high` px allow."""
    rows, cols = pixels.shape[:2]
    scale = min(wide / cols, high / rows)
    values = np.asarray(np.rint(np.clip(np.nan_to_num(pixels), 0, 1) * 255), np.uint8)
    image = Image.fromarray(values[:, :, 0] if values.shape[2] == 1 else values[:, :, :3]).convert("RGB")
    how = Image.Resampling.NEAREST if max(rows, cols) <= 32 else Image.Resampling.LANCZOS
    return image.resize((max(round(cols * scale), 1), max(round(rows * scale), 1)), how)


def _page(count: int, chosen: int) -> range:
    """The channels that are shown, in their order: those around the chosen one if there are too many."""
    first = max(chosen, 0) // MOST_MAPS * MOST_MAPS
    return range(min(first, max(count - MOST_MAPS, 0)), min(first + MOST_MAPS, count))


def _grid(count: int, shape: float, wide: float, high: float, gap: int) -> tuple[int, float]:
    """How many of `count` tiles, `shape` times as wide as high, stand in a line to be largest, and how high they are then."""

    def side(across: int) -> float:
        down = -(-count // across)
        return min((wide - gap * (across - 1)) / across / shape, (high - gap * (down - 1)) / down)

    best = max(range(1, count + 1), key=side)
    return best, max(side(best), 1.0)


def _map(values: Array, top: float, theme: Theme, wide: int, high: int) -> Image.Image:
    """A map in the theme's colours: its cells enlarged, or stood for by the largest where they are too many."""
    small = reduced(values[:, :, None], max(wide, high))[:, :, 0]
    colors = palette(theme).reshape(-1, 3)[indices(small, top)]
    return Image.fromarray(np.ascontiguousarray(colors, np.uint8)).resize((wide, high), Image.Resampling.NEAREST)


def _outline(canvas: Image.Image, x: int, y: int, wide: int, high: int, theme: Theme) -> None:
    thick = max(canvas.height // 150, 2)
    box = (
        max(x - thick, 0),
        max(y - thick, 0),
        min(x + wide + thick, canvas.width) - 1,
        min(y + high + thick, canvas.height) - 1,
    )
    ImageDraw.Draw(canvas).rectangle(box, outline=rgb(theme.bar), width=thick)


def _bytes(canvas: Image.Image, kind: str) -> bytes:
    stream = io.BytesIO()
    canvas.save(stream, kind.upper(), quality=86, method=4, compress_level=6)  # each kind takes its own of these
    return stream.getvalue()
