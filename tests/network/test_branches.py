"""Networks with composites: planning, runs, reads both ways, weights, memo; against a NaN probe on random nested stacks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import explorer
from explorer import (
    AveragePool2D,
    Cell,
    Concatenate,
    Conv2D,
    Cropping2D,
    MaxPool2D,
    Multiply,
    Network,
    ReLU,
    Residual,
    Runner,
    reads,
)
from explorer.analysis import architecture
from explorer.errors import SettingError, ShapeError
from explorer.layers.base import Array, Layer, as_map
from explorer.layers.stack import MAX_DEPTH, layer_at, layer_count, replaced, walk
from explorer.network import plan_partly
from explorer.reads import Box
from explorer.reads.unions import rectangles
from explorer.weights import Edited, Seeded, Weights
from explorer.windows import Window
from tests.strategies import cells, nan_reads, nested_networks, random_params


def conv(filters: int = 4, size: int = 3, stride: int = 1, **more: Any) -> Conv2D:
    return Conv2D(filters=filters, kernel_size=size, strides=stride, padding="same", **more)


BLOCK = Residual(layers=(conv(), ReLU(), conv()))
PLAIN = Weights()
DOWN = Residual(layers=(conv(8, stride=2), ReLU(), conv(8)), shortcut=(conv(8, 1, 2),))
FORK = Concatenate(stacks=((conv(2, 1),), (conv(3, 1), ReLU(), conv(5)), ()))


# -- planning ---------------------------------------------------------------------------------------------------------


def test_inner_layers_have_steps_of_their_own_before_that_which_joins_them() -> None:
    network = Network((conv(), BLOCK, ReLU(), DOWN, FORK), (12, 12, 3))
    assert [(step.path, step.name, step.sources) for step in network.steps] == [
        ("", "input", ()),
        ("0", "conv1", ("",)),
        ("1.b0.0", "res1.conv1", ("0",)),
        ("1.b0.1", "res1.relu", ("1.b0.0",)),
        ("1.b0.2", "res1.conv2", ("1.b0.1",)),
        ("1", "res1", ("1.b0.2", "0")),
        ("2", "relu_res1", ("1",)),
        ("3.b0.0", "res2.conv1", ("2",)),
        ("3.b0.1", "res2.relu", ("3.b0.0",)),
        ("3.b0.2", "res2.conv2", ("3.b0.1",)),
        ("3.b1.0", "res2.shortcut.conv", ("2",)),
        ("3", "res2", ("3.b0.2", "3.b1.0")),
        ("4.b0.0", "concat1.a.conv", ("3",)),
        ("4.b1.0", "concat1.b.conv1", ("3",)),
        ("4.b1.1", "concat1.b.relu", ("4.b1.0",)),
        ("4.b1.2", "concat1.b.conv2", ("4.b1.1",)),
        ("4", "concat1", ("4.b0.0", "4.b1.2", "3")),
    ]
    assert [step.output_shape for step in network.steps[-5:]] == [
        (6, 6, 2),
        (6, 6, 3),
        (6, 6, 3),
        (6, 6, 5),
        (6, 6, 15),
    ]
    assert [step.name for step in network.takers("3")] == ["concat1.a.conv", "concat1.b.conv1", "concat1"]


@settings(max_examples=60, deadline=None)
@given(network=nested_networks())
def test_nothing_is_counted_twice(network: Network) -> None:
    assert len(network.steps) == layer_count(network.layers) + 1
    assert {path for path, _ in walk(network.layers)} == {step.path for step in network.steps[1:]}
    shape = network.input_shape
    params = macs = 0
    for layer in network.layers:  # a composite as a whole knows its inner layers too
        params += layer.param_count(shape)
        macs += layer.macs(shape)
        shape = layer.output_shape(shape)
    assert (params, macs, shape) == (network.param_count, network.macs, network.output_shape)
    assert len({step.name for step in network.steps}) == len(network.steps)
    for step in network.steps[1:]:
        assert all(network.index(source) < network.index(step.path) for source in step.sources)
        assert step.source_shapes == tuple(each.output_shape for each in network.sources(step.path))


def test_windows_around_branches() -> None:
    network = Network((FORK, BLOCK.with_settings(layers=(conv(10), conv(10, 5)))), (12, 12, 3))
    assert network.step("0").window == (Window(3, 1, -1),) * 2, "the 3 × 3 branch is around the others"
    assert network.step("1").window == (Window(9, 1, -4),) * 2


def test_branches_that_do_not_align_are_uneven() -> None:
    # 6 cells from 6 by stride 1, and 6 from 11 padded by stride 2: the same size, but they move apart.
    fork = Concatenate(stacks=((conv(2),), (Conv2D(filters=2, kernel_size=1, strides=2, padding=((5, 0), (5, 0))),)))
    network = Network((fork, conv(1, 1)), (6, 6, 1))
    assert network.step("0").window is None
    assert network.step("1").window is None
    region = reads.region(network, Cell("1", 5, 5, 0))
    assert region.rows == (4, 5)


# -- layers that do not fit -------------------------------------------------------------------------------------------------


def refused(*layers: Layer, shape: tuple[int, int, int] = (20, 20, 3)) -> ShapeError:
    with pytest.raises(ShapeError) as caught:
        Network(layers, shape)
    return caught.value


def repaired(layers: tuple[Layer, ...], error: ShapeError, index: int = 0) -> Network:
    fix = error.fixes[index]
    assert fix.changes is not None
    return Network(replaced(layers, fix.path, layer_at(layers, fix.path).with_settings(**fix.changes)), (20, 20, 3))


def test_an_addition_of_unequal_shapes_offers_a_projection() -> None:
    block = Residual(layers=(conv(8, stride=2), ReLU(), conv(8)))
    error = refused(ReLU(), block)
    assert str(error) == (
        "res1 adds its layers and its shortcut, but the layers make 10 × 10 × 8, the shortcut 20 × 20 × 3. Put a 1 × 1 "
        "convolution with matching filters and strides on the shortcut, or keep the size with the padding “same”."
    )
    assert error.fixes[0].label == "Put a 1 × 1 convolution (8 filters, stride 2) on the shortcut"
    network = repaired((ReLU(), block), error)
    assert network.output_shape == (10, 10, 8)
    assert network.step("1.b1.0").name == "res1.shortcut.conv"


def test_an_addition_after_valid_padding_offers_same_padding() -> None:
    block = Residual(layers=(Conv2D(filters=3), ReLU()))
    error = refused(block)
    assert [fix.label for fix in error.fixes] == [
        "Set the padding to “same” inside",
        "Set the padding to “same” inside, and put a 1 × 1 convolution (3 filters) on the shortcut",
        "Crop the shortcut to 18 × 18",
        "Pad the main path with zeros to 20 × 20",
        "Remove res1",
    ]
    assert repaired((block,), error).output_shape == (20, 20, 3)


def test_a_sum_that_no_padding_repairs_still_says_what_is_wrong() -> None:
    """With padding='same' inside the cropping would cut everything off: that is no repair, and no error of its own."""
    grown = Conv2D(filters=3, kernel_size=1, padding=((1, 1), (1, 1)))
    block = Residual(layers=(grown, Cropping2D(cropping=((1, 1), (1, 1)))))
    with pytest.raises(ShapeError, match=r"^res1 adds its layers and its shortcut, but ") as caught:
        Network((block,), (2, 2, 1))
    assert caught.value.path == "0"
    (fix, *_) = caught.value.fixes
    assert fix.changes is not None
    Network((block.with_settings(**fix.changes),), (2, 2, 1))


def test_branches_of_unequal_size_say_which() -> None:
    fork = Concatenate(stacks=((conv(2),), (Conv2D(filters=4),), ()))
    error = refused(fork)
    assert error.problem == (
        "concat1 needs branches that end in maps of the same size, but a makes 20 × 20, b 18 × 18, c 20 × 20."
    )
    assert error.fixes[0].label == "Set the padding to “same” in every branch"
    assert repaired((fork,), error).output_shape == (20, 20, 9)


def test_an_inner_layer_that_does_not_fit_has_its_own_path_and_fixes() -> None:
    inner = Concatenate(stacks=((ReLU(), Conv2D(kernel_size=30)), ()))
    error = refused(ReLU(), Residual(layers=(inner,)))
    assert error.path == "1.b0.0.b0.1"
    assert error.problem == "res1.concat.a.conv needs 30 rows, but gets 20."
    assert [fix.label for fix in error.fixes] == [
        "Set the padding to “same”",
        "Make the kernel 20 × 20",
        "Remove res1.concat.a.conv",
    ]
    assert {fix.path for fix in error.fixes} == {error.path}
    steps, same = plan_partly((ReLU(), Residual(layers=(inner,))), (20, 20, 3))
    assert same is not None
    assert [step.path for step in steps] == ["", "0", "1.b0.0.b0.0"]


def test_depth_and_number_are_limited_in_a_sentence() -> None:
    deep: Layer = Residual()
    for _ in range(MAX_DEPTH - 1):
        deep = Residual(layers=(deep,))
    assert len(Network((deep,), (4, 4, 1)).steps) == MAX_DEPTH + 1
    with pytest.raises(SettingError) as caught:
        Residual(layers=(deep,))
    assert str(caught.value) == (
        "Layers: its blocks are nested 6 deep, too deep for one more around them. Nest at most 6 blocks."
    )
    with pytest.raises(SettingError) as caught:
        Network((Residual(layers=(ReLU(),) * 300), Residual(layers=(ReLU(),) * 300)), (4, 4, 1))
    assert str(caught.value) == "The network has 602 layers. Use at most 512 layers."
    with pytest.raises(ShapeError, match=r"but 65,536 is the most"):
        Network((Concatenate(),) * 20, (4, 4, 1))


# -- runs ---------------------------------------------------------------------------------------------------------------


def by_hand(layer: Layer, x: Array, params: Mapping[str, Any], path: str) -> Array:
    """What a layer makes of x, composites by their definition."""

    def through(layers: tuple[Layer, ...], place: int) -> Array:
        y = x
        for index, each in enumerate(layers):
            y = by_hand(each, y, params, f"{path}.b{place}.{index}")
        return y

    if isinstance(layer, Residual):
        return through(layer.layers, 0) + through(layer.shortcut, 1)
    if isinstance(layer, Concatenate):
        return np.concatenate([through(stack, place) for place, stack in enumerate(layer.stacks)], axis=-1)
    if isinstance(layer, Multiply):
        ends = [through(stack, place) for place, stack in enumerate(layer.stacks)]
        axes = max(end.ndim for end in ends)
        return reduce(np.multiply, (end.reshape(len(end), *[1] * (axes - end.ndim), *end.shape[1:]) for end in ends))
    return layer.forward(x, params.get(path, {}))


@settings(max_examples=60, deadline=None)
@given(network=nested_networks())
def test_runs_are_what_composites_are_defined_to_be(network: Network) -> None:
    params = random_params(network)
    x = np.random.default_rng(0).normal(size=(2, *network.input_shape))
    acts = explorer.run(network, params, x)
    assert list(acts) == [step.path for step in network.steps]
    for index, layer in enumerate(network.layers):
        x = by_hand(layer, x, params, str(index))
        np.testing.assert_allclose(acts[str(index)], x, rtol=1e-12, atol=1e-12)
        for step in network.steps:
            assert acts[step.path].shape[1:] == step.output_shape
            assert not acts[step.path].flags.writeable


@settings(max_examples=30, deadline=None)
@given(network=nested_networks())
def test_a_composite_as_a_whole_computes_the_same(network: Network) -> None:
    params = random_params(network)
    acts = explorer.run(network, params, np.random.default_rng(0).normal(size=(2, *network.input_shape)))
    for index, layer in enumerate(network.layers):
        head = str(index)
        own = {
            f"{path.removeprefix(head + '.')}/{name}": array
            for path, each in params.items()
            if path.startswith(head + ".")
            for name, array in each.items()
        } or dict(params.get(head, {}))
        below = acts[str(index - 1) if index else ""]
        assert set(own) == set(layer.param_shapes(network.step(head).input_shape))
        np.testing.assert_allclose(layer.forward(below, own), acts[head], rtol=1e-12, atol=1e-12)


# -- reads ----------------------------------------------------------------------------------------------------------------


def really_read(network: Network, start: str, cell: Cell) -> Array:
    """Which cells of step `start` reach `cell`: NaN in each of them in turn, booleans (rows, columns, channels)."""
    params = random_params(network)
    x = np.random.default_rng(0).normal(size=(1, *network.input_shape))
    plain = explorer.run(network, params, x)

    def forward(batch: Array) -> Array:
        acts = {path: np.broadcast_to(act, (len(batch), *act.shape[1:])) for path, act in plain.items()}
        acts[start] = batch
        for step in network.steps[network.index(start) + 1 :]:
            if isinstance(step.layer, explorer.layers.Composite):
                acts[step.path] = step.layer.join([acts[source] for source in step.sources])
            else:
                acts[step.path] = step.layer.forward(acts[step.sources[0]], params.get(step.path, {}))
        return acts[cell.path]

    return nan_reads(forward, network.step(start).output_shape)[cell.row, cell.col, cell.channel]


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_regions_through_branches_are_what_a_nan_reaches(data: st.DataObject) -> None:
    network = data.draw(nested_networks())
    cell = data.draw(cells(network))
    regions = reads.regions(network, cell)
    for step in network.steps[: network.index(cell.path) + 1]:
        really = really_read(network, step.path, cell)
        if step.path not in regions:
            assert not really.any(), step.name
            continue
        region = regions[step.path]
        np.testing.assert_array_equal(region.mask, really, err_msg=f"from {step.name}")
        seen = np.argwhere(really.any(axis=2))
        if seen.size:
            assert region.hull == Box(seen[:, 0].min(), seen[:, 0].max(), seen[:, 1].min(), seen[:, 1].max())
            height, width = np.ptp(seen, axis=0) + 1
            assert region.holes == (len(seen) < height * width)
            assert region.cells == len(seen)
            if region.box is not None:
                assert region.box.top <= region.hull.top <= region.hull.bottom <= region.box.bottom
                assert region.box.left <= region.hull.left <= region.hull.right <= region.box.right


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_readers_through_branches_are_the_cells_whose_reads_hold_the_cell(data: st.DataObject) -> None:
    network = data.draw(nested_networks(top=False))
    cell = data.draw(cells(network))
    readers = reads.readers(network, cell)
    for above in network.steps[network.index(cell.path) + 1 :]:
        shape = as_map(above.output_shape)
        for _ in range(3):
            place = tuple(data.draw(st.integers(0, n - 1)) for n in shape)
            region = reads.regions(network, Cell(above.path, *place)).get(cell.path)
            holds = region is not None and bool(region.mask[cell.row, cell.col, cell.channel])
            assert holds == (above.path in readers and bool(readers[above.path].mask[place]))


def test_an_identity_shortcut_reads_one_more_cell_and_is_marked_as_a_union() -> None:
    # The layers read every other cell around the middle, not the middle itself of the own map: the shortcut does.
    block = Residual(layers=(Conv2D(filters=2, kernel_size=2, dilation_rate=2, padding=1),))
    network = Network((block,), (9, 9, 2))
    region = reads.region(network, Cell("0", 4, 4, 1))
    assert region.union
    assert region.rows == region.cols == (3, 4, 5)
    for channel, rows in ((0, [3, 5]), (1, [3, 4, 5])):
        assert np.flatnonzero(region.mask[:, :, channel].any(axis=1)).tolist() == rows
        assert np.flatnonzero(region.mask[:, :, channel].any(axis=0)).tolist() == rows
    assert region.mask.sum() == 4 + 4 + 1
    assert region.holes
    assert region.cells == 5
    assert rectangles(region.plane) == [(3, 3, 3, 3), (3, 3, 5, 5), (4, 4, 4, 4), (5, 5, 3, 3), (5, 5, 5, 5)]
    (_, row) = architecture.rows(network)[:2]
    assert row.share == 5 / 81


@given(arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, max_side=7)))
def test_rectangles_cover_every_cell_once(read: np.ndarray[Any, Any]) -> None:
    count = np.zeros(read.shape, int)
    for top, bottom, left, right in rectangles(read):
        count[top : bottom + 1, left : right + 1] += 1
    np.testing.assert_array_equal(count, read)


def test_a_concatenated_map_reads_its_own_branch_only() -> None:
    network = Network((Concatenate(stacks=((conv(2),), (MaxPool2D(2, 1, "same"),))),), (8, 8, 3))
    own = reads.regions(network, Cell("0", 4, 4, 3))
    assert own[""].channels == (1,)
    assert own[""].hull == Box(4, 5, 4, 5)
    assert own["0.b0.0"].channels == ()
    assert own["0.b0.0"].hull is None
    assert set(reads.readers(network, Cell("0.b1.0", 0, 0, 2))) == {"0"}
    assert reads.readers(network, Cell("0.b1.0", 0, 0, 2))["0"].channels == (4,)


# -- weights, memo ------------------------------------------------------------------------------------------------------------


def test_inner_layers_draw_their_weights_in_planning_order_and_take_overrides() -> None:
    network = Network((conv(), BLOCK, conv(2)), (8, 8, 3))
    params = Weights(Seeded(seed=7)).params(network)
    flat = Network((conv(), conv(), conv(), conv(2)), (8, 8, 3))
    alike = Weights(Seeded(seed=7)).params(flat)
    for path, same in {"0": "0", "1.b0.0": "1", "1.b0.2": "2", "2": "3"}.items():
        np.testing.assert_array_equal(params[path]["kernel"], alike[same]["kernel"])
    edited = Weights().with_override("1.b0.2", Edited((0.5,) * (9 * 16))).with_filter("1.b0.0", 1, (1.0,) * 36)
    drawn = edited.params(network)
    assert (drawn["1.b0.2"]["kernel"] == 0.5).all()
    assert (drawn["1.b0.0"]["kernel"][..., 1] == 1).all()


def test_an_edit_inside_a_branch_computes_what_follows_it_and_nothing_else() -> None:
    layers = (conv(), FORK, ReLU())
    image = np.random.default_rng(0).random((8, 8, 3), np.float32)
    runner, computed = Runner(), list[str]()

    def run(changed: tuple[Layer, ...], weights: Weights = PLAIN) -> list[str]:
        computed.clear()
        network = Network(changed, (8, 8, 3))
        announced = [step.name for step in runner.missing(network, weights, image)]
        runner.run(network, weights, image, progress=lambda done, total, name: computed.append(name))
        assert computed == announced
        return list(computed)

    everything = [
        "conv1",
        "concat1.a.conv",
        "concat1.b.conv1",
        "concat1.b.relu",
        "concat1.b.conv2",
        "concat1",
        "relu_concat1",
    ]
    assert run(layers) == everything
    assert run(layers) == []
    swapped = replaced(layers, "1.b1.1", AveragePool2D(pool_size=3, strides=1, padding="same"))
    assert run(swapped) == ["concat1.b.pool", "concat1.b.conv2", "concat1", "relu_concat1"]
    assert run(layers, Weights().with_filter("1.b0.0", 0, (1.0,) * 4)) == ["concat1.a.conv", "concat1", "relu_concat1"]
    # The order of branches is part of what a concatenation is.
    turned = (conv(), Concatenate(stacks=((ReLU(),), ())), ReLU())
    other = (conv(), Concatenate(stacks=((), (ReLU(),))), ReLU())
    run(turned)
    assert run(other) == ["concat1", "relu_concat1"]


def test_inner_activations_count_against_the_budget() -> None:
    network = Network((BLOCK,), (8, 8, 4))
    assert network.activation_count == 5 * 8 * 8 * 4
