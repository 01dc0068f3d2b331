"""Layers that move cells: by hand, against each other, and what they read through whole networks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import (
    Cell,
    ChannelShuffle,
    ChannelSlice,
    DepthToSpace,
    Flatten,
    Network,
    Permute,
    Reshape,
    SpaceToDepth,
    reads,
)
from explorer.errors import SettingError, ShapeError
from explorer.layers import Moving
from explorer.layers.base import Layer, Reach, as_map
from explorer.layers.reshaping.moving import products_of
from explorer.reads import coverage
from tests.layers.moved import THROUGH
from tests.strategies import cells, fitting, nan_reads, random_params

MOVING = [kind for kind in explorer.KINDS if issubclass(kind, Moving)]


def test_a_shuffle_takes_one_map_of_each_group_in_turn() -> None:
    x = np.arange(6.0).reshape(1, 1, 1, 6)
    np.testing.assert_array_equal(ChannelShuffle(groups=3).forward(x, {}).ravel(), [0, 2, 4, 1, 3, 5])


def test_shuffling_by_groups_and_by_their_size_undo_each_other() -> None:
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 12))
    mixed = ChannelShuffle(groups=3).forward(x, {})
    np.testing.assert_array_equal(ChannelShuffle(groups=4).forward(mixed, {}), x)


@pytest.mark.parametrize(
    ("layer", "kept"),
    [
        (ChannelSlice(), [0, 1, 2, 3, 4, 5]),
        (ChannelSlice(start=2), [2, 3, 4, 5]),
        (ChannelSlice(start=1, stop=4), [1, 2, 3]),
        (ChannelSlice(start=1, step=2), [1, 3, 5]),
        (ChannelSlice(start=5, stop=-1, step=-1), [5, 4, 3, 2, 1, 0]),
        (ChannelSlice(start=4, stop=0, step=-2), [4, 2]),
    ],
    ids=str,
)
def test_a_slice_keeps_what_a_range_of_python_counts(layer: ChannelSlice, kept: list[int]) -> None:
    x = np.arange(6.0).reshape(1, 1, 1, 6)
    np.testing.assert_array_equal(layer.forward(x, {}).ravel(), kept)


def test_a_slice_beyond_the_maps_is_refused_with_what_there_is() -> None:
    with pytest.raises(ShapeError) as caught:
        ChannelSlice(start=2, stop=9).output_shape((4, 4, 6))
    assert str(caught.value) == (
        "It keeps map 8, but gets 6 maps, counted from 0. Use a start and a stop of at most 6."
    )
    with pytest.raises(SettingError, match="Stop: from 4 up to before 2 there is no map"):
        ChannelSlice(start=4, stop=2)
    with pytest.raises(SettingError, match="Step: 0 would keep the same map for ever"):
        ChannelSlice(step=0)


@pytest.mark.parametrize("mode", ["DCR", "CRD"])
def test_space_to_depth_undoes_depth_to_space(mode: str) -> None:
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 18))
    wide = DepthToSpace(block_size=3, mode=mode).forward(x, {})
    assert wide.shape == (2, 9, 12, 2)
    np.testing.assert_array_equal(SpaceToDepth(block_size=3, mode=mode).forward(wide, {}), x)


def test_the_modes_count_places_or_maps_first() -> None:
    """The example of ONNX's definition of DepthToSpace, in our order of axes."""
    x = np.arange(8.0).reshape(1, 1, 1, 8)
    dcr, crd = (DepthToSpace(mode=mode).forward(x, {})[0] for mode in ("DCR", "CRD"))
    np.testing.assert_array_equal(dcr[:, :, 0], [[0, 2], [4, 6]])
    np.testing.assert_array_equal(crd[:, :, 0], [[0, 1], [2, 3]])


def test_reshape_undoes_flatten() -> None:
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 5))
    flat = Flatten().forward(x, {})
    np.testing.assert_array_equal(Reshape(target_shape=(3, -1, 5)).forward(flat, {}), x)


def test_reshape_refuses_maps_and_numbers_that_do_not_fit() -> None:
    with pytest.raises(ShapeError) as caught:
        Network((Reshape(),), (4, 4, 3))
    assert caught.value.problem == "reshape needs one row of numbers, but gets maps of 4 × 4 cells."
    assert caught.value.remedy.startswith("Put a flatten layer before it")
    with pytest.raises(ShapeError, match="It needs 12 numbers, but gets 13"):
        Reshape(target_shape=(2, 2, 3)).output_shape((13,))
    with pytest.raises(SettingError, match="Target shape: -1 × -1 × 3 is no shape of maps"):
        Reshape(target_shape=(-1, -1, 3))


