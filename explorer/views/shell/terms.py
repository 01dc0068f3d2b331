"""The glossary terms behind a ledger, for the tooltip of its line in the Arithmetic tab."""

from __future__ import annotations

from explorer.ledger import AveragePoolLedger, ConvLedger, DenseLedger, Ledger, MaxPoolLedger, ReluLedger, SoftmaxLedger
from explorer.words.glossary import tips

TERMS_BY_LEDGER: dict[type, tuple[str, ...]] = {
    ConvLedger: ("patch", "kernel", "bias", "contribution"),
    DenseLedger: ("unit", "weight", "bias", "contribution"),
    MaxPoolLedger: ("max pooling", "tie", "routing mask"),
    AveragePoolLedger: ("average pooling", "patch"),
    ReluLedger: ("ReLU", "gradient"),
    SoftmaxLedger: ("softmax", "logit", "class"),
}


def terms_of(ledger: Ledger) -> str | None:
    """The definitions of the terms that a ledger's line uses, as Markdown; None if it uses none."""
    names = TERMS_BY_LEDGER.get(type(ledger), ())
    return tips(*names) if names else None
