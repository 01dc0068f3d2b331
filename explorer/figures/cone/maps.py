"""The cone as a row of maps, one per layer, with an outline around what the selected cell reads of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.figures.canvas import Array, Canvas, text_width
from explorer.figures.maps import grey_png, indices, map_png, photo_png, reduced, shrunk
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import Theme, number, rgb, size_text
from explorer.network import Cell
from explorer.reads import Box
from explorer.reads.cone import Level, strongest_channel
from explorer.reads.unions import rectangles

SIDE, MOST_SIDE = 100, 160
"""Side of a tile in px: the least, and to how much tiles grow where one line of them leaves room."""
GAP, HEAD, FOOT, EDGE = 11, 20, 68, 3
"""Gap between tiles, space above and below each, and space for outlines at the edge, in px."""
MAX_RECTANGLES = 900
"""If a cell reads more separate rectangles than this, only the frame around them is drawn."""


@dataclass(frozen=True)
class LevelTile:
    """One level's map on the canvas: left and top edge and the size of a cell, in px. Vectors are laid out row by row.

    `side` is that of the square that holds it, padding included, in px.
    """

    level: Level
    channel: int
    x: float
    y: float
    cell: float
    rows: int
    cols: int
    side: int = SIDE

    def box(self, top: float, bottom: float, left: float, right: float) -> tuple[float, float, float, float]:
        """The rectangle (left, top, right, bottom), in px, of first and last rows and columns."""
        return (
            self.x + left * self.cell,
            self.y + top * self.cell,
            self.x + (right + 1) * self.cell,
            self.y + (bottom + 1) * self.cell,
        )


def maps(
    levels: tuple[Level, ...],
    cell: Cell,
    acts: Mapping[str, Array],
    scales: Scales,
    theme: Theme,
    width: int,
) -> dict[str, Any]:
    """One map per level from the image to the selected cell's own, in lines of at most `width` px.

    For the layers between, the map is the one with the largest magnitude in the region that is read. `layout.meta` holds
    the positions of the maps for the browser.
    """
    room = width + GAP - 2 * EDGE
    across = min(max(1, room // (SIDE + GAP)), len(levels))
    side = min(max(room // across - GAP, SIDE), MOST_SIDE)
    canvas = Canvas(theme, across * (side + GAP) - GAP + 2 * EDGE)
    slots = []
    for at, level in enumerate(levels):
        left, top = EDGE + at % across * (side + GAP), at // across * (side + HEAD + FOOT)
        values = acts[level.path][0].reshape(level.shape)
        channel = cell.channel if at == len(levels) - 1 else strongest_channel(level, values)
        tile = _tile(level, channel, left, top + HEAD, side)
        _picture(canvas, tile, values, scales.limit(level.path, channel), own=at == len(levels) - 1)
        end = left + _words(canvas, tile, left, top) + EDGE
        canvas.width = max(canvas.width, min(math.ceil(end), width))
        slots.append([level.path, channel, tile.x, tile.y, tile.cell, tile.rows, tile.cols, level.shape[2]])
    canvas.height = -(-len(levels) // across) * (side + HEAD + FOOT) - 12
    for colour, line in (("#000000", 3.5), ("#ffffff", 1.5)):  # the browser moves these to what a hovered cell reads
        canvas.shapes.append({"type": "path", "path": "M0,0", "line": {"width": line, "color": colour}})
    figure = canvas.figure()
    figure["layout"]["meta"] = {"slots": slots}
    return figure


def _tile(level: Level, channel: int, left: float, top: float, side: int) -> LevelTile:
    """The tile of a level, its map reduced so that the textbook window fits, padding included."""
    rows, cols, units = level.shape
    if level.is_vector:
        cols = math.ceil(math.sqrt(units))
        rows = -(-units // cols)
    box = level.region.box if not level.is_vector else None
    above, before = (max(0, -box.top), max(0, -box.left)) if box else (0, 0)
    below, after = (max(0, box.bottom - rows + 1), max(0, box.right - cols + 1)) if box else (0, 0)
    cell = side / max(above + rows + below, before + cols + after)
    return LevelTile(level, channel, left + before * cell, top + above * cell, cell, rows, cols, side)


def _picture(canvas: Canvas, tile: LevelTile, values: Array, top: float, own: bool) -> None:
    theme, level = canvas.theme, tile.level
    picture = _laid(tile, values)
    if not level.path:
        seen = shrunk(values if level.shape[2] in (1, 3) else picture[:, :, None])[0]
        source = photo_png(seen) if level.shape[2] in (1, 3) else grey_png(seen[:, :, 0])
        shape: tuple[int, ...] = seen.shape[:2]
    else:
        small = reduced(picture[:, :, None], 2 * tile.side)[:, :, 0]
        source, shape = map_png(indices(small, top), theme), small.shape
    # A reduced map covers whole blocks of cells, which may reach beyond the last row and column.
    factor = max(-(-tile.rows // shape[0]), -(-tile.cols // shape[1]))
    pixel = tile.cell * factor
    canvas.data.append(
        {
            "type": "image",
            "source": source,
            "hoverinfo": "skip",
            "x0": tile.x + pixel / 2,
            "y0": tile.y + pixel / 2,
            "dx": pixel,
            "dy": pixel,
        }
    )
    edges = tile.box(0, tile.rows - 1, 0, tile.cols - 1)
    read = _rectangles(tile)
    if read:
        veil = "".join(_path(box) for box in [edges, *read])
        red, green, blue = rgb(theme.page)
        look = {"fillcolor": f"rgba({red},{green},{blue},0.6)", "fillrule": "evenodd", "line": {"width": 0}}
        canvas.shapes.append({"type": "path", "path": veil, **look})
    canvas.box(*edges)
    _padding(canvas, tile, edges)
    if read:
        thick = 4 if own else 3.5
        path = "".join(_path(box) for box in read)
        for colour, line in (("#000000", thick if len(read) == 1 else 2), ("#ffd400", 2 if len(read) == 1 else 1)):
            canvas.shapes.append({"type": "path", "path": path, "line": {"width": line, "color": colour}})


def _laid(tile: LevelTile, values: Array) -> Array:
    """The tile's map (rows, columns); a vector is laid out row by row and filled up with zeros."""
    if not tile.level.is_vector:
        return np.asarray(values[:, :, tile.channel])
    laid = np.zeros(tile.rows * tile.cols, np.float32)
    laid[: tile.level.shape[2]] = values[0, 0]
    return laid.reshape(tile.rows, tile.cols)


