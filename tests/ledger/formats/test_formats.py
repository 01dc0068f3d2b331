"""Formulas, tables and sizes parse back to what they say."""

from __future__ import annotations

import csv
import io
import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import KINDS, AveragePool2D, Cell, Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, Rescaling, Softmax
from explorer.errors import SettingError
from explorer.layers.base import Layer, as_map
from explorer.ledger import explain, output_size, to_csv, to_latex
from explorer.ledger.formats.latex import tex
from tests.strategies import fitting, random_params


def made(layer: Layer, x: np.ndarray, cell: Cell) -> explorer.ledger.Ledger:
    network = Network((layer,) if x.ndim == 4 else (Flatten(), layer), x.shape[1:])
    params = random_params(network)
    return explain(network, params, explorer.run(network, params, x), cell)


def evaluated(formula: str) -> float:
    """The right-hand side of a formula, as Python reads it."""
    text = formula.split("=")[-1].replace(r"\end{aligned}", "").replace("&", "").replace(r"\\", "")
    text = re.sub(r"\\underbrace\{\\dots\}_\{\d+\\ \\text\{more\}\}", "", text).replace(r"\quad", "")
    text = text.replace(r"\left[", "(").replace(r"\right]", ")").replace(r"\cdot", "*").replace(r"\dots", "")
    text = re.sub(r"\\times 10\^\{(-?\d+)\}", r"* 10.0**\1", text)
    text = re.sub(r"\\frac\{(.*)\}\{(.*?)\}", r"(\1) / (\2)", text)
    text = text.replace(r"\max\{", "max(").replace(r"\}", ")").replace(r"\max", "max").replace("\\ ", " ")
    return float(eval(" ".join(text.split())))


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    "layer",
    [
        Conv2D(filters=2, padding="same"),
        Conv2D(filters=2, kernel_size=1),
        Dense(units=2),
        MaxPool2D(),
        MaxPool2D(pool_size=4),
        AveragePool2D(),
        AveragePool2D(pool_size=4),
        ReLU(),
        Rescaling(scale=2.5, offset=-0.75),
        Softmax(),
    ],
    ids=repr,
)
def test_a_formula_gives_the_result(layer: Layer, seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=(1, 5, 5, 2))
    ledger = made(layer, x, Cell("0", 0, 0, 1))
    formula = to_latex(ledger)
    assert evaluated(formula) == pytest.approx(ledger.result, rel=0.02, abs=0.02)
    assert formula.replace("&", "").split("=")[0].split()[-1] == tex(ledger.result)


def test_a_long_sum_is_abbreviated() -> None:
    formula = to_latex(made(Conv2D(), np.random.default_rng(0).normal(size=(1, 5, 5, 6)), Cell("0", 1, 1, 0)))
    assert formula.count(r"\cdot") == 8
    assert r"\underbrace{\dots}_{46\ \text{more}}" in formula


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.19849, "0.198"),
        (-12.3456, "-12.3"),
        (123456.0, "123456"),
        (1.5e-7, r"1.50 \times 10^{-7}"),
        (float("inf"), r"\infty"),
        (float("nan"), r"\text{NaN}"),
    ],
)
def test_numbers_in_formulas(value: float, text: str) -> None:
    assert tex(value) == text


def test_the_table_names_every_cell() -> None:
    x = np.random.default_rng(0).normal(size=(1, 4, 4, 2))
    rows = list(csv.DictReader(io.StringIO(to_csv(made(Conv2D(padding="same"), x, Cell("0", 0, 0, 0))))))
    assert [row["term"] for row in rows] == ["product"] * 18 + ["bias", "result", "in the map"]
    assert sum(int(row["in_padding"]) for row in rows[:18]) == 10
    for row in rows[:18]:
        if row["in_padding"] == "0":
            assert float(row["value"]) == x[0, int(row["row"]), int(row["column"]), int(row["channel"])]
            assert float(row["value"]) * float(row["weight"]) == float(row["product"])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@settings(deadline=None, max_examples=15)
@given(data=st.data())
def test_every_column_of_a_table_holds_what_its_name_says(kind: type[Layer], data: st.DataObject) -> None:
    layer, shape = data.draw(fitting(kind))
    network = Network((layer,), shape) if len(shape) == 3 else Network((Flatten(), layer), (1, 1, *shape))
    params = random_params(network)
    x = np.random.default_rng(0).normal(size=(1, *network.input_shape))
    step = network.steps[-1]
    cell = Cell(step.path, *(data.draw(st.integers(0, n - 1)) for n in as_map(step.output_shape)))
    ledger = explain(network, params, explorer.run(network, params, x), cell)
    lines = list(csv.reader(io.StringIO(to_csv(ledger))))
    assert {len(line) for line in lines} == {len(lines[0])}
    rows = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    *terms, result, shown = rows
    assert [result.pop("term"), shown.pop("term")] == ["result", "in the map"]
    assert [name for name, text in result.items() if text] == [name for name, text in shown.items() if text]
    (column,) = (name for name, text in result.items() if text)
    assert (float(result[column]), float(shown[column])) == (ledger.result, ledger.shown)
    where, worked_out = CHECKED[tuple(lines[0])](terms, cell)
    assert column == where
    assert worked_out == pytest.approx(ledger.result, rel=1e-9, abs=1e-12)


