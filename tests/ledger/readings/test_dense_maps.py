"""A dense unit's contributions on maps: they add up to its number, and each place's share is what removing it takes away."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly.graph_objects import Figure

from explorer import Cell, Conv2D, Dense, Flatten, Network, run
from explorer.figures.ledger import dense_maps
from explorer.figures.theme import DARK, LIGHT
from explorer.layers.base import Layer
from explorer.ledger import explain_dense
from explorer.ledger.readings.dense_maps import ContributionMaps, contribution_maps
from tests.strategies import random_params

NETWORK = Network((Conv2D(filters=5), Flatten(), Dense(units=4)), (8, 7, 2))
PARAMS = random_params(NETWORK)
ACTS = run(NETWORK, PARAMS, np.random.default_rng(1).normal(size=(1, 8, 7, 2)))


def maps_of(unit: int) -> ContributionMaps:
    maps = contribution_maps(explain_dense(NETWORK, PARAMS, ACTS, Cell("2", 0, 0, unit)))
    assert maps is not None
    return maps


@pytest.mark.parametrize("unit", range(4))
def test_they_add_up_to_the_number(unit: int) -> None:
    maps = maps_of(unit)
    assert maps.products.shape == (6, 5, 5)
    value = float(ACTS["2"][0, unit])
    for parts in (maps.products, maps.total, maps.subtotals):
        assert parts.sum() + maps.bias == pytest.approx(value)
    assert maps.result == pytest.approx(value)


@given(st.integers(0, 5), st.integers(0, 4), st.integers(0, 3))
def test_a_places_share_is_what_its_absence_takes_away(row: int, col: int, unit: int) -> None:
    maps = ACTS["0"].copy()
    maps[0, row, col] = 0
    without = NETWORK.layers[2].forward(maps.reshape(1, -1), PARAMS["2"])[0, unit]
    assert maps_of(unit).total[row, col] == pytest.approx(float(ACTS["2"][0, unit] - without))


@pytest.mark.parametrize(
    ("layers", "path"),
    [
        ((Flatten(), Dense(units=4), Dense(units=3)), "2"),
        ((Dense(units=3),), "0"),
        ((Conv2D(filters=3, kernel_size=4), Flatten(), Dense(units=2)), "2"),
    ],
)
def test_where_there_are_no_maps_there_are_none(layers: tuple[Layer, ...], path: str) -> None:
    """Below another dense layer, on maps that were not flattened, and on maps of one cell."""
    from explorer.ledger import DenseLedger, explain

    network = Network(layers, (4, 4, 2))
    params = random_params(network)
    ledger = explain(network, params, run(network, params, np.ones((1, 4, 4, 2))), Cell(path, 0, 0, 1))
    assert isinstance(ledger, DenseLedger)
    assert contribution_maps(ledger) is None


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("width", [330, 776])
def test_the_picture_shows_them(theme, width: int) -> None:  # type: ignore[no-untyped-def]
    maps = maps_of(2)
    figure = dense_maps.contributions(maps, theme, width)
    Figure(figure)
    first, *others = (trace for trace in figure["data"] if trace["type"] == "heatmap")
    np.testing.assert_allclose(first["z"], maps.total, rtol=1e-6)
    sizes = [float(np.abs(trace["z"]).sum()) for trace in others]
    assert sizes == sorted(sizes, reverse=True)
    for trace, channel in zip(others, maps.order, strict=False):
        np.testing.assert_allclose(trace["z"], maps.products[:, :, channel], rtol=1e-6)
    assert len({trace["zmax"] for trace in others}) == 1
    row, col = maps.largest
    assert f"row {row}, column {col}" in dense_maps.contribution_words(maps, "conv1")
