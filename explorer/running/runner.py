"""Running a network: `run` computes every activation; Runner adds a cache, a budget, progress and cancelling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from explorer.errors import SettingError, WeightsError, quoted, typed
from explorer.kernels.memory import keep_freed_memory
from explorer.kernels.threads import single_blas_thread
from explorer.layers.base import Array, Params
from explorer.layers.composite.composite import Composite
from explorer.network import Network, Step, check_network
from explorer.running import inputs, parameters
from explorer.running.budget import UNLIMITED, Budget
from explorer.running.conversion import read_only
from explorer.running.flights import Flights
from explorer.running.memo import Memo, run_key, step_keys
from explorer.running.watch import Watch, between
from explorer.settings import is_whole
from explorer.weights import Weights

__all__ = ["Budget", "Progress", "Runner", "run", "run_key", "step_keys"]

Progress = Callable[[int, int, str], None]
"""Called before each layer: how many are done, how many there are, the name of the next one."""


def run(network: Network, params: Mapping[str, Params], x: Array) -> dict[str, Array]:
    """Every activation of `network` for `x` (batch, rows, columns, channels), by path; "" is the input.

    `params` are by path and name, such as `weights.params(network)`. dtype follows `x`: float32 and float64 stay, float16,
    booleans and whole numbers up to 2**24 become float32, larger whole numbers float64; lists and tensors are accepted too.
    Nothing is rounded or scaled: what no float64 holds exactly is refused, and so is uint8, which is how files hold
    pixels of 0 to 255 (divide by 255 first). NaN and infinity are numbers like others.

    Activations are read-only, and nothing that is written to `x` or `params` later changes them. Raises WeightsError if
    `x` or a parameter has the wrong shape, a wrong name, or no numbers; SettingError if `network` is no Network.

    >>> network = explorer.Network((explorer.ReLU(),), (1, 2, 1))
    >>> x = np.array([-1.0, 2.0]).reshape(1, 1, 2, 1)
    >>> explorer.run(network, {}, x)["0"].ravel()
    array([0., 2.])
    """
    x = read_only(inputs.images(check_network(network), x))
    params_by_path = parameters.by_path(network, params)
    keep_freed_memory()
    acts = {"": x}
    with single_blas_thread():
        for step in network.steps[1:]:
            between(step.name)
            acts[step.path] = _forward(network, step, acts, params_by_path)
    return acts


def _forward(network: Network, step: Step, acts: Mapping[str, Array], params: Mapping[str, Any]) -> Array:
    """The activation of one step, computed from those of its sources; read-only."""
    if isinstance(step.layer, Composite):
        output = step.layer.join([acts[source] for source in step.sources])
    else:
        output = step.layer.forward(acts[step.sources[0]], parameters.of_step(network, step, params))
    output.setflags(write=False)
    return output


@dataclass
class Runner:
    """Runs networks on single images and caches every activation, so that an edit of a layer recomputes only what follows.

    One Runner serves all visitors; what several ask for at the same time is computed once. Entries are keyed by the layers
    up to the step, the provenance of their weights and
    the digest of the image. The cache holds at most `memo_bytes`; the least recently used entries are dropped first.

    >>> preset, runner = explorer.presets.load("lenet5"), explorer.Runner()
    >>> image = explorer.images.picture_for("photographer", preset.network.input_shape).pixels
    >>> acts = runner.run(preset.network, preset.weights, image)
    >>> runner.knows(preset.network, preset.weights, image)
    13
    """

    memo_bytes: int = 512 << 20
    _memo: Memo = field(init=False, repr=False)
    _flights: Flights = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not is_whole(self.memo_bytes):
            raise SettingError(f"The memo is to hold {quoted(self.memo_bytes)} bytes.", "Use a whole number of bytes.")
        self._memo = Memo(self.memo_bytes)
        self._flights = Flights()

    def run(
        self,
        network: Network,
        weights: Weights,
        image: Array,
        budget: Budget = UNLIMITED,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> dict[str, Array]:
        """Every activation for one `image` (rows, columns, channels), by path, each with a batch axis of 1.

        `image` is converted, or refused, as in `explorer.run`, and can be written to afterwards. `progress` is called and
        `cancelled` asked before each layer. Raises BudgetError before anything is allocated or when the time is over,
        CancelledError if `cancelled` returns True, WeightsError for the image,
        SettingError if another argument is not what it must be.
        """
        _check(network, weights, budget)
        batch = inputs.image(network, image)
        budget.check(network, batch.dtype.itemsize)
        watch = _Watch(network, budget, progress, cancelled)
        params = weights.params(network)
        keep_freed_memory()
        acts = {"": read_only(batch)}
        keys = step_keys(network, weights, acts[""][0])
        for done, (step, key) in enumerate(zip(network.steps[1:], keys, strict=True)):
            output = self._memo.get(key)
            if output is None:
                compute = partial(self._compute, watch, done, step, key, acts, params)
                output = self._flights.once(key, partial(self._memo.get, key), compute, partial(watch.check, step))
            acts[step.path] = output
        return acts

    def _compute(
        self, watch: _Watch, done: int, step: Step, key: str, acts: Mapping[str, Array], params: Mapping[str, Any]
    ) -> Array:
        """The activation of a step, which is put into the cache."""
        watch.check(step)
        watch.report(done, step)
        with single_blas_thread():
            output = _forward(watch.network, step, acts, params)
        self._memo.put(key, output)
        return output

    def forget(self) -> None:
        """Empty the cache."""
        self._memo.clear()

    def missing(self, network: Network, weights: Weights, image: Array) -> tuple[Step, ...]:
        """The steps of this run that are not cached: those that `run` will compute, in network order."""
        _check(network, weights)
        keys = step_keys(network, weights, image)
        return tuple(step for step, key in zip(network.steps[1:], keys, strict=True) if key not in self._memo)

    def knows(self, network: Network, weights: Weights, image: Array) -> int:
        """Number of steps of this run that are cached."""
        _check(network, weights)
        return len(network.steps) - 1 - len(self.missing(network, weights, image))


class _Watch:
    """What may stop a run between two layers, and who is told how far it is."""

    def __init__(
        self, network: Network, budget: Budget, progress: Progress | None, cancelled: Callable[[], bool] | None
    ) -> None:
        """The time of the budget begins now."""
        self.network, self._progress = network, progress
        self._own = Watch(budget.seconds, cancelled)

    def check(self, step: Step) -> None:
        """Stop the run before `step` by an error if it was cancelled or its time is over."""
        between(step.name)
        self._own.check(step.name)

    def report(self, done: int, step: Step) -> None:
        """Say that `step` is next, and how many are done."""
        if self._progress is not None:
            self._progress(done, len(self.network.steps) - 1, step.name)


def _check(network: Any, weights: Any, budget: Any = UNLIMITED) -> None:
    check_network(network)
    if not isinstance(weights, Weights):
        raise WeightsError(
            f"{typed(weights)} was given for the weights.",
            "Use Weights, such as presets.load('lenet5').weights; for arrays by path there is explorer.run.",
        )
    if not isinstance(budget, Budget):
        raise SettingError(f"{typed(budget)} was given for the budget.", "Use Budget(), which is unlimited.")
