"""Shapes that several pictures of the glossary share."""

from __future__ import annotations

from explorer.figures.glyphs.pen import HIGH, WIDE, GridCell, Pen


def block(top: int, left: int, rows: int, cols: int) -> list[GridCell]:
    """The cells (row, column) of a rectangle."""
    return [(row, col) for row in range(top, top + rows) for col in range(left, left + cols)]


def window(pen: Pen, top: int = 0, left: int = 0, taps: int = 3, step: int = 0) -> None:
    """A window on a grid of cells, and dashed its next position, `step` cells to the right."""
    pen.grid(12, 2, 5, 5, 8, block(top, left, taps, taps))
    if step:
        pen.box(12 + (left + step) * 8 - 0.6, 2 + top * 8 - 0.6, taps * 8, taps * 8, line=pen.theme.ink, dash=True)


def stack(pen: Pen, count: int, dark: int = -1) -> None:
    """Maps behind each other; the one numbered `dark` is filled."""
    for n in range(count):
        x, y = 8 + n * 9, 4 + n * 5
        pen.box(x, y, 22, 22, pen.theme.bar if n == dark else pen.theme.zero, pen.theme.faint)


def bars(pen: Pen, heights: tuple[float, ...], dark: int = -1) -> None:
    """Bars of these heights; `dark` is the one that stands out, -1 for all."""
    for n, height in enumerate(heights):
        fill = pen.theme.bar if dark in (n, -1) else pen.theme.diverging[3]
        pen.box(8 + n * 50 / len(heights), 40 - height, 44 / len(heights), height, fill)
    pen.path(((6, 41), (58, 41)), pen.theme.faint, 1)


def curve(pen: Pen, points: tuple[tuple[float, float], ...]) -> None:
    """A curve through points, with both axes."""
    pen.path(((6, 30), (58, 30)), pen.theme.faint, 1)
    pen.path(((32, 4), (32, 40)), pen.theme.faint, 1)
    pen.path(points, pen.theme.bar, 2.4)


def written(pen: Pen, text: str) -> None:
    """A short text in the middle."""
    pen.text(text, WIDE / 2, HIGH / 2 + 6, 16)


def layers(pen: Pen, sizes: tuple[int, ...]) -> None:
    """Layers of these heights, from left to right."""
    for n, size in enumerate(sizes):
        pen.box(
            6 + n * 54 / len(sizes),
            22 - size / 2,
            44 / len(sizes),
            size,
            pen.theme.bar if n % 2 else pen.theme.diverging[3],
        )


def pooled(pen: Pen, dark: tuple[GridCell, ...], out: bool = True) -> None:
    """A window of 2 x 2 cells, those in `dark` filled, and with `out` the cell that it becomes."""
    pen.grid(6, 6, 4, 4, 8, dark)
    pen.box(5.4, 5.4, 16, 16, line=pen.theme.ink)
    if out:
        pen.arrow(40, 21, 46, 21)
        pen.grid(48, 14, 1, 1, 14, ((0, 0),))


def padded(pen: Pen) -> None:
    """A map with empty cells around it."""
    pen.grid(12, 2, 5, 5, 8, empty=True)
    pen.grid(20, 10, 3, 3, 8, block(0, 0, 3, 3))


def groups(pen: Pen) -> None:
    """Two maps that each become another one."""
    for x in (6, 36):
        pen.box(x, 3, 22, 16, pen.theme.zero, pen.theme.faint)
        pen.arrow(x + 11, 20, x + 11, 26)
        pen.box(x, 27, 22, 14, pen.theme.bar)
