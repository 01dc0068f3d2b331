"""The rows of the comparison: for each pair of layers the maps on the left, their difference, the maps on the right."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures.canvas import Canvas, text_width
from explorer.figures.compare.strips import SHARP, SIDE, count_in, strip, strip_png, width_of
from explorer.figures.maps import limit, photo_png
from explorer.figures.theme import Theme

Array = NDArray[Any]
HEAD, BETWEEN = 28, 12
"""Height of the line of headings, and the space between two rows, in px."""
NAME, CORRELATION, APART = 120, 62, 16
"""Width in px of the names and of the correlations, and the space between the three groups of maps."""
BAR = " | "
"""Between what is said of the left and of the right layer, where that is different."""
LINE = 22
"""Height in px of the line with the name above the maps, on a phone."""


@dataclass(frozen=True, eq=False)
class LayerLine:
    """What a row shows. `name` and `words` say which layers they are, `correlation` is a number or "".

    `left`, `right` and `difference` are maps, (rows, columns, channels), each None where there are none; `remark` stands in
    the place of what is missing. `photo` says that the maps are the image's own channels.
    """

    name: str
    words: str
    left: Array | None
    right: Array | None
    difference: Array | None = None
    correlation: str = ""
    remark: str = ""
    photo: bool = False

    @property
    def top(self) -> float:
        """The magnitude at which the colours of the maps on both sides end."""
        return limit([maps for maps in (self.left, self.right) if maps is not None])

    @property
    def difference_top(self) -> float:
        """The magnitude at which the colours of the difference end."""
        return 1.0 if self.difference is None else limit([self.difference])


@dataclass(frozen=True)
class Plan:
    """Where things lie in rows of `width` px: `maps` of them have room in each group, whose left edges are `lefts`.

    On a phone (`stacked`) the name stands above the maps, elsewhere to their left.
    """

    width: int
    stacked: bool

    @property
    def maps(self) -> int:
        """How many maps of a layer are shown."""
        taken = 0 if self.stacked else NAME + CORRELATION
        return count_in((self.width - taken - 2 * APART) / 3)

    @property
    def lefts(self) -> tuple[int, int, int]:
        """The left edges of the maps on the left, of their difference, and of those on the right."""
        first, step = 0 if self.stacked else NAME, width_of(self.maps) + APART
        return first, first + step, first + 2 * step

    @property
    def row_height(self) -> int:
        """Px from one row to the next."""
        return SIDE + BETWEEN + (LINE if self.stacked else 0)

    def top(self, row: int) -> int:
        """The upper edge of a row's maps."""
        return HEAD + row * self.row_height + (LINE if self.stacked else 0)

    def row_top(self, row: int) -> int:
        """The upper edge of a row with its name, of which `row_height` less a few px are its own."""
        return HEAD + row * self.row_height - (0 if self.stacked else BETWEEN // 2 - 2)

    def height(self, rows: int) -> int:
        """Of the whole figure."""
        return HEAD + rows * self.row_height


def rows_figure(lines: Sequence[LayerLine], titles: tuple[str, str], theme: Theme, plan: Plan) -> dict[str, Any]:
    """The figure of all `lines` below the `titles` of both sides; its axes count px."""
    canvas = Canvas(theme, plan.width, plan.height(len(lines)))
    heads = (titles[0], "right − left", titles[1])
    for left, text in zip(plan.lefts, heads, strict=True):
        canvas.write(f"<b>{_cut(text, width_of(plan.maps))}</b>", left, 12)
    if not plan.stacked:
        canvas.write("correlation", plan.width, 12, "right", color=theme.faint)
    for row, line in enumerate(lines):
        _texts(canvas, line, plan, plan.top(row))
        for left, picture in zip(plan.lefts, _pictures(line, theme, plan.maps), strict=True):
            if picture is not None:
                source, dx, dy = picture
                corner = {"x0": left + dx / 2, "y0": plan.top(row) + dy / 2, "dx": dx, "dy": dy}
                canvas.data.append({"type": "image", "source": source, "hoverinfo": "skip", **corner})
    figure = canvas.figure()
    figure["layout"]["yaxis"]["scaleanchor"] = False  # pictures would have the axes alike, and the texts moved
    return figure


def _texts(canvas: Canvas, line: LayerLine, plan: Plan, top: float) -> None:
    """Name, shape, correlation, and what is said in the place of maps that are missing."""
    faint = canvas.theme.faint
    if plan.stacked:
        canvas.write(f"<b>{line.name}</b>  <span style='color:{faint}'>{line.words}</span>", 0, top - LINE / 2)
        canvas.write(line.correlation, plan.width, top - LINE / 2, "right")
    else:
        shapes = line.words.split(BAR)
        canvas.write(f"<b>{_cut(line.name, NAME - 10)}</b>", 0, top + (13 if len(shapes) == 1 else 7))
        for at, shape in enumerate(shapes):
            canvas.write(_cut(shape, NAME - 6), 0, top + (31 if len(shapes) == 1 else 22 + 14 * at), color=faint)
        canvas.write(line.correlation or "–", plan.width, top + SIDE / 2, "right", size=13)
    if line.remark:
        place = 0 if line.left is None else 2 if line.right is None else 1
        canvas.write(_cut(line.remark, width_of(plan.maps)), plan.lefts[place], top + SIDE / 2, color=faint)


def _pictures(line: LayerLine, theme: Theme, count: int) -> list[tuple[str, float, float] | None]:
    """The pictures of a row, each with the width and height of its dots in px; None where there are no maps."""
    shown = [line.left, line.difference, line.right]
    tops = (line.top, line.difference_top, line.top)
    return [
        None if maps is None else _photo(maps) if line.photo and at != 1 else _maps(maps, top, theme, count)
        for at, (maps, top) in enumerate(zip(shown, tops, strict=True))
    ]


def _maps(maps: Array, top: float, theme: Theme, count: int) -> tuple[str, float, float]:
    png = strip_png(strip(maps, range(maps.shape[2]), top, count), theme)
    return f"data:image/png;base64,{base64.b64encode(png).decode()}", 1 / SHARP, 1 / SHARP


def _photo(pixels: Array) -> tuple[str, float, float]:
    """The image, as high as a map."""
    rows, cols = pixels.shape[:2]
    places = [np.arange(side * SHARP) * length // (side * SHARP) for side, length in ((SIDE, rows), (SIDE, cols))]
    scale = SIDE / max(rows, cols)
    return photo_png(pixels[np.ix_(*places)]), cols * scale / (SIDE * SHARP), rows * scale / (SIDE * SHARP)


def _cut(text: str, room: float) -> str:
    """As much of a text as has room in so many px, with an ellipsis where that is not all."""
    while text_width(text) > room and len(text) > 1:
        text = f"{text.rstrip('…')[:-1].rstrip()}…"
    return text