def _rectangles(tile: LevelTile) -> list[tuple[float, float, float, float]]:
    """The cells that are really read, as rectangles (left, top, right, bottom) in px; one if there are no holes."""
    region, (rows, cols) = tile.level.region, tile.level.runs
    if tile.level.is_vector:
        units = region.channels
        if len(units) == tile.level.shape[2] > 1:
            return [tile.box(0, tile.rows - 1, 0, tile.cols - 1)]
        places = [divmod(unit, tile.cols) for unit in units[:MAX_RECTANGLES]]
        return [tile.box(row, row, col, col) for row, col in places]
    boxes = rectangles(region.plane) if region.union else [(*row, *col) for row in rows for col in cols]
    if len(boxes) > MAX_RECTANGLES and region.hull:
        return [tile.box(*region.hull)]
    return [tile.box(*each) for each in boxes]


def _padding(canvas: Canvas, tile: LevelTile, edges: tuple[float, float, float, float]) -> None:
    """Draw the textbook window dashed if it reaches into the padding, with its part outside the map hatched."""
    region = tile.level.region
    if tile.level.is_vector or region.box is None or not any(region.in_padding):
        return
    left, top, right, bottom = tile.box(*region.box)
    inner = max(top, edges[1]), min(bottom, edges[3])
    parts = [
        (left, top, right, min(bottom, edges[1])),
        (left, max(top, edges[3]), right, bottom),
        (left, inner[0], min(right, edges[0]), inner[1]),
        (max(left, edges[2]), inner[0], right, inner[1]),
    ]
    canvas.hatch(part for part in parts if part[2] > part[0] and part[3] > part[1])
    canvas.box(left, top, right, bottom, line={"width": 1, "color": canvas.theme.faint, "dash": "dot"})


def _path(box: tuple[float, float, float, float]) -> str:
    left, top, right, bottom = box
    return f"M{left:.1f},{top:.1f}H{right:.1f}V{bottom:.1f}H{left:.1f}Z"


def _words(canvas: Canvas, tile: LevelTile, left: float, top: float) -> float:
    """Write the name above a tile, and below it which map it is and how much is read; return the text's width in px."""
    level, theme = tile.level, canvas.theme
    canvas.write(level.names[-1], left, top + 9)
    y = top + HEAD + tile.side + 11
    if level.is_vector:
        units = len(level.region.channels)
        first = f"unit {level.region.channels[0]:,}" if units == 1 else f"{units:,} units"
        canvas.write(first, left, y)
        canvas.write(f"of {level.shape[2]:,}", left, y + 16, color=theme.faint)
        return max(map(text_width, (level.names[-1], first)))
    hull = level.region.hull
    canvas.write(_size(level, hull), left, y)
    share = f"{number(100 * level.share)}% of"
    what = "the image" if not level.path else f"map {tile.channel:,}"
    canvas.write(share, left, y + 16, color=theme.faint)
    canvas.write(what, left, y + 32, color=theme.faint)
    return max(map(text_width, (level.names[-1], share, what)))


def _size(level: Level, hull: Box | None) -> str:
    if hull is None:
        return "padding only"
    size = size_text(hull.height, hull.width)
    return f"{level.cells:,} in {size}" if level.region.holes else size
