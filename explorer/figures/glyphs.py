"""The small pictures of the glossary, WIDE x HIGH px: one SVG per term in the colours of the theme."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

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


def _block(top: int, left: int, rows: int, cols: int) -> list[GridCell]:
    return [(row, col) for row in range(top, top + rows) for col in range(left, left + cols)]


def _window(pen: Pen, top: int = 0, left: int = 0, taps: int = 3, step: int = 0) -> None:
    """A window on a grid of cells, and dashed its next position, `step` cells to the right."""
    pen.grid(12, 2, 5, 5, 8, _block(top, left, taps, taps))
    if step:
        pen.box(12 + (left + step) * 8 - 0.6, 2 + top * 8 - 0.6, taps * 8, taps * 8, line=pen.theme.ink, dash=True)


def _stack(pen: Pen, count: int, dark: int = -1) -> None:
    for n in range(count):
        x, y = 8 + n * 9, 4 + n * 5
        pen.box(x, y, 22, 22, pen.theme.bar if n == dark else pen.theme.zero, pen.theme.faint)


def _padded(pen: Pen) -> None:
    pen.grid(12, 2, 5, 5, 8, empty=True)
    pen.grid(20, 10, 3, 3, 8, _block(0, 0, 3, 3))


def _dilated(pen: Pen) -> None:
    pen.grid(12, 2, 5, 5, 8, [(row, col) for row in (0, 2, 4) for col in (0, 2, 4)])


def _dense(pen: Pen) -> None:
    for a in range(4):
        for b in range(3):
            pen.path(((14, 6 + a * 10), (50, 10 + b * 11)), pen.theme.faint, 0.8)
    for a in range(4):
        pen.box(10, 3 + a * 10, 7, 7, pen.theme.bar)
    for b in range(3):
        pen.box(47, 7 + b * 11, 7, 7, pen.theme.bar)


def _bars(pen: Pen, heights: tuple[float, ...], dark: int = -1) -> None:
    for n, height in enumerate(heights):
        fill = pen.theme.bar if dark in (n, -1) else pen.theme.diverging[3]
        pen.box(8 + n * 50 / len(heights), 40 - height, 44 / len(heights), height, fill)
    pen.path(((6, 41), (58, 41)), pen.theme.faint, 1)


def _curve(pen: Pen, points: tuple[tuple[float, float], ...]) -> None:
    pen.path(((6, 30), (58, 30)), pen.theme.faint, 1)
    pen.path(((32, 4), (32, 40)), pen.theme.faint, 1)
    pen.path(points, pen.theme.bar, 2.4)


def _flat(pen: Pen) -> None:
    pen.grid(6, 12, 2, 2, 9, [(0, 0), (1, 1)])
    pen.arrow(28, 21, 36, 21)
    pen.grid(42, 3, 4, 1, 9.6, [(0, 0), (3, 0)])


def _pooled(pen: Pen, dark: tuple[GridCell, ...], out: bool = True) -> None:
    pen.grid(6, 6, 4, 4, 8, dark)
    pen.box(5.4, 5.4, 16, 16, line=pen.theme.ink)
    if out:
        pen.arrow(40, 21, 46, 21)
        pen.grid(48, 14, 1, 1, 14, ((0, 0),))


def _moved(pen: Pen, also: bool) -> None:
    pen.grid(4, 4, 2, 4, 7, ((0, 0),))
    pen.grid(36, 4, 2, 4, 7, ((0, 2),))
    pen.grid(4, 26, 2, 4, 7, ((0, 0),))
    pen.grid(36, 26, 2, 4, 7, ((0, 2 if also else 0),))


def _cone(pen: Pen, narrow: bool = False) -> None:
    pen.path(((32, 5), (10, 38)), pen.theme.faint, 1.2, narrow)
    pen.path(((32, 5), (54, 38)), pen.theme.faint, 1.2, narrow)
    pen.box(8, 37, 48, 5, pen.theme.zero)
    pen.box(22 if narrow else 10, 37, 20 if narrow else 44, 5, pen.theme.bar)
    pen.box(29, 2, 6, 6, pen.theme.bar)


def _turn(pen: Pen) -> None:
    pen.grid(4, 10, 3, 3, 8, ((0, 0), (0, 1), (1, 0)))
    pen.arrow(30, 22, 36, 22)
    pen.grid(38, 10, 3, 3, 8, ((2, 2), (2, 1), (1, 2)))


def _written(pen: Pen, text: str) -> None:
    pen.text(text, WIDE / 2, HIGH / 2 + 6, 16)


def _layers(pen: Pen, sizes: tuple[int, ...]) -> None:
    for n, size in enumerate(sizes):
        pen.box(
            6 + n * 54 / len(sizes),
            22 - size / 2,
            44 / len(sizes),
            size,
            pen.theme.bar if n % 2 else pen.theme.diverging[3],
        )


def _filter(pen: Pen) -> None:
    for n in range(3):
        pen.grid(3 + n * 16, 6, 3, 3, 4.6, ((0, n), (2, 2 - n)))
    pen.text("+ b", 56, 18, 12)
    pen.arrow(26, 24, 26, 30)
    pen.box(18, 31, 16, 11, pen.theme.bar)


def _groups(pen: Pen) -> None:
    for x in (6, 36):
        pen.box(x, 3, 22, 16, pen.theme.zero, pen.theme.faint)
        pen.arrow(x + 11, 20, x + 11, 26)
        pen.box(x, 27, 22, 14, pen.theme.bar)


def _slope(pen: Pen) -> None:
    pen.path(((6, 38), (58, 10)), pen.theme.bar, 2.4)
    pen.arrow(44, 36, 24, 36)


def _steps(pen: Pen) -> None:
    pen.grid(4, 24, 1, 7, 8, ((0, 0), (0, 2)))
    pen.arrow(8, 14, 24, 14)


def _tap(pen: Pen) -> None:
    pen.grid(18, 6, 3, 3, 10, ((1, 1),))
    pen.box(27.4, 15.4, 10, 10, line=pen.theme.ink)


def _deep(pen: Pen) -> None:
    """Layers under each other, with what a cell reads growing from the top down."""
    for n, wide in enumerate((6, 16, 30, 46)):
        pen.box(8, 3 + n * 11, 48, 6, pen.theme.zero)
        pen.box(32 - wide / 2, 3 + n * 11, wide, 6, pen.theme.bar)


def _squeezed(pen: Pen) -> None:
    pen.box(4, 10, 30, 24, pen.theme.zero, pen.theme.faint)
    pen.box(7, 10, 24, 24, line=pen.theme.ink, dash=True)
    pen.arrow(37, 22, 43, 22)
    pen.box(46, 15, 14, 14, pen.theme.bar)


def _shape(pen: Pen) -> None:
    """A stack of maps with its height marked."""
    for n in range(3):
        pen.box(20 + n * 8, 4 + n * 5, 24, 24, pen.theme.zero, pen.theme.faint)
    pen.path(((13, 4), (13, 28)), width=1.4)
    pen.path(((10, 4), (16, 4)), width=1.4)
    pen.path(((10, 28), (16, 28)), width=1.4)


def _product(pen: Pen) -> None:
    pen.text("x · w", 32, 18)
    pen.box(32, 26, 18, 9, pen.theme.bar)


def _outside(pen: Pen) -> None:
    """A window that begins outside the image."""
    pen.grid(20, 10, 3, 3, 8)
    pen.box(12, 2, 16, 16, line=pen.theme.ink, dash=True)


def _halo(pen: Pen) -> None:
    """Influence that is strongest in the middle."""
    pen.grid(12, 2, 5, 5, 8)
    for row, col in _block(1, 1, 3, 3):
        pen.box(12 + col * 8, 2 + row * 8, 6.8, 6.8, pen.theme.diverging[3])
    pen.box(28, 18, 6.8, 6.8, pen.theme.bar)


def _turned(pen: Pen) -> None:
    """Rows become columns."""
    pen.grid(4, 14, 2, 3, 8, ((0, 2),))
    pen.arrow(31, 22, 38, 22)
    pen.grid(42, 10, 3, 2, 8, ((2, 0),))


def _folded(pen: Pen) -> None:
    """One row of numbers becomes a map."""
    pen.grid(8, 4, 1, 6, 8, ((0, 4),))
    pen.arrow(32, 15, 32, 21)
    pen.grid(20, 24, 2, 3, 8, ((1, 1),))


def _shared_out(pen: Pen) -> None:
    """Five rows and columns make two: the windows share those in the middle."""
    pen.grid(2, 2, 5, 5, 8, _block(0, 0, 3, 3))
    pen.box(18, 18, 24, 24, line=pen.theme.ink, dash=True)
    pen.grid(46, 12, 2, 2, 9, ((0, 0),))


def _mixed(pen: Pen) -> None:
    """The maps of two groups, mixed like cards."""
    for before, after in enumerate((0, 2, 1, 3)):
        dark = before > 1
        pen.box(8, 2 + before * 10.5, 12, 8, pen.theme.bar if dark else pen.theme.zero, pen.theme.faint)
        pen.path(((22, 6 + before * 10.5), (42, 6 + after * 10.5)), pen.theme.faint, 1.2)
        pen.box(44, 2 + after * 10.5, 12, 8, pen.theme.bar if dark else pen.theme.zero, pen.theme.faint)


def _kept(pen: Pen) -> None:
    """Some of the maps go on."""
    for at in range(4):
        dark = at in (1, 2)
        pen.box(8, 2 + at * 10.5, 16, 8, pen.theme.bar if dark else pen.theme.zero, pen.theme.faint)
        if dark:
            pen.arrow(27, 6 + at * 10.5, 37, 6 + at * 10.5)
            pen.box(40, 2 + at * 10.5, 16, 8, pen.theme.bar)


def _laid_out(pen: Pen, deep: bool) -> None:
    """A cell with four channels, and the block of four cells that it becomes, or the other way round."""
    left, right = (4, 42) if deep else (40, 4)
    for at in range(4):
        pen.box(left + at * 4, 10 + at * 4, 10, 10, pen.theme.bar if at == 3 else pen.theme.zero, pen.theme.faint)
    pen.arrow(28, 22, 36, 22)
    pen.grid(right, 12, 2, 2, 10, ((1, 1),))


PICTURES: dict[str, Callable[[Pen], None]] = {
    "permute": _turned,
    "reshape": _folded,
    "channel shuffle": _mixed,
    "channel slice": _kept,
    "depth to space": lambda pen: _laid_out(pen, deep=True),
    "space to depth": lambda pen: _laid_out(pen, deep=False),
    "1 × 1 convolution": partial(_window, taps=1),
    "accuracy": partial(_written, text="✓ 92%"),
    "activation": lambda pen: pen.grid(12, 2, 5, 5, 8, ((2, 3),)),
    "adaptive pooling": _shared_out,
    "average pooling": partial(_pooled, dark=tuple(_block(0, 0, 2, 2))),
    "batch": partial(_stack, count=4),
    "batch normalisation": lambda pen: _curve(
        pen, ((6, 36), (18, 32), (26, 12), (32, 6), (38, 12), (46, 32), (58, 36))
    ),
    "bias": partial(_written, text="Σ + b"),
    "bottleneck": partial(_layers, sizes=(36, 14, 14, 36)),
    "cell": lambda pen: pen.grid(12, 2, 5, 5, 8, ((1, 2),)),
    "channel": partial(_stack, count=3, dark=1),
    "border padding": _padded,
    "class": partial(_bars, heights=(8.0, 34.0, 14.0), dark=1),
    "class map": lambda pen: pen.grid(12, 2, 5, 5, 8, ((1, 2), (1, 3), (2, 2), (2, 3))),
    "convolution": partial(_window, step=1),
    "coverage": lambda pen: pen.grid(12, 2, 5, 5, 8, _block(1, 1, 3, 3)),
    "dense layer": _dense,
    "depth": partial(_layers, sizes=(36, 28, 20, 12)),
    "depthwise convolution": partial(_stack, count=3, dark=2),
    "dilation": _dilated,
    "dropout": lambda pen: pen.grid(12, 2, 5, 5, 8, ((0, 1), (1, 3), (2, 0), (3, 4), (4, 2))),
    "effective receptive field": partial(_cone, narrow=True),
    "epoch": lambda pen: pen.path(((8, 8), (20, 26), (34, 32), (56, 35)), pen.theme.bar, 2.4),
    "equivariance": partial(_moved, also=True),
    "filter": _filter,
    "filters": partial(_stack, count=4, dark=3),
    "fixed normalisation": partial(_written, text="(x − μ) / σ"),
    "flatten": _flat,
    "flip": _turn,
    "global average pooling": partial(_written, text="Σ / n"),
    "gradient": _slope,
    "group normalisation": partial(_stack, count=4, dark=1),
    "groups": _groups,
    "instance normalisation": partial(_stack, count=2, dark=1),
    "invariance": partial(_moved, also=False),
    "kernel": lambda pen: pen.grid(18, 6, 3, 3, 10, ((0, 2), (1, 2), (2, 2))),
    "kernel size": partial(_window, taps=3),
    "layer": partial(_layers, sizes=(32, 32)),
    "layer scale": partial(_written, text="γ · x"),
    "local response normalisation": partial(_stack, count=5, dark=2),
    "logit": partial(_bars, heights=(10.0, 30.0, 18.0)),
    "loss": lambda pen: pen.path(((8, 6), (18, 22), (32, 31), (56, 36)), pen.theme.bar, 2.4),
    "MAC": partial(_written, text="x · w +"),
    "map": lambda pen: pen.grid(12, 2, 5, 5, 8, ((0, 3), (1, 2), (2, 2), (3, 1))),
    "max pooling": partial(_pooled, dark=((0, 1),)),
    "multiplied branches": partial(_written, text="f(x) · x"),
    "padding": _padded,
    "parallel branches": _groups,
    "parameter": partial(_written, text="w, b"),
    "patch": partial(_window, top=1, left=1),
    "receptive field": _cone,
    "ReLU": partial(_curve, points=((6, 30), (32, 30), (56, 6))),
    "residual block": partial(_written, text="f(x) + x"),
    "resizing": partial(_layers, sizes=(36, 22)),
    "routing mask": partial(_pooled, dark=((0, 1), (1, 3), (2, 0), (3, 2)), out=False),
    "seed": partial(_written, text="7 → w"),
    "softmax": partial(_bars, heights=(6.0, 36.0, 12.0), dark=1),
    "step on the image": _steps,
    "stride": partial(_window, taps=2, step=2),
    "tap": _tap,
    "tie": partial(_pooled, dark=((0, 0), (1, 1)), out=False),
    "transposed convolution": partial(_window, step=2),
    "unit": lambda pen: pen.grid(27, 2, 4, 1, 10, ((2, 0),)),
    "units": lambda pen: pen.grid(27, 2, 4, 1, 10, _block(0, 0, 4, 1)),
    "up-sampling": partial(_layers, sizes=(16, 36)),
    "use_bias": partial(_written, text="+ b"),
    "vector": lambda pen: pen.grid(2, 17, 1, 6, 10),
    "weight": partial(_written, text="× w"),
    "cone": _deep,
    "contribution": _product,
    "fit": _squeezed,
    "influence": _halo,
    "kind": partial(_written, text="conv"),
    "layer name": partial(_written, text="conv2_1"),
    "memory": partial(_written, text="4 B × n"),
    "output shape": _shape,
    "parameter count": partial(_written, text="n·w + b"),
    "pixels read": lambda pen: pen.grid(12, 2, 5, 5, 8, _block(0, 0, 2, 2)),
    "pooling": partial(_pooled, dark=((0, 1), (1, 2))),
    "position": partial(_window, top=2, left=2, taps=2),
    "setting": partial(_written, text="S = 2"),
    "smoothing": lambda pen: _curve(pen, ((6, 30), (16, 26), (26, 14), (32, 10), (38, 14), (48, 26), (58, 30))),
    "start": _outside,
    "strength": partial(_bars, heights=(12.0, 22.0, 36.0)),
}
"""One picture per term of the glossary."""


def picture(term: str, theme: Theme) -> str:
    """The SVG picture of a glossary term. Raises KeyError for a term without one."""
    pen = Pen(theme)
    PICTURES[term](pen)
    return pen.svg()
