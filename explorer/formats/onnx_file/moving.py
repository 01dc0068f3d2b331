"""Moves of axes as the layers that they are at their word.

Reshape and Transpose make no layer as long as nobody needs the numbers in that order (`order.py`). An Identity behind them says
that they are a layer by themselves: so the writer ends those that could as well be left out, or be taken for another layer.
"""

from __future__ import annotations

from collections.abc import Sequence

from explorer.errors import ExplorerError
from explorer.formats.onnx_file.terms import Move
from explorer.layers import ChannelShuffle, Flatten, Permute, Reshape, SpaceToDepth
from explorer.layers.base import Layer, Shape, as_map

AXES_OF_ONNX = (2, 3, 1)
"""Where rows, columns and channels lie among ONNX' axes."""
LAST = (0, 2, 3, 1)
"""The order of a Transpose that brings the channels behind rows and columns."""
FIRST = (0, 3, 1, 2)
"""The order of one that brings them back."""
DEEPENED = (0, 1, 3, 5, 2, 4)
"""The order that brings the places of a block behind the maps: (batch, maps, rows, in a block, columns, in a block) before."""


def order_of(dims: Sequence[int]) -> tuple[int, ...]:
    """The order of a Transpose that lets the axes of maps change places like Permute with these `dims`.

    >>> order_of((2, 1, 3))
    (0, 1, 3, 2)
    """
    rows, cols, channels = (AXES_OF_ONNX[axis - 1] for axis in dims)
    return (0, channels, rows, cols)


def said(moves: Sequence[Move], shape: Shape) -> Layer | None:
    """The layer that moves of a tensor of `shape` are, its axes as usual before; None where they are none."""
    try:
        return _said(moves, shape)
    except ExplorerError:
        return None


def _said(moves: Sequence[Move], shape: Shape) -> Layer | None:
    maps = len(shape) == 3
    match tuple(moves):
        case (("Transpose", order), ("Reshape", (0, -1))) if maps and order == LAST:
            return Flatten()
        case (("Reshape", (0, -1)),) if not maps:
            return Flatten()
        case (("Reshape", (0, rows, cols, channels)), ("Transpose", order)) if order == FIRST:
            return Reshape(target_shape=(rows, cols, channels)) if as_map(shape)[:2] == (1, 1) else None
        case (("Transpose", (0, channels, rows, cols)),) if maps:
            first, second, third = (AXES_OF_ONNX.index(axis) + 1 for axis in (rows, cols, channels))
            return Permute(dims=(first, second, third))
        case (("Reshape", (0, groups, _, *rest)), ("Transpose", order), ("Reshape", _)) if (
            order == (0, 2, 1, 3, 4)[: len(rest) + 3] and groups > 0 and len(rest) == (2 if maps else 0)
        ):
            return ChannelShuffle(groups=groups)
        case (("Reshape", (0, _, _, block, _, _)), ("Transpose", order), ("Reshape", _)) if (
            order == DEEPENED and block > 0
        ):
            return SpaceToDepth(block_size=block, mode="CRD")
    return None
