"""Health: how the numbers of each layer are spread while it learns, and where they are in trouble, with what mends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from explorer.layers.activation.activation import Activation
from explorer.layers.base import Array
from explorer.layers.composite.composite import Composite
from explorer.learning import passes
from explorer.learning.fitting import Fitting
from explorer.learning.histograms import Histogram, histogram
from explorer.learning.recipe.losses import LOSSES
from explorer.learning.state import LastStep
from explorer.network import Network, Step

EXAMINED = 32
"""Pictures of the last batch that are looked at."""
FLAT = 1e-3
"""A unit whose curve is no steeper than this anywhere passes on next to nothing of its gradient."""
NAMED = 64
"""Dead units that are listed by their numbers."""
VANISHED = 1e-4
EXPLODED = 1e4
"""A layer's gradient, compared with its weights, over the middle one of all layers."""
FAR = 0.2
"""The part of a layer's weights that one step changes, beyond which it steps too far."""
MANY_DEAD = 0.25
"""The part of a layer's units that may be dead before it is worth a remark."""


@dataclass(frozen=True, eq=False)
class LayerHealth:
    """The numbers of one layer after a step. Histograms are None where it has no such numbers.

    `dead` are units (maps, or numbers of a vector) of an activation whose curve is flat at every place of every picture that
    was looked at: nothing is learned through them. `update` is how far the step changed the weights, as a part of them.
    """

    step: int
    path: str
    weights: Histogram | None
    """Of its kernel, or of the first parameter that it learns."""
    gradients: Histogram | None
    """Of the same parameter."""
    activations: Histogram
    arriving: Histogram | None
    """The gradients at its outputs; None in layers that no gradient has to reach."""
    units: int
    dead: int
    dead_units: tuple[int, ...]
    """The first NAMED of them."""
    pictures: int
    update: float

    @property
    def steepness(self) -> float | None:
        """The size of the gradient over that of the weights; None without weights."""
        if self.weights is None or self.gradients is None:
            return None
        return self.gradients.size / self.weights.size if self.weights.size else 0.0


@dataclass(frozen=True)
class Remark:
    """What is wrong at a layer, in one sentence, and what mends it. `kind` is dead, vanishing, exploding or far."""

    path: str
    kind: str
    problem: str
    remedy: str


def examine(fitting: Fitting, most: int = EXAMINED) -> tuple[LayerHealth, ...]:
    """Every layer after the last step, in the order of the network; empty before the first one.

    The first `most` pictures of the last batch go through the network once more, as it was before that step.

    >>> network = explorer.Network((explorer.Flatten(), explorer.Dense(units=2)), (1, 2, 1))
    >>> fitting = explorer.fit(network, (np.eye(2).reshape(2, 1, 2, 1), np.array([0, 1])))
    >>> _ = next(fitting)
    >>> [(each.path, each.activations.count) for each in explorer.learning.examine(fitting)]
    [('0', 4), ('1', 4)]
    """
    last = fitting.last
    if last is None:
        return ()
    look = _look(fitting, last, most)
    weights, gradients = fitting.layout.params(last.before.learned), fitting.layout.params(last.gradient)
    after = fitting.layout.params(last.after.learned)
    found = []
    for step in fitting.network.steps[1:]:
        if step.path not in look.activations:
            continue
        name = next(iter(weights.get(step.path, {})), None)
        own = gradient = None
        update = 0.0
        if name is not None:
            own, gradient = (histogram(each[step.path][name]) for each in (weights, gradients))
            change = histogram(after[step.path][name] - weights[step.path][name])
            update = change.size / own.size if own.size else 0.0
        dead = look.dead.get(step.path, ())
        found.append(
            LayerHealth(
                step=last.after.step,
                path=step.path,
                weights=own,
                gradients=gradient,
                activations=look.activations[step.path],
                arriving=look.arriving.get(step.path),
                units=step.output_shape[-1],
                dead=len(dead),
                dead_units=tuple(dead[:NAMED]),
                pictures=look.pictures,
                update=update,
            )
        )
    return tuple(found)


@dataclass(frozen=True, eq=False)
class _Look:
    """What one pass showed, by path."""

    activations: Mapping[str, Histogram]
    arriving: Mapping[str, Histogram]
    dead: Mapping[str, tuple[int, ...]]
    pictures: int


def _look(fitting: Fitting, last: LastStep, most: int) -> _Look:
    network, recipe = fitting.network, fitting.recipe
    params: Any = fitting.layout.params(last.before.learned, last.before.measured)
    loss = LOSSES[recipe.loss]
    end = passes.score_path(network, loss.from_scores)
    x, y = last.batch.x[:most], last.batch.y[:most]
    activations: dict[str, Histogram] = {}
    arriving: dict[str, Histogram] = {}

    def forward(path: str, array: Array) -> None:
        activations[path] = histogram(array)

    def backward(path: str, array: Array) -> None:
        arriving[path] = histogram(array)

    draws = passes.draws(network, recipe.seed, last.before.step)
    with np.errstate(over="ignore", invalid="ignore"):
        done = passes.forward(network, params, x, draws, end, forward)
        dead = {
            step.path: _dead(step, done, params)
            for step in network.steps[1:]
            if isinstance(step.layer, Activation) and step.path in done.acts
        }
        outputs = done.acts[end]
        dy = loss.gradient(outputs.reshape(len(outputs), -1), y).reshape(outputs.shape)
        passes.backward(network, params, done, dy, end, backward)
    return _Look(activations, arriving, dead, len(x))


