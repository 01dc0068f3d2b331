"""The visitor's image at its own resolution, and where the px of a network's input and the cells of its maps lie on it."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from explorer.figures.cell import Array
from explorer.figures.theme import FONT, Theme
from explorer.images.placement import Placement
from explorer.layers.base import Shape
from explorer.network import Step
from explorer.reads import Region

SHARPNESS = 2
"""Px of the picture per px of the screen, at most: what displays of high density show."""


@dataclass(frozen=True)
class OwnPhoto:
    """The part of an image that a network got, at the image's own resolution as far as a screen shows it.

    `source` is its data address, a picture of `size` (rows, columns) px; `placement` says where the px of the input,
    `input_shape` (rows, columns, channels), lie on the image.
    """

    source: str
    size: tuple[int, int]
    placement: Placement
    input_shape: Shape

    @property
    def frame(self) -> tuple[float, float, float, float]:
        """What the input shows, black around the image included: left, top, right and bottom edge in px of the image."""
        rows, cols = self.input_shape[:2]
        return self.placement.col(0), self.placement.row(0), self.placement.col(cols), self.placement.row(rows)


def own_photo(pixels: Array, placement: Placement, input_shape: Shape, side: int) -> OwnPhoto:
    """The record for an image of `pixels` (rows, columns, 1 or 3) in [0, 1] that is drawn at most `side` px large."""
    piece = placement.used.cut(pixels)
    rows, cols = placement.inner.height / input_shape[0], placement.inner.width / input_shape[1]
    room = SHARPNESS * side * max(rows, cols)
    shrink = min(1.0, room / max(piece.shape[:2]))
    size = max(round(piece.shape[0] * shrink), 1), max(round(piece.shape[1] * shrink), 1)
    image = Image.fromarray(
        np.rint(np.clip(piece if piece.shape[2] == 3 else piece[:, :, 0], 0, 1) * 255).astype(np.uint8)
    )
    if shrink < 1:
        image = image.resize((size[1], size[0]), Image.Resampling.LANCZOS)
    return OwnPhoto(_address(image, enlarged=max(size) < side), size, placement, input_shape)


def _address(image: Image.Image, enlarged: bool) -> str:
    """The picture as a data address: exact where its px are seen one by one, else the smaller JPEG."""
    stream = io.BytesIO()
    if enlarged:
        image.save(stream, "PNG")
    else:
        image.save(stream, "JPEG", quality=90)
    kind = "png" if enlarged else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(stream.getvalue()).decode()}"


def photo_figure(photo: OwnPhoto, theme: Theme, side: int) -> dict[str, Any]:
    """The image as a figure of at most `side` px, whose axes count the image's own px (the middle of px 0 is at 0)."""
    left, top, right, bottom = photo.frame
    used, (rows, cols) = photo.placement.used, photo.size
    dx, dy = used.width / cols, used.height / rows
    image = {
        "type": "image",
        "source": photo.source,
        "hoverinfo": "skip",
        "x0": used.left + dx / 2 - 0.5,
        "dx": dx,
        "y0": used.top + dy / 2 - 0.5,
        "dy": dy,
        **({} if max(rows, cols) < side else {"zsmooth": "fast"}),
    }
    scale = side / max(right - left, bottom - top)
    axis = {"visible": False, "fixedrange": True, "autorange": False}
    layout = {
        "width": max(round((right - left) * scale), 24),
        "height": max(round((bottom - top) * scale), 24),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "#000000",
        "font": {"family": FONT, "size": 12, "color": theme.ink},
        "xaxis": {**axis, "range": [left - 0.5, right - 0.5], "constrain": "domain"},
        "yaxis": {**axis, "range": [bottom - 0.5, top - 0.5], "scaleanchor": False},
        "hovermode": False,
        "dragmode": False,
        "showlegend": False,
    }
    return {"data": [image], "layout": layout}


def outlined_photo(photo: OwnPhoto, region: Region, theme: Theme, side: int) -> dict[str, Any]:
    """The image with an outline around the region of the input that a cell reads."""
    chart = photo_figure(photo, theme, side)
    if region.hull is not None:
        hull, placement = region.hull, photo.placement
        corners = placement.col(hull.left), placement.row(hull.top)
        opposite = placement.col(hull.right + 1), placement.row(hull.bottom + 1)
        chart["layout"]["shapes"] = outline(*(edge - 0.5 for edge in (*corners, *opposite)))
    return chart


def outline(left: float, top: float, right: float, bottom: float) -> list[dict[str, Any]]:
    """The shapes of an outline, yellow over black, in the units of the axes."""
    edges = {"x0": left, "y0": top, "x1": right, "y1": bottom}
    lines = (("#000000", 4), ("#ffd400", 2))
    return [{"type": "rect", **edges, "line": {"color": color, "width": width}} for color, width in lines]


@dataclass(frozen=True)
class CellPlaces:
    """Where the cells of a map lie on an image, in its px: `top` and `left` edge of cell (0, 0), `height` and `width` of each.

    Each cell is centred on what it reads and as large as the step between neighbours.
    """

    top: float
    left: float
    height: float
    width: float

    def box(self, row: int, col: int) -> tuple[float, float, float, float]:
        """Left, top, right and bottom edge of a cell."""
        left, top = self.left + col * self.width, self.top + row * self.height
        return left, top, left + self.width, top + self.height


def cell_places(step: Step, photo: OwnPhoto) -> CellPlaces:
    """Where the cells of the maps of `step` lie on the image."""
    (top, height), (left, width) = (_first_cell(step, axis, photo.input_shape[axis]) for axis in (0, 1))
    scale = photo.placement.scale
    return CellPlaces(photo.placement.row(top), photo.placement.col(left), height * scale[0], width * scale[1])


def _first_cell(step: Step, axis: int, length: int) -> tuple[float, float]:
    """The upper or left edge of cell 0 along an axis of the input, and the distance between neighbouring cells, in px of it.

    Where windows are uneven, the cells share the input evenly.
    """
    if step.window is None:
        return 0.0, length / step.output_shape[axis]
    window = step.window[axis]
    return window.start + (window.size - window.jump) / 2, float(window.jump)
