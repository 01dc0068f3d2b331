"""Composites: how the ends of their branches are joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from explorer.formats.onnx_file.writing.graph import Graph
from explorer.layers import Concatenate, Multiply, Residual
from explorer.layers.base import Shape
from explorer.layers.stack import Layers

Join = Callable[[Graph, Any, Sequence[str], Sequence[Shape]], str]


def residual(graph: Graph, layer: Residual, ends: Sequence[str], shapes: Sequence[Shape]) -> str:
    """A sum. The longer branch is read as the layers, the shorter one as the shortcut, unless both are behind seams."""
    curves = _is_curve(layer.layers) and _is_curve(layer.shortcut)
    if curves or len(layer.layers) < len(layer.shortcut):
        ends = [graph.seams(end) for end in ends]
    return graph.add("Add", *ends)


def concatenate(graph: Graph, layer: Concatenate, ends: Sequence[str], shapes: Sequence[Shape]) -> str:
    """Maps side by side. Where it begins with the input twice, seams keep it apart from others that do."""
    repeated = not any(layer.stacks[:2])
    return graph.add("Concat", *(graph.seams(end, int(repeated)) for end in ends), axis=1)


def multiply(graph: Graph, layer: Multiply, ends: Sequence[str], shapes: Sequence[Shape]) -> str:
    """Products one after the other; beside maps a row of numbers becomes maps of one cell.

    Seams keep branches from being read as one function, and a product in the first one from being read as several branches.
    """
    maps = any(len(shape) == 3 for shape in shapes)
    curves = sum(map(_is_curve, layer.stacks)) > 1
    factors = []
    for place, (end, shape, stack) in enumerate(zip(ends, shapes, layer.stacks, strict=True)):
        found = graph.add("Unsqueeze", end, graph.whole(2, 3)) if maps and len(shape) == 1 else end
        product = place == 0 and bool(stack) and isinstance(stack[-1], Multiply)
        factors.append(graph.seams(found, int(product or (curves and _is_curve(stack)))))
    return reduce(lambda one, other: graph.add("Mul", one, other), factors)


def _is_curve(stack: Layers) -> bool:
    """Whether a branch works number by number, so that it and another one could be one function."""
    return all(layer.elementwise and not layer.branches for layer in stack)
