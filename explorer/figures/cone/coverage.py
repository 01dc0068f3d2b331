"""Coverage as a picture: how often each cell is read, and hatched what never is."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.figures.canvas import Canvas, text_width
from explorer.figures.theme import Theme
from explorer.reads.coverage import Coverage

MOST_PLACED = 16_384
"""Of a map with more cells than this the hover tells the count, but not the row and the column."""


def whole(found: Coverage, theme: Theme, side: int, what: str) -> dict[str, Any]:
    """All counts as a map of at most `side` px, pale for 0 and strong for the most. `what` names the cells on hover."""
    rows, cols = len(found.rows), len(found.cols)
    return _picture(found, (list(range(rows)), list(range(cols))), theme, side, what, found.most)


def ends(found: Coverage, theme: Theme, side: int, what: str, keep: int, most: int) -> dict[str, Any]:
    """The first and the last `keep` rows and columns, with every count written; a gap stands for what is between.

    The strongest colour is `most`, so that several can be compared.
    """
    picked = (_picked(len(found.rows), keep), _picked(len(found.cols), keep))
    return _picture(found, picked, theme, side, what, most, written=True)


def _picked(length: int, keep: int) -> list[int]:
    """Indices of a row or column; -1 is the gap."""
    if length <= 2 * keep + 1:
        return list(range(length))
    return [*range(keep), -1, *range(length - keep, length)]


def _picture(
    found: Coverage,
    picked: tuple[list[int], list[int]],
    theme: Theme,
    side: int,
    what: str,
    most: int,
    written: bool = False,
) -> dict[str, Any]:
    rows, cols = picked
    cell = side / max(len(rows), len(cols))
    canvas = Canvas(theme, max(round(len(cols) * cell), 24), max(round(len(rows) * cell), 24))
    counts = found.counts[np.ix_(rows, cols)].astype(np.float32)
    counts[np.array(rows) < 0] = counts[:, np.array(cols) < 0] = np.nan
    placed = counts.size <= MOST_PLACED
    where = f"{what}, row %{{customdata[0]}}, column %{{customdata[1]}}: " if placed else ""
    heat: dict[str, Any] = {
        "type": "heatmap",
        "x": (cell * np.arange(len(cols) + 1)).tolist(),
        "y": (cell * np.arange(len(rows) + 1)).tolist(),
        "z": counts,
        "zmin": 0,
        "zmax": max(most, 1),
        "colorscale": [[0, theme.zero], [1, theme.bar]],
        "showscale": False,
        "hoverongaps": False,
        "hovertemplate": f"{where}read by %{{z:,}} positions<extra></extra>",
    }
    if placed:
        heat["customdata"] = np.stack(np.meshgrid(rows, cols, indexing="ij"), axis=2).astype(np.int16)
    if written:
        texts = [["" if np.isnan(n) else f"{n:,.0f}" for n in line] for line in counts]
        if max(text_width(text) for line in texts for text in line) <= cell - 2:
            heat |= {"text": texts, "texttemplate": "%{text}", "textfont": {"size": 12}}
    canvas.data.append(heat)
    _gaps(canvas, picked, cell)
    _never(canvas, found, picked, cell)
    canvas.box(0.5, 0.5, canvas.width - 0.5, canvas.height - 0.5)
    return canvas.figure()


def _gaps(canvas: Canvas, picked: tuple[list[int], list[int]], cell: float) -> None:
    """Dots where rows and columns are left out."""
    rows, cols = picked
    if -1 in cols:
        for at, row in enumerate(rows):
            if row >= 0:
                canvas.write("⋯", (cols.index(-1) + 0.5) * cell, (at + 0.5) * cell, "center", color=canvas.theme.faint)
    if -1 in rows:
        for at, col in enumerate(cols):
            text = "⋮" if col >= 0 else "⋱"
            canvas.write(text, (at + 0.5) * cell, (rows.index(-1) + 0.5) * cell, "center", color=canvas.theme.faint)


def _never(canvas: Canvas, found: Coverage, picked: tuple[list[int], list[int]], cell: float) -> None:
    """Hatch and outline the rows and columns that no position reads."""
    rows, cols = (
        stretches(tuple(at for at, index in enumerate(part) if index in never))
        for part, never in zip(picked, (set(found.never_rows), set(found.never_cols)), strict=True)
    )
    boxes = [(0.0, a * cell, float(canvas.width), (b + 1) * cell) for a, b in rows]
    boxes += [(a * cell, 0.0, (b + 1) * cell, float(canvas.height)) for a, b in cols]
    for box in boxes:
        canvas.box(*box, line={"width": 1, "color": canvas.theme.ink}, opacity=0.7)
    canvas.hatch(boxes)


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
    """The counts in the first corner, on the first edge and in the middle: "corner 1, edge 3, middle 9"."""
    return f"corner {found.corner:,}, edge {found.edge:,}, middle {found.middle:,}"


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
