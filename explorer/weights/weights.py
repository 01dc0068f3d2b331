"""Where weights come from, as a small immutable value that fits in a link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from explorer.errors import SettingError, quoted, typed
from explorer.layers.base import Array, Multiplies, Params, Shape
from explorer.network import Network, Step, canonical, check_network
from explorer.settings import check_whole
from explorer.weights import cards
from explorer.weights.bank import kernel_of
from explorer.weights.edits import Edited, EditedFilter, FromBank, Override
from explorer.weights.seeded import MAX_SEED, SCHEMES, draw_filter, draw_kernel, times
from explorer.weights.trained import Trained


@dataclass(frozen=True)
class Seeded:
    """Random weights: a scheme and a seed. Biases are zero.

    >>> weights = explorer.Weights(explorer.Seeded("glorot_uniform", seed=7))
    >>> network = explorer.Network((explorer.Dense(units=2),), (1, 1, 1))
    >>> weights.params(network)["0"]["kernel"].round(3)
    array([[-0.951,  1.052]], dtype=float32)
    """

    scheme: str = "he_uniform"
    seed: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.scheme, str) or self.scheme not in SCHEMES:
            raise SettingError(f"There is no scheme {quoted(self.scheme)}.", f"Use one of {', '.join(SCHEMES)}.")
        object.__setattr__(self, "seed", check_whole("seed", self.seed, 0, MAX_SEED))

    def key(self, stream: int) -> list[object]:
        return ["seeded", self.scheme, self.seed, stream]

    def draw(self, stream: int, shape: Shape) -> Array:
        return draw_kernel(self.scheme, self.seed, stream, shape)

    def draw_filter(self, stream: int, shape: Shape, channel: int) -> Array:
        return draw_filter(self.scheme, self.seed, stream, shape, channel)

    def times(self, stream: int, shape: Shape, x: Array) -> Array:
        return times(self.scheme, self.seed, stream, shape, x)

    def bias(self, stream: int, shape: Shape) -> Array:
        return np.zeros(shape, np.float32)


_UNTRAINED = Seeded("he_uniform", 0)


@dataclass(frozen=True)
class Weights:
    """A base for all layers, overrides of the kernels of single ones by path, and edits of single filters.

    Biases are the base's, but for those of edited filters that have one of their own.

    A layer that trained weights do not fit has `Seeded("he_uniform", 0)` in their place.

    >>> network = explorer.presets.load("lenet5").network
    >>> {path: params["kernel"].shape for path, params in explorer.Weights().params(network).items()}
    {'0': (5, 5, 1, 6), '3': (5, 5, 6, 16), '7': (400, 120), '9': (120, 84), '11': (84, 10)}
    """

    base: Seeded | Trained = Seeded()
    overrides: tuple[tuple[str, Override], ...] = ()
    filters: tuple[EditedFilter, ...] = ()
    """Single filters that were edited, in the order of path and channel."""

    def __post_init__(self) -> None:
        if not isinstance(self.base, Seeded | Trained):
            raise SettingError(f"{typed(self.base)} was given for the base of weights.", "Use Seeded() or Trained().")
        if not isinstance(self.overrides, tuple) or not all(map(_is_override, self.overrides)):
            raise SettingError("The overrides are no tuple of (path, FromBank or Edited).", "Use with_override.")
        if not isinstance(self.filters, tuple) or not all(isinstance(each, EditedFilter) for each in self.filters):
            raise SettingError("The edited filters are no tuple of EditedFilter.", "Use with_filter.")

    def with_filter(self, path: str, channel: int, values: tuple[float, ...] | None) -> Weights:
        """The same weights with one filter replaced, or as it was before any edit (None)."""
        kept = [f for f in self.filters if (f.path, f.channel) != (path, channel)]
        if values is not None:
            kept.append(EditedFilter(path, channel, values))
        return replace(self, filters=tuple(sorted(kept, key=lambda f: (f.path, f.channel))))

    def override(self, path: str) -> Override | None:
        return dict(self.overrides).get(path)

    def with_override(self, path: str, value: Override | None) -> Weights:
        """The same weights with the kernel at `path` replaced, or given back to the base (None)."""
        kept = {p: o for p, o in self.overrides if p != path}
        if value is not None:
            kept[path] = value
        return replace(self, overrides=tuple(sorted(kept.items(), key=lambda item: item[0])))

    def moved(self, places: Mapping[str, str]) -> Weights:
        """The same weights after layers moved: `places` maps old paths to new ones; the rest is dropped."""
        kept = [(places[p], o) for p, o in self.overrides if p in places]
        filters = [replace(f, path=places[f.path]) for f in self.filters if f.path in places]
        return replace(
            self,
            overrides=tuple(sorted(kept, key=lambda item: item[0])),
            filters=tuple(sorted(filters, key=lambda f: (f.path, f.channel))),
        )

    @property
    def card(self) -> cards.Card | None:
        """What is known about the base, if it was trained."""
        return cards.load(self.base.name) if isinstance(self.base, Trained) else None

    def untrained(self, network: Network) -> tuple[str, ...]:
        """Paths of the layers whose weights are random because the trained ones do not fit."""
        return tuple(
            step.path
            for stream, step in _weighted(network)
            if stream is not None and self._base(step, stream) != self.base and self._fitting(step) is None
        )

    def params(self, network: Network) -> LazyParams:
        """{path: {"kernel": ..., "bias": ...}}, float32, drawn when first asked for. Raises SettingError for no Network."""
        return LazyParams(network, self)

    def provenance(self, network: Network) -> dict[str, str]:
        """For each weighted layer, by path, a text that tells its parameters apart from any others."""
        return {
            step.path: canonical([self._key(step, stream), sorted(step.param_shapes.items())])
            for stream, step in _weighted(network)
        }

    def edits_of(self, step: Step) -> list[EditedFilter]:
        """The edited filters of a layer that still fit its kernel."""
        if "kernel" not in step.param_shapes:
            return []
        shape = step.layer.drawn_shape(step.param_shapes["kernel"])
        return [f for f in self.filters if f.path == step.path and f.fits(shape)]

    def _key(self, step: Step, stream: int | None) -> list[object]:
        if stream is None:
            return ["initial"]
        key, found = self._unedited_key(step, stream), self.edits_of(step)
        return [key, "filters", *([f.channel, *f.values] for f in found)] if found else key

    def _unedited_key(self, step: Step, stream: int) -> list[object]:
        base = self._base(step, stream)
        match self._fitting(step):
            case FromBank(names):
                made: list[object] = ["bank", *names]
            case Edited(values):
                made = ["edited", *values]
            case _:
                return base.key(stream)
        # Every seeded bias is zero.
        return made if isinstance(base, Seeded) else [made, base.key(stream)]

    def _base(self, step: Step, stream: int) -> Seeded | Trained:
        """The base of one layer: random weights where trained ones do not fit."""
        if isinstance(self.base, Trained) and not self.base.fits(stream, step.param_shapes):
            return _UNTRAINED
        return self.base

    def _fitting(self, step: Step) -> Override | None:
        """The override of a layer, if it still fits the shape of its kernel."""
        override, shape = self.override(step.path), step.param_shapes["kernel"]
        match override:
            case FromBank(names) if len(shape) != 4 or len(names) != shape[-1]:
                return None
            case Edited(values) if len(values) != int(np.prod(shape)):
                return None
        return override

    def draw(self, step: Step, stream: int | None) -> Params:
        """The parameters of one step. Raises WeightsError if a hand-made kernel does not fit."""
        out = initial(step) if stream is None else self._draw(step, stream)
        for array in out.values():
            array.flags.writeable = False
        return out

    def _draw(self, step: Step, stream: int) -> dict[str, Array]:
        """The kernel and the bias of a layer that has a kernel."""
        base, shape = self._base(step, stream), step.param_shapes["kernel"]
        match self._fitting(step):
            case FromBank(names):
                kernel: Array = kernel_of(names, shape)
            case Edited(values):
                kernel = np.array(values, np.float32).reshape(shape)
            case _:
                kernel = _drawn(base, step, stream)
        edited = self.edits_of(step)
        if edited:
            filters = step.layer.as_filters(kernel).copy()
            for one in edited:
                filters[..., one.channel] = one.kernel(filters.shape[:-1])
            kernel = step.layer.as_kernel(filters, shape)
        out = {"kernel": kernel}
        if "bias" in step.param_shapes:
            out["bias"] = self.draw_bias(step, stream)
        return out

    def draw_bias(self, step: Step, stream: int) -> Array:
        """The bias of one step: the base's whatever the kernel is, but for filters whose bias was edited."""
        bias: Array = self._base(step, stream).bias(stream, step.param_shapes["bias"])
        weights = step.layer.drawn_shape(step.param_shapes["kernel"])[:-1]
        own = {f.channel: value for f in self.edits_of(step) if (value := f.bias(weights)) is not None}
        if own:
            bias = bias.copy()
            bias[list(own)] = list(own.values())
        return bias

    def draw_filter(self, step: Step, stream: int, channel: int) -> Array | None:
        """One filter of the kernel of a step, if it can be had without drawing the whole kernel."""
        base = self._drawable(step, stream)
        return None if base is None else base.draw_filter(stream, step.param_shapes["kernel"], channel)

    def times(self, step: Step, stream: int, x: Array) -> Array | None:
        """`x` (batch, inputs) times the kernel of a dense step (inputs, units), which is drawn a few units at a time.

        None if it cannot be had without drawing the whole kernel.
        """
        base, shape = self._drawable(step, stream), step.param_shapes["kernel"]
        if base is None or len(shape) != 2 or x.ndim != 2:
            return None
        return base.times(stream, shape, x)

    def _drawable(self, step: Step, stream: int) -> Seeded | None:
        """The base of a step if its kernel is random, untouched, and drawn in the order in which it is used."""
        base, shape = self._base(step, stream), step.param_shapes["kernel"]
        if not isinstance(base, Seeded) or self._fitting(step) is not None or self.edits_of(step):
            return None
        return base if step.layer.drawn_shape(shape) == shape else None


