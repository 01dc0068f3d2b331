"""Numbers in another order: the layers that bring a view about where an operator needs one, found by how the axes lie."""

from __future__ import annotations

from dataclasses import replace

from explorer.formats.onnx_file.building import made, on_top, usual
from explorer.formats.onnx_file.terms import Term, Unrepresentable, Wire, beneath
from explorer.formats.onnx_file.views import Factors, View, laid_out, merged, size_of
from explorer.layers import (
    ChannelShuffle,
    DepthToSpace,
    Flatten,
    GlobalAveragePool2D,
    GlobalMaxPool2D,
    Permute,
    Reshape,
    SpaceToDepth,
)
from explorer.layers.base import Layer, Shape, as_map

FIRST = {1: "h", 2: "nh", 3: "nhc", 4: "nhrc"}
"""The order of the axes of tensors with so many: the channels before rows and columns."""
LAST = {1: "h", 2: "nh", 3: "nch", 4: "nrch"}
"""The same with the channels last."""


def arranged(wire: Wire, letters: str, batch: int) -> Wire:
    """The same tensor as maps of which each axis is what its letter says (`views.laid_out`). Raises Unrepresentable."""
    if len(wire.view.axes) != len(letters):
        raise Unrepresentable(f"it reads a tensor with {len(wire.view.axes)} axes")
    axes = dict(zip(letters, wire.view.axes, strict=True))
    rows, cols, channels = (axes.get(letter, ()) for letter in "rch")
    total = size_of(rows) * size_of(cols) * size_of(channels)
    if axes.get("n", ()) != merged([(batch, total)]):
        raise Unrepresentable("its first axis is not that of the images")
    shape = (size_of(rows), size_of(cols), size_of(channels))
    term = wire.term
    if as_map(term.shape) != shape or laid_out(shape, batch, letters) != wire.view:
        term = _reordered(term, (rows, cols, channels), shape)
    return usual(term, batch, letters)


def as_maps(term: Term) -> Term:
    """The same numbers as maps: a vector of n units as 1 x 1 with n channels. Raises Unrepresentable."""
    if len(term.shape) == 3:
        return term
    term = beneath(term)
    layer = term.layer
    if isinstance(layer, GlobalAveragePool2D | GlobalMaxPool2D):
        return replace(term, layer=replace(layer, keepdims=True), shape=(1, 1, term.shape[0]))
    if isinstance(layer, Flatten) and as_map(term.below.shape)[:2] == (1, 1):
        return term.below
    shape = (1, 1, term.shape[0])
    return on_top(term, made(Reshape, target_shape=shape), term.origin)


def as_vector(term: Term) -> Term:
    """The same numbers as a vector, in our order."""
    if len(term.shape) == 1:
        return term
    term = beneath(term)
    layer = term.layer
    if isinstance(layer, GlobalAveragePool2D | GlobalMaxPool2D):
        return replace(term, layer=replace(layer, keepdims=False), shape=term.shape[-1:])
    return on_top(term, Flatten(), term.origin)


def is_usual(wire: Wire, batch: int) -> bool:
    """Whether the axes of a tensor lie as ONNX has them: the channels before rows and columns."""
    letters = FIRST.get(len(wire.view.axes))
    return letters is not None and laid_out(wire.term.shape, batch, letters) == wire.view


def in_order(view: View, axis: int, shape: Shape) -> bool:
    """Whether an axis is all numbers of an image, in our order."""
    rows, cols, channels = as_map(shape)
    return view.axes[axis] == merged([(rows * cols * channels, 1)])


def _reordered(term: Term, wanted: tuple[Factors, Factors, Factors], shape: Shape) -> Term:
    """Layers that put the numbers in the wanted order, given as places in the memory of `term`."""
    rows, cols, channels = as_map(term.shape)
    have = (merged([(rows, cols * channels)]), merged([(cols, channels)]), merged([(channels, 1)]))
    if merged([part for axis in wanted for part in axis]) == merged([(rows * cols * channels, 1)]):
        return _same_order(term, shape)
    if wanted[:2] == have[:2]:
        return on_top(term, _shuffle(wanted[2], channels), term.origin)
    flat = tuple(part for axis in wanted for part in axis)
    if shape[:2] == (1, 1) and flat == merged(
        [*have[2], *have[0], *have[1]]
    ):  # channels first, then one row of numbers
        return on_top(on_top(term, made(Permute, dims=(3, 1, 2)), term.origin), Flatten(), term.origin)
    if len(term.shape) == 1 and merged(sorted(flat, key=lambda part: -part[1])) == merged([(channels, 1)]):
        return _unfolded(term, wanted, shape)
    block = _block_layer(wanted, (rows, cols, channels), shape)
    if block is not None:
        return on_top(term, block, term.origin)
    if sorted(wanted) == sorted(have) and len(term.shape) == 3:
        dims = tuple(have.index(axis) + 1 for axis in wanted)
        if len(set(dims)) == 3:
            return on_top(term, made(Permute, dims=dims), term.origin)
    raise Unrepresentable("it needs the numbers in an order that no layer makes")


def _same_order(term: Term, shape: Shape) -> Term:
    if shape[:2] == (1, 1):
        return term if as_map(term.shape) == shape else as_vector(term)
    if len(term.shape) == 3:
        term = on_top(term, Flatten(), term.origin)
    return on_top(term, made(Reshape, target_shape=shape), term.origin)


def _unfolded(term: Term, wanted: tuple[Factors, Factors, Factors], shape: Shape) -> Term:
    """A vector that becomes maps in another order, such as channels first: cut into three axes, which then change places."""
    order = sorted(range(3), key=lambda axis: -max((stride for _, stride in wanted[axis]), default=0))
    cut = on_top(term, made(Reshape, target_shape=tuple(shape[axis] for axis in order)), term.origin)
    return on_top(cut, made(Permute, dims=tuple(order.index(axis) + 1 for axis in range(3))), term.origin)


def _shuffle(wanted: Factors, channels: int) -> Layer:
    if len(wanted) == 2 and wanted[0][1] == 1 and wanted[1][1] == wanted[0][0]:
        return made(ChannelShuffle, groups=wanted[1][0])
    raise Unrepresentable(f"it reorders its {channels} channels as no layer does")


def _block_layer(wanted: tuple[Factors, Factors, Factors], have: Shape, shape: Shape) -> Layer | None:
    """DepthToSpace or SpaceToDepth, where the places are theirs."""
    rows, cols, channels = have
    block = max(shape[0] // rows, rows // max(shape[0], 1))
    if block < 2:
        return None
    if (shape[0], shape[1]) == (rows * block, cols * block):
        depth = channels // block**2
        for mode, steps in (("DCR", (block * depth, depth, 1)), ("CRD", (block, 1, block**2))):
            places = (
                merged([(rows, cols * channels), (block, steps[0])]),
                merged([(cols, channels), (block, steps[1])]),
                merged([(depth, steps[2])]),
            )
            if wanted == places:
                return made(DepthToSpace, block_size=block, mode=mode)
    if (shape[0] * block, shape[1] * block) == (rows, cols):
        cells, maps = [(block, cols * channels), (block, channels)], [(channels, 1)]
        sides = merged([(shape[0], block * cols * channels)]), merged([(shape[1], block * channels)])
        for mode, depths in (("DCR", [*cells, *maps]), ("CRD", [*maps, *cells])):
            if wanted == (*sides, merged(depths)):
                return made(SpaceToDepth, block_size=block, mode=mode)
    return None
