"""The records of the focus hold for every cell of their map, and balance as the ledgers do."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from explorer import KINDS, Concatenate, Conv2D, Dense, Flatten, Network, ReLU, Softmax, explain, run
from explorer.errors import SettingError
from explorer.figures.focus.build import MOST_CELLS, RECORDS, focus
from explorer.figures.focus.record import CurveFocus, LinesFocus, SharesFocus, SumFocus
from explorer.figures.focus.sums import MOST_INPUTS
from explorer.figures.ledger.words import LINES
from explorer.layers.base import Layer, as_map
from explorer.network import Cell
from tests.figures.focus.evaluate import number_of
from tests.strategies import cells, fitting, random_params


def limit(path: str, channel: int) -> float:
    return 1.0


def case_of(data: st.DataObject, network: Network) -> tuple[dict[str, Any], dict[str, Any]]:
    seed = data.draw(st.integers(0, 1000))
    pixels = np.random.default_rng(seed).normal(size=(1, *network.input_shape)).astype(np.float32)
    params = random_params(network, seed, np.float32)
    return params, run(network, params, pixels)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_record_adds_up_to_the_ledger_of_every_cell_that_it_covers(kind: type[Layer], data: st.DataObject) -> None:
    layer, shape = data.draw(fitting(kind))
    network = Network((layer,), shape) if len(shape) == 3 else Network((Flatten(), layer), (1, 1, *shape))
    params, acts = case_of(data, network)
    path = network.steps[-1].path
    rows, cols, channels = as_map(network.output_shape)
    cell = Cell(path, *(data.draw(st.integers(0, n - 1)) for n in (rows, cols, channels)))
    record = focus(network, params, acts, cell, limit)
    others = {
        "map": Cell(path, data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, cols - 1)), cell.channel),
        "units": Cell(path, 0, 0, data.draw(st.integers(0, channels - 1))),
    }
    for each in (cell, others.get(record.moves, cell)):
        ledger = explain(network, params, acts, each)
        scale = max(1.0, abs(ledger.result), *(float(np.abs(values).max()) for values in acts.values()))
        tolerance = 2e-2 if isinstance(record, CurveFocus) else 1e-5  # a curve is drawn through points
        np.testing.assert_allclose(number_of(record, each), ledger.result, rtol=tolerance, atol=tolerance * scale)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@given(data=st.data())
@settings(max_examples=5, deadline=None)
def test_every_symbol_of_a_formula_is_explained_and_stands_for_something(
    kind: type[Layer], data: st.DataObject
) -> None:
    layer, shape = data.draw(fitting(kind))
    network = Network((layer,), shape) if len(shape) == 3 else Network((Flatten(), layer), (1, 1, *shape))
    params, acts = case_of(data, network)
    record = focus(network, params, acts, Cell(network.steps[-1].path, 0, 0, 0), limit)
    symbols = [term for term in record.formula if term.part]
    assert all(term.words for term in symbols)
    assert len({term.text for term in symbols}) == len(symbols)
    assert not re.search(r"[A-Za-zΑ-ω]", "".join(term.text for term in record.formula if not term.part))
    if isinstance(record, LinesFocus):
        assert {line.part for line in record.lines} <= {term.part for term in symbols}


def test_every_ledger_has_a_record() -> None:
    assert set(RECORDS) == set(LINES)


@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_a_dense_layer_on_flattened_maps_shows_them_with_their_weights(data: st.DataObject) -> None:
    network = Network((Conv2D(filters=data.draw(st.integers(1, 9))), Flatten(), Dense(units=4)), (6, 5, 2))
    params, acts = case_of(data, network)
    cell = Cell("2", 0, 0, data.draw(st.integers(0, 3)))
    record = focus(network, params, acts, cell, limit)
    assert isinstance(record, SumFocus)
    assert record.inputs[0].values.shape == record.kernels[0].shape == (4, 3)
    np.testing.assert_allclose(
        number_of(record, cell), explain(network, params, acts, cell).result, rtol=1e-5, atol=1e-5
    )


def test_the_inputs_stand_in_the_order_of_all_that_they_add_and_the_others_are_summed_up() -> None:
    network = Network((Conv2D(filters=1, kernel_size=3, padding="same"),), (9, 9, 20))
    rng = np.random.default_rng(3)
    pixels = rng.normal(size=(1, 9, 9, 20)).astype(np.float32) * np.linspace(0.1, 2, 20, dtype=np.float32)
    params = random_params(network, 3, np.float32)
    record = focus(network, params, run(network, params, pixels), Cell("0", 4, 4, 0), limit)
    assert isinstance(record, SumFocus)
    assert record.others is not None
    assert len(record.inputs) == MOST_INPUTS
    assert record.others.count == 20 - MOST_INPUTS
    assert (record.others.plus >= 0).all()
    assert (record.others.minus <= 0).all()
    assert {plane.channel for plane in record.inputs} <= set(range(8, 20))  # the strong ones


def test_what_follows_cell_by_cell_is_part_of_the_focus() -> None:
    network = Network((Conv2D(filters=2), ReLU(), Conv2D(filters=2)), (8, 8, 3))
    params = random_params(network, 1, np.float32)
    acts = run(network, params, np.random.default_rng(1).random((1, 8, 8, 3), np.float32))
    record = focus(network, params, acts, Cell("0", 2, 2, 1), limit)
    assert [(stage.name, stage.formula) for stage in record.stages] == [("relu1_1", "max(0, z)")]
    np.testing.assert_array_equal(record.stages[0].plane.values, acts["1"][0, :, :, 1])
    above = focus(network, params, acts, Cell("2", 2, 2, 1), limit)
    assert isinstance(above, SumFocus)
    assert {plane.path for plane in above.inputs} == {"0"}  # a click leads to what made the numbers


def test_red_green_and_blue_keep_their_order() -> None:
    network = Network((Conv2D(filters=2),), (8, 8, 3))
    params = random_params(network, 1, np.float32)
    pixels = np.random.default_rng(1).random((1, 8, 8, 3), np.float32) * np.float32([0.1, 0.2, 1])
    record = focus(network, params, run(network, params, pixels), Cell("0", 2, 2, 1), limit)
    assert isinstance(record, SumFocus)
    assert [plane.name for plane in record.inputs] == ["red", "green", "blue"]


def test_the_image_itself_has_a_focus() -> None:
    network = Network((ReLU(),), (4, 4, 3))
    acts = run(network, {}, np.full((1, 4, 4, 3), 0.5, np.float32))
    record = focus(network, {}, acts, Cell("", 1, 1, 2), limit)
    assert isinstance(record, LinesFocus)
    assert number_of(record, Cell("", 1, 1, 2)) == 127.5


def test_a_map_of_too_many_cells_is_refused_in_words() -> None:
    side = int(MOST_CELLS**0.5) + 1
    network = Network((ReLU(),), (side, side, 1))
    acts = run(network, {}, np.zeros((1, side, side, 1), np.float32))
    with pytest.raises(SettingError, match="too many to open up here"):
        focus(network, {}, acts, Cell("0", 0, 0, 0), limit)


@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_branches_of_a_concatenation_are_all_listed(data: st.DataObject) -> None:
    network = Network((Concatenate(stacks=((Conv2D(filters=3, padding="same"),), (ReLU(),))),), (4, 4, 2))
    params, acts = case_of(data, network)
    cell = data.draw(cells(network))
    assume(cell.path == network.steps[-1].path)
    record = focus(network, params, acts, cell, limit)
    assert [(each.first, each.last) for each in record.branches] == [(0, 2), (3, 4)]  # type: ignore[attr-defined]


def test_a_softmax_is_named_by_its_classes() -> None:
    network = Network((Flatten(), Dense(units=2), Softmax()), (1, 1, 3))
    params = random_params(network, 1, np.float32)
    acts = run(network, params, np.ones((1, 1, 1, 3), np.float32))
    record = focus(network, params, acts, Cell("2", 0, 0, 1), limit, ("cat", "dog"))
    assert isinstance(record, SharesFocus)
    assert record.names == ("cat", "dog")
