"""A new kind of layer or record that lacks a row in some table fails a test that names the file and the row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

import explorer
from explorer import Cell, Conv2D, Network, Residual
from explorer.errors import SettingError
from explorer.figures.ledger.figure import figure
from explorer.figures.ledger.words import sum_line
from explorer.figures.theme import LIGHT, number
from explorer.layers import KINDS, Composite, Curve, Input
from explorer.layers.base import Array, Layer, Params
from explorer.layers.elementwise import Elementwise
from explorer.layers.formula.tree import Expression, X
from explorer.ledger import CopyLedger, InputLedger, JoinLedger, Ledger, explain, to_csv, to_latex
from explorer.ledger.explain import EXPLANATIONS, explanation
from explorer.ledger.formats.tex import tex
from explorer.views.sidebar.building.menu import FAMILIES
from tests.layers.rows import Table
from tests.strategies import random_params

SIMPLE = tuple(kind for kind in KINDS if not issubclass(kind, Composite))
COMPOSITES = tuple(kind for kind in KINDS if issubclass(kind, Composite))
CURVES = tuple(kind for kind in KINDS if issubclass(kind, Curve))
RECORDS = tuple(Ledger.__subclasses__())
PICTURED = tuple(record for record in RECORDS if record not in (CopyLedger, InputLedger, JoinLedger))

EXPLAINED = Table("explorer/ledger/explain.py", ("EXPLANATIONS",), families=True)
TABLES: list[tuple[Table, tuple[type, ...]]] = [
    (EXPLAINED, (Input, *KINDS)),
    (Table("tests/onnx_graph.py", ("EMIT", "JOIN")), KINDS),
    (Table("explorer/formats/onnx_file/writing/kinds/table.py", ("EMIT", "JOIN")), KINDS),
    (Table("tests/direct.py", ("NUMBERS", "CURVES")), SIMPLE),
    (Table("tests/direct.py", ("CURVES",)), CURVES),
    (Table("oracles/torch_kinds.py", ("TORCH",)), SIMPLE),
    (Table("explorer/formats/code/keras/table.py", ("TABLE",)), SIMPLE),
    (Table("explorer/formats/code/torch/table.py", ("TABLE",)), SIMPLE),
    (Table("explorer/formats/code/keras/source.py", ("JOINS",)), COMPOSITES),
    (Table("explorer/formats/code/torch/source.py", ("JOINS",)), COMPOSITES),
    (Table("explorer/ledger/formats/latex.py", ("FORMULAS",)), RECORDS),
    (Table("explorer/ledger/formats/table.py", ("ROWS",)), RECORDS),
    (Table("explorer/figures/ledger/words.py", ("LINES",)), RECORDS),
    (Table("explorer/figures/ledger/figure.py", ("FIGURES",)), PICTURED),
]


@dataclass(frozen=True)
class Forgotten(Layer):
    """A kind that is in no table."""

    kind: ClassVar[str] = "forgotten"

    def forward(self, x: Array, params: Params) -> Array:
        return x.copy()


@dataclass(frozen=True)
class ForgottenCurve(Curve):
    """A curve that is in no table, and has no formula."""

    kind: ClassVar[str] = "forgotten_curve"


@dataclass(frozen=True, eq=False)
class ForgottenRecord:
    """Stands for a record that is in no table. (A subclass of Ledger would be one.)"""


@pytest.mark.parametrize(
    ("table", "classes"), TABLES, ids=lambda value: getattr(value, "path", "") and " ".join((value.path, *value.names))
)
def test_every_class_has_a_row(table: Table, classes: Iterable[type]) -> None:
    assert table.rows()
    assert not table.complaints(classes)


@pytest.mark.parametrize(("table", "classes"), TABLES, ids=lambda value: getattr(value, "path", ""))
def test_a_forgotten_row_is_named_with_its_file(table: Table, classes: tuple[type, ...]) -> None:
    forgotten = Forgotten if issubclass(classes[0], Layer) else ForgottenRecord
    (complaint,) = table.complaints((*classes, forgotten))
    assert complaint == f"{forgotten.__name__} has no row in {' or '.join(table.names)}: add one to {table.path}."


def test_a_family_needs_one_row() -> None:
    assert EXPLAINED.complaints([ForgottenCurve]) == []
    assert explanation(ForgottenCurve) is EXPLANATIONS[Curve]


@dataclass(frozen=True)
class Cube(Curve):
    """A curve that is in no table, with all that a page of a curve holds."""

    kind: ClassVar[str] = "cube"
    short: ClassVar[str] = "cube"

    @property
    def formula(self) -> Expression:
        return X**3

    def value(self, x: Array) -> Array:
        return x**3

    def slope(self, x: Array) -> Array:
        return 3 * x**2


def test_a_page_is_all_that_a_curve_needs() -> None:
    network = Network((Conv2D(), Residual(layers=[["cube", {}]])), (3, 3, 1))
    params = random_params(network)
    acts = explorer.run(network, params, np.random.default_rng(0).normal(size=(1, 3, 3, 1)))
    ledger = explain(network, params, acts, Cell("1.b0.0", 0, 0, 0))
    value = acts["0"][0, 0, 0, 0]
    np.testing.assert_allclose(ledger.result, value**3)
    assert ledger.name == "res1.cube"
    assert sum_line(network, ledger) == f"**{number(value**3)}** = {number(value)}^3: slope {number(3 * value**2)}"
    assert to_latex(ledger) == f"{tex(value**3)} = {tex(value)}^{{3}}"
    assert "curve,0,0,0," in to_csv(ledger)
    assert figure(ledger, LIGHT) is not None


def test_an_unexplained_kind_says_which_row_to_add() -> None:
    with pytest.raises(SettingError) as caught:
        explanation(Forgotten)
    assert str(caught.value) == (
        "The cells of forgotten have no explanation. Add a row for Forgotten to EXPLANATIONS in explorer/ledger/explain.py."
    )


def test_a_curve_without_a_formula_says_so() -> None:
    with pytest.raises(
        NotImplementedError, match=r"ForgottenCurve has no formula: write one in tests/layers/test_rows\.py\."
    ):
        _ = ForgottenCurve().formula


@pytest.mark.parametrize("kind", [kind for kind in KINDS if issubclass(kind, Elementwise)])
def test_every_elementwise_kind_has_a_formula(kind: type[Elementwise]) -> None:
    assert kind().formula


@pytest.mark.parametrize("kind", KINDS)
def test_every_family_has_a_place_in_the_menu(kind: type[Layer]) -> None:
    assert kind.family in FAMILIES, (
        f"{kind.family!r} is missing in FAMILIES: add it to explorer/views/sidebar/building/menu.py."
    )
