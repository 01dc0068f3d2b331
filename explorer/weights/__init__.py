"""Weights as a small value: where the numbers come from, not the arrays, which are made when they are asked for."""

from explorer.weights.overrides import Edited, EditedFilter, FromBank, Override
from explorer.weights.params import LargeParams, LazyParams, filter_of
from explorer.weights.seeded import Seeded
from explorer.weights.trained import Trained
from explorer.weights.weights import Weights

__all__ = [
    "Edited",
    "EditedFilter",
    "FromBank",
    "LargeParams",
    "LazyParams",
    "Override",
    "Seeded",
    "Trained",
    "Weights",
    "filter_of",
]
