"""The figure of a ledger, chosen by the type of the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from explorer.figures.ledger.bars import dense, softmax
from explorer.figures.ledger.convolution import convolution
from explorer.figures.ledger.curve import curve, relu, rescaling
from explorer.figures.ledger.steps import added, multiplied, normalised, response
from explorer.figures.ledger.window import average_window, max_window
from explorer.figures.theme import Theme
from explorer.ledger import (
    AveragePoolLedger,
    ConvLedger,
    CurveLedger,
    DenseLedger,
    Ledger,
    MaxPoolLedger,
    NormLedger,
    ProductLedger,
    ReluLedger,
    RescalingLedger,
    ResponseLedger,
    SoftmaxLedger,
    SumLedger,
)

WIDTH, NARROW = 776, 344
"""Widths in px on a desktop and on a phone."""
FIGURES: dict[type[Ledger], Callable[..., dict[str, Any]]] = {
    ConvLedger: convolution,
    SumLedger: added,
    ProductLedger: multiplied,
    MaxPoolLedger: max_window,
    AveragePoolLedger: average_window,
    ReluLedger: relu,
    RescalingLedger: rescaling,
    CurveLedger: curve,
    NormLedger: normalised,
    ResponseLedger: response,
    SoftmaxLedger: softmax,
    DenseLedger: dense,
}


def figure(
    ledger: Ledger, theme: Theme, width: int = WIDTH, names: Sequence[str] = (), **options: Any
) -> dict[str, Any] | None:
    """The figure of `ledger`, at most `width` px wide; None for a number that is only copied.

    `names` are those of a convolution's input channels, of a dense unit's products or of a softmax's units. `options` are
    passed on: `most`, `skip` and `limit` of a convolution.
    """
    draw = FIGURES.get(type(ledger))
    return draw(ledger, theme, width, names, **options) if draw else None