def _dead(step: Step, done: passes.Pass, params: Any) -> tuple[int, ...]:
    """The units of an activation through which no gradient passes, whatever arrives."""
    x = done.acts[step.sources[0]]
    ones = np.ones_like(x)
    slopes, _ = step.layer.backward_training(ones, x, params.get(step.path, {}), done.kept.get(step.path))
    steepest = np.abs(slopes).reshape(-1, x.shape[-1]).max(axis=0)
    return tuple(np.flatnonzero(steepest < FLAT).tolist())


def remarks(network: Network, records: tuple[LayerHealth, ...], learning_rate: float) -> tuple[Remark, ...]:
    """What is wrong in the records that `examine` made, in the order of the network; empty where all is well.

    `learning_rate` is that of the last step.

    >>> network = explorer.Network((explorer.Flatten(), explorer.Dense(units=2)), (1, 2, 1))
    >>> data = (np.eye(2).reshape(2, 1, 2, 1), np.array([0, 1]))
    >>> fitting = explorer.fit(network, data, explorer.Recipe(learning_rate=10.0))
    >>> _ = next(fitting)
    >>> [each.kind for each in explorer.learning.remarks(network, explorer.learning.examine(fitting), 10.0)]
    ['far']
    """
    steep = [each.steepness for each in records if each.steepness is not None]
    middle = median(steep) if steep else 0.0
    found: list[Remark] = []
    for each in records:
        step = network.step(each.path)
        found += _on_dead(step, each, learning_rate)
        if each.steepness is not None:
            found += _on_gradient(network, step, each, middle, learning_rate)
    return tuple(found)


def _on_dead(step: Step, each: LayerHealth, rate: float) -> list[Remark]:
    if each.dead < max(MANY_DEAD * each.units, 1):
        return []
    things = "maps" if len(step.output_shape) == 3 else "numbers"
    problem = (
        f"{each.dead:,} of the {each.units:,} {things} of {step.name} are flat in all {each.pictures:,} pictures: nothing is "
        "learned through them."
    )
    return [Remark(each.path, "dead", problem, f"Use a learning rate below {rate:g}, or a leaky ReLU there.")]


def _on_gradient(network: Network, step: Step, each: LayerHealth, middle: float, rate: float) -> list[Remark]:
    steepness = each.steepness or 0.0
    found = []
    if middle and steepness < VANISHED * middle:
        problem = (
            f"The gradient has vanished at {step.name}: compared with its weights it is {_times(middle, steepness)} smaller "
            "than at the middle layer."
        )
        found.append(Remark(each.path, "vanishing", problem, _against_vanishing(network, step)))
    if middle and steepness > EXPLODED * middle:
        problem = (
            f"The gradient explodes at {step.name}: compared with its weights it is {_times(steepness, middle)} larger than "
            "at the middle layer."
        )
        remedy = f"Put a batch normalisation behind it, or use a learning rate below {rate:g}."
        found.append(Remark(each.path, "exploding", problem, remedy))
    if each.update > FAR:
        problem = f"One step changes the weights of {step.name} by {each.update:.0%} of their size."
        found.append(
            Remark(each.path, "far", problem, f"Use a learning rate of {rate * FAR / each.update / 2:.1g} or less.")
        )
    return found


def _times(large: float, small: float) -> str:
    return f"{large / small:,.0f} times" if small else "infinitely"


def _against_vanishing(network: Network, step: Step) -> str:
    """What lets more of the gradient through: the first curve behind a layer that flattens out, or a way around."""
    index = network.index(step.path)
    for later in network.steps[index + 1 :]:
        if isinstance(later.layer, Activation) and _flattens(later):
            return f"Use ReLU instead of {later.name}, whose curve is flat on both sides."
        if isinstance(later.layer, Composite):
            break
    return "Put batch normalisations between the layers, or residual blocks around them."


def _flattens(step: Step) -> bool:
    """Whether an activation is flat far from 0 on both sides, as a sigmoid is."""
    far = np.array([[-50.0, 50.0]])
    params = {name: np.ones(2) for name in step.param_shapes}
    slopes, _ = step.layer.backward(np.ones_like(far), far, params)
    return bool(np.abs(slopes).max() < FLAT)


class History:
    """The records of many steps in bounded memory: when it is full, every second one goes, and fewer are asked for.

    >>> history = explorer.learning.History(most=4)
    >>> for step in range(1, 20):
    ...     if history.wants(step):
    ...         history.add(step, ())
    >>> history.steps
    (4, 8, 12, 16)
    """

    def __init__(self, most: int = 64) -> None:
        """Empty; it holds at most `most` moments, an even number."""
        self.most, self._every = most, 1
        self._moments: list[tuple[int, tuple[LayerHealth, ...]]] = []

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps of the moments that are kept."""
        return tuple(step for step, _ in self._moments)

    def wants(self, step: int) -> bool:
        """Whether the records after `step`, counted from 1, are to be added."""
        return step % self._every == 0 and (not self._moments or step > self._moments[-1][0])

    def add(self, step: int, records: tuple[LayerHealth, ...]) -> None:
        """Keep the records of a step."""
        self._moments.append((step, records))
        while len(self._moments) > self.most:
            self._every *= 2
            self._moments = [moment for moment in self._moments if moment[0] % self._every == 0]

    def of(self, path: str) -> tuple[LayerHealth, ...]:
        """The records of one layer, the oldest first."""
        return tuple(each for _, records in self._moments for each in records if each.path == path)

    @property
    def latest(self) -> tuple[LayerHealth, ...]:
        """The newest records."""
        return self._moments[-1][1] if self._moments else ()
