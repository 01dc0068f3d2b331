"""Pictures of what a window reads: cells, kernels, maps, receptive fields."""

from __future__ import annotations

from functools import partial

from explorer.figures.glyphs.pen import Pen, Picture
from explorer.figures.glyphs.shapes import bars, block, curve, groups, padded, pooled, stack, window, written


def _dilated(pen: Pen) -> None:
    pen.grid(12, 2, 5, 5, 8, [(row, col) for row in (0, 2, 4) for col in (0, 2, 4)])


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


def _filter(pen: Pen) -> None:
    for n in range(3):
        pen.grid(3 + n * 16, 6, 3, 3, 4.6, ((0, n), (2, 2 - n)))
    pen.text("+ b", 56, 18, 12)
    pen.arrow(26, 24, 26, 30)
    pen.box(18, 31, 16, 11, pen.theme.bar)


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
    for row, col in block(1, 1, 3, 3):
        pen.box(12 + col * 8, 2 + row * 8, 6.8, 6.8, pen.theme.diverging[3])
    pen.box(28, 18, 6.8, 6.8, pen.theme.bar)


PICTURES: dict[str, Picture] = {
    "activation": lambda pen: pen.grid(12, 2, 5, 5, 8, ((2, 3),)),
    "bias": partial(written, text="Σ + b"),
    "cell": lambda pen: pen.grid(12, 2, 5, 5, 8, ((1, 2),)),
    "channel": partial(stack, count=3, dark=1),
    "class map": lambda pen: pen.grid(12, 2, 5, 5, 8, ((1, 2), (1, 3), (2, 2), (2, 3))),
    "coverage": lambda pen: pen.grid(12, 2, 5, 5, 8, block(1, 1, 3, 3)),
    "dilation": _dilated,
    "effective receptive field": partial(_cone, narrow=True),
    "equivariance": partial(_moved, also=True),
    "filter": _filter,
    "filters": partial(stack, count=4, dark=3),
    "flip": _turn,
    "groups": groups,
    "invariance": partial(_moved, also=False),
    "kernel": lambda pen: pen.grid(18, 6, 3, 3, 10, ((0, 2), (1, 2), (2, 2))),
    "kernel size": partial(window, taps=3),
    "map": lambda pen: pen.grid(12, 2, 5, 5, 8, ((0, 3), (1, 2), (2, 2), (3, 1))),
    "padding": padded,
    "patch": partial(window, top=1, left=1),
    "receptive field": _cone,
    "routing mask": partial(pooled, dark=((0, 1), (1, 3), (2, 0), (3, 2)), out=False),
    "step on the image": _steps,
    "stride": partial(window, taps=2, step=2),
    "tap": _tap,
    "tie": partial(pooled, dark=((0, 0), (1, 1)), out=False),
    "unit": lambda pen: pen.grid(27, 2, 4, 1, 10, ((2, 0),)),
    "units": lambda pen: pen.grid(27, 2, 4, 1, 10, block(0, 0, 4, 1)),
    "use_bias": partial(written, text="+ b"),
    "vector": lambda pen: pen.grid(2, 17, 1, 6, 10),
    "weight": partial(written, text="× w"),
    "cone": _deep,
    "contribution": _product,
    "fit": _squeezed,
    "influence": _halo,
    "output shape": _shape,
    "pixels read": lambda pen: pen.grid(12, 2, 5, 5, 8, block(0, 0, 2, 2)),
    "position": partial(window, top=2, left=2, taps=2),
    "smoothing": lambda pen: curve(pen, ((6, 30), (16, 26), (26, 14), (32, 10), (38, 14), (48, 26), (58, 30))),
    "start": _outside,
    "strength": partial(bars, heights=(12.0, 22.0, 36.0)),
}
