"""The record of the rail adds up, for every kind of layer, and says what the column makes of the number."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import (
    KINDS,
    BatchNormalization,
    Cell,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool2D,
    MaxPool2D,
    Network,
    ReLU,
    Rescaling,
    Residual,
    Softmax,
)
from explorer.figures.rail.column import column_of, shown_path
from explorer.figures.rail.making import explained_cell, rail_of
from explorer.figures.rail.record import Calculation, Copy, Fraction, Others, Product, Products, Rail, Sum, Window
from explorer.figures.rail.source import Source
from explorer.layers import Composite, Input
from explorer.layers.base import Array, Layer
from tests.strategies import cells, fitting, nested_networks, networks, random_params


def ran(network: Network, seed: int = 0) -> tuple[Source, Mapping[str, Mapping[str, Array]]]:
    params = random_params(network)
    pixels = np.random.default_rng(seed).random((1, *network.input_shape))
    return Source(network, explorer.run(network, params, pixels)), params


def check(network: Network, cell: Cell) -> Rail:
    """The parts of the record give the number of the explained cell, and the stages lead on to the activations of the run."""
    source, params = ran(network)
    rail = rail_of(source, params, cell)
    np.testing.assert_allclose(_total(rail), source.value(rail.explained), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(rail.result, rail.entering, rtol=1e-6, atol=1e-9)
    assert [stage.path for stage in rail.stages] == list(column_of(network, cell.path)[1:])
    for stage in rail.stages:
        assert stage.value == source.value(Cell(stage.path, cell.row, cell.col, cell.channel))
    shown = shown_path(network, cell.path) if cell.path == rail.explained.path else cell.path
    assert rail.value == source.value(Cell(shown, cell.row, cell.col, cell.channel))
    return rail


def _total(rail: Rail) -> float:
    """The number that the parts of the record give."""
    match rail.made_of:
        case Sum(addends):
            for each in addends:
                if isinstance(each, Products):
                    np.testing.assert_allclose(each.amount, (each.patch * each.kernel).sum(), atol=1e-9)
                if isinstance(each, Product):
                    np.testing.assert_allclose(each.amount, each.value * each.weight)
                if isinstance(each, Others):
                    assert each.positive >= 0 >= each.negative
                    np.testing.assert_allclose(each.amount, each.positive + each.negative, atol=1e-9)
            return sum(each.amount for each in addends)
        case Window(values, left_out, winner):
            counted = values[~left_out]
            if winner is not None:
                assert values[winner] == counted.max()
                return float(counted.max())
            return float(counted.sum() / counted.size)
        case Fraction(exponentials, (_, rest), own, total):
            np.testing.assert_allclose(sum(each.value for each in exponentials) + rest, total)
            return own / total
        case Calculation(steps):
            return steps[-1].value
        case Copy():
            return rail.made_of.value


@pytest.mark.parametrize("kind", [Input, *KINDS], ids=lambda kind: kind.kind)
@settings(max_examples=15)
@given(data=st.data())
def test_the_parts_give_the_number_of_every_kind(kind: type[Layer], data: st.DataObject) -> None:
    if kind is Input:
        network = Network((), (3, 4, 3))
    elif issubclass(kind, Composite):
        network = data.draw(nested_networks())
    else:
        layer, shape = data.draw(fitting(kind))
        shape = shape if len(shape) == 3 else (1, 1, *shape)
        network = Network((layer,) if len(shape) == 3 and layer.output_shape(shape) else (), shape)
    check(network, data.draw(cells(network)))


@settings(max_examples=40)
@given(network=networks(), data=st.data())
def test_the_parts_give_the_number_in_any_network(network: Network, data: st.DataObject) -> None:
    check(network, data.draw(cells(network)))


STACK = Network(
    (
        Conv2D(filters=5, padding="same", use_bias=False),
        BatchNormalization(),
        ReLU(),
        MaxPool2D(),
        Conv2D(filters=2),
        ReLU(),
        GlobalAveragePool2D(),
        Dense(units=3),
        Softmax(),
    ),
    (8, 8, 3),
)


def test_a_column_is_one_sum_and_its_stages() -> None:
    for path in ("0", "1", "2"):
        rail = check(STACK, Cell(path, 3, 4, 1))
        assert rail.explained.path == "0"
        assert [stage.title for stage in rail.stages] == ["Batch normalisation", "ReLU"]
        assert column_of(STACK, path) == ("0", "1", "2")
    assert shown_path(STACK, "0") == "2"
    assert shown_path(STACK, "0", "before") == "1", "what enters the first activation"
    assert shown_path(STACK, "3", "before") == "3"


def test_the_value_is_that_of_the_picture() -> None:
    source, params = ran(STACK)
    cell = Cell("0", 3, 4, 1)
    assert rail_of(source, params, cell).value == source.value(Cell("2", 3, 4, 1))
    assert rail_of(source, params, cell, "before").value == source.value(Cell("1", 3, 4, 1))
    normalized = Cell("1", 3, 4, 1)
    assert rail_of(source, params, normalized).value == source.value(normalized), (
        "a cell in the middle is shown as it is"
    )


def test_colors_keep_their_order_and_maps_are_ordered_by_size() -> None:
    colors = check(STACK, Cell("0", 3, 4, 1)).made_of
    assert isinstance(colors, Sum)
    assert [each.label for each in colors.addends] == ["red", "green", "blue", "bias (the layer has none)"]
    maps = check(STACK, Cell("4", 0, 0, 0)).made_of
    assert isinstance(maps, Sum)
    sizes = [abs(each.amount) for each in maps.addends if isinstance(each, Products)]
    assert sizes == sorted(sizes, reverse=True)
    assert [each.label for each in maps.addends[3:]] == ["2 more maps", "bias"]
    assert maps.words == "sum of 45 products + bias"


def test_a_dense_unit_shows_where_its_products_lie() -> None:
    pooled = check(STACK, Cell("7", 0, 0, 0)).made_of
    assert isinstance(pooled, Sum)
    products = [each for each in pooled.addends if isinstance(each, Product)]
    source, _ = ran(STACK)
    for each in products:
        assert each.map is not None
        assert each.place is None
        np.testing.assert_array_equal(each.map, source.maps("5")[:, :, each.source.channel])
    flat = Network((Flatten(), Dense(units=2)), (3, 4, 2))
    lying = check(flat, Cell("1", 0, 0, 1)).made_of
    assert isinstance(lying, Sum)
    for each in lying.addends:
        if isinstance(each, Product):
            assert each.map is not None
            assert each.place is not None
            assert each.map[each.place] == each.value


def test_layers_on_a_shortcut_are_explained_by_themselves() -> None:
    network = Network(
        (
            Conv2D(filters=4, padding="same"),
            Residual((Conv2D(filters=6, padding="same"),), (Conv2D(filters=6, kernel_size=1),)),
            ReLU(),
        ),
        (5, 5, 3),
    )
    assert explained_cell(network, Cell("1.b1.0", 2, 2, 0)).path == "1.b1.0"
    rail = check(network, Cell("2", 2, 2, 0))
    assert rail.explained.path == "1"
    assert isinstance(rail.made_of, Sum)
    assert len(rail.made_of.addends) == 2


def test_dropout_is_said_to_act_in_training_only() -> None:
    network = Network((Conv2D(filters=2), Dropout()), (5, 5, 1))
    (stage,) = check(network, Cell("0", 1, 1, 1)).stages
    assert stage.unchanged


@pytest.mark.parametrize("scale", [1.0, 200.0])
def test_exponentials_of_large_scores_are_taken_of_the_distance_to_the_largest(scale: float) -> None:
    network = Network((Rescaling(scale=scale), Flatten(), Softmax()), (1, 6, 1))
    fraction = check(network, Cell("2", 0, 0, 2)).made_of
    assert isinstance(fraction, Fraction)
    assert fraction.others[0] == 2
    assert max(each.value for each in fraction.exponentials) <= np.exp(12)
    assert any(each.words.startswith("unit 2: exp(") for each in fraction.exponentials)
