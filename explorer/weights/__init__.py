"""Weights as a value: where they come from, never the arrays themselves."""

from explorer.weights.provenance import Edited, EditedFilter, FromBank, Override, Seeded, Weights
from explorer.weights.trained import Trained

__all__ = ["Edited", "EditedFilter", "FromBank", "Override", "Seeded", "Trained", "Weights"]
