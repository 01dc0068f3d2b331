"""Training against PyTorch: the same initial weights, the same batches, and the parameters after 100 steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

import explorer
from explorer import (
    SGD,
    Adam,
    AdamW,
    AveragePool2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPool2D,
    Network,
    Recipe,
    ReLU,
    SiLU,
    Softmax,
)
from explorer.errors import ExplorerError
from explorer.layers import KINDS
from explorer.layers.base import Layer, Place
from explorer.learning import Constant, Cosine, Examples, Fitting, StepDecay, fit
from oracles.torch_training import TorchTraining
from tests.strategies import fitted

STEPS, BATCH = 100, 8
SMALL = Network(
    (
        *(Conv2D(filters=4, padding="same", use_bias=False), BatchNormalization(), ReLU(), MaxPool2D()),
        *(Conv2D(filters=6, use_bias=True), ReLU(), Flatten(), Dropout(rate=0.3), Dense(units=5), Softmax()),
    ),
    (9, 9, 2),
)


def examples(network: Network, count: int, seed: int = 0, dtype: Any = np.float64) -> Examples:
    """Random pictures in which each class is a little lighter in another channel or corner."""
    rng = np.random.default_rng(seed)
    classes = network.steps[-1].output_shape[-1]
    y = rng.integers(0, classes, count)
    x = rng.random((count, *network.input_shape))
    for picture, kind in zip(x, y, strict=True):
        picture[int(kind) % picture.shape[0], :, int(kind) % picture.shape[2]] += 0.7
    return Examples(x.astype(dtype), y)


def both(network: Network, recipe: Recipe, count: int = 50, dtype: Any = np.float64) -> tuple[Fitting, TorchTraining]:
    """The library's training and PyTorch's, from the same weights; 100 steps are to be taken of each."""
    fitting = fit(network, examples(network, count, dtype=dtype), recipe, dtype=dtype)
    torch.manual_seed(0)
    assert fitting.steps >= STEPS
    return fitting, TorchTraining(network, fitting.params, recipe, fitting.steps, fitting.steps_per_epoch)


def difference(one: Any, other: Any) -> float:
    """The largest difference between two sets of parameters."""
    assert {p: set(own) for p, own in one.items()} == {p: set(own) for p, own in other.items()}
    return max(float(np.abs(array - other[p][name]).max()) for p, own in one.items() for name, array in own.items())


def after(fitting: Fitting, theirs: TorchTraining, steps: int = STEPS) -> float:
    """How far the parameters are apart after some steps of both; the losses of each step must agree too."""
    for _ in range(steps):
        ours = next(fitting)
        batch = fitting.last.batch
        np.testing.assert_allclose(
            ours.loss, theirs.step(batch.x, batch.y), rtol=1e-4 if fitting.dtype == np.float32 else 1e-8
        )
    return difference(fitting.params, theirs.params())


BASE = Recipe(batch_size=BATCH, epochs=15, seed=3)
OPTIMIZERS = (
    (SGD(), 0.05),
    (SGD(momentum=0.9), 0.02),
    (SGD(momentum=0.8, nesterov=True), 0.02),
    (Adam(), 0.003),
    (Adam(beta_1=0.7, beta_2=0.95, epsilon=1e-5), 0.003),
    (AdamW(), 0.003),
)
SCHEDULES = (
    *(Constant(), Constant(warmup_steps=9), Cosine(), Cosine(alpha=0.2, warmup_steps=12)),
    *(StepDecay(), StepDecay(every=3, factor=0.3)),
)


@pytest.mark.parametrize("decay", [0.0, 0.01])
@pytest.mark.parametrize(("optimizer", "rate"), OPTIMIZERS, ids=str)
def test_every_optimizer_equals_pytorch(optimizer: Any, rate: float, decay: float) -> None:
    recipe = replace(BASE, optimizer=optimizer, learning_rate=rate, weight_decay=decay)
    assert after(*both(SMALL, recipe)) < 1e-9


@pytest.mark.parametrize("schedule", SCHEDULES, ids=str)
@pytest.mark.parametrize(("optimizer", "rate"), [OPTIMIZERS[1], OPTIMIZERS[5]], ids=str)
def test_every_schedule_equals_pytorch(schedule: Any, optimizer: Any, rate: float) -> None:
    recipe = replace(BASE, optimizer=optimizer, learning_rate=rate, weight_decay=0.01, schedule=schedule)
    assert after(*both(SMALL, recipe)) < 1e-9


@pytest.mark.parametrize("end", [(Softmax(),), ()], ids=["softmax", "scores"])
@pytest.mark.parametrize("loss", ["cross_entropy", "squared_error"])
def test_every_loss_equals_pytorch(loss: str, end: tuple[Layer, ...]) -> None:
    network = Network((*SMALL.layers[:-1], *end), SMALL.input_shape)
    assert after(*both(network, replace(BASE, loss=loss))) < 1e-9


CANCEL = (BatchNormalization, explorer.InstanceNormalization, explorer.GroupNormalization)
"""Kinds that subtract the mean of a map, and so what a bias before them added."""


def with_kind(kind: type[Layer]) -> list[Network]:
    """Networks with a layer of a kind between two convolutions, as the menu adds it and with its defaults.

    Those that CANCEL follow a convolution without a bias: its gradient would be 0 but for roundings, which Adam divides by
    their own size: PyTorch then differs from itself by 2e-10 to 8e-9.
    """
    before: tuple[Layer, ...] = (Conv2D(filters=4, padding="same", use_bias=kind not in CANCEL),)
    shape = (8, 8, 4)
    found: dict[Network, None] = {}
    for layer in (kind(), kind.starter(Place(shape, before, (8, 8, 2)))):
        for above in (before, (*before, Flatten())):
            entering = Network(above, (8, 8, 2)).steps[-1].output_shape
            fits = fitted(layer, entering)
            if fits is None:
                continue
            out = fits.output_shape(entering)
            behind: tuple[Layer, ...] = (Conv2D(filters=3, padding="same"), ReLU(), Flatten()) if len(out) == 3 else ()
            try:
                found[Network((*above, fits, *behind, Dense(units=5), Softmax()), (8, 8, 2))] = None
            except ExplorerError:
                continue
    return list(found)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize(("optimizer", "rate"), [(SGD(momentum=0.9), 0.004), (Adam(), 0.002)], ids=str)
def test_every_kind_learns_as_in_pytorch(kind: type[Layer], optimizer: Any, rate: float) -> None:
    networks = with_kind(kind)
    assert networks
    for network in networks:
        recipe = replace(BASE, optimizer=optimizer, learning_rate=rate)
        ours, theirs = both(network, recipe)
        assert after(ours, theirs) < 1e-9, network


@pytest.mark.parametrize(
    "settings",
    [
        Conv2D(filters=6, groups=2, strides=2, padding="same"),
        Conv2D(filters=4, kernel_size=(3, 2), dilation_rate=(2, 1), padding=((1, 0), (2, 1))),
        explorer.DepthwiseConv2D(depth_multiplier=2, strides=2),
        explorer.Conv2DTranspose(filters=4, strides=2, padding="same", groups=2),
        BatchNormalization(scale=False),
        BatchNormalization(center=False, epsilon=1e-5),
        explorer.LayerScale(center=True),
        explorer.GroupNormalization(groups=2),
    ],
    ids=str,
)
def test_settings_of_those_that_learn(settings: Layer) -> None:
    """What defaults do not reach: groups, strides, dilation, padding on one side, parameters left out."""
    bias = not isinstance(settings, BatchNormalization)
    network = Network(
        (Conv2D(filters=4, padding="same", use_bias=bias), settings, ReLU(), Flatten(), Dense(units=5)), (8, 8, 2)
    )
    assert after(*both(network, replace(BASE, optimizer=SGD(momentum=0.9), learning_rate=0.02))) < 1e-9


LENET = Network(
    (
        *(Conv2D(filters=6, kernel_size=5, padding="same"), ReLU(), MaxPool2D()),
        *(Conv2D(filters=16, kernel_size=5), ReLU(), MaxPool2D(), Flatten()),
        *(Dense(units=120), ReLU(), Dense(units=84), ReLU(), Dense(units=10), Softmax()),
    ),
    (28, 28, 1),
)
# Without kinks: where a rounding carries one cell over the kink of a ReLU, the two trainings part for good, and whether that
# happens in PyTorch's five orders, in ours, or in none is a matter of luck.
NORMED = Network(
    (
        *(Conv2D(filters=8, padding="same", use_bias=False), BatchNormalization(), SiLU(), AveragePool2D()),
        *(Conv2D(filters=16, padding="same", use_bias=False), BatchNormalization(), SiLU(), AveragePool2D()),
        *(Flatten(), Dense(units=10), Softmax()),
    ),
    (16, 16, 3),
)
SINGLE = pytest.mark.parametrize(
    ("optimizer", "rate"), [(SGD(), 0.05), (SGD(momentum=0.9), 0.02), (Adam(), 0.001), (AdamW(), 0.001)], ids=str
)


@SINGLE
@pytest.mark.parametrize("network", [LENET, NORMED], ids=["lenet", "normed"])
def test_one_step_in_single_precision(network: Network, optimizer: Any, rate: float) -> None:
    recipe = replace(BASE, optimizer=optimizer, learning_rate=rate, batch_size=32, epochs=10)
    assert after(*both(network, recipe, 400, np.float32), steps=1) < 1e-5


@SINGLE
@pytest.mark.parametrize("network", [LENET, NORMED], ids=["lenet", "normed"])
def test_a_hundred_steps_in_single_precision(network: Network, optimizer: Any, rate: float) -> None:
    """Within three times what PyTorch differs from itself when the pictures of each batch come in another order."""
    recipe = replace(BASE, optimizer=optimizer, learning_rate=rate, batch_size=32, epochs=10)
    fitting, first = both(network, recipe, 400, np.float32)
    theirs = [first] + [
        TorchTraining(network, fitting.params, recipe, fitting.steps, fitting.steps_per_epoch) for _ in range(4)
    ]
    rng = np.random.default_rng(0)
    for _ in range(STEPS):
        next(fitting)
        batch = fitting.last.batch
        for place, each in enumerate(theirs):
            each.step(batch.x, batch.y, rng.permutation(len(batch.x)) if place else None)
    results: list[Any] = [each.params() for each in theirs]
    spread = max(difference(one, other) for place, one in enumerate(results) for other in results[:place])
    apart = [difference(fitting.params, each) for each in results]
    print(f"\n{optimizer}: PyTorch's own spread {spread:.2e}, ours from it {min(apart):.2e} to {max(apart):.2e}")
    assert max(apart) <= 3 * spread
