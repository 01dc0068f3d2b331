"""Layers that add, cut off, move or resample cells. Moves of axes that could be read as nothing are closed by an Identity."""

from __future__ import annotations

from explorer.formats.onnx_file.moving import DEEPENED, FIRST, LAST, order_of
from explorer.formats.onnx_file.operators.sizing import ALL
from explorer.formats.onnx_file.writing.graph import Graph
from explorer.formats.onnx_file.writing.kinds.places import is_sure
from explorer.formats.onnx_file.writing.messages import Value
from explorer.layers import (
    ChannelShuffle,
    ChannelSlice,
    Cropping2D,
    DepthToSpace,
    Flatten,
    Padding2D,
    Permute,
    Reshape,
    Resizing,
    SpaceToDepth,
    UpSampling2D,
    ZeroPadding2D,
)
from explorer.layers.base import Shape
from explorer.settings import SidesValue

BEFORE_ALL = -(2**31)
"""The end of a Slice that counts down to the first one."""


# -- borders ------------------------------------------------------------------------------------------------------


def zero_padding(graph: Graph, layer: ZeroPadding2D, x: str, shape: Shape) -> str:
    """A border of zeros, which Pad takes without being told."""
    return graph.add("Pad", graph.seams(x, int(not _any(layer.padding))), _around(graph, layer.padding))


def padding(graph: Graph, layer: Padding2D, x: str, shape: Shape) -> str:
    """A border; behind a seam where it would be read as one of zeros, or as none."""
    if layer.mode == "wrap":
        graph.need(19)
    zeros = layer.mode == "constant" and layer.value == 0
    x = graph.seams(x, int(zeros or not _any(layer.padding)))
    return graph.add("Pad", x, _around(graph, layer.padding), graph.numbers(layer.value), mode=layer.mode)


def _any(sides: SidesValue) -> bool:
    return any(map(any, sides))


def _around(graph: Graph, sides: SidesValue) -> str:
    (top, bottom), (left, right) = sides
    return graph.whole(0, 0, top, left, 0, 0, bottom, right)


def cropping(graph: Graph, layer: Cropping2D, x: str, shape: Shape) -> str:
    """A slice of rows and columns; behind a seam where it keeps all."""
    (top, bottom), (left, right) = layer.cropping
    x = graph.seams(x, int(not _any(layer.cropping)))
    ends = graph.whole(shape[0] - bottom, shape[1] - right)
    return graph.add("Slice", x, graph.whole(top, left), ends, graph.whole(2, 3))


def channel_slice(graph: Graph, layer: ChannelSlice, x: str, shape: Shape) -> str:
    """A slice of channels; behind a seam where it keeps all."""
    x = graph.seams(x, int(layer.kept(shape[-1]) == range(shape[-1])))
    stop = layer.stop or (ALL if layer.step > 0 else 0)
    ends = graph.whole(layer.start), graph.whole(BEFORE_ALL if stop < 0 else stop)
    return graph.add("Slice", x, *ends, graph.whole(1), graph.whole(layer.step))


# -- sizes --------------------------------------------------------------------------------------------------------


def up_sampling(graph: Graph, layer: UpSampling2D, x: str, shape: Shape) -> str:
    """By whole factors, for all four axes; behind a seam where these are 1."""
    x = graph.seams(x, int(layer.size == (1, 1)))
    scales = graph.numbers((1.0, 1.0, *map(float, layer.size)))
    if layer.interpolation == "bilinear":
        return graph.add("Resize", x, "", scales, mode="linear", coordinate_transformation_mode="half_pixel")
    how: dict[str, Value] = {"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    return graph.add("Resize", x, "", scales, mode="nearest", **how)


def resizing(graph: Graph, layer: Resizing, x: str, shape: Shape) -> str:
    """To a size or by factors, for rows and columns: one after the other where they are not said alike.

    Where float32 could copy another cell than we do, the cells are named instead.
    """
    if not all(is_sure(layer, axis, shape[axis]) for axis in (0, 1)):
        for axis in (0, 1):
            x = graph.add("Gather", x, graph.whole(*layer.taps(axis, shape[axis])[0].tolist()), axis=2 + axis)
        return x
    how: dict[str, Value] = {"mode": "linear" if layer.blends else "nearest"}
    how |= {"coordinate_transformation_mode": layer.positions.replace("-", "_")}
    how |= {"nearest_mode": layer.rounding.replace("-", "_")}
    graph.need(19 if layer.positions == "half-pixel-symmetric" else 18)
    sizes, factors = (layer.height, layer.width), (layer.height_factor, layer.width_factor)
    x = graph.seams(x)
    for axes in [(0, 1)] if all(sizes) or not any(sizes) else [(0,), (1,)]:
        places = [2 + axis for axis in axes]
        if sizes[axes[0]]:
            x = graph.add("Resize", x, "", "", graph.whole(*(sizes[axis] for axis in axes)), axes=places, **how)
        else:
            scales = graph.numbers([factors[axis] for axis in axes])
            x = graph.add("Resize", x, "", scales, axes=places, **how)
    return x


# -- moves --------------------------------------------------------------------------------------------------------


def flatten(graph: Graph, layer: Flatten, x: str, shape: Shape) -> str:
    """Maps as one row in our order, as tf2onnx writes it. What is one row already stays one: an Identity says so."""
    if len(shape) == 3 and shape[:2] != (1, 1):
        return graph.add("Flatten", graph.add("Transpose", x, perm=LAST), axis=1)
    x = graph.add("Transpose", x, perm=LAST) if len(shape) == 3 else x
    return graph.seams(graph.add("Reshape", x, graph.whole(0, -1)))


def reshape(graph: Graph, layer: Reshape, x: str, shape: Shape) -> str:
    """A row as maps, the channels last, which then come first."""
    cut = graph.add("Reshape", x, graph.whole(0, *layer.target_shape))
    return graph.seams(graph.add("Transpose", cut, perm=FIRST))


def permute(graph: Graph, layer: Permute, x: str, shape: Shape) -> str:
    """Axes that change places."""
    return graph.seams(graph.add("Transpose", x, perm=order_of(layer.dims)))


def shuffle(graph: Graph, layer: ChannelShuffle, x: str, shape: Shape) -> str:
    """As PyTorch's exporter writes it: the groups as an axis, turned."""
    channels, sides = shape[-1], shape[:-1]
    cut = graph.add("Reshape", x, graph.whole(0, layer.groups, channels // layer.groups, *sides))
    turned = graph.add("Transpose", cut, perm=(0, 2, 1, 3, 4)[: 3 + len(sides)])
    return graph.seams(graph.add("Reshape", turned, graph.whole(0, channels, *sides)))


def depth_to_space(graph: Graph, layer: DepthToSpace, x: str, shape: Shape) -> str:
    """Channels as blocks of cells."""
    return graph.add("DepthToSpace", x, blocksize=layer.block_size, mode=layer.mode)


def space_to_depth(graph: Graph, layer: SpaceToDepth, x: str, shape: Shape) -> str:
    """Blocks of cells as channels; ONNX has an operator for one of the two orders only."""
    if layer.mode == "DCR":
        return graph.add("SpaceToDepth", x, blocksize=layer.block_size)
    size, (rows, cols, maps) = layer.block_size, shape
    cut = graph.add("Reshape", x, graph.whole(0, maps, rows // size, size, cols // size, size))
    turned = graph.add("Transpose", cut, perm=DEEPENED)
    return graph.seams(graph.add("Reshape", turned, graph.whole(0, maps * size**2, rows // size, cols // size)))
