"""Weights: where all parameters of a network come from, as a small immutable value that fits in a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from explorer.errors import SettingError, typed
from explorer.layers.base import Array, Params
from explorer.layers.stack import Layers
from explorer.network import Network, Step, canonical
from explorer.weights import cards, trained
from explorer.weights.bank import kernel_of
from explorer.weights.overrides import Edited, EditedFilter, FromBank, Override
from explorer.weights.params import LazyParams, weighted_steps
from explorer.weights.seeded import Seeded
from explorer.weights.streams import MAX_STREAM, Streams, canonical_streams, followed
from explorer.weights.trained import Trained

_FALLBACK = Seeded("he_uniform", 0)


@dataclass(frozen=True)
class Weights:
    """A `base` for all layers, `overrides` of whole kernels by path, and edits of single `filters`.

    The base gives its weights to the layers with a kernel in their order, or by the numbers in `streams`, which layers keep
    when others are inserted, moved or removed (`moved`).

    Biases are the base's, except where an edited filter has one of its own. A layer that trained weights do not fit has
    those of `Seeded("he_uniform", 0)` instead.

    >>> network = explorer.presets.load("lenet5").network
    >>> {path: params["kernel"].shape for path, params in explorer.Weights().params(network).items()}
    {'0': (5, 5, 1, 6), '3': (5, 5, 6, 16), '7': (400, 120), '9': (120, 84), '11': (84, 10)}
    """

    base: Seeded | Trained = Seeded()
    overrides: tuple[tuple[str, Override], ...] = ()
    filters: tuple[EditedFilter, ...] = ()
    """Single filters that were edited, in the order of path and channel."""
    streams: Streams = ()
    """The number of each layer with a kernel, in the order of the stack; those that are not listed are counted."""

    def __post_init__(self) -> None:
        if not isinstance(self.base, Seeded | Trained):
            raise SettingError(f"{typed(self.base)} was given for the base of weights.", "Use Seeded() or Trained().")
        if not isinstance(self.overrides, tuple) or not all(map(_is_override, self.overrides)):
            raise SettingError("The overrides are not a tuple of (path, FromBank or Edited).", "Use with_override.")
        if not isinstance(self.filters, tuple) or not all(isinstance(each, EditedFilter) for each in self.filters):
            raise SettingError("The edited filters are not a tuple of EditedFilter.", "Use with_filter.")
        if not isinstance(self.streams, tuple) or not all(
            type(n) is int and 0 <= n <= MAX_STREAM for n in self.streams
        ):
            raise SettingError(f"The streams are not a tuple of whole numbers, 0 to {MAX_STREAM:,}.", "Use moved.")
        object.__setattr__(self, "streams", canonical_streams(self.streams))

    def with_filter(self, path: str, channel: int, values: tuple[float, ...] | None) -> Weights:
        """The same weights with one filter replaced by `values`, or without its edit (None)."""
        edited = [f for f in self.filters if (f.path, f.channel) != (path, channel)]
        if values is not None:
            edited.append(EditedFilter(path, channel, values))
        return replace(self, filters=tuple(sorted(edited, key=lambda f: (f.path, f.channel))))

    def override(self, path: str) -> Override | None:
        """The override of the kernel at `path`, whether or not it fits."""
        return dict(self.overrides).get(path)

    def with_override(self, path: str, value: Override | None) -> Weights:
        """The same weights with the kernel at `path` replaced, or with the base's again (None)."""
        overrides = {p: o for p, o in self.overrides if p != path}
        if value is not None:
            overrides[path] = value
        return replace(self, overrides=tuple(sorted(overrides.items(), key=lambda item: item[0])))

    def moved(
        self,
        new_paths: Mapping[str, str],
        before: Layers,
        after: Layers,
        copies: Mapping[str, str] = MappingProxyType({}),
    ) -> Weights:
        """The same weights after an edit of the layers `before` to those `after`: each layer keeps what it has.

        `new_paths` maps old paths to new ones. Edits of filters at other paths are dropped; layers at other new paths are
        new, and have random weights. `copies` maps the new paths of copies to the old ones of their originals: they get
        trained weights and hand-made filters from there; random weights are drawn anew, as for any new layer.
        """
        trained_layers = trained.kernel_count(self.base.name, self.base.epoch) if isinstance(self.base, Trained) else 0
        pairs = [*new_paths.items(), *((old, new) for new, old in copies.items())]
        overrides = [(new, o) for p, o in self.overrides for old, new in pairs if old == p]
        filters = [replace(f, path=new) for f in self.filters for old, new in pairs if old == f.path]
        return replace(
            self,
            overrides=tuple(sorted(overrides, key=lambda item: item[0])),
            filters=tuple(sorted(filters, key=lambda f: (f.path, f.channel))),
            streams=followed(self.streams, before, after, new_paths, copies, trained_layers),
        )

    @property
    def card(self) -> cards.ModelCard | None:
        """The model card of the base, if it is a trained network."""
        return cards.load(self.base.name) if isinstance(self.base, Trained) else None

    def untrained(self, network: Network) -> tuple[str, ...]:
        """Paths of the layers whose weights are random because the trained ones do not fit."""
        return tuple(self.random(network)) if isinstance(self.base, Trained) else ()

    def random(self, network: Network) -> dict[str, int]:
        """The layers with random kernels: their streams by path. Kernels of which single filters were edited count."""
        return {
            step.path: stream
            for stream, step in weighted_steps(network, self.streams)
            if stream is not None and isinstance(self._base(step, stream), Seeded) and self._fitting(step) is None
        }

    def by_hand(self, network: Network) -> dict[str, tuple[int, int]]:
        """How many filters (or units) of each layer with a kernel were made by hand or edited, and of how many, by path."""
        counts = {}
        for _, step in weighted_steps(network):
            if "kernel" in step.param_shapes:
                total = step.layer.drawn_shape(step.param_shapes["kernel"])[-1]
                whole = self._fitting(step) is not None
                counts[step.path] = (total if whole else len(self.edits_of(step)), total)
        return counts

    def params(self, network: Network) -> LazyParams:
        """{path: {"kernel": array, "bias": array}} for every layer with parameters, float32, drawn when first asked for.

        Raises SettingError for what is no Network.
        """
        return LazyParams(network, self)

    def provenance(self, network: Network) -> dict[str, str]:
        """For each layer with parameters, by path, a text that is the same only for the same parameters: a key for caches."""
        return {
            step.path: canonical([self._key(step, stream), sorted(step.param_shapes.items())])
            for stream, step in weighted_steps(network, self.streams)
        }

    def edits_of(self, step: Step) -> list[EditedFilter]:
        """The edited filters of a step whose numbers fit its kernel; after a change of settings they may not."""
        if "kernel" not in step.param_shapes:
            return []
        shape = step.layer.drawn_shape(step.param_shapes["kernel"])
        return [f for f in self.filters if f.path == step.path and f.fits(shape)]

    def _key(self, step: Step, stream: int | None) -> list[object]:
        if stream is None:
            return ["initial"]
        key, edited = self._unedited_key(step, stream), self.edits_of(step)
        return [key, "filters", *([f.channel, *f.values] for f in edited)] if edited else key

    def _unedited_key(self, step: Step, stream: int) -> list[object]:
        base = self._base(step, stream)
        match self._fitting(step):
            case FromBank(names):
                kernel_key: list[object] = ["bank", *names]
            case Edited(values):
                kernel_key = ["edited", *values]
            case _:
                return base.key(stream)
        # Seeded biases are zero whatever the seed, so that the key need not tell seeds apart.
        return kernel_key if isinstance(base, Seeded) else [kernel_key, base.key(stream)]

    def _base(self, step: Step, stream: int) -> Seeded | Trained:
        """The base of one step: the fallback where trained weights do not fit."""
        if isinstance(self.base, Trained) and not self.base.fits(stream, step.param_shapes):
            return _FALLBACK
        return self.base

    def _fitting(self, step: Step) -> Override | None:
        """The override of a step, if it fits the shape of its kernel."""
        override, shape = self.override(step.path), step.param_shapes["kernel"]
        match override:
            case FromBank(names) if len(shape) != 4 or len(names) != shape[-1]:
                return None
            case Edited(values) if len(values) != int(np.prod(shape)):
                return None
        return override

    def draw(self, step: Step, stream: int | None) -> Params:
        """The parameters of one step, float32, read-only. Raises WeightsError if a hand-made kernel does not fit."""
        params = initial(step) if stream is None else self._draw(step, stream)
        for array in params.values():
            array.flags.writeable = False
        return params

    def _draw(self, step: Step, stream: int) -> dict[str, Array]:
        """The kernel and the bias of a step that has a kernel."""
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
            for edit in edited:
                filters[..., edit.channel] = edit.kernel(filters.shape[:-1])
            kernel = step.layer.as_kernel(filters, shape)
        params = {"kernel": kernel}
        if "bias" in step.param_shapes:
            params["bias"] = self.draw_bias(step, stream)
        return params

    def draw_bias(self, step: Step, stream: int) -> Array:
        """The bias of one step (filters,): the base's, whatever the kernel is, except where a filter's bias was edited."""
        bias: Array = self._base(step, stream).bias(stream, step.param_shapes["bias"])
        weights = step.layer.drawn_shape(step.param_shapes["kernel"])[:-1]
        edited = {f.channel: value for f in self.edits_of(step) if (value := f.bias(weights)) is not None}
        if edited:
            bias = bias.copy()
            bias[list(edited)] = list(edited.values())
        return bias

    def draw_filter(self, step: Step, stream: int, channel: int) -> Array | None:
        """One filter of the kernel of a step; None if the whole kernel has to be drawn for it."""
        base = self._drawable(step, stream)
        return None if base is None else base.draw_filter(stream, step.param_shapes["kernel"], channel)

    def times(self, step: Step, stream: int, x: Array) -> Array | None:
        """`x` (batch, inputs) times the kernel of a dense step (inputs, units), which is drawn a few units at a time.

        None if the whole kernel has to be drawn for it.
        """
        base, shape = self._drawable(step, stream), step.param_shapes["kernel"]
        if base is None or len(shape) != 2 or x.ndim != 2:
            return None
        return base.times(stream, shape, x)

    def _drawable(self, step: Step, stream: int) -> Seeded | None:
        """The base of a step if its kernel is random, not edited, and drawn in the layer's own axis order; else None."""
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
    """The parameters of a step before any training: 1 for scales and variances, 0 for shifts and means."""
    return {
        name: np.full(shape, step.layer.initial.get(name, 0.0), np.float32) for name, shape in step.param_shapes.items()
    }


def _drawn(base: Seeded | Trained, step: Step, stream: int) -> Array:
    """The base's kernel of a step; a random one is drawn filter by filter, then brought into the layer's axis order."""
    shape = step.param_shapes["kernel"]
    if isinstance(base, Trained):
        return base.draw(stream, shape)
    return step.layer.as_kernel(base.draw(stream, step.layer.drawn_shape(shape)), shape)
