"""Coverage as a picture: how often each cell of an input is read; rows and columns never read are hatched."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures.canvas import Canvas, text_width
from explorer.figures.maps import block_size
from explorer.figures.theme import Theme
from explorer.reads.coverage import Coverage

MAX_PLACED_CELLS = 16_384
"""Up to this many cells, the hover shows row and column beside the count; they would make larger figures too heavy."""


def whole_figure(coverage: Coverage, theme: Theme, side: int, cells_name: str) -> dict[str, Any]:
    """All counts as a map of at most `side` px, from pale at 0 to the strongest colour. `cells_name` is for the hover.

    With more than PICTURE_SIDE rows or columns, blocks of cells are drawn, each with its largest count; what is never read
    is hatched all the same.
    """
    rows, cols = len(coverage.rows), len(coverage.cols)
    return _picture(coverage, (list(range(rows)), list(range(cols))), theme, side, cells_name, coverage.most)


def ends_figure(coverage: Coverage, theme: Theme, side: int, cells_name: str, keep: int, most: int) -> dict[str, Any]:
    """The counts of the first and last `keep` rows and columns, written in the cells; a gap replaces those between.

    The strongest colour stands for the count `most`, so that several figures can be compared.
    """
    picked = (_picked(len(coverage.rows), keep), _picked(len(coverage.cols), keep))
    return _picture(coverage, picked, theme, side, cells_name, most, written=True)


def _picked(length: int, keep: int) -> list[int]:
    """The first and last `keep` indices of an axis with -1 for the gap between them, or all where that is shorter."""
    if length <= 2 * keep + 1:
        return list(range(length))
    return [*range(keep), -1, *range(length - keep, length)]


def _picture(
    coverage: Coverage,
    picked: tuple[list[int], list[int]],
    theme: Theme,
    side: int,
    cells_name: str,
    most: int,
    written: bool = False,
) -> dict[str, Any]:
    rows, cols = picked
    cell = side / max(len(rows), len(cols))
    canvas = Canvas(theme, max(round(len(cols) * cell), 24), max(round(len(rows) * cell), 24))
    block = block_size(len(rows), len(cols))
    per_axis = [_most(coverage.rows[rows], block), _most(coverage.cols[cols], block)]
    counts = np.multiply.outer(*per_axis).astype(np.float32)
    if block == 1:
        counts[np.array(rows) < 0] = counts[:, np.array(cols) < 0] = np.nan
    shows_place = counts.size <= MAX_PLACED_CELLS
    where = f"{cells_name}, row %{{customdata[0]}}, column %{{customdata[1]}}: " if shows_place else ""
    heat: dict[str, Any] = {
        "type": "heatmap",
        "x": (cell * np.minimum(block * np.arange(counts.shape[1] + 1), len(cols))).tolist(),
        "y": (cell * np.minimum(block * np.arange(counts.shape[0] + 1), len(rows))).tolist(),
        "z": counts,
        "zmin": 0,
        "zmax": max(most, 1),
        "colorscale": [[0, theme.zero], [1, theme.bar]],
        "showscale": False,
        "hoverongaps": False,
        "hovertemplate": f"{where}read by %{{z:,}} positions<extra></extra>",
    }
    if shows_place:
        heat["customdata"] = np.stack(np.meshgrid(rows, cols, indexing="ij"), axis=2).astype(np.int16)
    if written:
        texts = [["" if np.isnan(n) else f"{n:,.0f}" for n in line] for line in counts]
        if max(text_width(text) for line in texts for text in line) <= cell - 2:
            heat |= {"text": texts, "texttemplate": "%{text}", "textfont": {"size": 12}}
    canvas.data.append(heat)
    _gaps(canvas, picked, cell)
    _never(canvas, coverage, picked, cell)
    canvas.box(0.5, 0.5, canvas.width - 0.5, canvas.height - 0.5)
    return canvas.figure()


def _most(counts: NDArray[np.int64], block: int) -> NDArray[np.int64]:
    """The largest of every `block` neighbouring counts; as counts are not negative, products of these are the largest too."""
    return np.maximum.reduceat(counts, np.arange(0, len(counts), block)) if block > 1 else counts


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


def _never(canvas: Canvas, coverage: Coverage, picked: tuple[list[int], list[int]], cell: float) -> None:
    """Hatch and outline the rows and columns that no position reads."""
    rows, cols = (
        stretches(tuple(at for at, index in enumerate(indices) if index in unread))
        for indices, unread in zip(picked, (set(coverage.never_rows), set(coverage.never_cols)), strict=True)
    )
    boxes = [(0.0, a * cell, float(canvas.width), (b + 1) * cell) for a, b in rows]
    boxes += [(a * cell, 0.0, (b + 1) * cell, float(canvas.height)) for a, b in cols]
    for box in boxes:
        canvas.box(*box, line={"width": 1, "color": canvas.theme.ink}, opacity=0.7)
    canvas.hatch(boxes)


def stretches(indices: tuple[int, ...]) -> list[tuple[int, int]]:
    """Ascending indices as runs (first, last) without gaps."""
    runs: list[tuple[int, int]] = []
    for index in indices:
        if runs and runs[-1][1] == index - 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def counts_words(coverage: Coverage) -> str:
    """The counts at the first corner, on the first edge and in the middle: "corner 1, edge 3, middle 9"."""
    return f"corner {coverage.corner:,}, edge {coverage.edge:,}, middle {coverage.middle:,}"


def never_words(coverage: Coverage, cells_name: str) -> str:
    """Which cells are never read: "12 of 144 pixels are never read: row 11; columns 3, 7 and 4 more"; "" if none."""
    if not coverage.never:
        return ""
    total = len(coverage.rows) * len(coverage.cols)
    parts = [
        _listed(name, part) for name, part in (("row", coverage.never_rows), ("column", coverage.never_cols)) if part
    ]
    return f"{coverage.never:,} of {total:,} {cells_name} are never read: {'; '.join(parts)}."


def _listed(name: str, indices: tuple[int, ...]) -> str:
    shown = stretches(indices)
    texts = [str(a) if a == b else f"{a}–{b}" for a, b in shown[:4]]
    more = len(indices) - sum(b - a + 1 for a, b in shown[:4])
    rest = f" and {more:,} more" if more else ""
    return f"{name}{'s' * (len(indices) > 1)} {', '.join(texts)}{rest}"
