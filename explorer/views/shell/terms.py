"""Which terms of the glossary a ledger uses: the tooltip of its line."""

from __future__ import annotations

from explorer.ledger import AveragePoolLedger, ConvLedger, DenseLedger, Ledger, MaxPoolLedger, ReluLedger, SoftmaxLedger
from explorer.words.glossary import tips

TERMS: dict[type, tuple[str, ...]] = {
    ConvLedger: ("patch", "kernel", "bias", "contribution"),
    DenseLedger: ("unit", "weight", "bias", "contribution"),
    MaxPoolLedger: ("max pooling", "tie", "routing mask"),
    AveragePoolLedger: ("average pooling", "patch"),
    ReluLedger: ("ReLU", "gradient"),
    SoftmaxLedger: ("softmax", "logit", "class"),
}


def terms_of(ledger: Ledger) -> str | None:
    """What the words mean that a ledger's line uses; None where it uses none that has to be explained."""
    names = TERMS.get(type(ledger), ())
    return tips(*names) if names else None
