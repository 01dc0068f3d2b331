"""The lens: every number of a step worked out again, for every kind that learns."""

from __future__ import annotations

import ast
import math
import operator
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import explorer
from explorer import (
    SGD,
    Adam,
    AdamW,
    BatchNormalization,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GroupNormalization,
    LayerNormalization,
    LayerScale,
    MaxPool2D,
    Network,
    PReLU,
    Recipe,
    ReLU,
    Softmax,
)
from explorer.errors import SettingError
from explorer.layers.base import Layer
from explorer.learning import Examples, Fitting

RECIPE = Recipe(SGD(momentum=0.9), 0.05, batch_size=4, weight_decay=0.01)
LEARNING: list[Layer] = [
    Conv2D(filters=4, padding="same"),
    Conv2D(filters=6, groups=2, strides=(2, 1), padding=((2, 0), (1, 1))),
    Conv2D(filters=3, kernel_size=(2, 3), dilation_rate=(3, 2)),
    DepthwiseConv2D(depth_multiplier=2, strides=2, padding="same"),
    Conv2DTranspose(filters=4, strides=2, padding="same", groups=2),
    Conv2DTranspose(filters=3, kernel_size=(2, 3), strides=(1, 2), padding=1),
    Dense(units=3),
    BatchNormalization(),
    LayerNormalization(),
    GroupNormalization(groups=2),
    LayerScale(center=True),
    PReLU(),
]


def trained(layer: Layer, recipe: Recipe = RECIPE, steps: int = 3, dtype: Any = np.float64) -> Fitting:
    network = Network(
        (Conv2D(filters=4, padding="same"), layer, ReLU(), Dropout(rate=0.2), Flatten(), Dense(units=3), Softmax()),
        (7, 6, 2),
    )
    rng = np.random.default_rng(0)
    fitting = explorer.fit(network, Examples(rng.random((12, 7, 6, 2)), rng.integers(0, 3, 12)), recipe, dtype=dtype)
    for _ in range(steps):
        next(fitting)
    return fitting


@pytest.mark.parametrize("layer", LEARNING, ids=str)
def test_the_gradient_of_any_weight_is_the_sum_of_its_terms(layer: Layer) -> None:
    fitting = trained(layer)
    rng = np.random.default_rng(1)
    for path in ("0", "1", "5"):
        for name, gradient in fitting.gradients[path].items():
            index = int(rng.integers(gradient.size))
            seen = fitting.lens(path, name, index)
            scale = max(float(np.abs(gradient).max()), 1e-2)  # behind a bias a batch norm leaves roundings alone
            np.testing.assert_allclose(seen.gradient, gradient.reshape(-1)[index], rtol=1e-10, atol=1e-13 * scale)
            assert seen.trained_gradient == gradient.reshape(-1)[index]
            assert seen.place == np.unravel_index(index, gradient.shape)
            whole = math.fsum([*(term.product for term in seen.terms), seen.rest])
            np.testing.assert_allclose(seen.gradient, whole, rtol=1e-12, atol=1e-16)
            np.testing.assert_allclose(seen.by_picture.sum(), seen.gradient, rtol=1e-9, atol=1e-15)
            np.testing.assert_allclose(seen.by_cell.sum(), seen.gradient, rtol=1e-9, atol=1e-15)
            sizes = [abs(term.product) for term in seen.terms]
            assert sizes == sorted(sizes, reverse=True)
            assert seen.count == len(seen.by_picture) * seen.by_cell.size
            assert list(seen.pictures) == list(fitting.last.batch.indices)


