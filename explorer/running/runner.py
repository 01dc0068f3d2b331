"""Runs a network and keeps every activation: memo, budget, progress, cancel."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from explorer.errors import BudgetError, CancelledError, WeightsError
from explorer.images import digest as image_digest
from explorer.kernels.threads import one_in_blas
from explorer.layers.base import Array, Params
from explorer.layers.composite.composite import Composite
from explorer.network import Network, Step, canonical, layer_spec
from explorer.weights import LargeParams, Weights

Progress = Callable[[int, int, str], None]
"""Called before each layer: how many are done, how many there are, the name of the next one."""


@dataclass(frozen=True)
class Budget:
    """What a run may use: bytes of activations, bytes of one layer's weights, multiply-accumulates, seconds.

    None is unlimited.
    """

    bytes: int | None = None
    layer_bytes: int | None = None
    macs: int | None = None
    seconds: float | None = None

    def check(self, network: Network, itemsize: int = 4) -> None:
        """Raises BudgetError, in whole numbers and before anything is allocated, if `network` would need more."""
        need = network.activation_count * itemsize
        if self.bytes is not None and need > self.bytes:
            raise BudgetError(
                f"The maps of this network would take {need / 1e6:,.0f} MB; the limit is {self.bytes / 1e6:,.0f} MB.",
                "Use a smaller image, fewer filters, or pooling earlier.",
            )
        heaviest = max(network.steps, key=lambda step: step.param_count)
        if self.layer_bytes is not None and heaviest.param_count * 4 > self.layer_bytes:
            raise BudgetError(
                f"The weights of {heaviest.name} alone would take {heaviest.param_count * 4 / 1e6:,.0f} MB; the limit is "
                f"{self.layer_bytes / 1e6:,.0f} MB.",
                "Use fewer units or filters, or pooling before it.",
            )
        if self.macs is not None and network.macs > self.macs:
            raise BudgetError(
                f"One run would take {network.macs / 1e9:,.1f} billion multiply-adds; the limit is "
                f"{self.macs / 1e9:,.0f} billion.",
                "Use a smaller image, fewer filters, or a stride of 2 early.",
            )


def run(network: Network, params: Mapping[str, Params], x: Array) -> dict[str, Array]:
    """Every activation of `network` for `x` (batch, rows, columns, channels), by path; "" is the input.

    dtype follows `x`. Activations are read-only. Raises WeightsError if `x` or a parameter has the wrong shape.
    """
    x = _checked_input(network, x)
    acts = {"": _frozen(x.view())}
    with one_in_blas():
        for step in network.steps[1:]:
            acts[step.path] = _forward(step, acts, params)
    return acts


def _checked_input(network: Network, x: Array) -> Array:
    x = np.asarray(x)
    if x.dtype not in (np.float32, np.float64):
        x = x.astype(np.float32)
    if x.ndim != 4 or x.shape[1:] != network.input_shape:
        raise WeightsError(
            f"The images have shape {x.shape}; the network takes (batch, {', '.join(map(str, network.input_shape))}).",
            "Fit the image to the network's input first: explorer.images.fit.",
        )
    return x


def _forward(step: Step, acts: Mapping[str, Array], params: Mapping[str, Params]) -> Array:
    """The numbers of one step, from those of its sources."""
    if isinstance(step.layer, Composite):
        return _frozen(step.layer.join([acts[source] for source in step.sources]))
    own: Params = {}
    if step.param_shapes:
        if step.path not in params:
            raise WeightsError(f"There are no parameters for {step.name}.", f"Give them under path {step.path!r}.")
        own = params[step.path]
        shapes = own.shapes if isinstance(own, LargeParams) else {name: array.shape for name, array in own.items()}
        for name, shape in step.param_shapes.items():
            has = shapes.get(name, "missing")
            if has != shape:
                raise WeightsError(
                    f"The {name} of {step.name} is {has}; it must be {shape}.", "Use weights made for it."
                )
    return _frozen(step.layer.forward(acts[step.sources[0]], own))


def _frozen(array: Array) -> Array:
    array.flags.writeable = False
    return array


def keys(network: Network, weights: Weights, image: Array) -> list[str]:
    """One key per step but the input: everything that its output depends on.

    Chained from the keys of its sources, so that an edit changes the keys of what follows it, and no others.
    """
    provenance = weights.provenance(network)
    found = {"": image_digest(image)}
    for step in network.steps[1:]:
        # What a composite holds is in the keys of its sources; of itself only the way of joining counts.
        layer = [step.layer.kind, {}] if isinstance(step.layer, Composite) else layer_spec(step.layer)
        own = canonical([[found[source] for source in step.sources], layer, provenance.get(step.path, "")])
        found[step.path] = hashlib.sha256(own.encode()).hexdigest()
    return [found[step.path] for step in network.steps[1:]]


def key(network: Network, weights: Weights, image: Array) -> str:
    """One key for a whole run."""
    return [image_digest(image), *keys(network, weights, image)][-1]


@dataclass
class Runner:
    """Runs networks on single images and remembers, so that an edit of layer k recomputes k onward.

    One serves all visitors: entries are keyed by the prefix of the stack, the provenance of its weights and the digest
    of the image, and bounded in bytes; the least recently used go first.
    """

    memo_bytes: int = 512 << 20
    _memo: OrderedDict[str, Array] = field(default_factory=OrderedDict)
    _used: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(
        self,
        network: Network,
        weights: Weights,
        image: Array,
        budget: Budget = Budget(),
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> dict[str, Array]:
        """Every activation for one `image` (rows, columns, channels), by path, each with a batch axis of 1.

        Raises BudgetError before anything is allocated or when the time is over, CancelledError between two layers.
        """
        budget.check(network, 8 if image.dtype == np.float64 else 4)
        deadline = None if budget.seconds is None else time.monotonic() + budget.seconds
        params = weights.params(network)
        acts = {"": _frozen(_checked_input(network, image[None]).view())}
        for done, (step, entry) in enumerate(zip(network.steps[1:], keys(network, weights, image), strict=True)):
            known = self._recall(entry)
            if known is None:
                self._pause(done, network, step, deadline, progress, cancelled)
                with one_in_blas():
                    known = _forward(step, acts, params)
                self._remember(entry, known)
            acts[step.path] = known
        return acts

    def missing(self, network: Network, weights: Weights, image: Array) -> tuple[Step, ...]:
        """The steps of this run that are not remembered: those that it will compute, wherever in branches they are."""
        entries = zip(network.steps[1:], keys(network, weights, image), strict=True)
        return tuple(step for step, entry in entries if entry not in self._memo)

    def knows(self, network: Network, weights: Weights, image: Array) -> int:
        """How many steps of this run are remembered."""
        return len(network.steps) - 1 - len(self.missing(network, weights, image))

    @staticmethod
    def _pause(
        done: int,
        network: Network,
        step: Step,
        deadline: float | None,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        if cancelled is not None and cancelled():
            raise CancelledError(f"Stopped before {step.name}.", "Run it again, or make the network smaller.")
        if deadline is not None and time.monotonic() > deadline:
            raise BudgetError(f"The time was over before {step.name}.", "Use a smaller image or fewer filters.")
        if progress is not None:
            progress(done, len(network.steps) - 1, step.name)

    def _recall(self, entry: str) -> Array | None:
        with self._lock:
            found = self._memo.get(entry)
            if found is not None:
                self._memo.move_to_end(entry)
            return found

    def _remember(self, entry: str, array: Array) -> None:
        owned = array if array.base is None else array.copy()
        with self._lock:
            if entry in self._memo:
                return
            self._memo[entry] = _frozen(owned)
            self._used += owned.nbytes
            while self._used > self.memo_bytes and self._memo:
                _, dropped = self._memo.popitem(last=False)
                self._used -= dropped.nbytes