Rows = list[dict[str, str]]


def sum_of_products(terms: Rows, cell: Cell) -> tuple[str, float]:
    for row in terms:
        if row["weight"] and row["value"]:
            assert float(row["product"]) == pytest.approx(float(row["value"]) * float(row["weight"]))
    return "product", sum(float(row["product"]) for row in terms)


def share_of_exponentials(terms: Rows, cell: Cell) -> tuple[str, float]:
    inputs = [float(row["value"]) for row in terms]
    for row, value in zip(terms, inputs, strict=True):
        assert float(row["minus_maximum"]) == value - max(inputs)
        assert float(row["exponential"]) == pytest.approx(np.exp(value - max(inputs)))
    return "share", float(terms[cell.channel]["share"])


def output_of_a_curve(terms: Rows, cell: Cell) -> tuple[str, float]:
    (row,) = terms
    assert (int(row["row"]), int(row["column"]), int(row["channel"])) == (cell.row, cell.col, cell.channel)
    return "output", float(row["output"])


def named(terms: Rows) -> dict[str, float]:
    return {row["term"]: float(row["value"]) for row in terms if not row["term"].startswith("one of the ")}


def normalized(terms: Rows, cell: Cell) -> tuple[str, float]:
    by = named(terms)
    spread = np.sqrt(by["variance"] + by["epsilon"])
    return "value", float((by["input"] - by["mean"]) / spread * by["gamma"] + by["beta"])


def damped(terms: Rows, cell: Cell) -> tuple[str, float]:
    by = named(terms)
    squares = [row for row in terms if row["square"]]
    for row in squares:
        assert float(row["square"]) == pytest.approx(float(row["value"]) ** 2)
    total = sum(float(row["square"]) for row in squares)
    return "value", float(by["input"] / (by["bias"] + by["alpha"] * total) ** by["beta"])


def multiplied(terms: Rows, cell: Cell) -> tuple[str, float]:
    assert all((int(row["row"]), int(row["column"])) in ((cell.row, cell.col), (0, 0)) for row in terms)
    return "value", math.prod(float(row["value"]) for row in terms)


CHECKED = {
    ("term", "row", "column", "channel", "in_padding", "value", "weight", "product"): sum_of_products,
    ("term", "channel", "value", "minus_maximum", "exponential", "share"): share_of_exponentials,
    ("term", "row", "column", "channel", "input", "slope", "output"): output_of_a_curve,
    ("term", "channel", "value"): normalized,
    ("term", "row", "column", "channel", "value"): multiplied,
    ("term", "channel", "value", "square"): damped,
}


@pytest.mark.parametrize(
    ("layer", "length", "text"),
    [
        (Conv2D(strides=2, padding=1), 28, "1 + floor((28 + 1 + 1 − 1·(3 − 1) − 1) / 2) = 14, remainder 1: "
         "the last row of padding is not read"),
        (Conv2D(), 28, "1 + floor((28 + 0 + 0 − 1·(3 − 1) − 1) / 1) = 26, no remainder"),
        (MaxPool2D(), 13, "1 + floor((13 + 0 + 0 − 1·(2 − 1) − 1) / 2) = 6, remainder 1: the last row is not read"),
        (MaxPool2D(ceil_mode=True), 13,
         "1 + ceil((13 + 0 + 0 − 1·(2 − 1) − 1) / 2) = 7, the last window reaches 1 row beyond the input"),
        (MaxPool2D(pool_size=3, strides=3, padding=1, ceil_mode=True), 15,
         "1 + ceil((15 + 1 + 1 − 1·(3 − 1) − 1) / 3) = 6, the last window reaches 1 row beyond its padding"),
        (Conv2D(kernel_size=2, dilation_rate=3, strides=4), 10, "1 + floor((10 + 0 + 0 − 3·(2 − 1) − 1) / 4) = 2, "
         "remainder 2: the last 2 rows are not read"),
        (Conv2D(kernel_size=1, strides=4, padding=1), 9, "1 + floor((9 + 1 + 1 − 1·(1 − 1) − 1) / 4) = 3, "
         "remainder 2: the last row is not read and the last row of padding is not read"),
    ],
)  # fmt: skip
def test_output_sizes_are_derived(layer: Layer, length: int, text: str) -> None:
    assert output_size(layer, (length, 28, 1), 0).text == text


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.one_of(fitting(Conv2D), fitting(MaxPool2D)), st.integers(0, 1))
def test_the_derivation_gives_the_size_and_names_the_tail(fit: tuple[Layer, tuple[int, int, int]], axis: int) -> None:
    layer, shape = fit
    size = output_size(layer, shape, axis)
    assert size.result == layer.output_shape(shape)[axis]
    inner = size.text.split(" = ")[0].replace("·", "*").replace("−", "-")
    assert eval(inner, {"floor": math.floor, "ceil": math.ceil}) == size.result
    tail = layer.axis_reads(axis, shape)[:, size.length - size.unread :]
    assert not tail.any()


def test_only_sliding_layers_have_a_derivation() -> None:
    with pytest.raises(SettingError, match="relu has no sliding window"):
        output_size(ReLU(), (4, 4, 1), 0)
