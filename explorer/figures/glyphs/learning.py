"""Pictures of how a network learns."""

from __future__ import annotations

from functools import partial

from explorer.figures.glyphs.pen import Pen, Picture
from explorer.figures.glyphs.shapes import written


def _slope(pen: Pen) -> None:
    pen.path(((6, 38), (58, 10)), pen.theme.bar, 2.4)
    pen.arrow(44, 36, 24, 36)


FALLING = ((6, 7), (14, 21), (24, 30), (38, 35), (58, 37))


def _valley(pen: Pen, *steps: tuple[float, float]) -> None:
    """A valley, and steps down into it."""
    pen.path(((4, 6), (10, 18), (18, 29), (28, 36), (36, 36), (46, 29), (54, 18), (60, 6)), pen.theme.faint, 1.4)
    pen.path(steps, pen.theme.bar, 1.8)
    for x, y in steps:
        pen.box(x - 2, y - 2, 4, 4, pen.theme.bar)


def _parting(pen: Pen) -> None:
    """Two losses that part: one goes on falling, the other rises again."""
    pen.path(FALLING, pen.theme.faint, 1.8)
    pen.path(((6, 7), (14, 19), (24, 24), (38, 20), (58, 12)), pen.theme.bar, 2.4)


def _held_back(pen: Pen) -> None:
    """Some pictures to learn from, and one that is kept to measure with."""
    for at in range(3):
        pen.box(4 + at * 13, 15, 11, 14, pen.theme.zero, pen.theme.faint)
    pen.box(48, 15, 11, 14, pen.theme.bar)


def _moved(pen: Pen) -> None:
    """One picture becomes two others."""
    pen.grid(2, 14, 3, 3, 6, ((1, 0), (1, 1)))
    pen.arrow(23, 22, 30, 22)
    pen.grid(36, 2, 3, 3, 6, ((0, 0), (0, 1)))
    pen.grid(36, 24, 3, 3, 6, ((2, 1), (2, 2)))


def _centred(pen: Pen) -> None:
    """The numbers of four pictures and their mean."""
    for at, high in enumerate((10, 24, 18, 30)):
        pen.box(10 + at * 12, 40 - high, 8, high, pen.theme.zero, pen.theme.faint)
    pen.path(((4, 19.5), (60, 19.5)), pen.theme.bar, 2, dash=True)


def _shrinking(pen: Pen) -> None:
    """A weight that gets smaller from step to step."""
    for at, high in enumerate((34, 26, 20, 15, 11)):
        pen.box(6 + at * 11, 40 - high, 8, high, pen.theme.bar if at == 4 else pen.theme.zero, pen.theme.faint)


PICTURES: dict[str, Picture] = {
    "augmentation": _moved,
    "batch statistics": _centred,
    "gradient descent": lambda pen: _valley(pen, (7, 12), (15, 25), (23, 33), (31, 36)),
    "learning rate": lambda pen: _valley(pen, (7, 12), (50, 24), (20, 31)),
    "momentum": lambda pen: _valley(pen, (7, 12), (9, 16), (14, 24), (22, 32), (32, 36)),
    "optimiser": partial(written, text="w − η · g"),
    "over-fitting": _parting,
    "validation": _held_back,
    "weight decay": _shrinking,
    "epoch": lambda pen: pen.path(((8, 8), (20, 26), (34, 32), (56, 35)), pen.theme.bar, 2.4),
    "gradient": _slope,
    "loss": lambda pen: pen.path(((8, 6), (18, 22), (32, 31), (56, 36)), pen.theme.bar, 2.4),
}
