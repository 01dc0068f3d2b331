"""Formulas come to what their kinds compute, and are written as people write them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import KINDS, SELU
from explorer.layers import ELU, GELU, HardSiLU, LeakyReLU, ReLU, Rescaling, Sigmoid, Softplus, Tanh
from explorer.layers.elementwise import Elementwise
from explorer.layers.formula.tree import (
    Expression,
    Noted,
    Number,
    Piecewise,
    Symbol,
    X,
    absolute,
    clip,
    evaluate,
    exp,
    largest,
    log,
    smallest,
    tanh,
)
from explorer.layers.formula.writing import in_latex, in_words
from tests.strategies import layers

FORMULAS = tuple(kind for kind in KINDS if issubclass(kind, Elementwise))
A = Symbol("a", r"\alpha")
ABOVE = Piecewise(X, Number(0), Noted(X, "unchanged above 0"), A * X)


@pytest.mark.parametrize("kind", FORMULAS, ids=lambda kind: kind.kind)
@given(data=st.data())
def test_a_formula_comes_to_what_its_kind_computes(kind: type[Elementwise], data: Any) -> None:
    layer = data.draw(layers(kind))
    x = np.array(data.draw(st.lists(st.floats(-100, 100), min_size=1, max_size=30)))
    learned = {name: np.array([data.draw(st.floats(-3, 3))]) for name in layer.param_shapes((1,))}
    computed = layer.forward(x.reshape(-1, 1), learned).ravel()
    values = {"x": x, **layer.settings(), **learned}
    np.testing.assert_allclose(evaluate(layer.formula, values), computed, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize(
    ("formula", "words", "latex"),
    [
        (X / (1 + absolute(X)), "x / (1 + |x|)", r"\frac{x}{1 + \left|x\right|}"),
        (X - (1 - X), "x − (1 − x)", r"x - \left(1 - x\right)"),
        (X - 1 + X, "x − 1 + x", "x - 1 + x"),
        (X / (X * 2), "x / (x × 2)", r"\frac{x}{x \cdot 2}"),
        (X * (X / 2), "x × x / 2", r"x \cdot \frac{x}{2}"),
        (-(X + 1) * 2, "(−(x + 1)) × 2", r"\left(-\left(x + 1\right)\right) \cdot 2"),
        ((X + 1) ** 2, "(x + 1)^2", r"\left(x + 1\right)^{2}"),
        (exp(-X) + log(X), "exp(−x) + log(x)", r"e^{-x} + \ln(x)"),
        (tanh(A * X), "tanh(a × x)", r"\tanh(\alpha \cdot x)"),
        (smallest(largest(X, 0), 6), "min(max(x, 0), 6)", r"\min(\max(x,\ 0),\ 6)"),
        (clip(X, -1, 1), "clip(x, -1, 1)", r"\operatorname{clip}(x,\ -1,\ 1)"),
        (ABOVE, "x where x > 0, else a × x", r"\begin{cases} x & x > 0 \\ \alpha \cdot x & \text{otherwise} \end{cases}"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_formulas_in_symbols(formula: Expression, words: str, latex: str) -> None:
    assert in_words(formula) == words
    assert in_latex(formula) == latex


@pytest.mark.parametrize(
    ("formula", "x", "words", "latex"),
    [
        (X / (1 + absolute(X)), -2, "-2 / (1 + |-2|)", r"\frac{-2}{1 + \left|-2\right|}"),
        (exp(-X), -2, "exp(2)", "e^{-(-2)}"),
        (1 + X, -2, "1 − 2", "1 + (-2)"),
        (1 - X, -2, "1 + 2", "1 - (-2)"),
        (X**3, -2, "(-2)^3", "(-2)^{3}"),
        (X * X, -2, "-2 × -2", r"(-2) \cdot (-2)"),
        (ABOVE, 2, "2, unchanged above 0", "2"),
        (ABOVE, 0, "0.5 × 0", r"0.5 \cdot 0"),
        (1 + ABOVE, 2, "1 + 2, unchanged above 0", "1 + 2"),
    ],
    ids=str,
)
def test_formulas_with_numbers_put_in(formula: Expression, x: float, words: str, latex: str) -> None:
    values = {"x": x, "a": 0.5}
    assert in_words(formula, values) == words
    assert in_latex(formula, values) == latex


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (ReLU(), "max(0, x)"),
        (LeakyReLU(), "x where x > 0, else x × negative_slope"),
        (ELU(), "x where x > 0, else alpha × (exp(x) − 1)"),
        (SELU(), "1.0507 × x where x > 0, else 1.0507 × 1.6733 × (exp(x) − 1)"),
        (Sigmoid(), "1 / (1 + exp(−x))"),
        (Tanh(), "tanh(x)"),
        (Softplus(), "log(1 + exp(x))"),
        (HardSiLU(), "x × clip(x + 3, 0, 6) / 6"),
        (GELU(), "x × the share of a normal distribution that lies below it"),
        (Rescaling(), "x × scale + offset"),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_kinds_in_symbols(layer: Elementwise, words: str) -> None:
    assert in_words(layer.formula) == words


def test_an_abbreviation_is_followed_by_its_number() -> None:
    for layer in (GELU(), GELU(approximate=True)):
        assert in_latex(layer.formula, {"x": 0.0}) == r"0 \cdot \Phi(0) = 0 \cdot 0.5"
        assert in_words(layer.formula, {"x": 0.0}).endswith("the share of a normal distribution that lies below it")


def test_overflow_is_infinity_without_a_warning() -> None:
    assert evaluate(exp(X), {"x": 1e4}) == np.inf
    assert evaluate(1 / X, {"x": np.zeros(2)}).tolist() == [np.inf, np.inf]


def test_a_symbol_needs_a_value() -> None:
    with pytest.raises(KeyError, match="a"):
        evaluate(A * X, {"x": 1.0})
