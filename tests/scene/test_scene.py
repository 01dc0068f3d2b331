from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import AveragePool2D, Cell, Conv2D, Dense, Flatten, MaxPool2D, Network
from explorer.errors import ShapeError, WeightsError
from explorer.scene import Scene
from explorer.scene.scene import with_arrays
from explorer.weights import Weights
from tests.strategies import networks
from tests.weights.own.cards import NETWORK, snapshot

STACK = (Conv2D(filters=4), MaxPool2D(), Flatten(), Dense(units=6))
SHAPE = (10, 12, 3)


@pytest.mark.parametrize(
    ("cell", "settled"),
    [
        (None, Cell("0", 4, 5, 0)),  # the middle of the first layer's 8 x 10 maps
        (Cell("0", 7, 9, 3), Cell("0", 7, 9, 3)),
        (Cell("0", 8, 10, 4), Cell("0", 7, 9, 3)),
        (Cell("0", -5, -1, -2), Cell("0", 0, 0, 0)),
        (Cell("1", 10**9, 2, 1), Cell("1", 3, 2, 1)),
        (Cell("", 99, 99, 99), Cell("", 9, 11, 2)),
        (Cell("3", 3, 3, 3), Cell("3", 0, 0, 3)),
        (Cell("9", 1, 1, 1), Cell("0", 4, 5, 0)),
        (Cell("nowhere", 1, 1, 1), Cell("0", 4, 5, 0)),
    ],
)
def test_the_selected_cell_is_brought_into_range(cell: Cell | None, settled: Cell) -> None:
    assert Scene(STACK, SHAPE, cell=cell).settled_cell() == settled


def test_without_layers_the_image_is_what_can_be_selected() -> None:
    assert Scene((), SHAPE).settled_cell() == Cell("", 5, 6, 0)


whole = st.integers(-(10**9), 10**9)


@settings(max_examples=60)
@given(network=networks(), path=st.sampled_from(["", "0", "1", "4", "99", "x"]), at=st.tuples(whole, whole, whole))
def test_a_settled_cell_is_always_there(network: Network, path: str, at: tuple[int, int, int]) -> None:
    cell = Cell(path, *at)
    settled = Scene(network.layers, network.input_shape, cell=cell).settled_cell()
    assert network.check_cell(settled) == settled
    if path in {step.path for step in network.steps}:
        assert settled.path == path


def test_a_stack_that_does_not_fit_is_a_scene_all_the_same() -> None:
    scene = Scene((Conv2D(kernel_size=11),), SHAPE)
    for _ in range(2):
        with pytest.raises(ShapeError, match="conv1 needs 11 rows"):
            _ = scene.network


def test_planned_networks_are_shared_but_never_mixed_up() -> None:
    biggest, mean = (Scene((kind(),), SHAPE) for kind in (MaxPool2D, AveragePool2D))
    assert biggest.network.layers == (MaxPool2D(),)
    assert mean.network.layers == (AveragePool2D(),)
    assert Scene((MaxPool2D(),), SHAPE).network is biggest.network
    assert biggest != mean


def test_arrays_go_to_a_scene_whose_weights_are_in_a_file_and_to_no_other() -> None:
    own = snapshot()
    asking = Scene(NETWORK.layers, NETWORK.input_shape, Weights(own.absent))
    assert with_arrays(asking, own).weights.base.present  # type: ignore[union-attr]
    with pytest.raises(WeightsError, match="The weights of this scene are in no file"):
        with_arrays(Scene(NETWORK.layers, NETWORK.input_shape), own)
