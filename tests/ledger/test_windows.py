"""Windows: the padding is where reads say, groups are kept apart, pooling names its winner and routes to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import AveragePool2D, Cell, Conv2D, GlobalMaxPool2D, MaxPool2D, Network, ReLU, reads
from explorer.layers.base import Array, Layer, as_map
from explorer.layers.sliding import Sliding
from explorer.ledger import (
    AveragePoolLedger,
    ConvLedger,
    MaxPoolLedger,
    NextMaxPool,
    NextValue,
    explain,
    following,
    routing_mask,
)
from tests.strategies import fitting, random_params, small_map_shapes


@settings(deadline=None, derandomize=True, max_examples=80)
@given(st.one_of(*(fitting(kind) for kind in (Conv2D, MaxPool2D, AveragePool2D))), st.data())
def test_what_is_not_padding_is_what_is_read(fit: tuple[Sliding, tuple[int, int, int]], data: st.DataObject) -> None:
    layer, shape = fit
    network = Network((layer,), shape)
    params = random_params(network)
    x = np.random.default_rng(0).normal(size=(1, *shape))
    acts = explorer.run(network, params, x)
    cell = Cell("0", *(data.draw(st.integers(0, n - 1)) for n in as_map(network.output_shape)))
    ledger = explain(network, params, acts, cell)
    region = reads.region(network, cell)
    taps = ledger.taps  # type: ignore[attr-defined]
    real = {(int(r), int(c)) for r in taps.rows for c in taps.cols if 0 <= r < shape[0] and 0 <= c < shape[1]}
    assert np.count_nonzero(~taps.padding) == len(real)
    assert real == {(r, c) for r in region.rows for c in region.cols}
    if isinstance(ledger, ConvLedger):
        assert tuple(ledger.channels) == region.channels
        assert (ledger.patches[:, taps.padding] == 0).all()
        for row, col in np.argwhere(~taps.padding):
            at = x[0, taps.rows[row], taps.cols[col], ledger.channels.start : ledger.channels.stop]
            np.testing.assert_array_equal(ledger.patches[:, row, col], at)
    if isinstance(ledger, AveragePoolLedger):
        assert ledger.count == (taps.padding.size if layer.count_padding else len(real))  # type: ignore[attr-defined]


def pooled(x: list[list[float]], layer: MaxPool2D, cell: Cell) -> MaxPoolLedger:
    values = np.array(x, np.float32)[None, :, :, None]
    network = Network((layer,), values.shape[1:])
    ledger = explain(network, {}, explorer.run(network, {}, values), cell)
    assert isinstance(ledger, MaxPoolLedger)
    return ledger


def test_ties_are_counted_and_the_first_in_reading_order_wins() -> None:
    ledger = pooled([[0, 3], [3, 1]], MaxPool2D(), Cell("0", 0, 0, 0))
    assert (ledger.result, ledger.winner, ledger.ties, ledger.source) == (3, (0, 1), 2, Cell("", 0, 1, 0))
    ledger = pooled([[0, 0], [0, 0]], MaxPool2D(), Cell("0", 0, 0, 0))
    assert (ledger.winner, ledger.ties) == ((0, 0), 4)


def test_nan_wins_and_padding_does_not_even_against_minus_infinity() -> None:
    nan, inf = float("nan"), float("inf")
    ledger = pooled([[1, nan], [nan, 5]], MaxPool2D(), Cell("0", 0, 0, 0))
    assert (np.isnan(ledger.result), ledger.winner, ledger.ties) == (True, (0, 1), 2)
    ledger = pooled([[-inf]], MaxPool2D(pool_size=2, strides=1, padding=1), Cell("0", 0, 0, 0))
    assert (ledger.result, ledger.winner, ledger.ties, ledger.source) == (-inf, (1, 1), 1, Cell("", 0, 0, 0))


def test_padding_never_wins() -> None:
    ledger = pooled([[-5.0]], MaxPool2D(pool_size=2, strides=1, padding=1), Cell("0", 0, 0, 0))
    assert (ledger.result, ledger.winner, ledger.ties, ledger.source) == (-5, (1, 1), 1, Cell("", 0, 0, 0))


@settings(deadline=None, derandomize=True, max_examples=60)
@given(fitting(MaxPool2D), st.booleans())
def test_the_routing_mask_holds_every_winner_and_no_other(
    fit: tuple[MaxPool2D, tuple[int, int, int]], tied: bool
) -> None:
    layer, shape = fit
    network = Network((layer,), shape)
    x = np.random.default_rng(0).normal(size=(1, *shape))
    x = np.random.default_rng(0).choice([np.nan, -np.inf, -1.0, 1.0], size=x.shape) if tied else x
    acts = explorer.run(network, {}, x)
    rows, cols, _ = as_map(network.output_shape)
    want = np.zeros(shape[:2], bool)
    for row in range(rows):
        for col in range(cols):
            source = explain(network, {}, acts, Cell("0", row, col, 0)).source  # type: ignore[attr-defined]
            want[source.row, source.col] = True
    np.testing.assert_array_equal(routing_mask(layer, x[0, :, :, 0]), want)


@settings(deadline=None, max_examples=150)
@given(fitting(MaxPool2D), st.integers(0, 10**6), st.data())
def test_the_gradient_lands_on_the_winner_of_the_ledger(
    fit: tuple[MaxPool2D, tuple[int, int, int]], seed: int, data: st.DataObject
) -> None:
    layer, shape = fit
    special = data.draw(st.lists(st.sampled_from([np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0]), min_size=1, max_size=3))
    x = np.random.default_rng(seed).choice(special, size=(1, *shape))
    check_winner(layer, x, Cell("0", *(data.draw(st.integers(0, n - 1)) for n in layer.output_shape(shape))))


@settings(deadline=None)
@given(small_map_shapes, st.booleans(), st.integers(0, 10**6))
def test_the_gradient_of_a_global_pooling_lands_on_the_winner_too(
    shape: tuple[int, int, int], keepdims: bool, seed: int
) -> None:
    x = np.random.default_rng(seed).choice([np.nan, -np.inf, 0.0, 1.0], size=(1, *shape))
    check_winner(GlobalMaxPool2D(keepdims=keepdims), x, Cell("0", 0, 0, shape[2] - 1))


def check_winner(layer: Layer, x: Array, cell: Cell) -> None:
    """The gradient of one cell of `layer`, on `x`, is 1 at the cell that its ledger names and 0 elsewhere."""
    network = Network((layer,), x.shape[1:])
    acts = explorer.run(network, {}, x)
    ledger = explain(network, {}, acts, cell)
    assert isinstance(ledger, MaxPoolLedger)
    dy = np.zeros((1, *as_map(network.output_shape)))
    dy[0, cell.row, cell.col, cell.channel] = 1
    dx, _ = layer.backward(dy.reshape(acts["0"].shape), x, {})
    want = np.zeros(x.shape)
    want[0, ledger.source.row, ledger.source.col, ledger.source.channel] = 1
    np.testing.assert_array_equal(dx, want)
    np.testing.assert_array_equal(ledger.result, ledger.shown)  # NaN equals NaN here
    np.testing.assert_array_equal(ledger.values[ledger.winner], ledger.result)
    assert not ledger.taps.padding[ledger.winner]
    seen = ledger.values[~ledger.taps.padding]
    assert ledger.ties == sum(np.array_equal(value, ledger.result, equal_nan=True) for value in seen)


def test_what_follows() -> None:
    network = Network((ReLU(), MaxPool2D(pool_size=3, strides=2), Conv2D(filters=1, kernel_size=1)), (5, 5, 1))
    x = np.arange(25, dtype=np.float32).reshape(1, 5, 5, 1) - 12
    acts = explorer.run(network, random_params(network), x)
    assert following(network, acts, Cell("", 0, 0, 0)) == NextValue("relu", "relu", 0.0)
    assert following(network, acts, Cell("", 4, 4, 0)) == NextValue("relu", "relu", 12.0)
    corner = following(network, acts, Cell("0", 4, 4, 0))
    assert corner == NextMaxPool(network.steps[2].name, (Cell("1", 1, 1, 0),), (Cell("1", 1, 1, 0),), 1)
    middle = following(network, acts, Cell("0", 2, 2, 0))
    assert isinstance(middle, NextMaxPool)
    assert len(middle.windows) == 4
    assert middle.won == ()
    tied = following(network, acts, Cell("0", 0, 1, 0))
    assert isinstance(tied, NextMaxPool)
    assert (tied.ties, tied.won) == (9, ())
    assert following(network, acts, Cell("1", 0, 0, 0)) is None
    assert following(network, acts, Cell("2", 0, 0, 0)) is None


def test_a_cell_that_no_window_reads() -> None:
    network = Network((MaxPool2D(),), (3, 3, 1))
    acts = explorer.run(network, {}, np.ones((1, 3, 3, 1), np.float32))
    assert following(network, acts, Cell("", 2, 2, 0)) == NextMaxPool(network.steps[1].name, (), (), 0)


def test_groups_and_no_bias() -> None:
    network = Network((Conv2D(filters=4, groups=2, kernel_size=1, use_bias=False),), (2, 2, 6))
    params = random_params(network)
    acts = explorer.run(network, params, np.ones((1, 2, 2, 6)))
    ledger = explain(network, params, acts, Cell("0", 0, 0, 3))
    assert isinstance(ledger, ConvLedger)
    assert (ledger.channels, ledger.count, ledger.has_bias, ledger.bias) == (range(3, 6), 3, False, 0.0)
    assert [part.channel for part in ledger.parts] == [3, 4, 5]
    assert ledger.result == pytest.approx(params["0"]["kernel"][0, 0, :, 3].sum())
