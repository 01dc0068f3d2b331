"""The arithmetic of one cell, as data."""

from __future__ import annotations

from explorer.ledger.convolution import ConvLedger, Part
from explorer.ledger.dense import Contribution, DenseLedger, explain_dense, logit_of
from explorer.ledger.explain import EXPLANATIONS, explain
from explorer.ledger.following import Changed, Pooled, following
from explorer.ledger.latex import to_latex
from explorer.ledger.pointwise import CopyLedger, InputLedger, ReluLedger, RescalingLedger, SoftmaxLedger
from explorer.ledger.pooling import AveragePoolLedger, MaxPoolLedger, routing_mask
from explorer.ledger.record import Ledger
from explorer.ledger.size import OutputSize, output_size
from explorer.ledger.table import to_csv

__all__ = [
    "EXPLANATIONS",
    "AveragePoolLedger",
    "Changed",
    "Contribution",
    "ConvLedger",
    "CopyLedger",
    "DenseLedger",
    "InputLedger",
    "Ledger",
    "MaxPoolLedger",
    "OutputSize",
    "Part",
    "Pooled",
    "ReluLedger",
    "RescalingLedger",
    "SoftmaxLedger",
    "explain",
    "explain_dense",
    "following",
    "logit_of",
    "output_size",
    "routing_mask",
    "to_csv",
    "to_latex",
]
