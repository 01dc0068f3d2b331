"""What a number is made of, in one line: "red 0.53 + green 0.65 + blue 0.06 + bias 0.22 = 1.46"."""

from __future__ import annotations

from html import escape

from explorer.figures.overview.figure import percent
from explorer.figures.rail.record import Calculation, Copy, Fraction, Rail, Step, Sum, Window
from explorer.figures.theme import number
from explorer.words.numerals import fixed, sum_decimals

DIGITS = 4
"""Significant digits of a fraction's two numbers, so that a share near 100% is not written as 1 / 1."""


def brief_sum(rail: Rail) -> str:
    """The line as HTML; its result is bold."""
    made = rail.made_of
    if isinstance(made, Sum):
        return _sum(made)
    if isinstance(made, Fraction):
        return f"{number(made.own, DIGITS)} / {number(made.total, DIGITS)} = <b>{percent(made.share)}</b>"
    if isinstance(made, Copy):
        return _equals(made.words, made.value)
    return _steps(made)


def _sum(made: Sum) -> str:
    amounts = [each.amount for each in made.addends]
    decimals = sum_decimals(amounts, made.total)
    terms = []
    for at, each in enumerate(made.addends):
        sign = "" if not at else "− " if each.amount < 0 else "+ "
        size = abs(each.amount) if at else each.amount
        terms.append(f"<span>{sign}{escape(each.label)} {fixed(size, decimals)}</span>")
    return f"{' '.join(terms)} <span>= <b>{fixed(made.total, decimals)}</b></span>"


def _steps(made: Window | Calculation) -> str:
    last: Step = made.steps[-1]
    return _equals(last.words, last.value)


def _equals(words: str, value: float) -> str:
    return f"{escape(words)}: <b>{number(value)}</b>"
