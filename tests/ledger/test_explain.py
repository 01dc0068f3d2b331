"""Every kind's explanation gives its value."""

from __future__ import annotations

import csv
import io
import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import KINDS, Cell, Network, presets
from explorer.errors import SettingError
from explorer.figures.ledger.words import balance_line
from explorer.layers.base import as_map
from explorer.ledger import (
    ConvLedger,
    CurveLedger,
    Ledger,
    NormLedger,
    ProductLedger,
    ResponseLedger,
    SoftmaxLedger,
    explain,
    to_csv,
)
from explorer.ledger.formats.latex import FORMULAS
from explorer.ledger.formats.table import ROWS
from explorer.weights import Seeded, Weights
from tests.strategies import SPATIAL, cells, fitting, networks, random_params

PRESETS = ("fashion_tinyvgg", "tinyvgg", "lenet5", "edges")


def magnitude(ledger: Ledger) -> float:
    """How large the numbers are that are added up: rounding in float32 grows with them."""
    return float(np.abs(ledger.products).sum()) if isinstance(ledger, ConvLedger) else 1.0


def from_csv(ledger: Ledger) -> float:
    """The result, added up from the rows of the table."""
    rows = list(csv.DictReader(io.StringIO(to_csv(ledger))))
    (result,) = (text for name, text in rows[-2].items() if text and name != "term")
    assert float(result) == ledger.result
    if isinstance(ledger, CurveLedger):
        (row,) = rows[:-2]
        assert ledger.input == float(row["input"])
        return float(row["output"])
    if isinstance(ledger, NormLedger):
        of = {row["term"]: float(row["value"]) for row in rows}
        if ledger.values is not None:
            taken = [float(row["value"]) for row in rows if row["term"].startswith("one of the ")]
            np.testing.assert_allclose([np.mean(taken), np.var(taken)], [of["mean"], of["variance"]], atol=1e-12)
        return of["gamma"] * (of["input"] - of["mean"]) / (of["variance"] + of["epsilon"]) ** 0.5 + of["beta"]
    if isinstance(ledger, ResponseLedger):
        of = {row["term"]: float(row["value"] or "nan") for row in rows}
        total = sum(float(row["square"]) for row in rows if row["term"] == "one of the channels")
        return of["input"] / (of["bias"] + of["alpha"] * total) ** of["beta"]
    if isinstance(ledger, ProductLedger):
        return math.prod(float(row["value"]) for row in rows[:-2])
    if isinstance(ledger, SoftmaxLedger):
        powers = [float(row["exponential"]) for row in rows[:-2]]
        return powers[ledger.cell.channel] / sum(powers)
    return sum(float(row["product"]) for row in rows[:-2])


def test_every_record_has_a_formula_and_a_table() -> None:
    assert set(FORMULAS) == set(ROWS) == set(Ledger.__subclasses__())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@settings(deadline=None, derandomize=True, max_examples=25)
