"""The pictures of pooling: one window with its largest cell, and the cells of a whole map that are largest in theirs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures.canvas import Canvas, cell_texts, numbers_on
from explorer.figures.maps import block_size, reduced
from explorer.figures.theme import Theme, colorscale
from explorer.ledger import AveragePoolLedger, MaxPoolLedger
from explorer.ledger.window import Taps
from explorer.limits import PICTURE_SIDE

Array = NDArray[Any]
MAX_NUMBERED_WINDOW = 5
EDGE = 3
"""Space for outlines at the edge, in px."""
MIN_WIDTH = 200
"""Least width in px: Streamlit widens charts that are narrower than about 150."""
ROUTING_SIDE = 208
"""Longest side of the routing map, in px."""


def max_window(ledger: MaxPoolLedger, theme: Theme, width: int, names: Sequence[str] = ()) -> dict[str, Any]:
    """The window of a max pooling with its largest cell outlined."""
    canvas, wide, high = _window(ledger.values, ledger.taps, theme, width)
    row, col = ledger.winner
    left, top = EDGE + col * wide, EDGE + row * high
    canvas.outline(left, top, left + wide, top + high)
    return canvas.figure()


def average_window(ledger: AveragePoolLedger, theme: Theme, width: int, names: Sequence[str] = ()) -> dict[str, Any]:
    """The window of an average pooling."""
    return _window(ledger.values, ledger.taps, theme, width)[0].figure()


def _window(values: Array, taps: Taps, theme: Theme, width: int) -> tuple[Canvas, float, float]:
    """A canvas with the numbers of a window, cells in the padding hatched; and the width and height of a cell, in px."""
    rows, cols = values.shape
    numbered = max(rows, cols) <= MAX_NUMBERED_WINDOW
    wide = min(64.0 if numbered else 22.0, (min(width, 340) - 2 * EDGE) / cols)
    high = 44.0 if numbered else min(wide, 340 / rows)
    canvas = Canvas(theme, max(round(cols * wide + 2 * EDGE), MIN_WIDTH), rows * high + 2 * EDGE)
    seen = np.where(taps.padding, np.nan, values)
    top = float(np.nanmax(np.abs(seen), initial=0)) or 1.0
    trace: dict[str, Any] = {
        "type": "heatmap",
        "x": (EDGE + wide * np.arange(cols + 1)).tolist(),
        "y": (EDGE + high * np.arange(rows + 1)).tolist(),
        "z": seen,
        "zmin": -top,
        "zmax": top,
        "colorscale": colorscale(theme),
        "customdata": np.stack(np.meshgrid(taps.rows, taps.cols, indexing="ij"), axis=-1),
        "showscale": False,
        "hoverongaps": False,
        "hovertemplate": "row %{customdata[0]}, column %{customdata[1]}: %{z:.4g}<extra></extra>",
    }
    texts = cell_texts(seen, room=wide - 4) if numbered else None
    canvas.data.append(trace)
    if texts is not None:
        canvas.data.append(numbers_on(trace, texts[0], theme))
    canvas.box(EDGE, EDGE, EDGE + cols * wide, EDGE + rows * high, opacity=0.5)
    padded = [
        (EDGE + col * wide, EDGE + row * high, EDGE + (col + 1) * wide, EDGE + (row + 1) * high)
        for row, col in np.argwhere(taps.padding).tolist()
    ]
    canvas.hatch(padded)
    for left, above, right, below in padded if numbered else ():
        canvas.write("pad", (left + right) / 2, (above + below) / 2, "center", color=theme.faint)
    return canvas, wide, high


def routing(mask: Array, taps: Taps, theme: Theme, side: int = ROUTING_SIDE) -> dict[str, Any]:
    """The routing `mask` (rows, columns): which cells are the largest of a window; the window of `taps` is outlined."""
    rows, cols = mask.shape
    block = block_size(rows, cols)
    shown = reduced(mask[:, :, None].astype(np.int8), PICTURE_SIDE)[:, :, 0].astype(np.uint8)
    scale = (side - 2 * EDGE) / max(rows, cols)
    canvas = Canvas(theme, max(round(cols * scale + 2 * EDGE), MIN_WIDTH), rows * scale + 2 * EDGE)
    canvas.data.append(
        {
            "type": "heatmap",
            "x": (EDGE + scale * np.minimum(block * np.arange(shown.shape[1] + 1), cols)).tolist(),
            "y": (EDGE + scale * np.minimum(block * np.arange(shown.shape[0] + 1), rows)).tolist(),
            "z": shown,
            "zmin": 0,
            "zmax": 1,
            "colorscale": [[0, theme.zero], [1, theme.diverging[3]]],
            "showscale": False,
            "hoverinfo": "skip",
        }
    )
    canvas.box(EDGE, EDGE, EDGE + cols * scale, EDGE + rows * scale, opacity=0.5)
    top, bottom = (EDGE + scale * float(np.clip(at, 0, rows)) for at in (taps.rows[0], taps.rows[-1] + 1))
    left, right = (EDGE + scale * float(np.clip(at, 0, cols)) for at in (taps.cols[0], taps.cols[-1] + 1))
    canvas.outline(left, top, right, bottom)
    return canvas.figure()
