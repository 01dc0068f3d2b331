"""Pictures of the kinds of layers."""

from __future__ import annotations

from functools import partial

from explorer.figures.glyphs.pen import Pen, Picture
from explorer.figures.glyphs.shapes import bars, block, curve, groups, layers, padded, pooled, stack, window, written


def _dense(pen: Pen) -> None:
    for a in range(4):
        for b in range(3):
            pen.path(((14, 6 + a * 10), (50, 10 + b * 11)), pen.theme.faint, 0.8)
    for a in range(4):
        pen.box(10, 3 + a * 10, 7, 7, pen.theme.bar)
    for b in range(3):
        pen.box(47, 7 + b * 11, 7, 7, pen.theme.bar)


def _flat(pen: Pen) -> None:
    pen.grid(6, 12, 2, 2, 9, [(0, 0), (1, 1)])
    pen.arrow(28, 21, 36, 21)
    pen.grid(42, 3, 4, 1, 9.6, [(0, 0), (3, 0)])


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
    pen.grid(2, 2, 5, 5, 8, block(0, 0, 3, 3))
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


PICTURES: dict[str, Picture] = {
    "permute": _turned,
    "reshape": _folded,
    "channel shuffle": _mixed,
    "channel slice": _kept,
    "depth to space": lambda pen: _laid_out(pen, deep=True),
    "space to depth": lambda pen: _laid_out(pen, deep=False),
    "1 × 1 convolution": partial(window, taps=1),
    "adaptive pooling": _shared_out,
    "average pooling": partial(pooled, dark=tuple(block(0, 0, 2, 2))),
    "batch normalisation": lambda pen: curve(pen, ((6, 36), (18, 32), (26, 12), (32, 6), (38, 12), (46, 32), (58, 36))),
    "border padding": padded,
    "convolution": partial(window, step=1),
    "dense layer": _dense,
    "depthwise convolution": partial(stack, count=3, dark=2),
    "dropout": lambda pen: pen.grid(12, 2, 5, 5, 8, ((0, 1), (1, 3), (2, 0), (3, 4), (4, 2))),
    "fixed normalisation": partial(written, text="(x − μ) / σ"),
    "flatten": _flat,
    "global average pooling": partial(written, text="Σ / n"),
    "group normalisation": partial(stack, count=4, dark=1),
    "instance normalisation": partial(stack, count=2, dark=1),
    "layer scale": partial(written, text="γ · x"),
    "local response normalisation": partial(stack, count=5, dark=2),
    "max pooling": partial(pooled, dark=((0, 1),)),
    "multiplied branches": partial(written, text="f(x) · x"),
    "parallel branches": groups,
    "ReLU": partial(curve, points=((6, 30), (32, 30), (56, 6))),
    "residual block": partial(written, text="f(x) + x"),
    "resizing": partial(layers, sizes=(36, 22)),
    "softmax": partial(bars, heights=(6.0, 36.0, 12.0), dark=1),
    "transposed convolution": partial(window, step=2),
    "up-sampling": partial(layers, sizes=(16, 36)),
    "pooling": partial(pooled, dark=((0, 1), (1, 2))),
}
