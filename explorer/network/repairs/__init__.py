"""Repairs of networks whose layers do not fit together: which changes help, in words, and what they make of the layers."""

from explorer.network.repairs.fixes import explained
from explorer.network.repairs.trying import repaired, unreached
from explorer.network.repairs.words import change_words

__all__ = ["change_words", "explained", "repaired", "unreached"]
