"""A display list as a PNG picture, drawn by Pillow: shapes from finer masks, letters from its own font."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from functools import singledispatchmethod
from itertools import pairwise

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from explorer.figures.vector.inks import Color
from explorer.figures.vector.items import Box, Cells, Drawing, Item, Line, Paint, Path, Picture, Text, Window
from explorer.figures.vector.letters import draw_line, line_width
from explorer.figures.vector.markup import LINE_SPACING
from explorer.figures.vector.paths import Command, Point, dashed, rounded, straight

FINENESS = (8, 4, 2)
"""How many times finer than the picture the masks of shapes are, along either side: the first that is not too large."""
MOST_FINE = 1 << 23
"""Px of a mask at most."""
_SHIFT = {"start": 0.0, "middle": 0.5, "end": 1.0}
Frame = tuple[int, int, int, int]
"""Left, top, right and bottom edge in px of the picture."""


def png_of(drawing: Drawing, scale: float = 1) -> bytes:
    """The drawing as a PNG file, `scale` times as large as it is in px."""
    stream = io.BytesIO()
    picture_of(drawing, scale).save(stream, "PNG")
    return stream.getvalue()


def picture_of(drawing: Drawing, scale: float = 1) -> Image.Image:
    """The drawing as an RGBA picture."""
    size = max(round(drawing.width * scale), 1), max(round(drawing.height * scale), 1)
    sheet = _Sheet(Image.new("RGBA", size, _rgba(drawing.background)), scale)
    for item in drawing.items:
        sheet.draw(item)
    return sheet.image


def _rgba(color: Color) -> tuple[int, int, int, int]:
    return (*color[:3], round(255 * color[3]))


class _Sheet:
    """A picture that is drawn on: `window` is the part of it that may be."""

    def __init__(self, image: Image.Image, scale: float) -> None:
        self.image, self.scale = image, scale
        self.window: Frame = (0, 0, *image.size)

    @singledispatchmethod
    def draw(self, item: Item) -> None:
        """Draw one item."""
        raise TypeError(f"{type(item).__name__} cannot be drawn")

    @draw.register
    def _window(self, item: Window) -> None:
        before = self.window
        left, top, right, bottom = (round(n * self.scale) for n in _edges(item))
        self.window = (max(before[0], left), max(before[1], top), min(before[2], right), min(before[3], bottom))
        for each in item.items:
            self.draw(each)
        self.window = before

    @draw.register
    def _path(self, item: Path) -> None:
        self._shape(item.commands, item.paint)

    @draw.register
    def _box(self, item: Box) -> None:
        left, top, right, bottom = _edges(item)
        if item.radius:
            self._shape(rounded(left, top, item.width, item.height, item.radius), item.paint)
            return
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        self._shape((("M", corners[0]), *(("L", corner) for corner in corners[1:]), ("Z", ())), item.paint)

    @draw.register
    def _cells(self, item: Cells) -> None:
        """Every cell on whole px, as browsers draw a heatmap: no seams."""
        xs, ys = (np.rint(np.asarray(edges) * self.scale).astype(int) for edges in (item.xs, item.ys))
        left, top, right, bottom = xs.min(), ys.min(), xs.max(), ys.max()
        if right <= left or bottom <= top:
            return
        tile = np.zeros((bottom - top, right - left, 4), np.uint8)
        gaps = [round(gap * self.scale / 2) for gap in item.gap]
        cols, rows = ([sorted(pair) for pair in pairwise(edges)] for edges in (xs, ys))
        whole = np.repeat(item.colors, 1, axis=0)
        if not any(gaps) and (np.diff(xs) >= 0).all() and (np.diff(ys) >= 0).all():
            tile = np.repeat(np.repeat(whole, np.diff(ys), axis=0), np.diff(xs), axis=1)
        else:
            for row, (y0, y1) in enumerate(rows):
                for col, (x0, x1) in enumerate(cols):
                    tile[y0 - top + gaps[1] : y1 - top - gaps[1], x0 - left + gaps[0] : x1 - left - gaps[0]] = whole[
                        row, col
                    ]
        self._put(Image.fromarray(np.ascontiguousarray(tile, np.uint8), "RGBA"), int(left), int(top))

    @draw.register
    def _picture(self, item: Picture) -> None:
        left, top, right, bottom = (round(n * self.scale) for n in _edges(item))
        if right <= left or bottom <= top:
            return
        with Image.open(io.BytesIO(item.source), formats=("PNG", "JPEG", "WEBP")) as opened:
            picture = opened.convert("RGBA")
        shrinks = right - left < picture.width or bottom - top < picture.height
        how = Image.Resampling.BICUBIC if item.smooth else Image.Resampling.NEAREST
        if shrinks:  # what a browser does with a picture that has more px than there is room for
            how = Image.Resampling.BOX
        self._put(picture.resize((right - left, bottom - top), how), left, top)

    @draw.register
    def _text(self, item: Text) -> None:
        for at, line in enumerate(item.lines):
            self._line(item, line, at * LINE_SPACING * item.size)

    # -- shapes ------------------------------------------------------------------------------------------------------

    def _shape(self, commands: Sequence[Command], paint: Paint) -> None:
        parts = [
            ([(x * self.scale, y * self.scale) for x, y in points], closed) for points, closed in straight(commands)
        ]
        reach = paint.width * self.scale
        frame = self._frame([point for points, _ in parts for point in points], reach)
        if frame is None:
            return
        area = (frame[2] - frame[0]) * (frame[3] - frame[1])
        fine = next((each for each in FINENESS if area * each**2 <= MOST_FINE), FINENESS[-1])
        own = [
            ([((x - frame[0]) * fine, (y - frame[1]) * fine) for x, y in points], closed) for points, closed in parts
        ]
        size = (frame[2] - frame[0]) * fine, (frame[3] - frame[1]) * fine
        if paint.fill[3]:
            self._stamp(_filled(size, own, paint.evenodd).reduce(fine), paint.fill, frame)
        if paint.stroke[3] and paint.width:
            dash = tuple(n * self.scale * fine for n in paint.dash)
            mask = _stroked(size, own, paint.width * self.scale * fine, dash).reduce(fine)
            thin = min(paint.width * self.scale * fine, 1.0)  # a line finer than a px of the mask is a pale one
            self._stamp(mask, (*paint.stroke[:3], paint.stroke[3] * thin), frame)

    def _frame(self, points: Sequence[Point], reach: float) -> Frame | None:
        """The px around the points that may be drawn on; None if there are none."""
        if not points:
            return None
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, top = max(math.floor(min(xs) - reach), self.window[0]), max(math.floor(min(ys) - reach), self.window[1])
        right, bottom = min(math.ceil(max(xs) + reach), self.window[2]), min(math.ceil(max(ys) + reach), self.window[3])
        return (left, top, right, bottom) if right > left and bottom > top else None

    def _stamp(self, mask: Image.Image, color: Color, frame: Frame) -> None:
        tile = Image.new("RGBA", mask.size, (*color[:3], 0))
        tile.putalpha(mask.point([round(n * color[3]) for n in range(256)]))
        self.image.alpha_composite(tile, frame[:2])

    def _put(self, tile: Image.Image, left: int, top: int) -> None:
        """Lay a tile on the picture, cut off at the window."""
        x0, y0 = max(left, self.window[0]), max(top, self.window[1])
        x1, y1 = min(left + tile.width, self.window[2]), min(top + tile.height, self.window[3])
        if x1 > x0 and y1 > y0:
            self.image.alpha_composite(tile.crop((x0 - left, y0 - top, x1 - left, y1 - top)), (x0, y0))

    # -- letters -----------------------------------------------------------------------------------------------------

    def _line(self, item: Text, line: Line, down: float) -> None:
        size = item.size * self.scale
        width = line_width(line, size)
        if width <= 0:
            return
        pad = math.ceil(1.4 * size)
        # The base line begins at a whole px of the mask plus what it has beyond one in the picture.
        x, y = self._turned(item, -_SHIFT[item.anchor] * width, down * self.scale)
        dx, dy = (x % 1, y % 1) if not item.angle else (0.0, 0.0)
        mask = Image.new("L", (math.ceil(width) + 2 * pad, 2 * pad))
        stretches = draw_line(mask, line, pad + dx, pad + dy, size)
        for start, end, span in stretches:
            part = mask
            if len(stretches) > 1:
                part = Image.new("L", mask.size)
                window = (
                    math.floor(start) if start > pad + dx else 0,
                    0,
                    math.floor(end) if span is not line[-1] else mask.width,
                    mask.height,
                )
                part.paste(mask.crop(window), window[:2])
            self._letters(item, part, span.color or item.color, (x - dx, y - dy), pad)

    def _turned(self, item: Text, along: float, down: float) -> Point:
        """The point of the picture that lies `along` and `down` from the anchor, in the direction of the text."""
        cos, sin = math.cos(math.radians(item.angle)), math.sin(math.radians(item.angle))
        return item.x * self.scale + cos * along - sin * down, item.y * self.scale + sin * along + cos * down

    def _letters(self, item: Text, mask: Image.Image, color: Color, start: Point, pad: int) -> None:
        tile = Image.new("RGBA", mask.size, (*color[:3], 0))
        tile.putalpha(mask.point([round(n * color[3]) for n in range(256)]))
        if not item.angle:
            self._put(tile, round(start[0]) - pad, round(start[1]) - pad)
            return
        # The mask turns around its own middle; where its base line begins goes with it.
        away = pad - mask.width / 2, pad - mask.height / 2
        turned = tile.rotate(-item.angle, Image.Resampling.BICUBIC, expand=True)
        cos, sin = math.cos(math.radians(item.angle)), math.sin(math.radians(item.angle))
        x = start[0] - (cos * away[0] - sin * away[1]) - turned.width / 2
        y = start[1] - (sin * away[0] + cos * away[1]) - turned.height / 2
        self._put(turned, round(x), round(y))


def _edges(item: Box | Picture | Window) -> tuple[float, float, float, float]:
    return item.left, item.top, item.left + item.width, item.top + item.height


def _filled(size: tuple[int, int], parts: Sequence[tuple[list[Point], bool]], evenodd: bool) -> Image.Image:
    """The mask of what lies inside the parts."""
    mask = Image.new("L", size)
    for points, _ in parts:
        if len(points) < 3:
            continue
        if not evenodd or len(parts) == 1:
            _polygon(ImageDraw.Draw(mask), points)
        else:
            other = Image.new("L", size)
            _polygon(ImageDraw.Draw(other), points)
            mask = ImageChops.difference(mask, other)
    return mask


def _polygon(pen: ImageDraw.ImageDraw, points: Sequence[Point]) -> None:
    """Fill a polygon. Pillow draws the px of its right and lower edge as well, so those are moved inwards."""
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    if _is_upright_box(points):
        if round(right) > round(left) and round(bottom) > round(top):
            pen.rectangle((round(left), round(top), round(right) - 1, round(bottom) - 1), 255)
        return
    across, down = (left + right) / 2, (top + bottom) / 2
    pen.polygon([(round(x - (x > across) / 2), round(y - (y > down) / 2)) for x, y in points], 255)


def _stroked(
    size: tuple[int, int], parts: Sequence[tuple[list[Point], bool]], width: float, dash: tuple[float, ...]
) -> Image.Image:
    """The mask of the lines along the parts, `width` px of the mask wide."""
    mask = Image.new("L", size)
    pen = ImageDraw.Draw(mask)
    for points, closed in parts:
        around = [*points, points[0]] if closed else points
        if closed and not dash and _is_upright_box(points):
            _frame_box(pen, points, width)
            continue
        for piece in dashed(around, dash) if dash else (around,):
            for start, end in pairwise(piece):
                _segment(pen, start, end, width)
            for x, y in piece[0 if closed and not dash else 1 : -1]:  # round joints
                pen.ellipse((x - width / 2, y - width / 2, x + width / 2 - 1, y + width / 2 - 1), 255)
    return mask


def _segment(pen: ImageDraw.ImageDraw, start: Point, end: Point, width: float) -> None:
    """A straight line with square ends; Pillow's own lines lie half a px beside where they should."""
    (x0, y0), (x1, y1) = start, end
    length = math.hypot(x1 - x0, y1 - y0)
    if not length:
        return
    dx, dy = (y1 - y0) / length * max(width, 1) / 2, (x1 - x0) / length * max(width, 1) / 2
    _polygon(pen, [(x0 + dx, y0 - dy), (x1 + dx, y1 - dy), (x1 - dx, y1 + dy), (x0 - dx, y0 + dy)])


def _is_upright_box(points: Sequence[Point]) -> bool:
    return len(points) == 4 and len({x for x, _ in points}) == 2 and len({y for _, y in points}) == 2


def _frame_box(pen: ImageDraw.ImageDraw, points: Sequence[Point], width: float) -> None:
    """The frame of an upright rectangle, with square corners."""
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    half = width / 2
    for x0, y0, x1, y1 in (
        (left - half, top - half, right + half, top + half),
        (left - half, bottom - half, right + half, bottom + half),
        (left - half, top - half, left + half, bottom + half),
        (right - half, top - half, right + half, bottom + half),
    ):
        pen.rectangle((round(x0), round(y0), max(round(x1) - 1, round(x0)), max(round(y1) - 1, round(y0))), 255)
