"""The patch matrix of a convolution, a block of a batch at a time: what is multiplied by the kernel, or by `dy`."""

from __future__ import annotations

import math

import numpy as np

from explorer.kernels.blocks import Array, Block, Sides, cut, windows

RowsCols = tuple[int, int]
LEAST_PATCHES = 128
"""A block has at least about so many patches: for a product with fewer, the kernel is read too often."""
THIN = 12
"""Where a patch reads at most so many numbers side by side, channels are sorted apart first: see `PatchReader`."""


class Patches:
    """The blocks of the patch matrix of `x`, which do not depend on the number of threads."""

    def __init__(
        self,
        x: Array,
        kernel: RowsCols,
        strides: RowsCols,
        sides: Sides,
        dilation: RowsCols,
        outputs: RowsCols,
    ) -> None:
        """Patches for `outputs` rows and columns of `x` (batch, rows, columns, channels), with `sides` of zeros around it."""
        self.x, self.kernel, self.strides, self.sides, self.dilation = x, kernel, strides, sides, dilation
        self.outputs = outputs
        self.taps = math.prod(kernel) * x.shape[3]
        """Numbers in a patch: kernel rows, columns, channels."""
        row_bytes = outputs[1] * self.taps * x.itemsize
        self.blocks = cut(len(x), outputs[0], row_bytes, -(-LEAST_PATCHES // max(1, outputs[1])))

    def reader(self) -> PatchReader:
        """Reads blocks, one after the other; each thread needs its own."""
        return PatchReader(self)


class PatchReader:
    """Copies the patches of a block into one buffer, which stays in cache until they are multiplied.

    Where a patch reads only a few numbers side by side, as with one channel, copying them a few at a time would take longer
    than the product. There the buffer holds a whole row of the image for each tap instead: the matrix, transposed.
    """

    def __init__(self, patches: Patches) -> None:
        """Allocates what the largest block needs."""
        self._of = patches
        x, (rows, cols), channels = patches.x, patches.kernel, patches.x.shape[3]
        images = max((block.images.stop - block.images.start for block in patches.blocks), default=0)
        most = max((block.rows.stop - block.rows.start for block in patches.blocks), default=0)
        unpadded = not any(map(any, patches.sides))
        self._thin = cols * channels <= THIN and patches.strides[1] == 1 and rows * cols > 1
        self._whole = unpadded and not self._thin
        self._direct = self._whole and rows == cols == 1 and patches.strides == (1, 1)
        if self._direct:
            return
        width = patches.outputs[1]
        shape = (
            (rows, cols, channels, images, most, width) if self._thin else (images, most, width, rows, cols, channels)
        )
        self._buffer = np.empty(math.prod(shape), x.dtype)
        if self._whole:
            return
        tall, wide = self._span(most), sum(patches.sides[1]) + x.shape[2]
        self._strip = np.zeros(
            (images, channels, tall, wide) if self._thin else (images, tall, wide, channels), x.dtype
        )

    def _span(self, rows: int) -> int:
        """How many rows of input `rows` neighbouring rows of output read."""
        return (rows - 1) * self._of.strides[0] + (self._of.kernel[0] - 1) * self._of.dilation[0] + 1

    def matrix(self, block: Block) -> Array:
        """(patches, taps), of images, rows and columns in reading order; it holds until the next one is asked for."""
        of = self._of
        x = of.x[block.images]
        if self._direct:
            return x[:, block.rows, : of.outputs[1]].reshape(-1, of.taps)
        first, rows = block.rows.start, block.rows.stop - block.rows.start
        if self._whole:
            view = windows(x, of.kernel, of.strides, of.dilation)[:, block.rows]
        else:
            view = windows(self._padded(x, first, rows), of.kernel, of.strides, of.dilation)
        view = view[:, :, : of.outputs[1]]
        buffer = self._buffer[: view.size]
        if self._thin:
            view = view.transpose(3, 4, 5, 0, 1, 2)
            np.copyto(buffer.reshape(view.shape), view)
            return buffer.reshape(of.taps, -1).T
        if of.dilation[1] == 1 and view.strides[5] == view.itemsize:
            np.copyto(_in_runs(buffer.reshape(view.shape)), _in_runs(view))
        else:
            np.copyto(buffer.reshape(view.shape), view)
        return buffer.reshape(-1, of.taps)

    def _padded(self, x: Array, first: int, rows: int) -> Array:
        """What `rows` rows of output from `first` read of some images (images, rows, columns, channels), zeros around it."""
        (top, _), (left, _) = self._of.sides
        start, tall, length = first * self._of.strides[0] - top, self._span(rows), x.shape[1]
        strip = self._strip.transpose(0, 2, 3, 1) if self._thin else self._strip
        strip = strip[: len(x), :tall]
        above, below = (min(max(edge - start, 0), tall) for edge in (0, length))
        strip[:, :above], strip[:, below:] = 0, 0
        strip[:, above:below, left : left + x.shape[2]] = x[:, start + above : start + below]
        return strip


def _in_runs(view: Array) -> Array:
    """Windows (..., kernel columns, channels) with what lies side by side in memory as one item: it is copied in one piece."""
    run = view.shape[-2] * view.shape[-1]
    items: Array = view.reshape(*view.shape[:-2], run).view(np.dtype((np.void, run * view.itemsize)))
    return items[..., 0]
