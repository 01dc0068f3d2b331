"""The cone: its levels agree with the reads, the textbook window and the NaN probe."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from explorer import Cell, Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, Softmax, presets, run
from explorer.layers.base import as_map
from explorer.reads import Box, regions
from explorer.reads.cone import Level, cone, strongest_channel
from tests.strategies import cells, nan_reads, networks, random_params

STACK = Network(
    (Conv2D(filters=2, padding="same"), ReLU(), MaxPool2D(), Conv2D(filters=3, dilation_rate=2), ReLU()), (12, 10, 3)
)


def test_a_relu_is_folded_into_its_convolution() -> None:
    levels = cone(STACK, Cell("4", 1, 0, 2))
    assert [level.names for level in levels] == [("input",), ("conv1", "relu1"), ("pool1",), ("conv2", "relu2")]
    assert [level.path for level in levels] == ["", "1", "2", "4"]
    assert [level.names for level in cone(STACK, Cell("3", 1, 0, 2))][-1] == ("conv2",)


def test_sizes_jumps_and_starts_seen_from_each_level() -> None:
    windows = [level.window for level in cone(STACK, Cell("3", 0, 0, 1))]
    assert [(w.cols.size, w.cols.jump, w.cols.start) for w in windows if w] == [
        (12, 2, -1),
        (10, 2, 0),
        (5, 1, 0),
        (1, 1, 0),
    ]


def test_three_readings_of_a_corner_cell_over_a_dilation() -> None:
    image, conv1, pool, _ = cone(STACK, Cell("3", 0, 0, 1))
    assert pool.runs == (((0, 0), (2, 2), (4, 4)),) * 2
    assert (pool.clipped, pool.cells) == (Box(0, 4, 0, 4), 9)
    assert conv1.runs == (((0, 1), (4, 5), (8, 9)),) * 2
    assert image.region.box == Box(-1, 10, -1, 10)
    assert image.clipped == Box(0, 10, 0, 9)
    assert image.runs == (((0, 10),), ((0, 9),))
    assert image.share == 11 * 10 / 120


def test_a_unit_of_a_dense_layer_reads_everything() -> None:
    network = Network((Conv2D(filters=2), Flatten(), Dense(units=4), ReLU(), Dense(units=3), Softmax()), (6, 5, 1))
    levels = cone(network, Cell("5", 0, 0, 1))
    assert [level.names[0] for level in levels] == ["input", "conv1", "flatten", "dense2", "dense3", "softmax"]
    assert levels[1].cells == 4 * 3
    assert levels[2].is_vector
    assert len(levels[2].region.channels) == 24
    assert levels[2].placements[1].edges(0, 0) == (-0.5, 4.5)


@given(st.data())
def test_levels_hold_what_the_nan_probe_finds(data: st.DataObject) -> None:
    network = data.draw(networks(top=False, most=4))
    cell = data.draw(cells(network))
    params = random_params(network)
    for level in cone(network, cell):
        below = network.index(level.path)
        if below == network.index(cell.path) or int(np.prod(network.steps[below].output_shape)) > 300:
            continue
        above = network.steps[below + 1 : network.index(cell.path) + 1]
        if any(step.layer.gives_probabilities for step in above):
            continue

        def forward(x: np.ndarray, above: tuple = above) -> np.ndarray:  # type: ignore[type-arg]
            with np.errstate(invalid="ignore"):
                for step in above:
                    x = step.layer.forward(x, params.get(step.path, {}))
            return x

        probed = nan_reads(forward, network.steps[below].output_shape)[cell.row, cell.col, cell.channel]
        read = np.zeros(level.shape, np.bool_)
        read[np.ix_(level.region.rows, level.region.cols, level.region.channels)] = True
        np.testing.assert_array_equal(probed, read)


@given(st.data())
def test_every_reading_lies_in_the_one_before(data: st.DataObject) -> None:
    network = data.draw(networks())
    cell = data.draw(cells(network))
    found = regions(network, cell)
    for level in cone(network, cell):
        assert level.region == found[level.path]
        rows, cols = level.runs
        assert [n for a, b in rows for n in range(a, b + 1)] == list(level.region.rows)
        assert [n for a, b in cols for n in range(a, b + 1)] == list(level.region.cols)
        if level.clipped and level.region.hull and not level.is_vector:
            assert level.clipped.top <= level.region.hull.top <= level.region.hull.bottom <= level.clipped.bottom
            assert level.clipped.left <= level.region.hull.left <= level.region.hull.right <= level.clipped.right
        if level.window is not None and level.region.box is not None and not level.is_vector:
            box = level.region.box
            assert level.window.rows.interval(cell.row, cell.row) == (box.top, box.bottom)
            assert level.window.cols.interval(cell.col, cell.col) == (box.left, box.right)


def test_cells_stand_above_the_middle_of_what_they_read() -> None:
    for level in cone(STACK, Cell("4", 1, 0, 2)):
        for axis, length in enumerate(level.shape[:2]):
            for at in range(length):
                box = regions(STACK, Cell(level.path, *((at, 0) if axis == 0 else (0, at)), 0))[""].box
                assert box is not None
                middle = (box.top + box.bottom) / 2 if axis == 0 else (box.left + box.right) / 2
                assert level.placements[axis].centre + at * level.placements[axis].pitch == middle


def test_the_strongest_channel_is_chosen_among_those_read_and_where_they_are_read() -> None:
    network = Network((Conv2D(filters=4, groups=2),), (6, 6, 4))
    image = cone(network, Cell("0", 0, 0, 0))[0]
    maps = np.zeros((6, 6, 4), np.float32)
    maps[5, 5, 0], maps[1, 1, 1], maps[1, 1, 3] = 9, -1, 50
    assert image.region.channels == (0, 1)
    assert strongest_channel(image, maps) == 1


def test_a_deep_network() -> None:
    network = presets.load("vgg11").network
    levels = cone(network, Cell(network.steps[-1].path, 0, 0, 0))
    assert len(levels) < len(network.steps)
    assert all(isinstance(level, Level) and level.share == 1 for level in levels[:10])
    assert as_map(network.input_shape) == levels[0].shape


def test_cells_that_read_padding_alone() -> None:
    network = Network((Conv2D(filters=1, kernel_size=1, padding=((2, 2), (2, 2))),), (4, 4, 1))
    image, _ = cone(network, Cell("0", 0, 0, 0))
    assert image.runs == ((), ())
    assert (image.clipped, image.cells) == (None, 0)
    assert strongest_channel(image, run(network, random_params(network), np.ones((1, 4, 4, 1)))[""][0]) == 0
