"""Ledgers of dense units and softmax as lists of bars: the largest products, or the exponentials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from explorer.figures.canvas import LINE, VALUE, Canvas
from explorer.figures.ledger.words import bracketed
from explorer.figures.theme import Theme, number
from explorer.figures.words import letters
from explorer.ledger import DenseLedger, SoftmaxLedger
from explorer.network import Cell
from explorer.words.class_names import short_class
from explorer.words.numerals import sum_decimals

MAX_DRAWN_UNITS = 12
"""Units of a softmax that are drawn at most, the largest first."""
LABEL_WIDTH = 188
"""Width of the names to the left of the bars, in px."""
SHARE, NARROW_SHARE = 70, 58
"""Width of the shares of a softmax, in px: usually, and on a phone."""


def dense(ledger: DenseLedger, theme: Theme, width: int, names: Sequence[str] = ()) -> dict[str, Any]:
    """The largest products, the rest, the bias and the sum, as signed bars. `names` are those of the products."""
    lines = [
        (name, f"{number(each.value)} × {number(each.weight)}", each.product)
        for name, each in zip(names or [_place(each.source) for each in ledger.largest], ledger.largest, strict=True)
    ]
    if ledger.other_count:
        lines.append((f"{ledger.other_count:,} smaller products", "", ledger.others))
    if ledger.has_bias:
        lines.append(("bias", "", ledger.bias))
    lines.append(("sum", "", ledger.result))
    top = max(abs(value) for _, _, value in lines)
    decimals = sum_decimals((value for name, _, value in lines if name != "sum"), ledger.result)
    canvas = Canvas(theme, width)
    wide = width >= 560
    for name, product, value in lines:
        y, strong = canvas.height + LINE / 2, name == "sum"
        canvas.write(f"<b>{name}</b>" if strong else name, 0, y)
        if wide:
            canvas.write(product, LABEL_WIDTH + 150, y, "right", color=theme.faint)
        canvas.bar(value, top, LABEL_WIDTH + (170 if wide else 0), width - VALUE, y, strong, decimals)
        canvas.height += LINE
    return canvas.figure()


def _place(cell: Cell) -> str:
    return f"map {cell.channel}, row {cell.row}, column {cell.col}"


def softmax(ledger: SoftmaxLedger, theme: Theme, width: int, names: Sequence[str] = ()) -> dict[str, Any]:
    """One bar per unit: the exponential of its input minus the maximum of all inputs.

    Of many units only the largest are drawn, and always the cell's own. `names` are those of the units.
    """
    own = ledger.cell.channel
    units = range(len(ledger.inputs))
    drawn: list[int] = list(units)
    if len(drawn) > MAX_DRAWN_UNITS:
        largest = np.argsort(-ledger.exponentials, kind="stable")[:MAX_DRAWN_UNITS]
        drawn = sorted({*largest.tolist(), own}, key=lambda unit: (-ledger.exponentials[unit], unit))
    canvas = Canvas(theme, width)
    wide = width >= 560
    left, right = (LABEL_WIDTH + 150.0 if wide else 110.0), width - VALUE - float(SHARE if wide else NARROW_SHARE)
    canvas.write("unit", 0, LINE / 2 - 2, color=theme.faint)
    if wide:
        canvas.write("input − maximum", LABEL_WIDTH + 130, LINE / 2 - 2, "right", color=theme.faint)
    canvas.write("its share", width, LINE / 2 - 2, "right", color=theme.faint)
    canvas.write("exponential", right + VALUE - 8, LINE / 2 - 2, "right", color=theme.faint)
    canvas.height = LINE
    for unit in drawn:
        _unit(canvas, ledger, unit, _name(names, unit, wide), (left, right), wide)
    if len(drawn) < len(units):
        rest = ledger.total - float(ledger.exponentials[drawn].sum())
        canvas.write(f"{len(units) - len(drawn):,} more units: sum", 0, canvas.height + LINE / 2)
        canvas.write(number(rest), right + VALUE - 8, canvas.height + LINE / 2, "right")
        canvas.height += LINE
    canvas.write("<b>sum</b>", 0, canvas.height + LINE / 2)
    canvas.write(f"<b>{number(ledger.total)}</b>", right + VALUE - 8, canvas.height + LINE / 2, "right")
    canvas.height += LINE
    return canvas.figure()


def _name(names: Sequence[str], unit: int, wide: bool) -> str:
    return letters(short_class(names[unit], 32 if wide else 15)) if names else f"unit {unit:,}"


def _unit(canvas: Canvas, ledger: SoftmaxLedger, unit: int, name: str, span: tuple[float, float], wide: bool) -> None:
    y, own = canvas.height + LINE / 2, unit == ledger.cell.channel
    left, right = span
    power, value = float(ledger.exponentials[unit]), float(ledger.inputs[unit])
    canvas.write(f"<b>{name}</b>" if own else name, 0, y)
    colour = canvas.theme.bar if own else canvas.theme.diverging[3]
    canvas.box(left, y - 6, left + max((right - left) * power, 1), y + 6, fillcolor=colour, line={"width": 0})
    canvas.write(number(power), right + VALUE - 8, y, "right")
    if wide:
        difference = f"{number(value)} − {bracketed(ledger.maximum)}"
        canvas.write(difference, LABEL_WIDTH + 130, y, "right", color=canvas.theme.faint)
    share = f"{100 * power / ledger.total:.1f}%" if power >= 0.0005 * ledger.total else "< 0.1%"
    canvas.write(f"<b>{share}</b>" if own else share, canvas.width, y, "right")
    canvas.height += LINE
