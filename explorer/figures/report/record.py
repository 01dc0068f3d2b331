"""The record of a report: everything that it says, as texts and drawings. Writing it as HTML adds only the form."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.analysis.architecture import Row, Totals


@dataclass(frozen=True)
class Themed:
    """A drawing as SVG, for light screens and paper, and for dark screens."""

    light: str
    dark: str


@dataclass(frozen=True)
class Answer:
    """One of the likeliest answers: its name, its share from 0 to 1, and how that is written."""

    name: str
    share: float
    percent: str


@dataclass(frozen=True)
class Terms:
    """The terms of a sum as a table: names of columns, and rows of texts. `note` says what was left out, "" if nothing was."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class CellPart:
    """The selected cell: its name, sentences in which **words** are bold, its figure if it has one, and its terms."""

    name: str
    sentences: tuple[str, ...]
    figure: Themed | None
    terms: Terms


@dataclass(frozen=True)
class Report:
    """A whole report. `facts` are pairs of a word and what is known under it; all texts are plain."""

    title: str
    author: str
    note: str
    facts: tuple[tuple[str, str], ...]
    diagram: Themed
    photo: str
    photo_words: str
    maps: Themed
    answers: tuple[Answer, ...]
    rows: tuple[Row, ...]
    totals: Totals
    cell: CellPart
    remarks: str
