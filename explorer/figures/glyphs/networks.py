"""Pictures of whole networks and their answers."""

from __future__ import annotations

from functools import partial

from explorer.figures.glyphs.pen import Picture
from explorer.figures.glyphs.shapes import bars, layers, stack, written

PICTURES: dict[str, Picture] = {
    "accuracy": partial(written, text="✓ 92%"),
    "batch": partial(stack, count=4),
    "bottleneck": partial(layers, sizes=(36, 14, 14, 36)),
    "class": partial(bars, heights=(8.0, 34.0, 14.0), dark=1),
    "depth": partial(layers, sizes=(36, 28, 20, 12)),
    "layer": partial(layers, sizes=(32, 32)),
    "logit": partial(bars, heights=(10.0, 30.0, 18.0)),
    "MAC": partial(written, text="x · w +"),
    "parameter": partial(written, text="w, b"),
    "seed": partial(written, text="7 → w"),
    "kind": partial(written, text="conv"),
    "layer name": partial(written, text="conv2_1"),
    "memory": partial(written, text="4 B × n"),
    "parameter count": partial(written, text="n·w + b"),
    "setting": partial(written, text="S = 2"),
}
