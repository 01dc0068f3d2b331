"""Coverage as a picture: how often each cell is read, and hatched what never is."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.coverage import Coverage
from explorer.figures.ledger_canvas import Array, Canvas, text_width
from explorer.figures.theme import Theme

WRITTEN = 22
"""Cells at least this wide, in px, hold their number."""
MOST_BANDS = 400


def coverage(found: Coverage, theme: Theme, side: int, what: str = "") -> dict[str, Any]:
    """The counts as a map of at most `side` px, pale for few and strong for many; `what` names the cells on hover."""
    rows, cols = len(found.rows), len(found.cols)
    cell = side / max(rows, cols)
    canvas = Canvas(theme, max(round(cols * cell), 24), max(round(rows * cell), 24))
    counts = found.counts
    heat: dict[str, Any] = {
        "type": "heatmap",
        "x": (cell * np.arange(cols + 1)).tolist(),
        "y": (cell * np.arange(rows + 1)).tolist(),
        "z": counts.astype(np.float32),
        "customdata": _places(rows, cols) if rows * cols <= 4096 else None,
        "zmin": 0,
        "zmax": max(found.most, 1),
        "colorscale": [[0, theme.zero], [1, theme.bar]],
        "showscale": False,
        "hovertemplate": _hover(rows * cols <= 4096, what),
    }
    texts = [[f"{n:,}" for n in line] for line in counts]
    if cell >= WRITTEN and max(text_width(text) for line in texts for text in line) <= cell - 4:
        heat |= {"text": texts, "texttemplate": "%{text}", "textfont": {"size": 12}}
    canvas.data.append(heat)
    _never(canvas, found, cell)
    canvas.box(0.5, 0.5, canvas.width - 0.5, canvas.height - 0.5)
    return canvas.figure()


def _places(rows: int, cols: int) -> Array:
    return np.stack(np.meshgrid(np.arange(rows), np.arange(cols), indexing="ij"), axis=2)


def _hover(placed: bool, what: str) -> str:
    where = f"{what} row %{{customdata[0]}}, column %{{customdata[1]}}: ".lstrip() if placed else ""
    return f"{where}read by %{{z:,}} positions<extra></extra>"


def _never(canvas: Canvas, found: Coverage, cell: float) -> None:
    """Hatch and outline the rows and columns that no position reads."""
    boxes = [(0.0, a * cell, float(canvas.width), (b + 1) * cell) for a, b in stretches(found.never_rows)]
    boxes += [(a * cell, 0.0, (b + 1) * cell, float(canvas.height)) for a, b in stretches(found.never_cols)]
    line = {"width": 1, "color": canvas.theme.ink}
    for box in boxes[:MOST_BANDS]:
        canvas.box(*box, line=line, opacity=0.7)
    canvas.hatch(boxes[:MOST_BANDS])


def stretches(indices: tuple[int, ...]) -> list[tuple[int, int]]:
    """Indices as stretches (first, last) without a gap."""
    found: list[tuple[int, int]] = []
    for index in indices:
        if found and found[-1][1] == index - 1:
            found[-1] = (found[-1][0], index)
        else:
            found.append((index, index))
    return found


def three(found: Coverage) -> str:
    """The counts in the corner, on the edge and in the middle: "1 / 3 / 9"."""
    return f"{found.corner:,} / {found.edge:,} / {found.middle:,}"


def never(found: Coverage, what: str) -> str:
    """What is never read, in words: "12 of 144 pixels are never read: row 11; columns 3, 7 and 4 more"; "" if nothing."""
    if not found.never:
        return ""
    total = len(found.rows) * len(found.cols)
    parts = [_listed(name, part) for name, part in (("row", found.never_rows), ("column", found.never_cols)) if part]
    return f"{found.never:,} of {total:,} {what} are never read: {'; '.join(parts)}."


def _listed(name: str, indices: tuple[int, ...]) -> str:
    shown = stretches(indices)
    texts = [str(a) if a == b else f"{a}–{b}" for a, b in shown[:4]]
    more = len(indices) - sum(b - a + 1 for a, b in shown[:4])
    rest = f" and {more:,} more" if more else ""
    return f"{name}{'s' * (len(indices) > 1)} {', '.join(texts)}{rest}"
