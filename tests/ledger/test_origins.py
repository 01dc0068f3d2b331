"""Where a number comes from: the cells named are those that it reads, and hold what it is made of."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import Cell, presets, reads
from explorer.layers import Composite
from explorer.layers.base import as_map
from explorer.ledger import JoinLedger, MaxPoolLedger, SumLedger, explain
from explorer.ledger.origins import ORIGINS, origins
from tests.strategies import cells, nested_networks, networks, random_params


@settings(max_examples=60)
@given(data=st.data(), network=st.one_of(networks(), nested_networks()), seed=st.integers(0, 1000))
def test_a_number_comes_from_the_cells_that_it_reads(data, network, seed) -> None:  # type: ignore[no-untyped-def]
    params = random_params(network, seed)
    acts = explorer.run(network, params, np.random.default_rng(seed).normal(size=(1, *network.input_shape)))
    cell = data.draw(cells(network))
    ledger = explain(network, params, acts, cell)
    source_cells = origins(network, ledger)
    if type(ledger) not in ORIGINS:
        assert source_cells == ()
        return
    values = []
    for origin in source_cells:
        network.check_cell(origin)
        assert origin.path in network.step(cell.path).sources
        shape = as_map(network.step(origin.path).output_shape)
        values.append(acts[origin.path][0].reshape(shape)[origin.row, origin.col, origin.channel])
        if not isinstance(ledger, MaxPoolLedger):
            assert_reads_only(network, cell, origin)
    if isinstance(ledger, SumLedger):
        times = 2 if len(values) == 1 else 1  # both lanes may end in one cell, which is then added to itself
        np.testing.assert_allclose(ledger.result, times * sum(values))
    elif isinstance(ledger, JoinLedger | MaxPoolLedger) and values:
        assert values == [ledger.result]


def assert_reads_only(network: explorer.Network, cell: Cell, origin: Cell) -> None:
    """Of the step that `origin` is in, `cell` reads it; and nothing else unless its lanes also meet further down."""
    region = reads.region(network, cell, origin.path)
    assert region.mask[origin.row, origin.col, origin.channel]
    if not isinstance(network.step(cell.path).layer, Composite):
        assert region.mask.sum() == 1


def test_a_block_names_both_addends_and_a_concatenation_the_branch() -> None:
    preset = presets.load("residual")
    network = preset.network
    acts = explorer.run(network, preset.weights.params(network), np.zeros((1, 48, 48, 3), np.float32))
    ledger = explain(network, {}, acts, Cell("4", 5, 6, 7))
    assert origins(network, ledger) == (Cell("4.b0.2", 5, 6, 7), Cell("4.b1.0", 5, 6, 7))
    identity = explain(network, {}, acts, Cell("2", 5, 6, 7))
    assert origins(network, identity) == (Cell("2.b0.2", 5, 6, 7), Cell("1", 5, 6, 7))
    dense = presets.load("densenet").network
    acts = explorer.run(dense, presets.load("densenet").weights.params(dense), np.zeros((1, 32, 32, 3), np.float32))
    grown = [origins(dense, explain(dense, {}, acts, Cell("1", 3, 4, channel))) for channel in (15, 16)]
    assert grown == [(Cell("0", 3, 4, 15),), (Cell("1.b1.2", 3, 4, 0),)]
