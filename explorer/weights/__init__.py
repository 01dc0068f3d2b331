"""Weights as a small value: where the numbers come from, not the arrays, which are made when they are asked for."""

from explorer.weights.learned import Learned
from explorer.weights.overrides import Edited, EditedFilter, EditedNumber, FromBank, Override
from explorer.weights.own.base import Own
from explorer.weights.own.card import SelfCard
from explorer.weights.own.trained_here import TrainedHere
from explorer.weights.own.uploaded import Uploaded
from explorer.weights.params import LargeParams, LazyParams, filter_of
from explorer.weights.seeded import KERNELS, Seeded
from explorer.weights.trained import Trained
from explorer.weights.weights import Base, Weights

__all__ = [
    "KERNELS",
    "Base",
    "Edited",
    "EditedFilter",
    "EditedNumber",
    "FromBank",
    "LargeParams",
    "LazyParams",
    "Learned",
    "Override",
    "Own",
    "Seeded",
    "SelfCard",
    "Trained",
    "TrainedHere",
    "Uploaded",
    "Weights",
    "filter_of",
]
