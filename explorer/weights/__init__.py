"""Weights as a value: where they come from, never the arrays themselves."""

from explorer.weights.provenance import Edited, FromBank, Override, Seeded, Weights
from explorer.weights.trained import Trained

__all__ = ["Edited", "FromBank", "Override", "Seeded", "Trained", "Weights"]
