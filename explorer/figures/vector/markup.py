"""The markup that Plotly reads in texts (b, i, sub, sup, span with a colour, br) as lines of spans; all else is letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from explorer.errors import SettingError
from explorer.figures.vector.inks import color_of
from explorer.figures.vector.items import Line, Span

LINE_SPACING = 1.3
"""Distance between the lines of a text, in font sizes, as Plotly has it."""
_TAG = re.compile(r"(<[^<>]*>)")
_OPENING = re.compile(r"""<(b|strong|i|em|sub|sup|span)(?:\s+style=["']([^"'<>]*)["'])?>""")
_SUB, _SUP, _SMALL = -0.3, 0.6, 0.7
"""How far subscripts and superscripts stand from the base line, in font sizes, and their size, as Plotly has them."""


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of a text. A tag that Plotly would leave out is left out; a stray "<" is a letter."""
    lines: list[Line] = []
    spans: list[Span] = []
    looks = [Span("")]
    for part in _TAG.split(text):
        if part in ("<br>", "<br/>", "<br />"):
            lines.append(tuple(spans))
            spans = []
        elif opening := _OPENING.fullmatch(part):
            looks.append(_look(looks[-1], opening[1], opening[2] or ""))
        elif part.startswith("</") and part.endswith(">"):
            if len(looks) > 1:
                looks.pop()
        elif part and not _TAG.fullmatch(part):
            spans.append(replace(looks[-1], text=unescape(part)))
    return (*lines, tuple(spans))


def _look(around: Span, tag: str, style: str) -> Span:
    match tag:
        case "b" | "strong":
            return replace(around, bold=True)
        case "i" | "em":
            return replace(around, italic=True)
        case "sub" | "sup":
            rise = around.rise + around.size * _SMALL * (_SUP if tag == "sup" else _SUB)
            return replace(around, size=around.size * _SMALL, rise=rise)
    return _styled(around, style)


def _styled(around: Span, style: str) -> Span:
    for name, value in _rules(style):
        match name:
            case "color":
                around = replace(around, color=color_of(value))
            case "font-weight":
                around = replace(around, bold=value not in ("normal", "400"))
            case "font-style":
                around = replace(around, italic=value == "italic")
            case _:
                raise SettingError(
                    f"A text with the style {name!r} is not drawn.", "Use its colour, bold or italic alone."
                )
    return around


def _rules(style: str) -> Iterator[tuple[str, str]]:
    for rule in style.split(";"):
        name, _, value = rule.partition(":")
        if name.strip():
            yield name.strip(), value.strip()


def letters_of(line: Line) -> str:
    """What a line says."""
    return "".join(span.text for span in line)
