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
from explorer.weights import cards
from explorer.weights.bank import kernel_of
from explorer.weights.learned import Learned
from explorer.weights.overrides import Edited, EditedFilter, EditedNumber, FromBank, Override
from explorer.weights.own.base import Own
from explorer.weights.own.trained_here import TrainedHere
from explorer.weights.params import LazyParams, weighted_steps
from explorer.weights.seeded import Seeded
from explorer.weights.streams import MAX_STREAM, Streams, canonical_streams, followed, plain_paths
from explorer.weights.trained import Trained

Base = Seeded | Trained | Own

_FALLBACK = Seeded("he_uniform", 0)


@dataclass(frozen=True)
class Weights:
    """A `base` for all layers, `overrides` of whole kernels by path, and edits of single `filters` and `numbers`.

    The base gives its parameters to the layers with a kernel in their order, and in an order of their own to the others that
    have parameters, such as normalizations; or by the numbers in `streams` and `plain_streams`, which layers keep when others
    are inserted, moved or removed (`moved`).

    Random are kernels alone: without a base that was trained, all else begins at its published value (`Layer.initial`). A
    layer that trained weights do not fit has the kernel of `Seeded("he_uniform", 0)` instead. Parameters other than kernels are
    the base's, except where an edited filter has a bias of its own, or a number was edited.

    >>> network = explorer.presets.load("lenet5").network
    >>> {path: params["kernel"].shape for path, params in explorer.Weights().params(network).items()}
    {'0': (5, 5, 1, 6), '3': (5, 5, 6, 16), '7': (400, 120), '9': (120, 84), '11': (84, 10)}
    """

    base: Base = Seeded()
    overrides: tuple[tuple[str, Override], ...] = ()
    filters: tuple[EditedFilter, ...] = ()
    """Single filters that were edited, in the order of path and channel."""
    streams: Streams = ()
    """The number of each layer with a kernel, in the order of the stack; those that are not listed are counted."""
    numbers: tuple[EditedNumber, ...] = ()
    """Single numbers of any parameter that were edited, in the order of path, name and index."""
    plain_streams: Streams = ()
    """As `streams`, for the layers that have parameters but no kernel."""

    def __post_init__(self) -> None:
        if not isinstance(self.base, Base):
            raise SettingError(
                f"{typed(self.base)} was given for the base of weights.", "Use Seeded(), Trained() or Uploaded.of()."
            )
        if not isinstance(self.overrides, tuple) or not all(map(_is_override, self.overrides)):
            raise SettingError("The overrides are not a tuple of (path, FromBank or Edited).", "Use with_override.")
        if not isinstance(self.filters, tuple) or not all(isinstance(each, EditedFilter) for each in self.filters):
            raise SettingError("The edited filters are not a tuple of EditedFilter.", "Use with_filter.")
        if not isinstance(self.numbers, tuple) or not all(isinstance(each, EditedNumber) for each in self.numbers):
            raise SettingError("The edited numbers are not a tuple of EditedNumber.", "Use with_number.")
        object.__setattr__(self, "streams", _checked_streams(self.streams))
        object.__setattr__(self, "plain_streams", _checked_streams(self.plain_streams))

    def with_filter(self, path: str, channel: int, values: tuple[float, ...] | None) -> Weights:
        """The same weights with one filter replaced by `values`, or without its edit (None)."""
        edited = [f for f in self.filters if (f.path, f.channel) != (path, channel)]
        if values is not None:
            edited.append(EditedFilter(path, channel, values))
        return replace(self, filters=tuple(sorted(edited, key=lambda f: (f.path, f.channel))))

    def with_number(self, path: str, name: str, index: int, value: float | None) -> Weights:
        """The same weights with one number of a parameter replaced by `value`, or without its edit (None)."""
        edited = [n for n in self.numbers if (n.path, n.name, n.index) != (path, name, index)]
        if value is not None:
            edited.append(EditedNumber(path, name, index, value))
        return replace(self, numbers=tuple(sorted(edited)))

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
        kernels, plain = self.base.counts if isinstance(self.base, Learned) else (0, 0)
        pairs = [*new_paths.items(), *((old, new) for new, old in copies.items())]
        overrides = [(new, o) for p, o in self.overrides for old, new in pairs if old == p]
        filters = [replace(f, path=new) for f in self.filters for old, new in pairs if old == f.path]
        numbers = [replace(n, path=new) for n in self.numbers for old, new in pairs if old == n.path]
        return replace(
            self,
            overrides=tuple(sorted(overrides, key=lambda item: item[0])),
            filters=tuple(sorted(filters, key=lambda f: (f.path, f.channel))),
            numbers=tuple(sorted(numbers)),
            streams=followed(self.streams, before, after, new_paths, copies, kernels),
            # Where the base has none of them, nothing depends on their numbers.
            plain_streams=followed(self.plain_streams, before, after, new_paths, copies, plain, plain_paths)
            if plain
            else (),
        )

    @property
    def card(self) -> cards.ModelCard | None:
        """The model card of the base, if it is a trained network."""
        if isinstance(self.base, TrainedHere):
            return self.base.card.shown if self.base.card is not None else None
        return cards.load(self.base.name) if isinstance(self.base, Trained) else None

    @property
    def asked_for(self) -> Own | None:
        """The base, if its arrays are not here: whoever has its file is asked for it."""
        return self.base if isinstance(self.base, Own) and not self.base.present else None

    def untrained(self, network: Network) -> tuple[str, ...]:
        """Paths of the layers whose weights are random because the trained ones do not fit, or are not there."""
        return tuple(self.random(network)) if isinstance(self.base, Learned) else ()

    def random(self, network: Network) -> dict[str, int]:
        """The layers with random kernels: their streams by path. Kernels of which single filters were edited count."""
        return {
            step.path: stream
            for stream, step in self._weighted(network)
            if "kernel" in step.param_shapes and self._learned(step, stream) is None and self._fitting(step) is None
        }

    def at_defaults(self, network: Network) -> tuple[str, ...]:
        """Paths of the layers without a kernel whose parameters are the published defaults: nobody trained them."""
        return tuple(
            step.path
            for stream, step in self._weighted(network)
            if "kernel" not in step.param_shapes and self._learned(step, stream) is None
        )

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
            for stream, step in self._weighted(network)
        }

    def edits_of(self, step: Step) -> list[EditedFilter]:
        """The edited filters of a step whose numbers fit its kernel; after a change of settings they may not."""
        if "kernel" not in step.param_shapes:
            return []
        shape = step.layer.drawn_shape(step.param_shapes["kernel"])
        return [f for f in self.filters if f.path == step.path and f.fits(shape)]

    def numbers_of(self, step: Step) -> list[EditedNumber]:
        """The edited numbers of a step that its parameters have; after a change of settings there may be others."""
        return [n for n in self.numbers if n.path == step.path and n.fits(step.param_shapes)]

    def _weighted(self, network: Network) -> list[tuple[int, Step]]:
        return weighted_steps(network, self.streams, self.plain_streams)

    def _key(self, step: Step, stream: int) -> list[object]:
        key = self._unedited_key(step, stream)
        if filters := self.edits_of(step):
            key = [key, "filters", *([f.channel, *f.values] for f in filters)]
        if numbers := self.numbers_of(step):
            key = [key, "numbers", *([n.name, n.index, n.value] for n in numbers)]
        return key

    def _unedited_key(self, step: Step, stream: int) -> list[object]:
        learned = self._learned(step, stream)
        match self._fitting(step):
            case FromBank(names):
                kernel_key: list[object] = ["bank", *names]
            case Edited(values):
                kernel_key = ["edited", *values]
            case _ if learned is not None:
                return learned.key(stream)
            case _:
                return self._seeded.key(stream) if "kernel" in step.param_shapes else ["initial"]
        # What is not drawn is the same whatever the seed, so that the key need not tell seeds apart.
        return kernel_key if learned is None else [kernel_key, learned.key(stream)]

    def _learned(self, step: Step, stream: int) -> Learned | None:
        """The base, if it was trained and has the parameters of this step."""
        base = self.base
        return base if isinstance(base, Learned) and base.fits(stream, step.param_shapes) else None

    @property
    def _seeded(self) -> Seeded:
        """What random kernels are drawn by: the base, or the fallback where trained weights do not fit."""
        return self.base if isinstance(self.base, Seeded) else _FALLBACK

    def _fitting(self, step: Step) -> Override | None:
        """The override of a step, if it fits the shape of its kernel."""
        override, shape = self.override(step.path), step.param_shapes.get("kernel", ())
        match override:
            case FromBank(names) if len(shape) != 4 or len(names) != shape[-1]:
                return None
            case Edited(values) if not shape or len(values) != int(np.prod(shape)):
                return None
        return override

    def draw(self, step: Step, stream: int) -> Params:
        """The parameters of one step, float32, read-only. Raises WeightsError if a hand-made kernel does not fit."""
        return {name: self.draw_one(step, stream, name) for name in step.param_shapes}

    def draw_one(self, step: Step, stream: int, name: str) -> Array:
        """One parameter of a step, float32, read-only: that of the base, with all edits. Raises WeightsError as `draw`."""
        array = self._with_filters(step, name, self._unedited(step, stream, name))
        numbers = [n for n in self.numbers_of(step) if n.name == name]
        if numbers:
            array = array.copy(order="C")
            array.reshape(-1)[[n.index for n in numbers]] = [n.value for n in numbers]
        array.flags.writeable = False
        return array

    def _unedited(self, step: Step, stream: int, name: str) -> Array:
        """One parameter without the edits of single filters and numbers; kernels alone are hand-made or drawn."""
        shape, learned = step.param_shapes[name], self._learned(step, stream)
        if name == "kernel":
            match self._fitting(step):
                case FromBank(names):
                    return kernel_of(names, shape)
                case Edited(values):
                    return np.array(values, np.float32).reshape(shape)
        if learned is not None:
            return learned.draw(stream, step.param_shapes, name)
        if name != "kernel":
            return initial(step, name)
        # Drawn filter by filter, then brought into the layer's axis order.
        return step.layer.as_kernel(self._seeded.draw(stream, step.layer.drawn_shape(shape)), shape)

    def _with_filters(self, step: Step, name: str, array: Array) -> Array:
        """The kernel or the bias of a step with what was edited of single filters; other parameters as they are."""
        edited = self.edits_of(step) if name in ("kernel", "bias") else []
        if not edited:
            return array
        if name == "kernel":
            filters = step.layer.as_filters(array).copy()
            for edit in edited:
                filters[..., edit.channel] = edit.kernel(filters.shape[:-1])
            return step.layer.as_kernel(filters, array.shape)
        read = step.layer.drawn_shape(step.param_shapes["kernel"])[:-1]
        biases = {f.channel: value for f in edited if (value := f.bias(read)) is not None}
        if biases:
            array = array.copy()
            array[list(biases)] = list(biases.values())
        return array

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
        """What draws a step's kernel if it is random, not edited, and drawn in the layer's own axis order; else None."""
        shape = step.param_shapes["kernel"]
        edited = self.edits_of(step) or any(n.name == "kernel" for n in self.numbers_of(step))
        if edited or self._learned(step, stream) is not None or self._fitting(step) is not None:
            return None
        return self._seeded if step.layer.drawn_shape(shape) == shape else None


def _is_override(entry: object) -> bool:
    return (
        isinstance(entry, tuple)
        and len(entry) == 2
        and isinstance(entry[0], str)
        and isinstance(entry[1], FromBank | Edited)
    )


def _checked_streams(streams: object) -> Streams:
    if not isinstance(streams, tuple) or not all(type(n) is int and 0 <= n <= MAX_STREAM for n in streams):
        raise SettingError(f"The streams are not a tuple of whole numbers, 0 to {MAX_STREAM:,}.", "Use moved.")
    return canonical_streams(streams)


def initial(step: Step, name: str) -> Array:
    """A parameter of a step before any training, as published: 1 for scales and variances, 0 for shifts and means."""
    return np.full(step.param_shapes[name], step.layer.initial.get(name, 0.0), np.float32)
