"""The answers of two networks side by side: the likeliest classes of both, and by how many percentage points they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.analysis.answer import unit_names
from explorer.layers.base import Array
from explorer.network import Network
from explorer.weights import Weights


@dataclass(frozen=True)
class AnswerPair:
    """A class with its probability on either side; None where a network does not have that class."""

    name: str
    left: float | None
    right: float | None

    @property
    def points(self) -> float | None:
        """By how many percentage points right is above left; None where a side does not have the class."""
        return None if self.left is None or self.right is None else 100 * (self.right - self.left)


def shares_by_class(
    network: Network, weights: Weights, acts: Mapping[str, Array], given: tuple[str, ...] = ()
) -> dict[str, float]:
    """The probability of each class by its name, in the order of the units; empty where the network gives none.

    `acts` are the activations of one image by path; classes without names are called "class 1". `given` as in `unit_names`.
    Of classes that share a name all but the first are told apart by the numbers of their units.
    """
    last = network.steps[-1]
    if not last.layer.gives_probabilities or len(last.output_shape) != 1:
        return {}
    shares: dict[str, float] = {}
    for unit, (name, share) in enumerate(zip(unit_names(network, weights, given), acts[last.path][0], strict=True)):
        shares[f"{name} (unit {unit})" if name in shares else name] = float(share)
    return shares


def compare_answers(left: Mapping[str, float], right: Mapping[str, float], most: int = 3) -> tuple[AnswerPair, ...]:
    """The classes that are among the `most` likeliest of either side, the likeliest first.

    >>> [(pair.name, round(pair.points)) for pair in compare_answers({"cat": 0.9, "dog": 0.1}, {"cat": 0.4, "dog": 0.6}, 1)]
    [('cat', -50), ('dog', 50)]
    """
    top = {name for side in (left, right) for name in sorted(side, key=lambda name: -side[name])[:most]}
    order = [name for name in dict.fromkeys((*left, *right)) if name in top]
    pairs = [AnswerPair(name, left.get(name), right.get(name)) for name in order]
    return tuple(sorted(pairs, key=lambda pair: -max(pair.left or 0.0, pair.right or 0.0)))
