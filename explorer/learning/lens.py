"""The lens: one weight in one step of training, in numbers that can all be worked out again by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.errors import SettingError, quoted
from explorer.layers.base import Array, Layer, Params, as_map
from explorer.learning import passes
from explorer.learning.layout import Layout, Slot
from explorer.learning.recipe.losses import LOSSES
from explorer.learning.recipe.optimizers import Line
from explorer.learning.recipe.recipe import Recipe
from explorer.learning.state import LastStep
from explorer.network import Network, Step
from explorer.settings import is_whole

LISTED = 24
"""Terms that are listed one by one."""


@dataclass(frozen=True)
class Term:
    """What one output cell adds to the gradient of a weight: `factor` times `arriving`.

    `factor` is how fast that cell changes with the weight: the number that the weight multiplies there, 1 for a bias.
    `arriving` is the gradient of the loss with respect to the cell. `read` is the input cell (row, column, channel) that the
    number is from: None in the padding, and for parameters that are no kernels.
    """

    picture: int
    """Its number in the data."""
    cell: tuple[int, int, int]
    """Row, column and channel of the output."""
    read: tuple[int, int, int] | None
    factor: float
    arriving: float

    @property
    def product(self) -> float:
        """What is added up."""
        return self.factor * self.arriving


@dataclass(frozen=True, eq=False)
class OneStep:
    """How one weight changed in a step.

    `gradient` is the sum of all `count` terms, which are computed anew in float64 from the numbers that the step began with,
    and added up exactly. Training itself added them up in its own dtype: `trained_gradient`, which the optimiser took.
    """

    step: int
    """Counted from 1."""
    path: str
    name: str
    place: tuple[int, ...]
    """Where in its parameter the weight is."""
    gradient: float
    terms: tuple[Term, ...]
    """The largest, at most LISTED, largest magnitude first."""
    count: int
    zeros: int
    """How many of all terms are exactly 0: nothing arrived there, or the number that is multiplied is 0."""
    rest: float
    """The sum of the terms that are not listed."""
    pictures: Array
    """The pictures of the batch by their numbers in the data."""
    by_picture: Array
    """The sum of the terms of each picture, (batch,)."""
    by_cell: Array
    """The sum over the pictures of the terms of each output cell, (rows, columns)."""
    trained_gradient: float
    learning_rate: float
    weight_decay: float
    before: Mapping[str, float]
    """What the optimiser kept for the weight, by the names of its slots."""
    after: Mapping[str, float]
    old: float
    new: float
    lines: tuple[Line, ...]
    """The optimiser's arithmetic from `trained_gradient` to `new`, in float64; float32 rounds each of its results."""


class Lens:
    """The last step of a training, computed again in float64 for the weights that are asked for."""

    def __init__(self, network: Network, recipe: Recipe, layout: Layout, last: LastStep) -> None:
        self._network, self._recipe, self._layout, self._last = network, recipe, layout, last
        self._learned = last.before.learned.astype(np.float64)
        self._params = layout.params(self._learned, last.before.measured.astype(np.float64))
        self._replayed: tuple[str, Array, Array] | None = None

    def on(self, path: str, name: str, index: Any) -> OneStep:
        """The weight with flat `index` of parameter `name` of the layer at `path`. Raises SettingError if there is none."""
        slot, flat = self._slot(path, name, index)
        step = self._network.step(path)
        place = tuple(int(n) for n in np.unravel_index(flat, slot.shape))
        x, dy = self._replay(path)
        with np.errstate(over="ignore", invalid="ignore"):
            sums = _sums(step, name, place, x, dy, self._params[path], self._last.batch.indices)
        return OneStep(self._last.before.step + 1, path, name, place, **sums, **self._update(slot.first + flat))

    def _slot(self, path: str, name: str, index: Any) -> tuple[Slot, int]:
        slot = self._layout.slot(path, name)
        if slot is None:
            raise SettingError(
                f"Nothing called {quoted(name)} is learned at path {quoted(path)}.",
                "Choose a weight of a layer that learns, such as a kernel or a bias.",
            )
        size = math.prod(slot.shape)
        if not is_whole(index) or not 0 <= index < size:
            raise SettingError(f"There is no weight {quoted(index)} there.", f"Use a whole number, 0 to {size - 1:,}.")
        return slot, int(index)

    def _replay(self, path: str) -> tuple[Array, Array]:
        """The input of a layer and the gradient at its output, float64; those of the last layer asked for are kept."""
        found = self._replayed
        if found is None or found[0] != path:
            found = (path, *replayed(self._network, self._recipe, self._params, self._last, path))
            self._replayed = found
        return found[1], found[2]

    def _update(self, at: int) -> dict[str, Any]:
        """What the optimiser made of weight number `at` of all."""
        last, recipe = self._last, self._recipe
        slots = recipe.optimizer.slots
        before = {slot: float(vector[at]) for slot, vector in zip(slots, last.before.kept, strict=True)}
        after = {slot: float(vector[at]) for slot, vector in zip(slots, last.after.kept, strict=True)}
        old, gradient = float(last.before.learned[at]), float(last.gradient[at])
        lines = recipe.optimizer.lines(old, gradient, before, last.after.step, last.learning_rate, recipe.weight_decay)
        return {
            "trained_gradient": gradient,
            "learning_rate": last.learning_rate,
            "weight_decay": recipe.weight_decay,
            "before": before,
            "after": after,
            "old": old,
            "new": float(last.after.learned[at]),
            "lines": lines,
        }


