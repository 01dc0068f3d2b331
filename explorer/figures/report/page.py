"""Writing a report as one HTML file: nothing is fetched, no script runs, and every text of the report is escaped."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

from explorer.figures.report.record import CellPart, Report, Themed
from explorer.figures.report.tables import answers_html, facts_html, layers_html, terms_html
from explorer.figures.theme import DARK, LIGHT, Theme
from explorer.figures.vector.page import THEMED, document
from explorer.figures.words import bold_html
from explorer.version import __version__

LAYERS_NOTE = (
    "A block counts everything inside it. Memory is that of the output, in bytes. Window is what a cell reads of the image, "
    "in px, padding included; ▫ marks those larger than the image. Read is the share of the image's pixels that a cell in "
    "the middle really reads."
)


def report_html(report: Report) -> str:
    """The text of the file."""
    parts = [
        _header(report),
        _section("Facts", facts_html(report.facts), keep=True),
        _section("Architecture", _figure(report.diagram, "diagram"), keep=True),
        _section("The image", _image(report), keep=True),
        _section("The maps", _figure(report.maps, "maps") + _paragraph(report.remarks), keep=True),
        _section("The layers", layers_html(report.rows, report.totals) + _paragraph(LAYERS_NOTE)),
        _cell(report.cell),
        f"<footer><p>Rows, columns and maps count from 0. Made with CNN Explorer {escape(__version__)}.</p></footer>",
    ]
    return document(f"<main>{''.join(parts)}</main>", report.title, _style())


def _header(report: Report) -> str:
    byline = f'<p class="by">{escape(report.author)}</p>' if report.author else ""
    note = f'<p class="note">{escape(report.note)}</p>' if report.note else ""
    return f"<header><h1>{escape(report.title)}</h1>{byline}{note}</header>"


def _section(title: str, body: str, keep: bool = False) -> str:
    """A section; `keep`: paper has it on one page."""
    return f"<section{' class=keep' if keep else ''}><h2>{escape(title)}</h2>{body}</section>"


def _figure(drawing: Themed, name: str) -> str:
    return f'<figure class="{name}"><div class="light">{drawing.light}</div><div class="dark">{drawing.dark}</div></figure>'


def _paragraph(text: str) -> str:
    return f"<p>{bold_html(text)}</p>" if text else ""


def _image(report: Report) -> str:
    answers = (
        answers_html(report.answers) if report.answers else "<p>The network does not give probabilities of classes.</p>"
    )
    photo = f'<figure class="photo">{report.photo}<figcaption>{escape(report.photo_words)}</figcaption></figure>'
    return f'<div class="beside">{photo}<div><h3>The answer</h3>{answers}</div></div>'


def _cell(cell: CellPart) -> str:
    figure = _figure(cell.figure, "ledger") if cell.figure is not None else ""
    head = f'<div class="keep">{"".join(map(_paragraph, cell.sentences))}{figure}</div>'
    return _section(f"The arithmetic of {cell.name}", head + terms_html(cell.terms) + _paragraph(cell.terms.note))


@cache
def _style() -> str:
    own = (Path(__file__).parent / "report.css").read_text("utf-8")
    dark = f"@media screen and (prefers-color-scheme: dark) {{ {_variables(DARK)} }}"
    return f"{_variables(LIGHT)}{dark}{own}{THEMED}"


def _variables(theme: Theme) -> str:
    return (
        f":root {{ color-scheme: {theme.name}; --page: {theme.page}; --ink: {theme.ink}; --faint: {theme.faint}; "
        f"--line: {theme.zero}; --bar: {theme.bar}; }}"
    )
