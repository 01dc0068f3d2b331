"""Ledgers of normalisations and sums as a list of steps, with the value after each as a bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from explorer.figures.canvas import LINE, VALUE, Canvas
from explorer.figures.ledger.words import bracketed
from explorer.figures.theme import Theme, number
from explorer.ledger import NormLedger, ProductLedger, ResponseLedger, SumLedger

LABEL, OPERAND = 150, 300
MAX_DRAWN_CHANNELS = 12
"""Channels of a response normalisation that are drawn at most, the strongest ones."""


def normalised(ledger: NormLedger, theme: Theme, width: int, names: Sequence[str] = ()) -> dict[str, Any]:
    """The input, then a line for each of: minus the mean, divided by the spread, times gamma, plus beta."""
    lines = [("input", "", ledger.input)]
    for move in ledger.moves:
        lines.append((move.what, number(move.by), move.value))
    lines.append(("result", "", ledger.result))
    return _lines(lines, theme, width)


def response(ledger: ResponseLedger, theme: Theme, width: int, names: Sequence[str] = ()) -> dict[str, Any]:
    """A local response normalisation: the squares of its channels, their sum, and the divisor."""
    squares = np.square(ledger.values)
    drawn = np.sort(np.argsort(-squares, kind="stable")[:MAX_DRAWN_CHANNELS])
    lines = []
    for place in drawn.tolist():
        channel = ledger.channels[place]
        name = f"map {channel:,}, squared" if channel != ledger.cell.channel else "itself, squared"
        lines.append((name, f"{bracketed(float(ledger.values[place]))}²", float(squares[place])))
    if len(drawn) < len(squares):
        lines.append((f"{len(squares) - len(drawn):,} weaker maps", "", float(np.delete(squares, drawn).sum())))
    lines.append(("sum", "", ledger.total))
    lines.append(("bias + alpha × sum", f"{number(ledger.bias)} + {number(ledger.alpha)} × sum", ledger.base))
    lines.append(("to the power of beta", number(ledger.beta), ledger.divisor))
    lines.append(("result", f"{number(ledger.input)} / {number(ledger.divisor)}", ledger.result))
    return _lines(lines, theme, width)


def added(ledger: SumLedger, theme: Theme, width: int, names: Sequence[str] = ()) -> dict[str, Any]:
    """What each branch adds, and the sum."""
    lines = [(each.name, each.lane, each.value) for each in ledger.addends]
    return _lines([*lines, ("sum", "", ledger.result)], theme, width)


def multiplied(ledger: ProductLedger, theme: Theme, width: int, names: Sequence[str] = ()) -> dict[str, Any]:
    """The number of each branch, and their product."""
    lines = [(each.name, f"branch {each.lane}", each.value) for each in ledger.factors]
    return _lines([*lines, ("product", "", ledger.result)], theme, width)


def _lines(lines: list[tuple[str, str, float]], theme: Theme, width: int) -> dict[str, Any]:
    """A line per (name, operand, value), with the value as a signed bar; the last line is emphasized."""
    top = max((abs(value) for _, _, value in lines if np.isfinite(value)), default=0.0)
    canvas = Canvas(theme, min(width, 620))
    wide = width >= 560
    left = OPERAND + 16 if wide else LABEL
    for at, (name, operand, value) in enumerate(lines):
        y, strong = canvas.height + LINE / 2, at == len(lines) - 1
        canvas.write(f"<b>{name}</b>" if strong else name, 0, y)
        if wide:
            canvas.write(operand, OPERAND, y, "right", color=theme.faint)
        canvas.bar(value, top, left, canvas.width - VALUE, y, strong)
        canvas.height += LINE
    return canvas.figure()
