"""The place on the image that a cell looks at, and the cell that looks at a place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import Cell, Conv2D, Flatten, MaxPool2D, Network, presets, reads
from explorer.errors import SettingError
from explorer.layers.base import as_map
from explorer.reads.places import Place, cell_at, place_of
from tests.strategies import nested_networks


@settings(max_examples=60, deadline=None)
@given(network=nested_networks(), data=st.data())
def test_no_other_cell_of_the_map_is_nearer(network: Network, data: st.DataObject) -> None:
    step = data.draw(st.sampled_from(network.steps))
    place = Place(data.draw(st.floats(-0.2, 1.2)), data.draw(st.floats(-0.2, 1.2)))
    found = cell_at(network, step.path, place, channel=0)
    rows, cols, _ = as_map(step.output_shape)
    if step.window is None or len(step.output_shape) == 1:
        network.check_cell(found)  # uneven: what is read differs from cell to cell
        return
    boxes = [reads.region(network, Cell(step.path, row, 0, 0)).box for row in range(rows)]
    if None not in boxes:
        aways = [abs((box.top + box.bottom + 1) / 2 / network.input_shape[0] - place.down) for box in boxes if box]
        assert aways[found.row] == pytest.approx(min(aways))
    boxes = [reads.region(network, Cell(step.path, 0, col, 0)).box for col in range(cols)]
    if None not in boxes:
        aways = [abs((box.left + box.right + 1) / 2 / network.input_shape[1] - place.across) for box in boxes if box]
        assert aways[found.col] == pytest.approx(min(aways))


@pytest.mark.parametrize("name", ["flowers_vgg", "lenet5", "unet", "inception", "efficientnet_lite0"])
def test_a_cell_is_the_nearest_to_its_own_place(name: str) -> None:
    network = presets.load(name).network
    for step in network.steps[:: max(1, len(network.steps) // 12)]:
        rows, cols, channels = as_map(step.output_shape)
        cell = Cell(step.path, rows // 3, 2 * cols // 3, channels - 1)
        place = place_of(network, cell)
        assert place is not None
        found = cell_at(network, step.path, place, channels - 1)
        if step.window is not None:
            assert found == cell
        else:  # neighbours of an uneven map may read the same
            assert place_of(network, found) == place


def test_a_map_that_the_layer_does_not_have_becomes_its_last_one() -> None:
    network = Network((Conv2D(filters=4), MaxPool2D(), Flatten()), (9, 9, 1))
    assert cell_at(network, "1", Place(0.5, 0.5), channel=9) == Cell("1", 1, 1, 3)
    assert cell_at(network, "2", Place(0.1, 0.9), channel=9) == Cell("2", 0, 0, 9)


def test_a_cell_that_reads_padding_alone_looks_at_where_that_lies() -> None:
    network = Network((Conv2D(filters=1, kernel_size=1, strides=9, padding=4),), (3, 3, 1))
    place = place_of(network, Cell("0", 0, 0, 0))
    assert place is not None
    assert place.down < 0


def test_unknown_cells_are_refused() -> None:
    network = presets.load("lenet5").network
    with pytest.raises(SettingError):
        place_of(network, Cell("0", 99, 0, 0))
    with pytest.raises(SettingError):
        cell_at(network, "77", Place(0.5, 0.5), 0)
