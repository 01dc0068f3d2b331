"""Weights as a value: where they come from, never the arrays themselves."""

from explorer.weights.edits import Edited, EditedFilter, FromBank, Override
from explorer.weights.trained import Trained
from explorer.weights.weights import (
    LargeParams,
    LazyParams,
    Seeded,
    Weights,
    filter_of,
)

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
