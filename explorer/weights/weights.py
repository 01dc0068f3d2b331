"""Where weights come from, as a small immutable value that fits in a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from explorer.layers.base import Array, Params
from explorer.network import Network, Step, canonical
from explorer.weights import cards
from explorer.weights.bank import kernel_of
from explorer.weights.overrides import Edited, EditedFilter, FromBank, Override
from explorer.weights.params import LazyParams, weighted_steps
from explorer.weights.seeded import Seeded
from explorer.weights.trained import Trained

_UNTRAINED = Seeded("he_uniform", 0)


@dataclass(frozen=True)
class Weights:
    """A base for all layers, overrides of the kernels of single ones by path, and edits of single filters.

    Biases are the base's, but for those of edited filters that have one of their own.

    A layer that trained weights do not fit has `Seeded("he_uniform", 0)` in their place.
    """

    base: Seeded | Trained = Seeded()
    overrides: tuple[tuple[str, Override], ...] = ()
    filters: tuple[EditedFilter, ...] = ()
    """Single filters that were edited, in the order of path and channel."""

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
    def card(self) -> cards.ModelCard | None:
        """What is known about the base, if it was trained."""
        return cards.load(self.base.name) if isinstance(self.base, Trained) else None

    def untrained(self, network: Network) -> tuple[str, ...]:
        """Paths of the layers whose weights are random because the trained ones do not fit."""
        return tuple(
            step.path
            for stream, step in weighted_steps(network)
            if stream is not None and self._base(step, stream) != self.base and self._fitting(step) is None
        )

    def params(self, network: Network) -> LazyParams:
        """{path: {"kernel": ..., "bias": ...}}, float32, drawn when first asked for."""
        return LazyParams(network, self)

    def provenance(self, network: Network) -> dict[str, str]:
        """For each weighted layer, by path, a text that tells its parameters apart from any others."""
        return {
            step.path: canonical([self._key(step, stream), sorted(step.param_shapes.items())])
            for stream, step in weighted_steps(network)
        }

    def edits_of(self, step: Step) -> list[EditedFilter]:
        """The edited filters of a layer that still fit its kernel."""
        if "kernel" not in step.param_shapes:
            return []
        assert step.layer is not None
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
        if edited and step.layer is not None:
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
        assert step.layer is not None
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
        return base if step.layer is not None and step.layer.drawn_shape(shape) == shape else None


def initial(step: Step) -> dict[str, Array]:
    """What the parameters of a step start from: 1 for scales and variances, 0 for shifts and means."""
    assert step.layer is not None
    return {
        name: np.full(shape, step.layer.initial.get(name, 0.0), np.float32) for name, shape in step.param_shapes.items()
    }


def _drawn(base: Seeded | Trained, step: Step, stream: int) -> Array:
    """The kernel of a step as its base has it; a random one is drawn filter by filter and then put in the layer's order."""
    shape = step.param_shapes["kernel"]
    if isinstance(base, Trained):
        return base.draw(stream, shape)
    assert step.layer is not None
    return step.layer.as_kernel(base.draw(stream, step.layer.drawn_shape(shape)), shape)
