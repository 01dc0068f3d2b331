"""Which rows and columns of the input every row and column of an output reads, and with which tap of the kernel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.errors import SettingError
from explorer.layers import Conv2DTranspose, Cropping2D, Moving, Padding2D, Resampling, ZeroPadding2D
from explorer.layers.base import Layer, Shape, as_map
from explorer.layers.pooling.adaptive_pool import AdaptivePool2D
from explorer.layers.pooling.global_pool import GlobalPool2D
from explorer.layers.sliding import Sliding
from explorer.ledger.window import taps, taps_covering


@dataclass(frozen=True)
class AxisTable:
    """One axis of a window: a list per output row (or column), all of them as long as that row has taps.

    `at` holds input rows, which lie in the padding where they are negative or past the last one; `tap` holds the row of the
    kernel that each is multiplied with. `shares` holds the weights of an interpolation, None for all other layers.
    """

    at: tuple[tuple[int, ...], ...]
    tap: tuple[tuple[int, ...], ...]
    shares: tuple[tuple[float, ...], ...] | None = None


@dataclass(frozen=True)
class WindowTable:
    """The windows of all cells of an output map: `rows` and `cols` combine freely."""

    rows: AxisTable
    cols: AxisTable


def window_table(layer: Layer, shape: Shape, output_shape: Shape) -> WindowTable:
    """The windows of a layer whose input and output maps have these shapes, (rows, columns, channels) or (units,).

    A layer without a window of its own reads one cell, the one at the same place.
    """
    rows, cols = (_axis(layer, axis, as_map(shape), as_map(output_shape)[axis]) for axis in (0, 1))
    return WindowTable(rows, cols)


def whole_map_table(shape: Shape) -> WindowTable:
    """The table of one output cell whose window is the whole map, as a global pooling has it."""
    rows, cols, _ = as_map(shape)
    return WindowTable(_whole(rows), _whole(cols))


def cell_table(row: int, col: int) -> WindowTable:
    """The table of one output cell that reads the cell (`row`, `col`)."""
    return WindowTable(AxisTable(((row,),), ((0,),)), AxisTable(((col,),), ((0,),)))


def _whole(length: int) -> AxisTable:
    return AxisTable((tuple(range(length)),), (tuple(range(length)),))


def _axis(layer: Layer, axis: int, shape: Shape, count: int) -> AxisTable:
    if isinstance(layer, GlobalPool2D):
        return _whole(shape[axis])
    if isinstance(layer, AdaptivePool2D):
        shares = layer.windows(axis, shape[axis])
        return AxisTable(_rows(shares), _rows(range(len(each)) for each in shares))
    if isinstance(layer, Sliding):
        windows = [taps(layer, shape, n, n) for n in range(count)]
        places = [(each.rows if axis == 0 else each.cols).tolist() for each in windows]
        return AxisTable(_rows(places), _rows([range(len(each)) for each in places]))
    if isinstance(layer, Conv2DTranspose):
        covering = [taps_covering(layer, shape, n, n) for n in range(count)]
        at = [(window.rows if axis == 0 else window.cols).tolist() for window, _, _ in covering]
        used = [(row_taps if axis == 0 else col_taps).tolist() for _, row_taps, col_taps in covering]
        return AxisTable(_rows(at), _rows(used))
    if isinstance(layer, Resampling):
        return _interpolation(layer, axis, shape[axis])
    if isinstance(layer, Padding2D):
        return AxisTable(_rows([[n] for n in layer.places(axis, shape[axis]).tolist()]), _rows([[0]] * count))
    if isinstance(layer, Moving):
        raise SettingError(f"{layer.title} copies cells, not windows.", "Ask the layer for the source of a cell.")
    shift = -layer.padding[axis][0] if isinstance(layer, ZeroPadding2D) else 0
    shift = layer.cropping[axis][0] if isinstance(layer, Cropping2D) else shift
    return AxisTable(_rows([[n + shift] for n in range(count)]), _rows([[0]] * count))


def _interpolation(layer: Resampling, axis: int, length: int) -> AxisTable:
    at, shares = [], []
    for first, second, share in zip(*(each.tolist() for each in layer.taps(axis, length)), strict=True):
        alone = first == second
        at.append((int(first),) if alone else (int(first), int(second)))
        shares.append((1.0,) if alone else (1.0 - share, share))
    taps_of = [range(len(each)) for each in at]
    return AxisTable(tuple(at), _rows(taps_of), tuple(shares) if layer.blends else None)


def _rows(lists: Iterable[Iterable[int]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(each) for each in lists)
