"""Ledgers: records of the arithmetic behind one cell, and how they are written as LaTeX and CSV."""

from __future__ import annotations

from explorer.ledger.explain import EXPLANATIONS, explain
from explorer.ledger.following import NextMaxPool, NextValue, following
from explorer.ledger.formats.latex import to_latex
from explorer.ledger.formats.table import to_csv
from explorer.ledger.kinds.convolution import ChannelTerm, ConvLedger
from explorer.ledger.kinds.copies import CopyLedger
from explorer.ledger.kinds.curve import CurveLedger
from explorer.ledger.kinds.dense import Contribution, DenseLedger, explain_dense, logit_of
from explorer.ledger.kinds.joining import BranchValue, JoinLedger, ProductLedger, SumLedger
from explorer.ledger.kinds.normalization import NormLedger, ResponseLedger
from explorer.ledger.kinds.pointwise import InputLedger, ReluLedger, RescalingLedger, SoftmaxLedger
from explorer.ledger.kinds.pooling import AveragePoolLedger, MaxPoolLedger, routing_mask
from explorer.ledger.record import Ledger
from explorer.ledger.size import OutputSize, output_size

__all__ = [
    "EXPLANATIONS",
    "AveragePoolLedger",
    "BranchValue",
    "ChannelTerm",
    "Contribution",
    "ConvLedger",
    "CopyLedger",
    "CurveLedger",
    "DenseLedger",
    "InputLedger",
    "JoinLedger",
    "Ledger",
    "MaxPoolLedger",
    "NextMaxPool",
    "NextValue",
    "NormLedger",
    "OutputSize",
    "ProductLedger",
    "ReluLedger",
    "RescalingLedger",
    "ResponseLedger",
    "SoftmaxLedger",
    "SumLedger",
    "explain",
    "explain_dense",
    "following",
    "logit_of",
    "output_size",
    "routing_mask",
    "to_csv",
    "to_latex",
]
