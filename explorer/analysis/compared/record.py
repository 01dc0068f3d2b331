"""Compared: the record of two networks side by side, each run on an image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from explorer.analysis import architecture
from explorer.analysis.compared.aligning import LayerPair, align
from explorer.analysis.compared.answers import AnswerPair, compare_answers, shares_by_class
from explorer.analysis.compared.maps import MapsCompared
from explorer.analysis.compared.table import Change, RowPair, row_pairs, total_changes
from explorer.errors import SettingError, quoted
from explorer.layers.base import Array
from explorer.network import Network
from explorer.weights import Weights


@dataclass(frozen=True, eq=False)
class Side:
    """A network with its weights and what it made of one image: `acts` by path, each with a batch axis of 1.

    `classes` are names that were given to its outputs; those of trained weights need not be given.
    """

    network: Network
    weights: Weights
    acts: Mapping[str, Array]
    classes: tuple[str, ...] = ()

    @cached_property
    def shares(self) -> dict[str, float]:
        """The probability of each class by its name; empty where the network gives none."""
        return shares_by_class(self.network, self.weights, self.acts, self.classes)


@dataclass(frozen=True, eq=False)
class Compared:
    """Two networks side by side. Everything is computed when it is first asked for; differences are right minus left.

    >>> scene = explorer.presets.load("lenet5").scene()
    >>> compared = explorer.compare(scene, scene)
    >>> all(pair.matched for pair in compared.pairs), compared.maps("conv1").correlation.value
    (True, 1.0)
    """

    left: Side
    right: Side

    @cached_property
    def pairs(self) -> tuple[LayerPair, ...]:
        """Which layers correspond: see `align`."""
        return align(self.left.network, self.right.network)

    @cached_property
    def rows(self) -> tuple[RowPair, ...]:
        """The table: size and cost of every pair."""
        return row_pairs(self.left.network, self.right.network, self.pairs)

    @cached_property
    def totals(self) -> dict[str, Change]:
        """Layers, parameters, multiply-accumulates and bytes of both networks by name."""
        return total_changes(*(architecture.totals(side.network) for side in (self.left, self.right)))

    def answers(self, most: int = 3) -> tuple[AnswerPair, ...]:
        """The `most` likeliest classes of both, with what they differ by; none without probabilities."""
        return compare_answers(self.left.shares, self.right.shares, most)

    def pair_of(self, name: str) -> LayerPair:
        """The pair whose left layer has this name or path; "" is the image. Raises SettingError."""
        path = self.left.network[name].path
        return next(pair for pair in self.pairs if pair.left == path)

    def maps(self, layer: str | LayerPair) -> MapsCompared:
        """The maps of a pair, or of the left layer with this name or path. Raises SettingError for one without counterpart."""
        pair = layer if isinstance(layer, LayerPair) else self.pair_of(layer)
        if pair.left is None or pair.right is None:
            side, path = ("left", pair.left) if pair.right is None else ("right", pair.right)
            network = (self.left if pair.right is None else self.right).network
            name = network.step(path or "").name
            raise SettingError(
                f"Only the {side} network has the layer {quoted(name)}.", "Choose one that corresponds to another."
            )
        left, right = self.left, self.right
        return MapsCompared(
            left.network.step(pair.left).maps(left.acts), right.network.step(pair.right).maps(right.acts)
        )
