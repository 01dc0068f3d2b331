"""Backward passes of pooling: from the gradient at the output, `dy`, to that at the input, some images at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from explorer.kernels.blocks import Array, Sides, cut
from explorer.kernels.pooling.pooling import NONE, RowsCols, counts, first_largest, winners
from explorer.kernels.threads import run_parallel

COPIES = 3
"""About so many arrays as large as the images of a block are in use at a time."""


def max_pool_gradient(
    x: Array, dy: Array, size: RowsCols, strides: RowsCols, sides: Sides, dilation: RowsCols = (1, 1)
) -> Array:
    """Gradient of max pooling: all of `dy` goes to the winner of each window, as `winners` names it.

    All arrays are (batch, rows, columns, channels); returns the shape of `x`.
    """
    dx = np.empty(x.shape, dy.dtype)
    tiled = strides == size and dilation == (1, 1) and not any(map(any, sides))

    def fill(images: slice) -> None:
        if not (tiled and _to_tiles(x[images], dy[images], size, dx[images])):
            _to_winners(x[images], dy[images], size, strides, sides, dilation, dx[images])

    _by_images(x, fill)
    return dx


def _by_images(x: Array, fill: Callable[[slice], None]) -> None:
    """`fill` called for a few neighbouring images of `x` at a time, on all threads."""
    parts = [block.images for block in cut(len(x), 1, COPIES * math.prod(x.shape[1:]) * x.itemsize)]

    def work(some: Iterator[slice]) -> None:
        for images in some:
            fill(images)

    run_parallel(parts, work)


def _to_winners(
    x: Array, dy: Array, size: RowsCols, strides: RowsCols, sides: Sides, dilation: RowsCols, dx: Array
) -> None:
    """Into `dx`, for windows of any kind."""
    winner = winners(x, size, strides, sides, dilation)
    padded = np.zeros(_padded_shape(x.shape, sides), dy.dtype)
    for at, tap in enumerate(np.ndindex(*size)):
        padded[_tap_slices(tap, strides, dilation, dy.shape[1:3])] += _where(winner == at, dy)
    dx[...] = _without_padding(padded, sides)


def _to_tiles(x: Array, dy: Array, size: RowsCols, dx: Array) -> bool:
    """The same for windows that lie side by side. False, with `dx` unfinished, if one of them holds a NaN.

    A window's row wins by its largest number, and in it a column: the first of equals each time, so the first in reading
    order. Columns are sorted apart beforehand, because numpy is fast on long runs only.
    """
    rows, cols = (length * cells for length, cells in zip(dy.shape[1:3], size, strict=True))
    columns = [_column(x[:, :rows], at, size[1], dy.shape[2]) for at in range(size[1])]
    in_row, by_col = _race(columns)
    largest, by_row = _race([in_row[:, at :: size[0]] for at in range(size[0])])
    if np.isnan(largest).any():
        return False
    to_rows = np.empty(in_row.shape, dy.dtype)
    for at, share in enumerate(_shares(dy, by_row)):
        to_rows[:, at :: size[0]] = share
    dx[:, rows:], dx[:, :rows, cols:] = 0, 0
    for at, share in enumerate(_shares(to_rows, by_col)):
        _cells(dx[:, :rows])[:, :, at : cols : size[1]] = _cells(share)
    return True


def _cells(x: Array) -> Array:
    """Maps (images, rows, columns, channels) with all channels of a cell as one item: they are moved in one piece."""
    return x.view(np.dtype((np.void, x.shape[3] * x.itemsize)))[..., 0]


def _column(x: Array, first: int, step: int, count: int) -> Array:
    """A copy of `count` columns of `x`, every `step`-th from `first`."""
    if x.strides[3] != x.itemsize:
        return np.ascontiguousarray(x[:, :, first::step][:, :, :count])
    copy = np.empty((*x.shape[:2], count, x.shape[3]), x.dtype)
    _cells(copy)[...] = _cells(x)[:, :, first::step][:, :, :count]
    return copy


def _race(runners: Sequence[Array]) -> tuple[Array, list[Array]]:
    """The largest numbers of arrays of one shape, and for each array but the first where it beats all before it."""
    largest, beaten = runners[0], []
    for runner in runners[1:]:
        beaten.append(runner > largest)
        largest = np.maximum(largest, runner)
    return largest, beaten


def _shares(dy: Array, beaten: Sequence[Array]) -> Iterator[Array]:
    """What each array of a race gets of `dy`, from the first to the last: the winner everything."""
    shares = []
    for wins in reversed(beaten):
        shares.append(_where(wins, dy))
        dy = _where(~wins, dy)
    return iter([dy, *reversed(shares)])


def _where(chosen: Array, numbers: Array) -> Array:
    """The numbers where `chosen` is True, 0 elsewhere: as numpy's own `where`, but without a branch for each of them."""
    bits = np.dtype(f"i{numbers.itemsize}")
    mask = chosen.astype(bits)
    np.negative(mask, out=mask)
    mask &= np.ascontiguousarray(numbers).view(bits)
    return mask.view(numbers.dtype)


