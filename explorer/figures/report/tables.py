"""The tables of a report as HTML: facts, answers, layers, terms. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from explorer.analysis.architecture import Row, Totals, shape_text
from explorer.figures.report.record import Answer, Terms

NO_BREAK = "\N{NO-BREAK SPACE}"
LAYERS = ("Layer", "Kind", "Settings", "Output", "Parameters", "MACs", "Memory", "Window", "Step", "Read")
COUNTS = frozenset({"Parameters", "MACs", "Memory", "Read"})
LONG = 48
"""Letters from which on a fact has a line of its own."""
MANY, NARROW = 60, 7
"""A table of more rows than the first and no more columns than the second stands in two columns on paper."""
BAR = 120
"""Width of the bar of an answer with a share of 1, in px."""


def facts_html(facts: Iterable[tuple[str, str]]) -> str:
    """What is known, as a list of words with their explanations."""
    pairs = (
        f"<div{' class=long' if len(text) > LONG else ''}><dt>{escape(word)}</dt><dd>{escape(text)}</dd></div>"
        for word, text in facts
    )
    return f"<dl>{''.join(pairs)}</dl>"


def answers_html(answers: Sequence[Answer]) -> str:
    """The likeliest answers with a bar each, which is drawn: browsers leave backgrounds out when they print."""
    rows = "".join(
        f'<tr><td>{escape(each.name)}</td><td class="count">{escape(each.percent)}</td>'
        f'<td><svg class="bar" width="{BAR}" height="10" viewBox="0 0 {BAR} 10" aria-hidden="true">'
        f'<rect class="whole" width="{BAR}" height="10"/>'
        f'<rect class="share" width="{max(BAR * each.share, 1):.1f}" height="10"/></svg></td></tr>'
        for each in answers
    )
    return f'<table class="answers"><thead>{_head(("Answer", "Share", ""))}</thead><tbody>{rows}</tbody></table>'


def layers_html(rows: Sequence[Row], totals: Totals) -> str:
    """A row per layer, those inside blocks indented; sizes in cells, memory in bytes of float32."""
    body = "".join(_layer(row) for row in rows)
    sums = (
        *("total", f"{totals.layers:,} layers", "", ""),
        *(f"{totals.parameters:,}", f"{totals.macs:,}", f"{totals.memory:,}", "", "", ""),
    )
    foot = _row(sums, "th")
    return f'<table class="layers"><thead>{_head(LAYERS)}</thead><tbody>{body}{foot}</tbody></table>'


def _layer(row: Row) -> str:
    whole = row.whole
    cells = (
        f"{2 * row.level * NO_BREAK}{_name(row)}",
        row.kind,
        row.settings,
        shape_text(row.shape),
        f"{whole.parameters:,}" if whole.parameters else "",
        f"{whole.macs:,}" if whole.macs else "",
        f"{whole.memory:,}",
        f"{row.size} ▫" if row.larger_than_image else row.size,
        row.step,
        f"{100 * row.share:.3g}%",
    )
    return _row(cells)


def _name(row: Row) -> str:
    """The name of a layer; deep inside blocks, below which it is indented, its last part."""
    return row.name.rpartition(".")[2] if row.level > 1 else row.name


def _row(cells: Iterable[str], tag: str = "td") -> str:
    parts = [f"<{tag}{_class(name)}>{escape(cell)}</{tag}>" for name, cell in zip(LAYERS, cells, strict=True)]
    return f"<tr>{''.join(parts)}</tr>"


def _class(name: str) -> str:
    if name in COUNTS:
        return ' class="count"'
    return ' class="size"' if name in ("Output", "Window", "Step") else ""


def terms_html(terms: Terms) -> str:
    """The terms of a sum; the last two rows are the result and what the map holds."""
    lines = [f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in terms.rows]
    head = "".join(f"<th>{escape(name)}</th>" for name in terms.columns)
    many = len(terms.rows) > MANY and len(terms.columns) <= NARROW
    body = f'{"".join(lines[:-2])}</tbody><tbody class="results">{"".join(lines[-2:])}'
    around = "<div class=columns>" if many else "<div>"
    return f'{around}<table class="terms"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _head(names: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<th{_class(name)}>{escape(name)}</th>' for name in names)}</tr>"
