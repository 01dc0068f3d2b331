"""Coverage: how often a cell is read, counted one position of the window at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import AveragePool2D, Conv2D, Dense, Flatten, MaxPool2D, Network, Permute, SpaceToDepth
from explorer.layers import Moving
from explorer.layers.base import Layer, Shape, as_map
from explorer.layers.sliding import Sliding
from explorer.network import Cell
from explorer.reads import coverage as coverage_module
from explorer.reads import regions
from explorer.reads.coverage import Coverage, of_image, of_input, padding_options
from tests.strategies import fitting, networks


def counted(layer: Sliding, shape: Shape) -> np.ndarray:  # type: ignore[type-arg]
    """Put the window down at every position and mark what lies under its taps."""
    counts = np.zeros(shape[:2], int)
    rows, cols, _ = layer.output_shape(shape)
    (top, _), (left, _) = layer.sides(shape)
    for row in range(rows):
        for col in range(cols):
            for i in range(layer.taps[0]):
                for j in range(layer.taps[1]):
                    y = row * layer.step[0] - top + i * layer.dilation[0]
                    x = col * layer.step[1] - left + j * layer.dilation[1]
                    if 0 <= y < shape[0] and 0 <= x < shape[1]:
                        counts[y, x] += 1
    return counts


@given(st.sampled_from([Conv2D, MaxPool2D, AveragePool2D]).flatmap(fitting))
def test_counts_of_random_windows(case: tuple[Layer, Shape]) -> None:
    layer, shape = case
    assert isinstance(layer, Sliding)
    found = of_input(Network((layer,), shape), "0")
    expected = counted(layer, shape)
    np.testing.assert_array_equal(found.counts, expected)
    assert found.positions == layer.output_shape(shape)[:2]
    assert found.never == (expected == 0).sum()
    assert found.most == expected.max()
    assert found.even == bool((expected == expected.max()).all())
    for padded in padding_options(layer, shape):
        if padded.coverage is not None:
            changed = layer.with_settings(padding=padded.padding)
            np.testing.assert_array_equal(padded.coverage.counts, counted(changed, shape))


def tells_channels_apart(network: Network) -> bool:
    """Whether a layer makes channels of rows or columns, of which a later one may read some: those are not counted apart."""
    return any(
        isinstance(layer, SpaceToDepth) or (isinstance(layer, Permute) and layer.dims[2] != 3)
        for layer in network.layers
    )


@given(networks(top=False, most=4).filter(lambda network: not tells_channels_apart(network)))
def test_counts_of_the_image_through_random_stacks(network: Network) -> None:
    """Every output cell on its own, by what `reads` says of it."""
    step = network.steps[-1]
    expected = np.zeros(network.input_shape[:2], int)
    rows, cols, channels = as_map(step.output_shape)
    moved = any(isinstance(layer, Moving) for layer in network.layers)
    for row in range(rows):
        for col in range(cols):
            cells = (Cell(step.path, row, col, channel) for channel in range(channels if moved else 1))
            expected += np.any([regions(network, cell)[""].plane for cell in cells], axis=0)
    np.testing.assert_array_equal(of_image(network, step.path).counts, expected)


def three(layer: Sliding, side: int = 12) -> list[tuple[int, int, int]]:
    found = [padded.coverage for padded in padding_options(layer, (side, side, 1))]
    return [(c.corner, c.edge, c.middle) for c in found if c is not None]


def test_a_3x3_window_reads_corner_edge_and_middle() -> None:
    assert three(Conv2D()) == [(1, 3, 9), (4, 6, 9), (9, 9, 9)]
    assert [padded.chosen for padded in padding_options(Conv2D(), (12, 12, 1))] == [True, False, False]
    assert [p.coverage.positions for p in padding_options(Conv2D(), (12, 12, 1)) if p.coverage] == [
        (10, 10),
        (12, 12),
        (14, 14),
    ]


@pytest.mark.parametrize("kernel", [(1, 1), (2, 3), (5, 4), (7, 7)])
@pytest.mark.parametrize("dilation", [(1, 1), (2, 3)])
def test_with_full_padding_and_a_stride_of_1_every_cell_is_read_equally_often(
    kernel: tuple[int, int], dilation: tuple[int, int]
) -> None:
    full = padding_options(Conv2D(kernel_size=kernel, dilation_rate=dilation), (20, 21, 1))[2].coverage
    assert full is not None
    assert full.even
    assert full.most == kernel[0] * kernel[1]


def test_a_padding_that_cannot_be_says_why() -> None:
    valid, same, full = padding_options(Conv2D(kernel_size=9, padding="same"), (5, 5, 1))
    assert valid.coverage is None
    assert "needs 9 rows, but gets 5" in valid.problem
    assert same.chosen
    assert full.coverage is not None
    wide = padding_options(Conv2D(kernel_size=63, dilation_rate=2), (200, 200, 1))[2]
    assert wide.coverage is None
    assert "64" in wide.problem


def test_what_is_never_read() -> None:
    found = of_input(Network((MaxPool2D(),), (11, 10, 1)), "0")
    assert (found.never_rows, found.never_cols, found.never) == ((10,), (), 10)
    strided = of_input(Network((Conv2D(kernel_size=1, strides=2),), (5, 5, 1)), "0")
    assert (strided.never_rows, strided.never) == ((1, 3), 25 - 9)


def test_a_unit_has_one_position_and_reads_every_pixel_once() -> None:
    network = Network((MaxPool2D(), Flatten(), Dense(units=2)), (4, 4, 1))
    np.testing.assert_array_equal(of_image(network, "2").counts, np.ones((4, 4)))
    assert of_image(network, "2").positions == (1, 1)


def test_edges_and_corners_are_named() -> None:
    found = Coverage(np.array([1, 2, 3]), np.array([4, 5, 6]), (9, 9))
    assert (found.corner, found.edge, found.middle) == (4, 5, 10)


@given(networks(top=False, most=4), st.integers(1, 5))
def test_how_many_rows_are_followed_at_a_time_changes_nothing(network: Network, at_once: int) -> None:
    path = network.steps[-1].path
    whole = of_image(network, path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(coverage_module, "AT_ONCE", at_once)
        parts = of_image(network, path)
    np.testing.assert_array_equal(parts.rows, whole.rows)
    np.testing.assert_array_equal(parts.cols, whole.cols)
