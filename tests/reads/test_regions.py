from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import AveragePool2D, Cell, Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, Rescaling, presets, reads
from explorer.errors import SettingError
from explorer.layers.base import Array, as_map
from explorer.layers.sliding import Sliding
from explorer.reads import Box, Region
from tests.strategies import cells, nan_reads, networks, random_params

EVEN_KINDS = (Conv2D, MaxPool2D, AveragePool2D, ReLU, Rescaling)


# -- what is really read, against a NaN probe ---------------------------------------------------------------------------


def really_read(network: Network, start: int, cell: Cell) -> Array:
    """Which cells of step `start` reach `cell`: NaN in each of them in turn, booleans (rows, columns, channels)."""
    params: dict[str, Any] = random_params(network)
    end = network.index(cell.path)

    def forward(x: Array) -> Array:
        for step in network.steps[start + 1 : end + 1]:
            x = step.layer.forward(x, params.get(step.path, {}))
        return x

    return nan_reads(forward, network.steps[start].output_shape)[cell.row, cell.col, cell.channel]


def marked(region: Region) -> Array:
    """The cells of a region as booleans; without parts they are the product of rows, columns and channels."""
    if region.parts:
        return region.mask
    out = np.zeros(as_map(region.shape), np.bool_)
    out[np.ix_(region.rows, region.cols, region.channels)] = True
    return out


@settings(max_examples=80)
@given(data=st.data())
def test_regions_are_what_a_nan_reaches_at_every_step(data: st.DataObject) -> None:
    network = data.draw(networks(most=5))
    cell = data.draw(cells(network))
    found = reads.regions(network, cell)
    end = network.index(cell.path)
    assert set(found) == {step.path for step in network.steps[: end + 1]}
    for start, step in enumerate(network.steps[: end + 1]):
        region = found[step.path]
        assert (region.seen_from, region.shape) == (step.path, step.output_shape)
        np.testing.assert_array_equal(marked(region), really_read(network, start, cell), err_msg=f"from {step.name}")


@settings(max_examples=40)
@given(data=st.data())
def test_regions_are_what_a_nan_reaches_through_run(data: st.DataObject) -> None:
    network = data.draw(networks(most=6))
    cell = data.draw(cells(network))
    params = random_params(network)
    region = reads.region(network, cell)
    really = nan_reads(lambda x: explorer.run(network, params, x)[cell.path], network.input_shape)
    np.testing.assert_array_equal(marked(region), really[cell.row, cell.col, cell.channel])


@settings(max_examples=100)
@given(data=st.data())
def test_a_region_describes_its_own_cells(data: st.DataObject) -> None:
    network = data.draw(networks())
    for region in reads.regions(network, data.draw(cells(network))).values():
        assert list(region.rows) == sorted(set(region.rows))
        if not region.rows or not region.cols:
            assert region.hull is None
            assert not region.holes
            continue
        hull = region.hull
        assert hull == (region.rows[0], region.rows[-1], region.cols[0], region.cols[-1])
        assert region.holes == (hull.height * hull.width > len(region.rows) * len(region.cols))
        box = region.box
        if box is not None:
            assert box.top <= hull.top <= hull.bottom <= box.bottom
            assert box.left <= hull.left <= hull.right <= box.right
        whole = np.zeros(as_map(region.shape)[:2], np.bool_)
        whole[np.ix_(region.rows, region.cols)] = True
        assert region.whole == whole.all()


# -- the textbook rectangle -----------------------------------------------------------------------------------------------