@given(data=st.data())
def test_each_kind_gives_its_value_exactly(kind: type, data: st.DataObject) -> None:
    layer, shape = data.draw(fitting(kind))
    before = () if len(shape) == 3 else (explorer.Flatten(),)
    network = Network((*before, layer), shape if len(shape) == 3 else (1, 1, shape[0]))
    params = random_params(network)
    x = np.random.default_rng(2).normal(size=(1, *network.input_shape))
    acts = explorer.run(network, params, x)
    cell = Cell(network.steps[-1].path, *(data.draw(st.integers(0, n - 1)) for n in as_map(network.output_shape)))
    ledger = explain(network, params, acts, cell)
    np.testing.assert_allclose(ledger.result, ledger.shown, rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(from_csv(ledger), ledger.result, rtol=1e-11, atol=1e-11)
    assert ledger.balanced() or abs(ledger.difference) < 1e-11 * max(1, abs(ledger.result))


@settings(deadline=None, derandomize=True, max_examples=100)
@given(networks(kinds=(*SPATIAL, explorer.Dense)), st.integers(0, 99), st.data())
def test_random_networks_balance_in_float32(network: Network, seed: int, data: st.DataObject) -> None:
    params = Weights(Seeded(seed=seed)).params(network)
    x = np.random.default_rng(seed).random((1, *network.input_shape), np.float32)
    acts = explorer.run(network, params, x)
    ledger = explain(network, params, acts, data.draw(cells(network)))
    atol = 1e-5 * max(1.0, magnitude(ledger), max(float(np.abs(a).max()) for a in acts.values()))
    np.testing.assert_allclose(ledger.result, ledger.shown, rtol=1e-4, atol=atol)


FLAGGED: list[bool] = []


@settings(deadline=None, derandomize=True, max_examples=100)
@given(networks(kinds=(*SPATIAL, explorer.Dense)), st.integers(0, 99))
def _ten_cells(network: Network, seed: int) -> None:
    params = Weights(Seeded(seed=seed)).params(network)
    rng = np.random.default_rng(seed)
    acts = explorer.run(network, params, rng.random((1, *network.input_shape), np.float32))
    for _ in range(10):
        step = network.steps[rng.integers(len(network.steps))]
        cell = Cell(step.path, *(int(rng.integers(n)) for n in as_map(step.output_shape)))
        ledger = explain(network, params, acts, cell)
        same = f"{ledger.result + 0.0:.2e}" == f"{ledger.shown + 0.0:.2e}"
        assert (balance_line(ledger) == "") == same, "a difference that shows is told"
        FLAGGED.append(not same)


def test_a_thousand_cells_of_random_networks_balance_to_the_last_shown_digit() -> None:
    FLAGGED.clear()
    _ten_cells()
    assert len(FLAGGED) >= 1000
    assert sum(FLAGGED) <= 0.01 * len(FLAGGED), "float32 seldom moves the third digit"


def test_a_thousand_cells_of_presets_balance_or_are_flagged() -> None:
    rng = np.random.default_rng(5)
    flagged = 0
    for name in PRESETS:
        preset = presets.load(name)
        network, params = preset.network, preset.weights.params(preset.network)
        x = rng.random((1, *network.input_shape), np.float32)
        acts = explorer.run(network, params, x)
        for _ in range(250):
            step = network.steps[rng.integers(len(network.steps))]
            ledger = explain(network, params, acts, Cell(step.path, *(int(rng.integers(n)) for n in step_map(step))))
            same = f"{ledger.result + 0.0:.2e}" == f"{ledger.shown + 0.0:.2e}"
            assert ledger.balanced() == same
            flagged += not same
            assert abs(ledger.difference) <= 1e-4 * abs(ledger.result) + 1e-5
    assert flagged <= 5


def step_map(step: explorer.network.Step) -> tuple[int, int, int]:
    return as_map(step.output_shape)


def test_float32_is_compared_with_the_exact_sum() -> None:
    network = Network((explorer.Conv2D(filters=1, kernel_size=1),), (1, 1, 3))
    params = {"0": {"kernel": np.array([1e8, 1, -1e8], np.float32).reshape(1, 1, 3, 1), "bias": np.zeros(1)}}
    acts = {"": np.ones((1, 1, 1, 3), np.float32), "0": np.zeros((1, 1, 1, 1), np.float32)}
    ledger = explain(network, params, acts, Cell("0", 0, 0, 0))
    assert (ledger.result, ledger.shown, ledger.difference) == (1.0, 0.0, -1.0)
    assert not ledger.balanced()


def test_the_image_itself_and_cells_that_are_not_there() -> None:
    network = Network((explorer.ReLU(),), (2, 2, 1))
    acts = explorer.run(network, {}, np.full((1, 2, 2, 1), 0.2, np.float32))
    ledger = explain(network, {}, acts, Cell("", 1, 1, 0))
    assert ledger.result == ledger.shown == acts[""][0, 1, 1, 0]
    assert ledger.of_255 == pytest.approx(51)  # type: ignore[attr-defined]
    with pytest.raises(SettingError, match="There is no row 2"):
        explain(network, {}, acts, Cell("", 2, 0, 0))


def test_channels_by_size() -> None:
    preset = presets.load("tinyvgg")
    params = preset.weights.params(preset.network)
    acts = explorer.run(preset.network, params, np.random.default_rng(0).random((1, 64, 64, 3), np.float32))
    ledger = explain(preset.network, params, acts, Cell("2", 3, 4, 5))
    assert isinstance(ledger, ConvLedger)
    sizes = [abs(ledger.parts[place].subtotal) for place in ledger.order]
    assert all(a >= b for a, b in pairwise(sizes))
    np.testing.assert_allclose(sum(part.subtotal for part in ledger.parts) + ledger.bias, ledger.result)
