"""fit: a network learns from examples, one step of its optimiser at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.errors import SettingError, TrainingError, WeightsError, typed
from explorer.layers.base import Array, Params
from explorer.learning import passes
from explorer.learning.batches import Batch, Batches, batches_of
from explorer.learning.checkpoint import Checkpoint
from explorer.learning.data.examples import Examples
from explorer.learning.layout import Layout
from explorer.learning.lens import Lens, OneStep
from explorer.learning.measuring import Measured, measure
from explorer.learning.passes import ByPath
from explorer.learning.recipe.losses import LOSSES
from explorer.learning.recipe.optimizers import updated
from explorer.learning.recipe.recipe import Recipe
from explorer.learning.state import LastStep, State, frozen
from explorer.network import Network, check_network
from explorer.running import parameters
from explorer.weights import Seeded, Weights


@dataclass(frozen=True, eq=False)
class TrainedStep:
    """What one step of training did: `step` and `epoch` count from 1, `batch` from 1 within its epoch.

    `loss` is that of the batch before the step, the mean over its examples; `accuracy` the part of them whose right class
    got the largest number, NaN for float targets; `indices` are the examples by their numbers in the data.
    """

    step: int
    epoch: int
    batch: int
    loss: float
    accuracy: float
    learning_rate: float
    indices: Array


class Fitting(Iterator[TrainedStep]):
    """A network that learns: every `next` is one step of the optimiser. Made by `explorer.fit`.

    The arrays that it gives out are read-only, and never written again while it goes on. One thread may take steps while
    others read.
    """

    def __init__(self, network: Network, data: Any, recipe: Recipe, batches: Batches, state: State) -> None:
        """Use `explorer.fit`."""
        self.network, self.data, self.recipe = network, data, recipe
        self._batches, self._state = batches, state
        self.layout = Layout(network)
        self.last: LastStep | None = None
        self._lens: tuple[LastStep, Lens] | None = None
        self._loss = LOSSES[recipe.loss]
        self._end = passes.score_path(network, self._loss.from_scores)

    def __iter__(self) -> Fitting:
        return self

    @property
    def state(self) -> State:
        """All that training has changed so far."""
        return self._state

    @property
    def dtype(self) -> np.dtype[Any]:
        """In which it computes: float32 or float64."""
        return self._state.learned.dtype

    @property
    def step(self) -> int:
        """How many steps are done."""
        return self._state.step

    @property
    def steps(self) -> int:
        """How many steps there are in all; 0 where nobody knows, because batches come one after the other."""
        return self._batches.steps

    @property
    def steps_per_epoch(self) -> int:
        """How many steps an epoch has; 0 where nobody knows."""
        return self._batches.steps_per_epoch

    @property
    def epoch(self) -> float:
        """How many epochs are done: 1.5 in the middle of the second."""
        return self.step / self.steps_per_epoch if self.steps_per_epoch else 0.0

    @property
    def data_digest(self) -> str:
        """SHA-256 of the examples it learns from; "" for batches that come one after the other."""
        return self._batches.digest

    @property
    def params(self) -> ByPath:
        """The parameters by path and name, moving statistics included: `explorer.run` takes them. Read-only."""
        return self.layout.params(self._state.learned, self._state.measured)

    @property
    def gradients(self) -> ByPath:
        """The gradients of the last step's loss, by path and name, without weight decay; empty before the first step."""
        return {} if self.last is None else self.layout.params(self.last.gradient)

    def checkpoint(self) -> Checkpoint:
        """All there is to go on from here, bit by bit: `fit(..., resume=checkpoint)`."""
        return Checkpoint(self.recipe, self.network.digest, self.data_digest, self._state)

    def measure(self, examples: Examples, limit: int | None = None) -> Measured:
        """What the network makes of `examples` now, as `learning.measure` does, by the recipe's loss."""
        return measure(self.network, self.params, examples, self.recipe.loss, limit)

    def lens(self, path: str, name: str, index: int) -> OneStep:
        """How the weight with flat `index` of parameter `name` of the layer at `path` changed in the last step, in numbers.

        The pass of that step is computed again in float64. Raises SettingError for a weight that is not learned, and before
        the first step.
        """
        last = self.last
        if last is None:
            raise SettingError("No step has been taken that could be looked at.", "Take one step first.")
        if self._lens is None or self._lens[0] is not last:
            self._lens = (last, Lens(self.network, self.recipe, self.layout, last))
        return self._lens[1].on(path, name, index)

    def learning_rate(self, step: int) -> float:
        """The learning rate of step number `step`, counted from 0."""
        recipe = self.recipe
        return recipe.schedule.rate(recipe.learning_rate, step, self.steps, self.steps_per_epoch)

    def __next__(self) -> TrainedStep:
        """Take one step. Raises TrainingError, and changes nothing, where a number is no longer finite."""
        before = self._state
        batch = self._batches.batch(before.step)
        if batch is None:
            raise StopIteration
        params = self.layout.params(before.learned, before.measured)
        draws = passes.draws(self.network, self.recipe.seed, before.step)
        rate = self.learning_rate(before.step)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            done = passes.forward(self.network, params, batch.x, draws, self._end)
            outputs = done.acts[self._end]
            scores = outputs.reshape(len(outputs), -1)
            loss = self._loss.value(scores, batch.y)
            result = self._result(before.step, batch, loss, scores, rate)
            measured = self._measured(before, params, done)
            dy = self._loss.gradient(scores, batch.y).reshape(outputs.shape)
            del outputs, scores
            gradients = passes.backward(self.network, params, done, dy, self._end)
            self._learn(before, batch, self.layout.gathered(gradients, self.dtype), measured, result)
        return result

    def _learn(self, before: State, batch: Batch, gradient: Array, measured: Array, result: TrainedStep) -> None:
        """Let the optimiser take its step, and remember from where."""
        recipe, rate = self.recipe, result.learning_rate
        learned, kept = updated(
            recipe.optimizer, before.learned, gradient, before.kept, result.step, rate, recipe.weight_decay
        )
        if not (np.isfinite(result.loss) and np.isfinite(learned).all() and np.isfinite(measured).all()):
            raise TrainingError(
                f"Step {result.step:,} leads to numbers beyond all bounds; its loss is {result.loss:g}.",
                f"Begin again with a smaller learning rate than {rate:g}, such as {rate / 10:g}.",
            )
        gradient.flags.writeable = False
        self._state = frozen(result.step, learned, measured, kept)
        self.last = LastStep(before, self._state, batch, gradient, rate)

    def _measured(self, before: State, params: Mapping[str, Params], done: passes.Pass) -> Array:
        """The new moving statistics as a vector; the old one where no layer measures any."""
        if not self.layout.measured:
            return before.measured
        new = passes.measured(self.network, params, done)
        vector = before.measured.copy()
        for slot in self.layout.measured:
            vector[slot.part] = new[slot.path][slot.name]
        return vector

    def _result(self, step: int, batch: Batch, loss: float, scores: Array, rate: float) -> TrainedStep:
        epoch, place = divmod(step, self.steps_per_epoch) if self.steps_per_epoch else (0, step)
        right = float(np.mean(scores.argmax(axis=1) == batch.y)) if batch.y.ndim == 1 else float("nan")
        return TrainedStep(step + 1, epoch + 1, place + 1, loss, right, rate, batch.indices)


