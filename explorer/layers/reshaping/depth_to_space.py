"""DepthToSpace and SpaceToDepth: square blocks of cells become channels of one cell, and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from explorer.errors import ShapeError
from explorer.layers.base import Array, Bools, Layer, Params, Reach, Shape, need_map
from explorer.layers.base import Place as MenuPlace
from explorer.layers.reshaping.moving import Moving, Place, covering
from explorer.limits import JOINED_CHANNELS
from explorer.settings import Choice, Int, setting
from explorer.windows import Window

MODES = ("DCR", "CRD")


@dataclass(frozen=True)
class Blocks(Moving):
    """Base class of both. A block is `block_size` rows by as many columns of one map: each of its places is a channel.

    The channels, in the words of ONNX: "DCR" counts the places of the block first and in each the maps (TensorFlow), "CRD"
    the maps first and of each the places (PyTorch's `pixel_shuffle` and `pixel_unshuffle`).
    """

    block_size: int = setting(2, "Rows and columns of a block, in cells.", Int(1, 32))
    mode: str = setting(
        "DCR",
        "DCR: places of the block, in each the maps (TensorFlow). CRD: of each map the places (PyTorch).",
        Choice(MODES),
    )

    @classmethod
    def starter(cls, place: MenuPlace) -> Layer:
        """The largest blocks, of two rows at most, that fit what comes in."""
        started = cls()
        fitting = started.repairs(place.shape)
        return started.with_settings(**fitting[0]) if fitting else started

    def deep(self, row: int, col: int, channel: Any, maps: int) -> Any:
        """The channel that stands for the place (`row`, `col`) of blocks of map `channel`, one of `maps`."""
        size = self.block_size
        return (row * size + col) * maps + channel if self.mode == "DCR" else (channel * size + row) * size + col

    def _places(self) -> Iterator[tuple[int, int]]:
        return ((row, col) for row in range(self.block_size) for col in range(self.block_size))

    def gathered(self, wide: Reach, maps: int) -> tuple[Reach, ...]:
        """Cells among wide maps, as cells among deep ones: a product for each place of the block."""
        size, parts = self.block_size, []
        for row, col in self._places():
            channels = np.zeros(maps * size**2, np.bool_)
            channels[self.deep(row, col, np.flatnonzero(wide.channels), maps)] = True
            parts.append(Reach(wide.rows[row::size], wide.cols[col::size], channels))
        return _nonempty(parts)

    def spread(self, deep: Reach, maps: int) -> tuple[Reach, ...]:
        """Cells among deep maps, as cells among wide ones: a product for each place of the block."""
        parts = []
        for row, col in self._places():
            channels = deep.channels[self.deep(row, col, np.arange(maps), maps)]
            parts.append(Reach(self._placed(deep.rows, row), self._placed(deep.cols, col), channels))
        return _nonempty(parts)

    def _placed(self, blocks: Bools, at: int) -> Bools:
        wide = np.zeros(len(blocks) * self.block_size, np.bool_)
        wide[at :: self.block_size] = blocks
        return wide

    def widened(self, x: Array) -> Array:
        """Deep maps (batch, rows, columns, channels) as wide ones."""
        batch, rows, cols, channels = x.shape
        size, maps = self.block_size, channels // self.block_size**2
        if self.mode == "DCR":
            cut = x.reshape(batch, rows, cols, size, size, maps).transpose(0, 1, 3, 2, 4, 5)
        else:
            cut = x.reshape(batch, rows, cols, maps, size, size).transpose(0, 1, 4, 2, 5, 3)
        out: Array = np.array(cut, order="C").reshape(batch, rows * size, cols * size, maps)
        return out

    def deepened(self, x: Array) -> Array:
        """Wide maps (batch, rows, columns, channels) as deep ones."""
        batch, rows, cols, maps = x.shape
        size = self.block_size
        cut = x.reshape(batch, rows // size, size, cols // size, size, maps)
        turned = cut.transpose((0, 1, 3, 2, 4, 5) if self.mode == "DCR" else (0, 1, 3, 5, 2, 4))
        out: Array = np.array(turned, order="C").reshape(batch, rows // size, cols // size, -1)
        return out


def _nonempty(parts: list[Reach]) -> tuple[Reach, ...]:
    """Those with cells; the first one where there are none."""
    return tuple(part for part in parts if part.rows.any() and part.cols.any() and part.channels.any()) or (parts[0],)


@dataclass(frozen=True)
class DepthToSpace(Blocks):
    """Every cell becomes a block of cells: its channels are laid out over rows and columns, the maps grow larger and fewer.

    Shi et al. 2016, "Real-time single image and video super-resolution using an efficient sub-pixel convolutional neural
    network", arXiv:1609.05158.

    >>> explorer.DepthToSpace().forward(np.arange(4.0).reshape(1, 1, 1, 4), {})[0, :, :, 0]
    array([[0., 1.],
           [2., 3.]])
    """

    kind: ClassVar[str] = "depth_to_space"
    title: ClassVar[str] = "Depth to space"
    short: ClassVar[str] = "d2s"
    about: ClassVar[str] = "Lays the channels of every cell out as a block of cells: larger maps, and fewer of them."

    def output_shape(self, shape: Shape) -> Shape:
        rows, cols, channels = need_map(shape)
        size = self.block_size
        if channels % size**2:
            raise ShapeError(
                f"It needs maps in multiples of {size**2} (blocks of {size} × {size} cells), but gets {channels:,}.",
                f"Use a multiple of {size**2} maps, or smaller blocks.",
            )
        return (rows * size, cols * size, channels // size**2)

    def repairs(self, shape: Shape) -> tuple[dict[str, Any], ...]:
        if len(shape) != 3:
            return ()
        return tuple({"block_size": size} for size in range(self.block_size, 0, -1) if shape[2] % size**2 == 0)

    def source(self, place: Place, shape: Shape) -> Place:
        (row, in_row), (col, in_col) = (divmod(at, self.block_size) for at in place[:2])
        return row, col, int(self.deep(in_row, in_col, place[2], shape[2] // self.block_size**2))

    def window(self, axis: int, shape: Shape) -> Window | None:
        return Window() if self.block_size == 1 else None

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        return np.repeat(np.eye(shape[axis], dtype=np.bool_), self.block_size, axis=0)

    def channels_read(self, channel: int, shape: Shape) -> range:
        places = self.block_size**2
        maps = shape[2] // places
        if self.mode == "DCR":
            return range(channel, channel + (places - 1) * maps + 1, maps)
        return range(channel * places, (channel + 1) * places)

    def reach(self, reach: Reach, shape: Shape) -> Reach:
        return covering(self.reach_parts(reach, shape))

    def reach_parts(self, reach: Reach, shape: Shape) -> tuple[Reach, ...]:
        return self.gathered(reach, shape[2] // self.block_size**2)

    def readers(self, reach: Reach, shape: Shape) -> Reach:
        return covering(self.reader_parts(reach, shape))

    def reader_parts(self, reach: Reach, shape: Shape) -> tuple[Reach, ...]:
        return self.spread(reach, shape[2] // self.block_size**2)

    def forward(self, x: Array, params: Params) -> Array:
        return self.widened(x)

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        return self.deepened(dy), {}


@dataclass(frozen=True)
class SpaceToDepth(Blocks):
    """Every block of cells becomes one cell with more channels: smaller maps and more of them, and nothing is lost.

    >>> explorer.SpaceToDepth().forward(np.arange(4.0).reshape(1, 2, 2, 1), {}).ravel()
    array([0., 1., 2., 3.])
    """

    kind: ClassVar[str] = "space_to_depth"
    title: ClassVar[str] = "Space to depth"
    short: ClassVar[str] = "s2d"
    about: ClassVar[str] = "Turns every block of cells into channels of one cell: smaller maps, and more of them."

    def output_shape(self, shape: Shape) -> Shape:
        rows, cols, channels = need_map(shape)
        size = self.block_size
        for length, word in ((rows, "rows"), (cols, "columns")):
            if length % size:
                raise ShapeError(
                    f"It needs {word} in multiples of {size}, but gets {length}.",
                    f"Pad or crop to a multiple of {size} {word}, or use smaller blocks.",
                )
        if channels * size**2 > JOINED_CHANNELS:
            raise ShapeError(
                f"It would make {channels * size**2:,} maps.", f"Use smaller blocks: at most {JOINED_CHANNELS:,} maps."
            )
        return (rows // size, cols // size, channels * size**2)

    def repairs(self, shape: Shape) -> tuple[dict[str, Any], ...]:
        if len(shape) != 3:
            return ()
        sizes = range(self.block_size, 0, -1)
        return tuple({"block_size": size} for size in sizes if shape[0] % size == 0 == shape[1] % size)

    def _undone(self, channel: int, maps: int) -> Place:
        """Row and column within the block, and the map, that an output channel stands for."""
        size = self.block_size
        place, own = divmod(channel, maps) if self.mode == "DCR" else divmod(channel, size**2)[::-1]
        return place // size, place % size, own

    def source(self, place: Place, shape: Shape) -> Place:
        row, col, channel = self._undone(place[2], shape[2])
        return place[0] * self.block_size + row, place[1] * self.block_size + col, channel

    def window(self, axis: int, shape: Shape) -> Window | None:
        return Window(size=self.block_size, jump=self.block_size)

    def axis_reads(self, axis: int, shape: Shape) -> Bools:
        return np.repeat(np.eye(shape[axis] // self.block_size, dtype=np.bool_), self.block_size, axis=1)

    def channels_read(self, channel: int, shape: Shape) -> range:
        own = self._undone(channel, shape[2])[2]
        return range(own, own + 1)

    def reach(self, reach: Reach, shape: Shape) -> Reach:
        return covering(self.reach_parts(reach, shape))

    def reach_parts(self, reach: Reach, shape: Shape) -> tuple[Reach, ...]:
        return self.spread(reach, shape[2])

    def readers(self, reach: Reach, shape: Shape) -> Reach:
        return covering(self.reader_parts(reach, shape))

    def reader_parts(self, reach: Reach, shape: Shape) -> tuple[Reach, ...]:
        return self.gathered(reach, shape[2])

    def box(self, box: tuple[int, int, int, int], reach: Reach, shape: Shape) -> tuple[int, int, int, int] | None:
        """Of the blocks only the places that the channels in `reach` stand for."""
        size = self.block_size
        places = [self._undone(channel, shape[2])[:2] for channel in np.flatnonzero(reach.channels).tolist()]
        rows, cols = zip(*places, strict=True)
        top, bottom, left, right = (at * size for at in box)
        return top + min(rows), bottom + max(rows), left + min(cols), right + max(cols)

    def forward(self, x: Array, params: Params) -> Array:
        return self.deepened(x)

    def backward(self, dy: Array, x: Array, params: Params) -> tuple[Array, Params]:
        return self.widened(dy), {}
