"""The pen that draws the small pictures of the glossary, WIDE x HIGH px, as SVG in the colours of the theme."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from explorer.figures.theme import Theme

WIDE, HIGH = 64, 44
GridCell = tuple[int, int]


class Pen:
    """Collects the shapes of one picture as SVG elements; x runs right and y down, in px."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.shapes: list[str] = []

    def box(
        self, x: float, y: float, w: float, h: float, fill: str = "none", line: str = "", dash: bool = False
    ) -> None:
        """A rectangle of `w` x `h` px with its top left corner at (x, y); no outline if `line` is empty."""
        stroke = f' stroke="{line}" stroke-width="1.5"' if line else ""
        dashes = ' stroke-dasharray="3 2"' if dash else ""
        self.shapes.append(
            f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="1" fill="{fill}"{stroke}{dashes}/>'
        )

    def path(
        self, points: Iterable[tuple[float, float]], colour: str = "", width: float = 1.8, dash: bool = False
    ) -> None:
        """Straight lines from point to point, in the colour of text if `colour` is empty."""
        line = " ".join(f"{x:g},{y:g}" for x, y in points)
        dashes = ' stroke-dasharray="3 2"' if dash else ""
        self.shapes.append(
            f'<polyline points="{line}" fill="none" stroke="{colour or self.theme.ink}" stroke-width="{width}"{dashes} '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )

    def grid(
        self, x: float, y: float, rows: int, cols: int, side: float, dark: Iterable[GridCell] = (), empty: bool = False
    ) -> None:
        """A grid of cells of `side` px; those in `dark`, as (row, column), are filled; `empty`: the others are outlines."""
        filled = set(dark)
        for row in range(rows):
            for col in range(cols):
                fill = self.theme.bar if (row, col) in filled else "none" if empty else self.theme.zero
                self.box(
                    x + col * side, y + row * side, side - 1.2, side - 1.2, fill, self.theme.faint if empty else ""
                )

    def arrow(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """An arrow from (x0, y0) to (x1, y1), level or upright."""
        self.path(((x0, y0), (x1, y1)), width=1.4)
        back = 4 if x1 > x0 else -4
        if abs(x1 - x0) >= abs(y1 - y0):
            self.path(((x1 - back, y1 - 3), (x1, y1), (x1 - back, y1 + 3)), width=1.4)
        else:
            up = 4 if y1 > y0 else -4
            self.path(((x1 - 3, y1 - up), (x1, y1), (x1 + 3, y1 - up)), width=1.4)

    def text(self, text: str, x: float, y: float, size: int = 13) -> None:
        """Text centred at `x` on the base line `y`."""
        self.shapes.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-family="sans-serif" text-anchor="middle" '
            f'fill="{self.theme.ink}">{text}</text>'
        )

    def svg(self) -> str:
        """The whole picture as an SVG document."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}">'
            f"{''.join(self.shapes)}</svg>"
        )


Picture = Callable[[Pen], None]
"""Draws one picture."""