def test_axes_that_change_places_twice_are_where_they_were() -> None:
    x = np.random.default_rng(0).normal(size=(1, 2, 3, 4))
    turned = Permute(dims=(3, 1, 2)).forward(x, {})
    assert turned.shape == (1, 4, 2, 3)
    np.testing.assert_array_equal(Permute(dims=(2, 3, 1)).forward(turned, {}), x)
    with pytest.raises(SettingError, match="Dims: 1, 1, 2 is no order of the three axes"):
        Permute(dims=(1, 1, 2))


@pytest.mark.parametrize("kind", MOVING, ids=lambda kind: kind.kind)
@settings(max_examples=25)
@given(data=st.data())
def test_the_source_of_every_cell_is_what_is_copied(kind: type[Moving], data: st.DataObject) -> None:
    layer, shape = data.draw(fitting(kind))
    assert isinstance(layer, Moving)
    x = np.random.default_rng(1).normal(size=(1, *shape))
    out = layer.forward(x, {}).reshape(as_map(layer.output_shape(shape)))
    maps = x.reshape(as_map(shape))
    for place in np.ndindex(*out.shape):
        assert out[place] == maps[layer.source(place, shape)]


def cells_of(parts: tuple[Reach, ...]) -> np.ndarray:
    masks = [part.rows[:, None, None] & part.cols[:, None] & part.channels for part in parts]
    return np.logical_or.reduce(masks)


@pytest.mark.parametrize("kind", [*MOVING, Flatten], ids=lambda kind: kind.kind)
@settings(max_examples=25)
@given(data=st.data())
def test_parts_are_exactly_what_any_product_of_cells_reads_and_is_read_by(
    kind: type[Layer], data: st.DataObject
) -> None:
    layer, shape = data.draw(fitting(kind))
    really = nan_reads(lambda x: layer.forward(x, {}), shape)
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    above = Reach(*(rng.random(n) < (0.6 if n > 1 else 1) for n in really.shape[:3]))
    below = Reach(*(rng.random(n) < (0.6 if n > 1 else 1) for n in really.shape[3:]))
    read = really[np.ix_(above.rows, above.cols, above.channels)].any(axis=(0, 1, 2))
    np.testing.assert_array_equal(cells_of(layer.reach_parts(above, shape)), read)
    reading = really[:, :, :, below.rows][..., below.cols, :][..., below.channels].any(axis=(3, 4, 5))
    np.testing.assert_array_equal(cells_of(layer.reader_parts(below, shape)), reading)


@given(st.integers(0, 2**24 - 1))
def test_any_cells_are_a_union_of_products(bits: int) -> None:
    cells = np.array([bits >> at & 1 for at in range(24)], np.bool_).reshape(2, 3, 4)
    np.testing.assert_array_equal(cells_of(products_of(cells)), cells)


@pytest.mark.parametrize("network", THROUGH, ids=lambda network: " ".join(layer.kind for layer in network.layers))
@settings(max_examples=15)
@given(data=st.data())
def test_regions_through_moves_are_what_a_nan_reaches(network: Network, data: st.DataObject) -> None:
    cell = data.draw(cells(network).filter(lambda cell: bool(cell.path)))
    params = random_params(network)
    really = nan_reads(lambda x: explorer.run(network, params, x)[cell.path], network.input_shape)
    region = reads.region(network, cell)
    np.testing.assert_array_equal(region.mask, really[cell.row, cell.col, cell.channel])
    source = Cell("", *(data.draw(st.integers(0, n - 1)) for n in network.input_shape))
    found = reads.readers(network, source).get(cell.path)
    reading = really[:, :, :, source.row, source.col, source.channel]
    assert found is not None or not reading.any()
    if found is not None:
        np.testing.assert_array_equal(found.mask, reading)


@pytest.mark.parametrize("network", [THROUGH[0], THROUGH[2], THROUGH[4], THROUGH[5]], ids=str)
def test_coverage_counts_the_positions_that_a_nan_reaches(network: Network) -> None:
    path = network.steps[-1].path
    params = random_params(network)
    really = nan_reads(lambda x: explorer.run(network, params, x)[path], network.input_shape)
    positions = really.any(axis=(2, 5)).sum(axis=(0, 1))
    np.testing.assert_array_equal(coverage.of_image(network, path).counts, positions)
