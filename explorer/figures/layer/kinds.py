"""The small pictures of the kinds of layers in the menu that adds one; curves are drawn from their own values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from explorer.figures.glyphs import HIGH, PICTURES, WIDE, Pen
from explorer.figures.theme import Theme
from explorer.layers import Layer

SPAN, SCALE = 3.0, 8.0
"""A curve is drawn from -SPAN to SPAN; px per unit."""


def _curve(kind: type[Layer], pen: Pen) -> None:
    x = np.linspace(-SPAN, SPAN, 25)
    y = np.clip(kind().forward(x, {}), -1.6, 3.6)
    middle, ground = WIDE / 2, 32.0
    pen.path(((6, ground), (58, ground)), pen.theme.faint, 1)
    pen.path(((middle, 3), (middle, 42)), pen.theme.faint, 1)
    pen.path(
        [(round(middle + SCALE * a, 1), round(ground - SCALE * b, 1)) for a, b in zip(x, y, strict=True)],
        pen.theme.bar,
        2.4,
    )


def _depthwise(pen: Pen) -> None:
    """Every map by itself."""
    for y in (2, 17, 32):
        pen.box(8, y, 16, 11, pen.theme.zero, pen.theme.faint)
        pen.arrow(27, y + 5.5, 37, y + 5.5)
        pen.box(40, y, 16, 11, pen.theme.bar)


def _enlarged(pen: Pen, dark: bool) -> None:
    pen.grid(4, 14, 2, 2, 8, ((0, 0),))
    pen.arrow(23, 22, 29, 22)
    pen.grid(32, 7, 4, 4, 7.4, ((0, 0), (0, 1), (1, 0), (1, 1)) if dark else ((0, 0), (0, 2), (2, 0), (2, 2)))


def _mirrored(pen: Pen) -> None:
    """A map whose pattern goes on in the border as in a mirror."""
    pen.grid(12, 2, 5, 5, 8, ((1, 1), (1, 3), (3, 1), (3, 3), (2, 2)))
    pen.box(19.4, 9.4, 24, 24, line=pen.theme.ink)


def _resized(pen: Pen) -> None:
    """A map, and the same one with fewer cells."""
    pen.grid(3, 7, 4, 4, 7.4, ((0, 0), (0, 1), (1, 0), (1, 1)))
    pen.arrow(35, 22, 41, 22)
    pen.grid(44, 13, 3, 3, 6, ((0, 0), (0, 1), (1, 0)))


def _whole_map(pen: Pen) -> None:
    """All of a map makes one number."""
    pen.grid(4, 6, 4, 4, 8, [(row, col) for row in range(4) for col in range(4)])
    pen.arrow(39, 22, 46, 22)
    pen.grid(48, 15, 1, 1, 13, ((0, 0),))


def _spread(pen: Pen) -> None:
    """A wide distribution becomes a bell about zero."""
    for left, wide, tall in ((4, 30, 14), (36, 24, 30)):
        xs = np.linspace(-2.2, 2.2, 15)
        line = [(round(left + wide * (x + 2.2) / 4.4, 1), round(38 - tall * float(np.exp(-x * x)), 1)) for x in xs]
        pen.path(line, pen.theme.bar if tall > 20 else pen.theme.faint, 2)
    pen.path(((4, 40), (60, 40)), pen.theme.faint, 1)


def _dropped(pen: Pen) -> None:
    pen.grid(
        12, 2, 5, 5, 8, [(row, col) for row in range(5) for col in range(5) if (row * 7 + col * 3) % 4], empty=True
    )


def _formula(text: str) -> Callable[[Pen], None]:
    return lambda pen: pen.text(text, WIDE / 2, HIGH / 2 + 5, 15)


def _cut(pen: Pen) -> None:
    pen.grid(12, 2, 5, 5, 8, [(row, col) for row in (1, 2, 3) for col in (1, 2, 3)])
    pen.box(19.4, 9.4, 24, 24, line=pen.theme.ink, dash=True)


def _around(pen: Pen) -> None:
    """A block, and a way around it to a small box at (50, 30)."""
    pen.path(((4, 30), (60, 30)), width=1.4)
    pen.box(16, 23, 22, 14, pen.theme.bar)
    pen.path(((8, 30), (8, 9), (50, 9), (50, 24)), width=1.4)
    pen.box(45, 25, 10, 10, pen.theme.page, pen.theme.ink)


def _added(pen: Pen) -> None:
    _around(pen)
    pen.path(((47.5, 30), (52.5, 30)), width=1.4)
    pen.path(((50, 27.5), (50, 32.5)), width=1.4)


def _multiplied(pen: Pen) -> None:
    _around(pen)
    pen.path(((48, 28), (52, 32)), width=1.4)
    pen.path(((48, 32), (52, 28)), width=1.4)


def _side_by_side(pen: Pen) -> None:
    pen.path(((4, 22), (12, 22)), width=1.4)
    for y in (4, 27):
        pen.path(((12, 22), (12, y + 7), (18, y + 7)), width=1.4)
        pen.box(18, y, 22, 13, pen.theme.bar)
        pen.path(((40, y + 7), (50, y + 7), (50, 22)), width=1.4)
    pen.path(((50, 22), (60, 22)), width=1.4)


def _one_of_all(pen: Pen) -> None:
    """The largest number of a map."""
    pen.grid(4, 6, 4, 4, 8, ((1, 2),))
    pen.box(3.4, 5.4, 32, 32, line=pen.theme.ink)
    pen.arrow(39, 22, 46, 22)
    pen.grid(48, 15, 1, 1, 13, ((0, 0),))


def _slopes(pen: Pen) -> None:
    """A straight line on the right of zero, and one of several slopes on the left."""
    for y in (32, 36, 41):
        pen.path(((8, y), (32, 30)), pen.theme.bar if y == 36 else pen.theme.faint, 2 if y == 36 else 1.2)
    pen.path(((32, 30), (56, 6)), pen.theme.bar, 2.4)


def _term(term: str) -> Callable[[Pen], None]:
    return PICTURES[term]


DRAWINGS: dict[str, Callable[[Pen], None]] = {
    "conv2d": _term("convolution"),
    "depthwise_conv2d": _depthwise,
    "conv2d_transpose": lambda pen: _enlarged(pen, dark=False),
    "max_pool2d": _term("max pooling"),
    "average_pool2d": _term("average pooling"),
    "adaptive_average_pool2d": _term("adaptive pooling"),
    "adaptive_max_pool2d": _term("adaptive pooling"),
    "global_average_pool2d": _whole_map,
    "global_max_pool2d": _one_of_all,
    "prelu": _slopes,
    "softmax": _term("softmax"),
    "flatten": _term("flatten"),
    "dense": _term("dense layer"),
    "batch_normalization": _spread,
    "layer_normalization": _spread,
    "local_response_normalization": _term("influence"),
    "dropout": _dropped,
    "group_normalization": _spread,
    "instance_normalization": _spread,
    "layer_scale": _formula("γ·x"),
    "normalization": _formula("(x−μ)/σ"),
    "rescaling": _formula("a·x + b"),
    "zero_padding2d": _term("padding"),
    "padding2d": _mirrored,
    "cropping2d": _cut,
    "up_sampling2d": lambda pen: _enlarged(pen, dark=True),
    "resizing": _resized,
    "permute": _term("permute"),
    "reshape": _term("reshape"),
    "channel_shuffle": _term("channel shuffle"),
    "channel_slice": _term("channel slice"),
    "depth_to_space": _term("depth to space"),
    "space_to_depth": _term("space to depth"),
    "residual": _added,
    "concatenate": _side_by_side,
    "multiply": _multiplied,
}
"""One drawing per kind of layer that is no curve."""


def kind_picture(kind: type[Layer], theme: Theme) -> str:
    """The SVG picture of a kind of layer. Raises KeyError for one without a drawing that is no curve either."""
    pen = Pen(theme)
    if kind.kind in DRAWINGS:
        DRAWINGS[kind.kind](pen)
    elif kind.elementwise:
        _curve(kind, pen)
    else:
        raise KeyError(kind.kind)
    return pen.svg()