@pytest.mark.parametrize("layer", [each for each in LEARNING if each.has_kernel], ids=str)
def test_terms_name_the_cell_that_the_weight_reads(layer: Layer) -> None:
    """The first layer reads the pictures themselves: its factors are their pixels, 0 in the padding."""
    network = Network((layer, Flatten(), Dense(units=3), Softmax()), (7, 6, 4))
    rng = np.random.default_rng(0)
    data = Examples(rng.random((9, 7, 6, 4)), rng.integers(0, 3, 9))
    fitting = explorer.fit(network, data, RECIPE, dtype=np.float64)
    next(fitting)
    size = fitting.gradients["0"]["kernel"].size
    for index in (0, size // 3, size - 1):
        for term in fitting.lens("0", "kernel", index).terms:
            pixel = 0.0 if term.read is None else data.x[term.picture][term.read]
            assert term.factor == pixel
    for term in fitting.lens("0", "bias", 0).terms:
        assert (term.factor, term.read) == (1.0, None)


def worked_out(numbers: str) -> float:
    """The value of the numbers of a line, by Python's own arithmetic."""
    text = numbers.replace("−", "-").replace("·", "*").replace("²", "**2").replace("^", "**")
    text = re.sub(r"√(\([^)]*\)|[0-9.e+-]+)", r"(\1)**0.5", text)
    return value_of(ast.parse(text, mode="eval").body)


ARITHMETIC = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def value_of(node: Any) -> float:
    match node:
        case ast.Constant(value):
            return float(value)
        case ast.UnaryOp(ast.USub(), operand):
            return -value_of(operand)
        case ast.BinOp(left, ast.Pow(), right):
            return float(value_of(left) ** value_of(right))
        case ast.BinOp(left, sign, right):
            return float(ARITHMETIC[type(sign)](value_of(left), value_of(right)))
    raise AssertionError(ast.dump(node))


@pytest.mark.parametrize("decay", [0.0, 0.01])
@pytest.mark.parametrize(
    "optimizer", [SGD(), SGD(momentum=0.9), SGD(momentum=0.8, nesterov=True), Adam(), AdamW()], ids=str
)
def test_the_lines_lead_from_the_gradient_to_the_new_value(optimizer: Any, decay: float) -> None:
    recipe = replace(RECIPE, optimizer=optimizer, weight_decay=decay, learning_rate=0.01)
    fitting = trained(Conv2D(filters=4), recipe)
    seen = fitting.lens("1", "kernel", 17)
    for line in seen.lines:
        np.testing.assert_allclose(worked_out(line.numbers), line.value, rtol=1e-12)
    np.testing.assert_allclose(seen.lines[-1].value, seen.new, rtol=1e-12)
    assert seen.new == fitting.params["1"]["kernel"].reshape(-1)[17]
    assert seen.old == fitting.last.before.learned[fitting.layout.slot("1", "kernel").first + 17]
    assert set(seen.before) == set(seen.after) == set(optimizer.slots)
    kept = {"velocity": "v", "mean": "m", "square": "s"}
    for slot in optimizer.slots:
        value = next(line.value for line in seen.lines if line.symbol == kept[slot])
        np.testing.assert_allclose(value, seen.after[slot], rtol=1e-12)
        assert seen.before[slot] != seen.after[slot]


def test_single_precision_differs_by_its_rounding_alone() -> None:
    fitting = trained(MaxPool2D(), replace(RECIPE, optimizer=Adam()), dtype=np.float32)
    for index in range(0, 72, 7):
        seen = fitting.lens("0", "kernel", index)
        np.testing.assert_allclose(seen.gradient, seen.trained_gradient, rtol=1e-3, atol=1e-6)
        np.testing.assert_allclose(seen.lines[-1].value, seen.new, rtol=1e-5)


def test_what_is_not_learned_is_refused() -> None:
    fitting = trained(BatchNormalization(), steps=0)
    with pytest.raises(SettingError, match="one step first"):
        fitting.lens("0", "kernel", 0)
    next(fitting)
    for path, name, index in (("1", "moving_mean", 0), ("2", "kernel", 0), ("0", "kernel", 72), ("0", "kernel", -1)):
        with pytest.raises(SettingError):
            fitting.lens(path, name, index)
