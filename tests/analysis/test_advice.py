"""Shape advice: said where it should be, silent where not, and every fix ends what it is for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from explorer import AveragePool2D, Conv2D, Flatten, MaxPool2D, Network, ReLU, presets
from explorer.analysis.advice import Advice, advise, idle_padding, remarks, unread
from explorer.errors import Fix
from explorer.layers.base import Layer
from explorer.layers.sliding import Sliding
from tests.strategies import networks


def only(*layers: Layer, size: int = 12) -> Advice:
    (found,) = advise(Network(layers, (size, size, 3)))
    return found


def fixed(network: Network, fix: Fix) -> Network:
    layers = list(network.layers)
    assert fix.changes is not None
    layers[int(fix.path)] = layers[int(fix.path)].with_settings(**fix.changes)
    return Network(tuple(layers), network.input_shape)


# Their authors' padding leaves some cells unread, and so do 1 × 1 convolutions with a stride of 2 on a shortcut.
PUBLISHED = {"residual", "resnet18", "squeezenet11"}


@pytest.mark.parametrize("name", sorted({*presets.NAMES} - PUBLISHED))
def test_the_presets_need_no_advice(name: str) -> None:
    assert advise(presets.load(name).network) == ()


def test_rows_at_the_end_that_no_window_reaches() -> None:
    found = only(MaxPool2D(), size=11)
    assert (found.path, found.name, found.topic) == ("0", "pool1", "end")
    assert found.sentence == (
        "The last 1 row and 1 column of its 11 × 11 input are read by no output: with a stride of 2, no further window fits."
    )
    assert [fix.label for fix in found.fixes] == ["padding = same", "pool_size = 3", "strides = 1"]


def test_rows_in_between() -> None:
    found = only(Conv2D(kernel_size=1, strides=2), size=11)
    assert found.topic == "between"
    assert found.sentence.startswith("5 rows and 5 columns of its 11 × 11 input are read by no output")
    assert "the stride of 2 is larger than the window of 1" in found.sentence
    assert {tuple(fix.changes or ()) for fix in found.fixes} == {("strides",), ("kernel_size",)}


def test_one_axis_alone() -> None:
    found = only(MaxPool2D(pool_size=(2, 2), strides=(3, 2)), size=8)
    assert found.sentence.startswith("2 rows of its 8 × 8 input are read by no output")


def test_a_kernel_that_is_wider_than_its_input() -> None:
    network = Network((MaxPool2D(), Conv2D(kernel_size=5, padding="same")), (8, 8, 3))
    (found,) = advise(network)
    assert (found.path, found.topic) == ("1", "wide")
    assert found.sentence == "Its window spans 5 × 5 cells, more than its 4 × 4 input has: padding fills the rest."
    assert found.fixes[0].label == "kernel_size = 4"


def test_padding_that_no_window_reads() -> None:
    found = only(Conv2D(padding=1, strides=3), size=11)
    assert found.topic == "idle padding"
    assert found.sentence.startswith("1 row and 1 column of its padding are read by no window")
    assert found.fixes[0].label == "padding = top 1, bottom 0, left 1, right 0"


def test_cells_that_read_padding_only() -> None:
    found = only(Conv2D(padding=4))
    assert found.topic == "padding only"
    assert found.sentence.startswith("4 rows and 4 columns of its output read nothing but padding")
    assert found.fixes[0].label == "padding = 2 on each side"


def test_a_dilation_that_skips_pixels_and_one_that_does_not() -> None:
    found = only(Conv2D(dilation_rate=3, padding="same"))
    assert found.topic == "holes"
    assert found.sentence.startswith("A cell in the middle reads 9 of the 49 px within its window")
    assert [fix.label for fix in found.fixes] == ["dilation_rate = 1"]
    stack = (Conv2D(padding="same"), ReLU(), Conv2D(dilation_rate=3, padding="same"))
    assert advise(Network(stack, (24, 24, 1))) == ()
    (late,) = advise(Network((*stack[:2], Conv2D(dilation_rate=6, padding="same")), (24, 24, 1)))
    assert (late.path, late.fixes[0].label) == ("2", "dilation_rate = 3")


def test_layers_without_windows_get_no_advice() -> None:
    assert remarks(Network((ReLU(), Flatten()), (5, 5, 1)), "1") == {}


@given(networks())
def test_every_fix_works(network: Network) -> None:
    for found in advise(network):
        assert found.topic in remarks(network, found.path)
        assert len({tuple(fix.changes or ()) for fix in found.fixes}) == len(found.fixes)
        for fix in found.fixes:
            after = remarks(fixed(network, fix), found.path)
            assert found.topic not in after
            assert set(after) <= set(remarks(network, found.path))


@given(networks())
def test_what_is_unread_is_what_the_reads_leave_out(network: Network) -> None:
    for step in network.steps[1:]:
        if isinstance(step.layer, Sliding):
            said = remarks(network, step.path)
            left_out = [
                np.flatnonzero(step.layer.axis_reads(axis, step.input_shape).sum(axis=0) == 0) for axis in (0, 1)
            ]
            counts = [unread(step.layer, step.input_shape, axis) for axis in (0, 1)]
            assert [sum(pair) for pair in counts] == [cells.size for cells in left_out]
            assert ("between" in said or "end" in said) == any(cells.size for cells in left_out)


def test_same_padding_is_never_idle() -> None:
    for size in range(1, 15):
        for layer in (Conv2D(kernel_size=5, strides=3, padding="same"), AveragePool2D(strides=3, padding="same")):
            assert idle_padding(layer, (size, size, 3), 0) == 0