def average_pool_gradient(
    dy: Array,
    lengths: RowsCols,
    size: RowsCols,
    strides: RowsCols,
    sides: Sides,
    dilation: RowsCols = (1, 1),
    counted: Sides = NONE,
) -> Array:
    """Gradient of average pooling: `dy` divided evenly among the cells that count, as `counts` says.

    `lengths` are the rows and columns of the input.
    """
    count = counts(lengths, size, strides, sides, dilation, counted).astype(dy.dtype)
    dx = np.empty((len(dy), *lengths, dy.shape[3]), dy.dtype)

    def fill(images: slice) -> None:
        share = dy[images] / count
        wide = np.zeros((len(share), share.shape[1], _padded_shape(dx.shape, sides)[2], dx.shape[3]), dy.dtype)
        for tap in range(size[1]):
            wide[_tap_slices((0, tap), (1, strides[1]), (1, dilation[1]), share.shape[1:3])] += share
        padded = np.zeros(_padded_shape(dx[images].shape, sides), dy.dtype)
        for tap in range(size[0]):
            padded[_tap_slices((tap, 0), (strides[0], 1), (dilation[0], 1), (share.shape[1], wide.shape[2]))] += wide
        dx[images] = _without_padding(padded, sides)

    _by_images(dx, fill)
    return dx


def _padded_shape(shape: tuple[int, ...], sides: Sides) -> tuple[int, ...]:
    """The shape of maps (images, rows, columns, channels) with their padding."""
    return (shape[0], shape[1] + sum(sides[0]), shape[2] + sum(sides[1]), shape[3])


def _tap_slices(
    tap: tuple[int, ...], strides: RowsCols, dilation: RowsCols, outputs: tuple[int, ...]
) -> tuple[slice, slice, slice]:
    """Slices of the padded input that select the cell which each window reads at position `tap`."""
    rows, cols = (
        slice(at * apart, at * apart + (count - 1) * step + 1, step)
        for at, apart, step, count in zip(tap, dilation, strides, outputs, strict=True)
    )
    return slice(None), rows, cols


def _without_padding(padded: Array, sides: Sides) -> Array:
    """The maps inside their padding."""
    (top, bottom), (left, right) = sides
    return padded[:, top : padded.shape[1] - bottom, left : padded.shape[2] - right]


def global_max_gradient(x: Array, dy: Array) -> Array:
    """Gradient of global max pooling: `dy` (batch, channels) goes to the winner of each map, as `first_largest` names it."""
    batch, rows, cols, channels = x.shape
    winner = first_largest(x.reshape(batch, rows * cols, channels), axis=1)
    out = np.zeros((batch, rows * cols, channels), dy.dtype)
    np.put_along_axis(out, winner[:, None], dy.reshape(batch, 1, channels), axis=1)
    return out.reshape(x.shape)
