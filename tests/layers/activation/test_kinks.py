"""At a kink the slope is the one from the left: in the slope, the gradient and the ledger. Only kinks are called so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import KINDS, Cell, Network, PReLU, ReLU
from explorer.figures.ledger.words import sum_line
from explorer.layers import Curve
from explorer.layers.base import Array, Layer, Params
from explorer.ledger import CurveLedger, ReluLedger, explain
from tests.strategies import layers

CELLWISE = (ReLU, PReLU, *(kind for kind in KINDS if issubclass(kind, Curve)))
STEP = 1e-7
GRID = np.arange(-8, 8.5, 0.5)
"""Where a kink may be: every curve bends at numbers of this grid, if anywhere."""


def output(layer: Layer, params: Params, at: float) -> float:
    return float(layer.forward(np.array([[at]]), params)[0, 0])


def one_sided(layer: Layer, params: Params, at: float, side: int) -> float:
    """The difference quotient of second order that looks to one side of `at`: -1 left, 1 right."""
    values = [output(layer, params, at + side * n * STEP) for n in range(3)]
    return side * (-3 * values[0] + 4 * values[1] - values[2]) / (2 * STEP)


def ledger_at(layer: Layer, params: Params, at: float) -> CurveLedger | ReluLedger:
    network = Network((layer,), (1, 1, 1))
    x: Array = np.full((1, 1, 1, 1), at)
    by_path = {"0": params} if params else {}
    ledger = explain(network, by_path, explorer.run(network, by_path, x), Cell("0", 0, 0, 0))
    assert isinstance(ledger, CurveLedger | ReluLedger)
    return ledger


@pytest.mark.parametrize("kind", CELLWISE, ids=lambda kind: kind.kind)
@settings(deadline=None, max_examples=12)
@given(data=st.data())
def test_the_slope_is_the_one_from_the_left(kind: type[Layer], data: st.DataObject) -> None:
    layer = data.draw(layers(kind))
    alpha = data.draw(st.sampled_from([-2.0, 0.0, 0.25, 1.0]))
    params: Params = {"alpha": np.array([alpha])} if kind is PReLU else {}
    for at in GRID:
        left = one_sided(layer, params, at, -1)
        dx, _ = layer.backward(np.ones((1, 1)), np.array([[at]]), params)
        assert dx[0, 0] == pytest.approx(left, rel=1e-5, abs=1e-5), at
        ledger = ledger_at(layer, params, at)
        assert ledger.slope == pytest.approx(left, rel=1e-5, abs=1e-5), at
        assert ledger.result == output(layer, params, at)


@pytest.mark.parametrize("kind", [kind for kind in CELLWISE if kind is not ReLU], ids=lambda kind: kind.kind)
@settings(deadline=None, max_examples=12)
@given(data=st.data())
def test_the_slope_is_said_to_jump_exactly_where_it_does(kind: type[Layer], data: st.DataObject) -> None:
    layer = data.draw(st.one_of(layers(kind), st.just(kind())))
    alpha = data.draw(st.sampled_from([-2.0, 0.0, 0.25, 1.0]))
    params: Params = {"alpha": np.array([alpha])} if kind is PReLU else {}
    for at in GRID:
        jump = one_sided(layer, params, at, 1) - one_sided(layer, params, at, -1)
        network = Network((layer,), (1, 1, 1))
        assert ("the slope jumps here" in sum_line(network, ledger_at(layer, params, at))) == (abs(jump) > 1e-4), at


def test_hard_silu_at_three() -> None:
    at = np.array([[-3.0, 3.0]], np.float32)
    layer = explorer.HardSiLU()
    np.testing.assert_array_equal(layer.forward(at, {}), [[0.0, 3.0]])
    np.testing.assert_array_equal(layer.slope(at.astype(np.float64)), [[0.0, 1.5]])
    np.testing.assert_array_equal(layer.backward(np.ones_like(at), at, {})[0], [[0.0, 1.5]])
