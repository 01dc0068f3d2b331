"""Convolution of a small image at once, in arrays that each thread keeps.

LeNet-5 takes a few tens of microseconds a layer, most of which numpy needs to make arrays and views of them. What depends on
shapes alone is made once here, and the weights and the image are all that a run brings.
"""

from __future__ import annotations

import math
import threading

import numpy as np

from explorer.kernels.blocks import Array, Sides

SMALL_BYTES = 256 << 10
"""Patches of at most this size are copied at once, into an array that is kept."""
KEPT_BYTES = 2 << 20
"""What a thread keeps of such arrays."""


class Small:
    """What is known of a convolution beforehand: the shapes and steps of its patches."""

    def __init__(
        self,
        image: tuple[int, ...],
        kernel: tuple[int, ...],
        outputs: tuple[int, int],
        strides: tuple[int, int],
        sides: Sides,
        dilation: tuple[int, int],
        by_taps: bool,
    ) -> None:
        """Of an `image` (rows, columns, channels) and a `kernel` of these shapes, with `outputs` (rows, columns)."""
        (top, bottom), (left, right) = sides
        rows, cols, channels = image
        self.padded = (rows + top + bottom, cols + left + right, channels) if any(map(any, sides)) else None
        self.inside = (slice(top, top + rows), slice(left, left + cols))
        self.outputs, self.window, self.by_taps = outputs, kernel[:3], by_taps
        self.out_shape, self.sums_shape = (1, *outputs, kernel[3]), (math.prod(outputs), kernel[3])
        self.taps = math.prod(self.window)
        row = (cols + left + right) * channels
        self.steps = (strides[0] * row, strides[1] * channels, dilation[0] * row, dilation[1] * channels, 1)
        """From one patch to the next, and within it, in numbers."""


class _Room:
    """The arrays of one convolution in one thread: the padded image, and the patches with a last tap that is always 1."""

    def __init__(self, small: Small, dtype: np.dtype) -> None:
        self.padded = None if small.padded is None else np.zeros(small.padded, dtype)
        self.inside = None if self.padded is None else self.padded[small.inside]
        cells, outputs = math.prod(small.outputs), small.outputs
        if small.by_taps:
            numbers = np.ones((small.taps + 1, cells), dtype)
            self.target = numbers[:-1].reshape(*small.window, *outputs).transpose(3, 4, 0, 1, 2)
            self.with_one = numbers.T
        else:
            self.with_one = np.ones((cells, small.taps + 1), dtype)
            by_row, by_col, itemsize = self.with_one.reshape(*outputs, -1).strides
            _, in_row, channels = small.window
            steps = (by_row, by_col, in_row * channels * itemsize, channels * itemsize, itemsize)
            self.target = np.ndarray((*outputs, *small.window), dtype, self.with_one, strides=steps)
        self.patches = self.with_one[:, :-1]
        self.view_steps = tuple(step * dtype.itemsize for step in small.steps)
        self.nbytes = self.with_one.nbytes + (0 if self.padded is None else self.padded.nbytes)


class _Rooms(threading.local):
    """What this thread keeps; all goes at once when it becomes too much."""

    def __init__(self) -> None:
        self.kept: dict[Small, _Room] = {}
        self.used = 0

    def of(self, small: Small, dtype: np.dtype) -> _Room:
        """The arrays for a convolution; those of another dtype are another `Small`."""
        room = self.kept.get(small)
        if room is None:
            room = _Room(small, dtype)
            if self.used + room.nbytes > KEPT_BYTES:
                self.kept, self.used = {}, 0
            self.kept[small] = room
            self.used += room.nbytes
        return room


_rooms = _Rooms()


def convolve_small(x: Array, kernel: Array, bias: Array | None, small: Small) -> Array:
    """The cross-correlation of `x` (1, rows, columns, channels) with `kernel`, plus the bias; (1, rows, columns, filters)."""
    room = _rooms.of(small, x.dtype)
    if room.padded is not None:
        room.inside[...] = x[0]  # type: ignore[index]
        x = room.padded
    elif not x.flags.c_contiguous:
        x = np.ascontiguousarray(x)
    target = room.target
    np.copyto(target, np.ndarray(target.shape, x.dtype, x, strides=room.view_steps))
    matrix = kernel.reshape(small.taps, -1)
    out = np.empty(small.out_shape, x.dtype)
    if bias is None:
        np.matmul(room.patches, matrix, out=out.reshape(small.sums_shape))
    else:
        np.matmul(room.with_one, np.concatenate((matrix, bias[None])), out=out.reshape(small.sums_shape))
    return out