def _is_override(entry: object) -> bool:
    return (
        isinstance(entry, tuple)
        and len(entry) == 2
        and isinstance(entry[0], str)
        and isinstance(entry[1], FromBank | Edited)
    )


def initial(step: Step) -> dict[str, Array]:
    """What the parameters of a step start from: 1 for scales and variances, 0 for shifts and means."""
    return {
        name: np.full(shape, step.layer.initial.get(name, 0.0), np.float32) for name, shape in step.param_shapes.items()
    }


def _drawn(base: Seeded | Trained, step: Step, stream: int) -> Array:
    """The kernel of a step as its base has it; a random one is drawn filter by filter and then put in the layer's order."""
    shape = step.param_shapes["kernel"]
    if isinstance(base, Trained):
        return base.draw(stream, shape)
    return step.layer.as_kernel(base.draw(stream, step.layer.drawn_shape(shape)), shape)


def _weighted(network: Network) -> list[tuple[int | None, Step]]:
    """The steps with parameters, each with its stream: the number of kernels before it, None where it has no kernel.

    So a normalisation can be put in between without another draw of the kernels behind it.
    """
    found: list[tuple[int | None, Step]] = []
    stream = 0
    for step in check_network(network).steps:
        if "kernel" in step.param_shapes:
            found.append((stream, step))
            stream += 1
        elif step.param_shapes:
            found.append((None, step))
    return found


