"""Colour scales of the maps: the limit at which colours end, per map, per block or for the whole network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from explorer.errors import listed
from explorer.figures.maps import limit
from explorer.figures.overview.geometry.groups import is_shares, scale_groups
from explorer.figures.overview.geometry.lettering import text_width
from explorer.figures.overview.geometry.spacing import LIMIT_WIDTH, SHARES_WIDTH
from explorer.figures.theme import number
from explorer.layers.base import as_map
from explorer.network import Network, Step

Array = NDArray[Any]
BLOCK, MAP, NETWORK = "block", "map", "network"


@dataclass(frozen=True, eq=False)
class Scales:
    """The colour limits of one run. `acts` maps paths to activations (1, rows, columns, channels) or (1, units).

    Colours run from minus to plus the limit, which is the 99.5th percentile of magnitudes: of one map (a vector counts as
    one map), of a block, or of the whole network, as `scope` says. The image always ends at 1, and a softmax has a scale of
    its own, because shares cannot be compared with other activations.
    """

    network: Network
    acts: Mapping[str, Array]
    scope: str = BLOCK
    _limits: dict[object, float] = field(default_factory=dict, repr=False)
    _known: dict[tuple[str, int], float] = field(default_factory=dict, repr=False)
    """The limits by path and channel (0 where a layer's maps share one): finding a block takes half a millisecond."""

    def limit(self, path: str, channel: int = 0) -> float:
        """The largest magnitude that has a colour of its own in map `channel` of the step at `path`."""
        key = (path, channel if self.scope == MAP else 0)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._limit(path, channel)
        return known

    def _limit(self, path: str, channel: int) -> float:
        index = self.network.index(path)
        step = self.network.steps[index]
        if not path or is_shares(step):
            return 1.0
        if self.scope == MAP and not _softmax(step):
            return self._cached((path, channel if self._has_maps(step) else 0), lambda: self._own(step, channel))
        steps = list(self._all()) if self.scope == NETWORK and not _softmax(step) else self._block(index)
        return self._cached(steps[0].path, lambda: limit([self.acts[each.path] for each in steps]))

    def _cached(self, key: object, compute: Any) -> float:
        if key not in self._limits:
            self._limits[key] = compute()
        return self._limits[key]

    def _own(self, step: Step, channel: int) -> float:
        acts = self.acts[step.path][0]
        return limit([acts[..., channel] if self._has_maps(step) else acts])

    @staticmethod
    def _has_maps(step: Step) -> bool:
        return as_map(step.output_shape)[:2] != (1, 1)

    def _all(self) -> Iterator[Step]:
        return (step for step in self.network.steps if step.path and not _softmax(step))

    def _block(self, index: int) -> list[Step]:
        groups = scale_groups(self.network)
        return [step for step, group in zip(self.network.steps, groups, strict=True) if group == groups[index]]

    def legend(self, path: str) -> str:
        """The text below the colour bar of the step at `path` and its block: "±1.45", as brief as its place is narrow."""
        step = self.network.step(path)
        if not path or is_shares(step):
            return "0 to 1"
        if _softmax(step):
            return _brief("0–{}%", 100 * self.limit(path), SHARES_WIDTH)
        return "± own" if self.scope == MAP else _brief("±{}", self.limit(path), LIMIT_WIDTH)

    def sentence(self, path: str, channel: int) -> str:
        """What the colours of one map mean: "Colours end at ±1.45, the 99.5th percentile of conv1_1 and relu1_1"."""
        step = self.network.step(path)
        if not path:
            return "From black, 0, to white, 1."
        if is_shares(step):
            return "Bars from 0 to 1."
        return f"Colours end at {self._bound(step, channel)}, the 99.5th percentile of {self._of(step)}."

    def _bound(self, step: Step, channel: int) -> str:
        top = self.limit(step.path, channel)
        return f"{number(100 * top)}%" if _softmax(step) else f"±{number(top)}"

    def _of(self, step: Step) -> str:
        if self.scope == MAP and not _softmax(step):
            return "this map" if self._has_maps(step) else "these units"
        if self.scope == NETWORK and not _softmax(step):
            return "all layers"
        return listed([each.name for each in self._block(self.network.index(step.path))])


CAPTIONS = {
    BLOCK: "one scale per block",
    MAP: "one scale per map",
    NETWORK: "one scale for all",
}
"""What a scope is called within a sentence."""


def _brief(form: str, value: float, room: float) -> str:
    """`value` in `form` with as many digits, of three at most, as fit into `room` px; with one if none do."""
    forms = (form.format(number(value, digits)) for digits in (3, 2, 1))
    *longer, shortest = forms
    return next((text for text in longer if text_width(text) <= room), shortest)


def _softmax(step: Step) -> bool:
    return step.layer.gives_probabilities
