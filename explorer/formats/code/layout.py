"""Source in lines, laid out as `ruff format` and black lay it out: on one line if it fits, else one part to a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

WIDTH = 100
INDENT = 4


@dataclass(frozen=True)
class Group:
    """Parts between brackets: `opening` ends with one, `closing` is the other. `prefix` stands before: "name=", "return "."""

    opening: str
    parts: tuple[Doc, ...] = ()
    closing: str = ")"
    prefix: str = ""

    @property
    def flat(self) -> str | None:
        """On one line; None if a part has a comment, which needs a line of its own."""
        parts = [part if isinstance(part, str) else part.flat for part in self.parts]
        if any(part is None for part in parts):
            return None
        return f"{self.prefix}{self.opening}{', '.join(part for part in parts if part is not None)}{self.closing}"


@dataclass(frozen=True)
class Commented:
    """A part with a comment behind it."""

    part: str | Group
    comment: str

    flat = None


Doc = str | Group | Commented
"""Code on one line, code in brackets, or either with a comment."""


def lines(part: Doc, level: int = 0, suffix: str = "", comment: str = "") -> list[str]:
    """The lines of a part at a level of indentation; `suffix` is put behind its last bracket, the comment behind that."""
    if isinstance(part, Commented):
        return lines(part.part, level, suffix, part.comment)
    margin, end = " " * (INDENT * level), f"{suffix}{f'  # {comment}' if comment else ''}"
    flat = part if isinstance(part, str) else part.flat
    if isinstance(part, str) or (flat is not None and len(margin) + len(flat) + len(end) <= WIDTH):
        return [f"{margin}{flat}{end}"]
    inside = None if part.opening in ("[", "(") else replace(part, opening="", closing="", prefix="").flat
    if inside is not None and len(margin) + INDENT + len(inside) <= WIDTH:  # arguments may share a line, items not
        return [
            f"{margin}{part.prefix}{part.opening}",
            f"{margin}{' ' * INDENT}{inside}",
            f"{margin}{part.closing}{end}",
        ]
    # A list alone in its brackets has no comma behind it: so do the formatters write it.
    alone = len(part.parts) == 1 and isinstance(part.parts[0], Group) and not part.parts[0].prefix
    inner = [line for each in part.parts for line in lines(each, level + 1, "" if alone else ",")]
    return [f"{margin}{part.prefix}{part.opening}", *inner, f"{margin}{part.closing}{end}"]


def folded(words: str, level: int) -> list[str]:
    """Words as a docstring of one line, or of several with the quotes apart."""
    margin = " " * (INDENT * level)
    if len(margin) + len(words) + 6 <= WIDTH:
        return [f'{margin}"""{words}"""']
    rows, row = [], f'{margin}"""'
    for word in words.split():
        if len(row) + 1 + len(word) > WIDTH:
            rows.append(row.rstrip())
            row = margin
        row += word if row.endswith('"""') or row == margin else f" {word}"
    return [*rows, row, f'{margin}"""']


def product(factors: Sequence[str], sign: str, level: int, prefix: str) -> list[str]:
    """Factors or summands with a sign between them, in brackets where they do not fit on a line."""
    margin, inner = " " * (INDENT * level), " " * (INDENT * (level + 1))
    whole = f" {sign} ".join(factors)
    if len(margin) + len(prefix) + len(whole) <= WIDTH:
        return [f"{margin}{prefix}{whole}"]
    if len(inner) + len(whole) <= WIDTH:
        return [f"{margin}{prefix}(", f"{inner}{whole}", f"{margin})"]
    rest = [f"{inner}{sign} {factor}" for factor in factors[1:]]
    return [f"{margin}{prefix}(", f"{inner}{factors[0]}", *rest, f"{margin})"]
