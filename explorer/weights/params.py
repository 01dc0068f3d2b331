"""Parameters by path that are made only when they are asked for; large arrays are not kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Protocol

from explorer.kernels.constants import make_constant
from explorer.layers.base import Array, Multiplies, Params, Shape
from explorer.network import Network, Step, check_network
from explorer.weights.streams import Streams, stream_at


class ParamSource(Protocol):
    """Where parameters come from; `Weights` is one. `stream` is the number by which a layer keeps its parameters."""

    @property
    def streams(self) -> Streams:
        """The streams of the layers with a kernel, in their order; those that are not listed are counted."""

    @property
    def plain_streams(self) -> Streams:
        """The same for the layers that have parameters but no kernel, which are counted on their own."""

    def draw(self, step: Step, stream: int) -> Params:
        """The parameters of a step."""

    def draw_one(self, step: Step, stream: int, name: str) -> Array:
        """One parameter of a step alone."""

    def draw_filter(self, step: Step, stream: int, channel: int) -> Array | None:
        """One filter, or None if the whole kernel has to be drawn for it."""

    def times(self, step: Step, stream: int, x: Array) -> Array | None:
        """`x` times the kernel, or None if the whole kernel has to be drawn for it."""


def weighted_steps(network: Network, streams: Streams = (), plain_streams: Streams = ()) -> list[tuple[int, Step]]:
    """The steps with parameters, each with its stream.

    Without `streams`, the stream of a step with a kernel is the number of kernels before it. The others are counted on their
    own, by `plain_streams` if there are any, so that a new normalization does not change the kernels after it.
    """
    steps: list[tuple[int, Step]] = []
    kernels = plain = 0
    for step in check_network(network).steps:
        if "kernel" in step.param_shapes:
            steps.append((stream_at(streams, kernels), step))
            kernels += 1
        elif step.layer.has_plain_params:
            # One whose settings leave it nothing to learn is counted too: others must not change with its settings.
            if step.param_shapes:
                steps.append((stream_at(plain_streams, plain), step))
            plain += 1
    return steps


class LazyParams(Mapping[str, Params]):
    """The parameters of every layer that has any, by path: {path: {"kernel": array, "bias": array}}, drawn when asked for.

    All are read-only. Small layers are kept. A large one (VGG-16's first dense layer has 411 MB) is drawn again each time,
    so that it is not held for long; `filter_of` draws a single filter of it.
    """

    KEEP_BYTES = 16 << 20
    """Layers of more bytes are not kept."""

    def __init__(self, network: Network, weights: ParamSource) -> None:
        self.weights = weights
        found = weighted_steps(network, weights.streams, weights.plain_streams)
        self._steps = {step.path: (step, stream) for stream, step in found}
        self._drawn: dict[str, Params] = {}

    def __getitem__(self, path: str) -> Params:
        if path in self._drawn:
            return self._drawn[path]
        step, stream = self._steps[path]
        if "kernel" in step.param_shapes and step.param_count * 4 > self.KEEP_BYTES:
            return LargeParams(self.weights, step, stream)
        self._drawn[path] = _sealed(self.weights.draw(step, stream))
        return self._drawn[path]

    def __contains__(self, path: object) -> bool:
        # Mapping's own would draw the parameters to find out.
        return path in self._steps

    def __iter__(self) -> Iterator[str]:
        return iter(self._steps)

    def __len__(self) -> int:
        return len(self._steps)


def _sealed(params: Params) -> Params:
    """The same arrays, read-only from now on, and so what they are views of."""
    for array in params.values():
        make_constant(array)
    return params


class LargeParams(Multiplies):
    """The parameters of one large layer, drawn when one of them is first asked for."""

    def __init__(self, weights: ParamSource, step: Step, stream: int) -> None:
        self._weights, self._step, self._stream = weights, step, stream

    @property
    def shapes(self) -> dict[str, Shape]:
        """The shape of each parameter, without drawing any."""
        return self._step.param_shapes

    @cached_property
    def _drawn(self) -> Params:
        return _sealed(self._weights.draw(self._step, self._stream))

    def times(self, x: Array) -> Array:
        """`x` (batch, inputs) times the kernel of a dense layer, drawn in blocks if possible and not held as a whole."""
        product = self._weights.times(self._step, self._stream, x)
        return x @ self._drawn["kernel"].astype(x.dtype, copy=False) if product is None else product

    def filter(self, channel: int) -> Array:
        """The weights of one filter or unit."""
        weights = self._weights.draw_filter(self._step, self._stream, channel)
        return self._drawn["kernel"][..., channel] if weights is None else weights

    def __getitem__(self, name: str) -> Array:
        if name != "kernel" and name in self._step.param_shapes and "_drawn" not in self.__dict__:
            return _sealed({name: self._weights.draw_one(self._step, self._stream, name)})[name]
        return self._drawn[name]

    def __contains__(self, name: object) -> bool:
        return name in self._step.param_shapes

    def __iter__(self) -> Iterator[str]:
        return iter(self._step.param_shapes)

    def __len__(self) -> int:
        return len(self._step.param_shapes)


def filter_of(params: Params, channel: int) -> Array:
    """The weights of one filter (rows, columns, channels) or unit (inputs,), without drawing the others if possible."""
    return params.filter(channel) if isinstance(params, LargeParams) else params["kernel"][..., channel]