class LazyParams(Mapping[str, Params]):
    """The parameters of every weighted layer by path; each is drawn when asked for, and small ones are kept.

    A large layer (VGG-16's first dense layer has 411 MB) is drawn again each time, so that it is not held for long; a
    single filter of it is had at once by `filter_of`.
    """

    KEEP_BYTES = 16 << 20

    def __init__(self, network: Network, weights: Weights) -> None:
        self.weights = weights
        self._steps = {step.path: (step, stream) for stream, step in _weighted(network)}
        self._kept: dict[str, Params] = {}

    def __getitem__(self, path: str) -> Params:
        if path in self._kept:
            return self._kept[path]
        step, stream = self._steps[path]
        if stream is not None and step.param_count * 4 > self.KEEP_BYTES:
            return LargeParams(self.weights, step, stream)
        self._kept[path] = self.weights.draw(step, stream)
        return self._kept[path]

    def __contains__(self, path: object) -> bool:
        # Mapping's own would draw the parameters to find out.
        return path in self._steps

    def __iter__(self) -> Iterator[str]:
        return iter(self._steps)

    def __len__(self) -> int:
        return len(self._steps)


class LargeParams(Multiplies):
    """The parameters of one large layer, drawn when one of them is asked for."""

    def __init__(self, weights: Weights, step: Step, stream: int) -> None:
        self._weights, self._step, self._stream = weights, step, stream

    @property
    def shapes(self) -> dict[str, Shape]:
        """The shape of each parameter, without drawing any."""
        return self._step.param_shapes

    @cached_property
    def _drawn(self) -> Params:
        return self._weights.draw(self._step, self._stream)

    def times(self, x: Array) -> Array:
        """`x` (batch, inputs) times the kernel of a dense layer; the kernel is not held as a whole if that can be."""
        product = self._weights.times(self._step, self._stream, x)
        return x @ self._drawn["kernel"].astype(x.dtype, copy=False) if product is None else product

    def filter(self, channel: int) -> Array:
        """The weights of one filter or unit."""
        one = self._weights.draw_filter(self._step, self._stream, channel)
        return self._drawn["kernel"][..., channel] if one is None else one

    def __getitem__(self, name: str) -> Array:
        if name == "bias" and "bias" in self._step.param_shapes and "_drawn" not in self.__dict__:
            return self._weights.draw_bias(self._step, self._stream)
        return self._drawn[name]

    def __contains__(self, name: object) -> bool:
        return name in self._step.param_shapes

    def __iter__(self) -> Iterator[str]:
        return iter(self._step.param_shapes)

    def __len__(self) -> int:
        return len(self._step.param_shapes)


def filter_of(params: Params, channel: int) -> Array:
    """The weights of one filter (rows, columns, channels) or unit (inputs,); of a large layer no others are drawn."""
    return params.filter(channel) if isinstance(params, LargeParams) else params["kernel"][..., channel]
