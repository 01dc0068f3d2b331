"""Forward and backward through a network while it learns.

Unlike `explorer.run` and `backprop` these let go of every activation and gradient as soon as nothing needs it: at most all
activations and a few gradients are held. Their matrix products run on one thread of BLAS each, and every sum has an order
that does not depend on the number of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from explorer.kernels.memory import keep_freed_memory
from explorer.kernels.threads import single_blas_thread
from explorer.layers import Softmax
from explorer.layers.base import Array, Draw, Params
from explorer.layers.composite.composite import Composite
from explorer.learning.randomness import Purpose, halves
from explorer.network import Network, Step

ByPath = dict[str, dict[str, Array]]
"""Arrays by path and name."""
Draws = Callable[[str], Draw]
"""The random numbers of the layer at a path."""
Observer = Callable[[str, Array], None]
"""Told the path of a step and an array of it, which it must not keep or write to."""


def draws(network: Network, seed: int, step: int) -> Draws:
    """The random numbers of every layer in step number `step` of training."""
    place = {each.path: index for index, each in enumerate(network.steps)}
    return lambda path: partial(_draw, seed, step, place[path])


def _draw(seed: int, step: int, place: int, count: int) -> Any:
    return halves(seed, Purpose.DROPOUT, count, step, place)


@dataclass(eq=False)
class Pass:
    """What a forward pass of training leaves: activations by path ("" is the input), and what the layers kept."""

    acts: dict[str, Array]
    kept: dict[str, Any] = field(default_factory=dict)


def learned_names(step: Step) -> list[str]:
    """The names of the parameters that training learns, in the order of `param_shapes`."""
    return [name for name in step.param_shapes if name not in step.layer.statistics]


def score_path(network: Network, from_scores: bool) -> str:
    """The path whose numbers a loss takes: the last, or what enters a softmax there if it takes scores."""
    last = network.steps[-1]
    return last.sources[0] if from_scores and isinstance(last.layer, Softmax) else last.path


def forward(
    network: Network,
    params: Mapping[str, Params],
    x: Array,
    draws: Draws,
    end: str | None = None,
    observe: Observer | None = None,
) -> Pass:
    """The activations of `network` for the batch `x` while it is trained, as far as `end` (None: all)."""
    done = Pass({"": x})
    stop = len(network.steps) if end is None else network.index(end) + 1
    keep_freed_memory()
    with single_blas_thread():
        for step in network.steps[1:stop]:
            inputs = [done.acts[source] for source in step.sources]
            if isinstance(step.layer, Composite):
                output = step.layer.join(inputs)
            else:
                own = params.get(step.path, {})
                output, kept = step.layer.forward_training(inputs[0], own, draws(step.path))
                if kept is not None:
                    done.kept[step.path] = kept
            done.acts[step.path] = output
            if observe is not None:
                observe(step.path, output)
    return done


def backward(
    network: Network,
    params: Mapping[str, Params],
    done: Pass,
    dy: Array,
    end: str,
    observe: Observer | None = None,
) -> ByPath:
    """The gradients of all learned parameters, summed over the batch; `dy` is that at the output of `end`.

    It takes `done` apart: every activation goes when the last layer that reads it has been through.
    """
    wanted = _learning(network)
    arriving = {end: dy}
    found: ByPath = {}
    with single_blas_thread():
        for step in network.steps[network.index(end) : 0 : -1]:
            done.acts.pop(step.path, None)  # all that read it come later in the network
            gradient = arriving.pop(step.path, None)
            if gradient is None:
                continue
            if observe is not None:
                observe(step.path, gradient)
            for source, part in _parts(step, gradient, params, done, found, wanted):
                arriving[source] = arriving[source] + part if source in arriving else part
    return found


def _learning(network: Network) -> set[str]:
    """The steps whose numbers depend on a learned parameter: no gradient is needed at the others, such as the image."""
    found: set[str] = set()
    for step in network.steps[1:]:
        if learned_names(step) or found.intersection(step.sources):
            found.add(step.path)
    return found


def _parts(
    step: Step, dy: Array, params: Mapping[str, Params], done: Pass, found: ByPath, wanted: Container[str]
) -> Iterator[tuple[str, Array]]:
    """The gradient at each source of a step that is `wanted`, with its path; those of its parameters come into `found`."""
    if isinstance(step.layer, Composite):
        ends = [done.acts[source] for source in step.sources]
        for place, source in enumerate(step.sources):
            if source in wanted:
                yield source, step.layer.part(place, dy, ends)
        return
    (source,) = step.sources
    own = params.get(step.path, {})
    x, kept, names = done.acts[source], done.kept.pop(step.path, None), learned_names(step)
    if source not in wanted and kept is None:
        gradients = step.layer.parameter_gradients(dy, x, own)
    else:
        dx, gradients = step.layer.backward_training(dy, x, own, kept)
        if source in wanted:
            yield source, dx
    if names:
        found[step.path] = {name: gradients[name] for name in names}


def measured(network: Network, params: Mapping[str, Params], done: Pass) -> ByPath:
    """The new moving statistics after a forward pass, by path and name; call it before `backward`."""
    return {
        step.path: dict(step.layer.measured(params[step.path], done.kept[step.path]))
        for step in network.steps[1:]
        if step.path in done.kept and step.layer.statistics
    }


def predict(network: Network, params: Mapping[str, Params], x: Array, end: str) -> Array:
    """The output of the step at `end` for a batch `x`, as networks are used: only what is still read is held."""
    stop = network.index(end) + 1
    last = {source: index for index, step in enumerate(network.steps[:stop]) for source in step.sources}
    acts = {"": x}
    with single_blas_thread():
        for index, step in enumerate(network.steps[1:stop], start=1):
            inputs = [acts[source] for source in step.sources]
            if isinstance(step.layer, Composite):
                acts[step.path] = step.layer.join(inputs)
            else:
                acts[step.path] = step.layer.forward(inputs[0], params.get(step.path, {}))
            for source in step.sources:
                if last[source] == index:
                    acts.pop(source, None)
    return acts[end]
