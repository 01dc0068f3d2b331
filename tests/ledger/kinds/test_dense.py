"""The arithmetic of a dense unit balances, whatever the network."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import Cell, Conv2D, Dense, Flatten, Network, ReLU, Softmax
from explorer.errors import SettingError
from explorer.ledger import explain_dense, logit_of
from explorer.weights import Seeded, Weights


@settings(deadline=None, derandomize=True, max_examples=25)
@given(st.integers(0, 1000), st.integers(1, 5), st.integers(1, 12), st.booleans())
def test_it_balances_and_names_the_right_cells(seed: int, units: int, most: int, bias: bool) -> None:
    layers = (Conv2D(filters=3), ReLU(), Flatten(), Dense(units=units, use_bias=bias), Softmax())
    network = Network(layers, (6, 7, 2))
    params = Weights(Seeded(seed=seed)).params(network)
    x = np.random.default_rng(seed).normal(size=(1, 6, 7, 2)).astype(np.float32)
    acts = explorer.run(network, params, x)
    ledger = explain_dense(network, params, acts, Cell("3", 0, 0, units - 1), most)
    np.testing.assert_allclose(ledger.result, acts["3"][0, units - 1], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(
        sum(c.product for c in ledger.largest) + ledger.others + ledger.bias, ledger.result, rtol=1e-12, atol=1e-12
    )
    assert len(ledger.largest) + ledger.other_count == 4 * 5 * 3
    for contribution in ledger.largest:
        source = contribution.source
        assert source.path == "1"
        assert contribution.value == acts["1"][0, source.row, source.col, source.channel]
        np.testing.assert_allclose(contribution.product, contribution.value * contribution.weight)
    sizes = [abs(c.product) for c in ledger.largest]
    assert sizes == sorted(sizes, reverse=True)


def test_dense_on_dense_and_logits() -> None:
    network = Network((Flatten(), Dense(units=4), Dense(units=2), Softmax()), (2, 2, 1))
    params = Weights().params(network)
    acts = explorer.run(network, params, np.ones((1, 2, 2, 1), np.float32))
    ledger = explain_dense(network, params, acts, logit_of(network, Cell("3", 0, 0, 1)))
    assert ledger.cell == Cell("2", 0, 0, 1)
    assert {c.source.path for c in ledger.largest} == {"1"}


def test_only_dense_units_are_explained() -> None:
    network = Network((Conv2D(),), (5, 5, 1))
    with pytest.raises(SettingError, match="conv1 is not a dense layer"):
        explain_dense(network, {}, {}, Cell("0", 0, 0, 0))