def fit(
    network: Network,
    data: Any,
    recipe: Recipe | None = None,
    weights: Weights | Mapping[str, Params] | None = None,
    *,
    dtype: Any = np.float32,
    resume: Checkpoint | None = None,
) -> Fitting:
    """An iterator whose every `next` lets `network` learn one step from `data`.

    `data` are a DataSet (its training examples), Examples, arrays (x, y), or batches (x, y) one after the other, which are
    gone through once. `weights` are where it begins: Weights, or parameters by path and name; by default random ones from
    the recipe's seed. Everything is computed in `dtype`, float32 or float64. The result depends on these arguments alone,
    not on the number of threads.

    `resume` goes on from a checkpoint, in its dtype and, if `recipe` is None, by its recipe; another recipe may have more
    epochs, say, but the same optimiser. Batches that come one after the other must then be those that follow. Raises
    WeightsError where network or data are not the checkpoint's, SettingError for wrong arguments.

    A softmax at the end and the cross-entropy are differentiated together; without a softmax the cross-entropy takes the
    network's outputs as scores.

    >>> network = explorer.Network((explorer.Flatten(), explorer.Dense(units=2)), (1, 2, 1))
    >>> x, y = np.eye(2).reshape(2, 1, 2, 1), np.array([0, 1])
    >>> steps = explorer.fit(network, (x, y), explorer.Recipe(epochs=50, learning_rate=0.1))
    >>> [f"{step.loss:.3f}" for step in steps][-1]
    '0.012'
    """
    check_network(network)
    recipe = (Recipe() if resume is None else resume.recipe) if recipe is None else recipe
    if not isinstance(recipe, Recipe):
        raise SettingError(f"{typed(recipe)} was given for the recipe.", "Use Recipe().")
    kind = np.dtype(dtype) if resume is None else resume.state.learned.dtype
    if kind not in (np.float32, np.float64):
        raise SettingError(f"Training in {kind} is not possible.", "Use np.float32 or np.float64.")
    batches = batches_of(data, recipe, network, kind)
    state = _beginning(network, recipe, weights, kind) if resume is None else _resumed(network, recipe, batches, resume)
    return Fitting(network, data, recipe, batches, state)


def _resumed(network: Network, recipe: Recipe, batches: Batches, resume: Checkpoint) -> State:
    """The state of a checkpoint. Raises WeightsError or SettingError where it belongs to something else."""
    resume.check(network)
    if resume.data_digest != batches.digest:
        raise WeightsError(
            "The checkpoint belongs to other data: an example was added, removed or changed.",
            "Give the same data, or begin again with the checkpoint's parameters as weights.",
        )
    if recipe.optimizer != resume.recipe.optimizer:
        raise SettingError(
            f"The checkpoint is of a training with {resume.recipe.optimizer}, not with {recipe.optimizer}.",
            "Use the same optimiser, or begin again with the checkpoint's parameters as weights.",
        )
    return resume.state


def _beginning(network: Network, recipe: Recipe, weights: Any, dtype: np.dtype[Any]) -> State:
    """The state before the first step. Raises WeightsError where parameters do not fit."""
    weights = Weights(Seeded("he_uniform", recipe.seed)) if weights is None else weights
    given = weights.params(network) if isinstance(weights, Weights) else parameters.by_path(network, weights)
    own = {step.path: parameters.of_step(network, step, given) for step in network.steps[1:] if step.param_shapes}
    layout = Layout(network)
    learned, measured = layout.vectors(own, dtype)
    if not layout.learned:
        raise SettingError(
            "The network has nothing to learn: no layer has weights.", "Add a convolution or a Dense layer."
        )
    kept = tuple(np.zeros_like(learned) for _ in recipe.optimizer.slots)
    return frozen(0, learned, measured, kept)
