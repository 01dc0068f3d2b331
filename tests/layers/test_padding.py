"""Borders around maps against numpy.pad, and what their cells say of themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer import Cell, Conv2D, Network, Padding2D, ZeroPadding2D
from explorer.errors import ShapeError
from explorer.figures.focus.build import focus
from explorer.figures.ledger.words import sum_line
from explorer.layers.reshaping.padding import MODES
from explorer.ledger import CopyLedger, explain, to_csv, to_latex
from explorer.reads import region
from explorer.windows import Window
from tests.figures.focus.evaluate import number_of

side = st.integers(0, 4)


@given(
    mode=st.sampled_from(MODES),
    rows=st.tuples(side, side),
    cols=st.tuples(side, side),
    value=st.sampled_from([0, -2.5]),
)
def test_it_is_what_numpy_pads(mode: str, rows: tuple[int, int], cols: tuple[int, int], value: float) -> None:
    x = np.random.default_rng(0).normal(size=(2, 5, 6, 3))
    constant = {"constant_values": value} if mode == "constant" else {}
    wanted = np.pad(x, ((0, 0), rows, cols, (0, 0)), mode, **constant)  # type: ignore[call-overload]
    np.testing.assert_array_equal(Padding2D((rows, cols), mode, value).forward(x, {}), wanted)


def test_zeros_are_zero_padding() -> None:
    x, sides = np.random.default_rng(0).normal(size=(1, 4, 3, 2)), ((1, 0), (2, 3))
    zeros = ZeroPadding2D(padding=sides)
    np.testing.assert_array_equal(Padding2D(sides, "constant").forward(x, {}), zeros.forward(x, {}))
    assert Padding2D(sides, "constant").window(1, (4, 3, 2)) == zeros.window(1, (4, 3, 2)) == Window(start=-2)
    assert Padding2D(sides).window(1, (4, 3, 2)) is None


def test_a_corner_reads_the_mirrored_cell() -> None:
    network = Network((Padding2D(padding=2), Conv2D(filters=1)), (6, 6, 1))
    read = region(network, Cell("0", 0, 1, 0))
    assert (read.rows, read.cols) == ((2,), (1,))
    assert region(network, Cell("1", 0, 0, 0)).rows == (0, 1, 2)


@pytest.mark.parametrize(
    ("layer", "problem", "remedy"),
    [
        (
            Padding2D(4),
            "It adds 4 rows on one side from a map that has 4 of them.",
            "Add at most 3, or use the mode 'edge'.",
        ),
        (
            Padding2D(((0, 0), (0, 3)), "wrap"),
            "It adds 3 columns on one side from a map that has 2 of them.",
            "Add at most 2, or use the mode 'edge'.",
        ),
    ],
)
def test_a_map_is_too_small_for_its_mirror(layer: Padding2D, problem: str, remedy: str) -> None:
    with pytest.raises(ShapeError) as caught:
        layer.output_shape((4, 2, 1))
    assert (caught.value.problem, caught.value.remedy) == (problem, remedy)
    assert layer.with_settings(**layer.repairs((4, 2, 1))[0]).output_shape((4, 2, 1))


def test_a_cell_of_the_border_says_what_it_holds() -> None:
    network = Network((Padding2D(1, "constant", -0.5), Padding2D(1)), (3, 3, 1))
    acts = explorer.run(network, {}, np.arange(9.0).reshape(1, 3, 3, 1) / 8)
    border, mirrored = Cell("0", 0, 2, 0), Cell("1", 0, 2, 0)
    ledger = explain(network, {}, acts, border)
    assert isinstance(ledger, CopyLedger)
    assert (ledger.source, ledger.result, ledger.shown) == (None, -0.5, -0.5)
    assert sum_line(network, ledger) == "**−0.500** = −0.500 from the padding"
    assert to_latex(ledger) == "-0.500 = -0.500"
    assert "padding,,,,1,-0.5,1,-0.5" in to_csv(ledger)
    other = explain(network, {}, acts, mirrored)
    assert isinstance(other, CopyLedger)
    assert other.source == Cell("0", 1, 1, 0)
    for cell in (border, mirrored):
        record = focus(network, {}, acts, cell, lambda path, channel: 1.0)
        assert number_of(record, cell) == explain(network, {}, acts, cell).shown