def chained(network: Network, index: int, at: int, axis: int) -> Iterator[tuple[int, int]]:
    """First and last row (column) that the windows span, one pair per step from `index` down to the image."""
    first = last = at
    yield first, last
    for step in reversed(network.steps[1 : index + 1]):
        layer = step.layer
        if isinstance(layer, Sliding):
            n, k, s, d = step.input_shape[axis], layer.taps[axis], layer.step[axis], layer.dilation[axis]
            reach = (k - 1) * d
            if layer.pad == "same":
                before = max((-(-n // s) - 1) * s + reach + 1 - n, 0) // 2
            else:
                before = 0 if layer.pad == "valid" else layer.pad[axis][0]
            first, last = first * s - before, last * s - before + reach
        yield first, last


@settings(max_examples=100)
@given(data=st.data())
def test_boxes_are_chained_windows(data: st.DataObject) -> None:
    network = data.draw(networks(EVEN_KINDS, top=False))
    cell = data.draw(cells(network))
    index = network.index(cell.path)
    rows, cols = (list(chained(network, index, at, axis)) for axis, at in enumerate((cell.row, cell.col)))
    found = reads.regions(network, cell)
    for below, step in enumerate(reversed(network.steps[: index + 1])):
        assert found[step.path].box == (*rows[below], *cols[below])
    window = network.step(cell.path).window
    assert window is not None
    assert window.rows.interval(cell.row, cell.row) == rows[-1]
    assert window.cols.interval(cell.col, cell.col) == cols[-1]


# -- chained look-ups, as the browser does them ----------------------------------------------------------------------------


def looked_up(network: Network, index: int, at: int, axis: int) -> tuple[int, int]:
    """The hull at the image by look-ups alone: the least first and the greatest last of all cells between two ends."""
    low = high = at
    for step in reversed(network.steps[1 : index + 1]):
        firsts, lasts = reads.spans(step.layer.axis_reads(axis, step.input_shape))
        real = [(firsts[i], lasts[i]) for i in range(low, high + 1) if firsts[i] >= 0]
        if not real:
            return -1, -1
        low, high = min(first for first, _ in real), max(last for _, last in real)
    return low, high


def both_hulls(network: Network, cell: Cell) -> tuple[Box | None, Box | None]:
    """By look-ups, and exactly."""
    index = network.index(cell.path)
    rows, cols = (looked_up(network, index, at, axis) for axis, at in enumerate((cell.row, cell.col)))
    hull = None if -1 in rows or -1 in cols else Box(*rows, *cols)
    return hull, reads.region(network, cell).hull


def gapless(network: Network) -> bool:
    """No layer is dilated or pads as much as its kernel spans."""
    for layer in network.layers:
        if not isinstance(layer, Sliding):
            continue
        if layer.dilation != (1, 1):
            return False
        if not isinstance(layer.pad, str) and any(
            max(pad) >= taps for pad, taps in zip(layer.pad, layer.taps, strict=True)
        ):
            return False
    return True


@settings(max_examples=120)
@given(data=st.data())
def test_look_ups_give_the_exact_hull_without_dilation_and_wide_padding(data: st.DataObject) -> None:
    network = data.draw(networks(EVEN_KINDS, top=False).filter(gapless))
    by_look_ups, exact = both_hulls(network, data.draw(cells(network)))
    assert by_look_ups == exact


@settings(max_examples=120)
@given(data=st.data())
def test_look_ups_never_miss_a_cell(data: st.DataObject) -> None:
    network = data.draw(networks(EVEN_KINDS, top=False))
    by_look_ups, exact = both_hulls(network, data.draw(cells(network)))
    if exact is not None:
        assert by_look_ups is not None
        assert by_look_ups.top <= exact.top <= exact.bottom <= by_look_ups.bottom
        assert by_look_ups.left <= exact.left <= exact.right <= by_look_ups.right


def test_look_ups_give_the_exact_hull_in_every_preset() -> None:
    for name in presets.NAMES:
        network = presets.load(name).network
        if any(layer.branches for layer in network.layers):
            continue  # unions of look-ups: tests/browser compares them with the regions
        for step in network.steps[::-2]:  # each look-up passes all the layers below
            rows, cols, channels = as_map(step.output_shape)
            if len(step.output_shape) == 3:
                for at in {(0, 0), (rows // 2, cols // 2), (rows - 1, cols - 1)}:
                    by_look_ups, exact = both_hulls(network, Cell(step.path, *at, channels - 1))
                    assert by_look_ups == exact


def test_look_ups_can_span_more_than_the_exact_hull_above_a_clipped_dilated_layer() -> None:
    # The upper cell 3 reads the lower cells 1, 3 and 5, and they rows 1 to 7. The lower cell 2, which it skips, reads row
    # 0: its tap above the middle is inside the map, that of cell 1 is not. An interval cannot leave cell 2 out.
    dilated = Conv2D(filters=1, dilation_rate=2, padding="same")
    network = Network((dilated, dilated), (9, 9, 1))
    by_look_ups, exact = both_hulls(network, Cell("1", 3, 3, 0))
    assert exact == Box(1, 7, 1, 7)
    assert by_look_ups == Box(0, 7, 0, 7)


def test_spans_of_cells_that_read_padding_alone() -> None:
    table = np.array([[False, True, True, False], [False, False, False, False], [True, False, False, True]])
    assert reads.spans(table) == ([1, -1, 0], [2, -1, 3])


# -- known regions -----------------------------------------------------------------------------------------------------------


def test_a_3x3_convolution_inside_and_in_the_corner() -> None:
    network = Network((Conv2D(padding="same"),), (6, 6, 3))
    inside = reads.region(network, Cell("0", 2, 3, 0))
    assert inside.box == inside.hull == Box(1, 3, 2, 4)
    assert inside.in_padding == (0, 0, 0, 0)
    assert inside.channels == (0, 1, 2)
    corner = reads.region(network, Cell("0", 0, 5, 0))
    assert corner.box == Box(-1, 1, 4, 6)
    assert corner.hull == Box(0, 1, 4, 5)
    assert corner.in_padding == (1, 0, 0, 1)
    assert not corner.whole


def test_dilation_and_steps_leave_holes() -> None:
    network = Network((Conv2D(dilation_rate=2), Conv2D(kernel_size=1, strides=3)), (11, 11, 1))
    region = reads.region(network, Cell("1", 1, 0, 0))
    assert (region.rows, region.cols, region.holes) == ((3, 5, 7), (0, 2, 4), True)
    assert region.hull == Box(3, 7, 0, 4)


def test_a_cell_that_reads_padding_alone() -> None:
    network = Network((Conv2D(kernel_size=1, padding=2),), (3, 3, 1))
    region = reads.region(network, Cell("0", 0, 3, 0))
    assert (region.rows, region.cols) == ((), (1,))
    assert region.hull is None
    assert region.in_padding == (2, 0, 0, 0)


def test_groups_read_their_own_channels() -> None:
    network = Network((Conv2D(filters=6, groups=2), MaxPool2D(), Conv2D(filters=2, kernel_size=1)), (6, 6, 4))
    assert reads.region(network, Cell("1", 0, 0, 4)).channels == (2, 3)
    assert reads.region(network, Cell("2", 0, 0, 1)).channels == (0, 1, 2, 3)
    assert reads.region(network, Cell("2", 0, 0, 1), seen_from="1").channels == tuple(range(6))


def test_a_unit_of_a_flattened_map_is_one_cell() -> None:
    network = Network((Flatten(), Dense()), (4, 5, 3))
    region = reads.region(network, Cell("0", 0, 0, (2 * 5 + 3) * 3 + 1))
    assert (region.rows, region.cols, region.channels) == ((2,), (3,), (1,))
    assert reads.region(network, Cell("1", 0, 0, 7)).whole


def test_vgg16_pool5_spans_212_px_of_which_some_lie_in_the_padding() -> None:
    preset = presets.load("vgg16")
    region = reads.region(preset.network, preset.cell)
    assert region.box is not None
    assert (region.box.height, region.box.width) == (212, 212)
    corner = reads.region(preset.network, Cell("30", 0, 0, 0))
    assert corner.box is not None
    assert corner.hull == Box(0, corner.box.bottom, 0, corner.box.right)
    assert corner.in_padding == (-corner.box.top, 0, -corner.box.left, 0)


def test_a_step_above_the_cell_is_refused() -> None:
    network = presets.load("tinyvgg").network
    with pytest.raises(SettingError) as caught:
        reads.region(network, Cell("2", 0, 0, 0), seen_from="4")
    assert caught.value.problem == "pool1 does not lead to conv1_2."
    with pytest.raises(SettingError, match="There is no layer at path 'x'"):
        reads.region(network, Cell("2", 0, 0, 0), seen_from="x")


@settings(deadline=None, derandomize=True, max_examples=40)
@given(st.data())
def test_readers_are_the_cells_whose_reads_hold_the_cell(data: st.DataObject) -> None:
    network = data.draw(networks())
    index = data.draw(st.integers(0, len(network.steps) - 1))
    step = network.steps[index]
    row, col, channel = (data.draw(st.integers(0, n - 1)) for n in as_map(step.output_shape))
    found = reads.readers(network, Cell(step.path, row, col, channel))
    assert set(found) == {above.path for above in network.steps[index + 1 :]}
    for above in network.steps[index + 1 :]:
        shape = as_map(above.output_shape)
        for _ in range(3):
            r, c, k = (data.draw(st.integers(0, n - 1)) for n in shape)
            region = reads.region(network, Cell(above.path, r, c, k), seen_from=step.path)
            holds = row in region.rows and col in region.cols and channel in region.channels
            reader = found[above.path]
            is_reader = r in reader.rows and c in reader.cols and k in reader.channels
            assert is_reader or not holds  # never misses one
            if len(above.output_shape) == 3:
                assert is_reader == holds