def replayed(
    network: Network, recipe: Recipe, params: Mapping[str, Params], last: LastStep, path: str
) -> tuple[Array, Array]:
    """The input of the layer at `path` in the last step, and the gradient at its output, in the dtype of `params`."""
    loss = LOSSES[recipe.loss]
    end = passes.score_path(network, loss.from_scores)
    draws = passes.draws(network, recipe.seed, last.before.step)
    arriving: dict[str, Array] = {}

    def observe(at: str, gradient: Array) -> None:
        if at == path:
            arriving[at] = gradient

    with np.errstate(over="ignore", invalid="ignore"):
        done = passes.forward(network, params, last.batch.x.astype(np.float64, copy=False), draws, end)
        x, outputs = done.acts[network.step(path).sources[0]], done.acts[end]
        dy = loss.gradient(outputs.reshape(len(outputs), -1), last.batch.y).reshape(outputs.shape)
        passes.backward(network, params, done, dy, end, observe)
    return x, arriving[path]


def slopes(layer: Layer, name: str, place: tuple[int, ...], x: Array, params: Params) -> tuple[Array, int]:
    """How fast each output cell changes with one weight, (batch, ...), and the only output channel where it does.

    Every kind is linear in each of its parameters: so it is the difference that a 1 makes among zeros.
    """
    weights = {other: np.zeros(array.shape) for other, array in params.items()}
    # Without any weights a kernel's layer gives zeros; others may pass something on, as PReLU does above 0.
    none: Any = 0.0 if layer.has_kernel else layer.forward_training(x, weights, _no_draw)[0]
    weights[name][place] = 1.0
    channel = int(np.nonzero(layer.as_filters(weights[name]))[-1][0]) if name == "kernel" else place[-1]
    difference: Array = (layer.forward_training(x, weights, _no_draw)[0] - none)[..., channel]
    return difference, channel


def _no_draw(count: int) -> Any:
    """Layers with weights draw no random numbers."""
    return np.zeros(count, np.uint32)


def cells_read(layer: Layer, place: tuple[int, ...], shape: tuple[int, ...], params: Params) -> Array:
    """For each output cell the flat number of the input cell that a kernel's weight multiplies there, -1 for padding."""
    numbers = np.arange(1.0, math.prod(shape) + 1).reshape(1, *shape)
    found: Array = np.rint(slopes(layer, "kernel", place, numbers, params)[0]).astype(np.int64)[0] - 1
    return found


def _sums(
    step: Step, name: str, place: tuple[int, ...], x: Array, dy: Array, params: Params, pictures: Array
) -> dict[str, Any]:
    """The terms of a weight's gradient, and their sums."""
    factors, channel = slopes(step.layer, name, place, x, params)
    rows, cols, _ = as_map(step.output_shape)
    factors = factors.reshape(len(x), rows, cols)
    arriving = dy[..., channel].reshape(factors.shape)
    products = factors * arriving
    largest = np.argsort(-np.abs(products), axis=None, kind="stable")[:LISTED]
    read = cells_read(step.layer, place, x.shape[1:], params).reshape(rows, cols) if name == "kernel" else None
    terms = []
    for at in largest.tolist():
        picture, row, col = (int(n) for n in np.unravel_index(at, products.shape))
        source = -1 if read is None else int(read[row, col])
        there = tuple(int(n) for n in np.unravel_index(source, as_map(x.shape[1:]))) if source >= 0 else None
        number, slope = float(factors[picture, row, col]), float(arriving[picture, row, col])
        terms.append(Term(int(pictures[picture]), (row, col, channel), there, number, slope))  # type: ignore[arg-type]
    listed = set(largest.tolist())
    flat = products.reshape(-1).tolist()
    return {
        "gradient": math.fsum(flat),
        "terms": tuple(terms),
        "count": products.size,
        "zeros": int(np.count_nonzero(products == 0)),
        "rest": math.fsum(number for at, number in enumerate(flat) if at not in listed),
        "pictures": pictures,
        "by_picture": np.array([math.fsum(picture.reshape(-1).tolist()) for picture in products]),
        "by_cell": products.sum(axis=0),
    }
