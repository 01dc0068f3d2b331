"""TrainedHere: weights that were learned in this program, one snapshot of one training."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from explorer.errors import SettingError, quoted
from explorer.layers.base import Params
from explorer.network import Network
from explorer.weights.learned import LearnedLayers
from explorer.weights.own.base import DIGEST, Own, digest_of, layers_of, shown_name
from explorer.weights.own.card import SelfCard

MAX_EPOCH: Final = 1_000_000


@dataclass(frozen=True)
class TrainedHere(Own):
    """The weights after `epoch` passes over the data; make them with `TrainedHere.of`. `name` is what the visitor calls them.

    `family` is the digest of the training: the same for all of its snapshots, so that they can be played one after the
    other; "" where nobody knows. `card` tells how they came about, if it is there; a link has neither it nor the arrays.

    >>> network = explorer.Network((explorer.Conv2D(filters=1, kernel_size=1, use_bias=False),), (8, 8, 1))
    >>> trained = explorer.TrainedHere.of(network, {"0": {"kernel": np.ones((1, 1, 1, 1))}}, "mine", epoch=3)
    >>> trained.epoch, explorer.Weights(trained).params(network)["0"]["kernel"].ravel()
    (3, array([1.], dtype=float32))
    """

    family: str = ""
    epoch: float = 0
    card: SelfCard | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.family, str) or (self.family and not DIGEST.fullmatch(self.family)):
            raise SettingError(f"{quoted(self.family)} is no digest of a training.", "Use TrainedHere.of.")
        if type(self.epoch) not in (int, float) or not (math.isfinite(self.epoch) and 0 <= self.epoch <= MAX_EPOCH):
            raise SettingError(f"The epoch of weights is {quoted(self.epoch)}.", f"Use a number, 0 to {MAX_EPOCH:,}.")
        # 3.0 and 3 are one epoch, which must be written in one way.
        object.__setattr__(self, "epoch", int(self.epoch) if self.epoch == int(self.epoch) else self.epoch)

    @classmethod
    def of(
        cls,
        network: Network,
        params: Mapping[str, Params],
        name: str = "",
        card: SelfCard | None = None,
        *,
        family: str = "",
        epoch: float = 0,
    ) -> TrainedHere:
        """The weights of `network` in `params`, {path: {name: array}}, as `Fitting.params` gives them.

        They are checked and rounded as `Uploaded.of` does it, which tells what it raises.
        """
        return cls.from_layers(layers_of(network, params), name, card, family=family, epoch=epoch)

    @classmethod
    def from_layers(
        cls, layers: LearnedLayers, name: str = "", card: SelfCard | None = None, *, family: str = "", epoch: float = 0
    ) -> TrainedHere:
        """The value of arrays that are checked: float32, row-major, not to be written to."""
        counts = len(layers.kernels), len(layers.plain)
        return cls(digest_of(layers), *counts, shown_name(name), layers, family, epoch, card)

    def with_arrays_of(self, other: Own) -> TrainedHere:
        """The same with the arrays of `other`, which must have the same digest, and with its card."""
        found = super().with_arrays_of(other)
        card = other.card if isinstance(other, TrainedHere) else None
        return replace(found, card=card or self.card)

    def is_sibling(self, other: object) -> bool:
        """Whether `other` is a snapshot of the same training."""
        return isinstance(other, TrainedHere) and bool(self.family) and other.family == self.family
