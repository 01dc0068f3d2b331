"""Tokens of a network's text: words, numbers, sizes such as 3x3, and marks, each with its line and column.

Reading is lazy, a token at a time: a large text that is wrong at its beginning costs nothing.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from explorer.formats.text.entries import Spot

TokenKind = Literal["word", "number", "size", "unreadable", "mark", "break", "end"]

_NUMBER = r"[-+−]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][-+]?[0-9]{1,4})?"
_GAP = r"[^\S\n]*"
_PATTERN = re.compile(
    rf"""
      (?P<skip>[^\S\n]+|\#[^\n]*|//[^\n]*)
    | (?P<break>(?:\n|;|->|→)(?:[\s;→]+|->|\#[^\n]*|//[^\n]*)*)
    | (?P<size>[0-9]{{1,30}}(?:{_GAP}[xX×*]{_GAP}[0-9]{{1,30}}){{1,3}}(?![\w.×*]))
    | (?P<fraction>{_NUMBER}/{_NUMBER}(?![\w.]))
    | (?P<number>{_NUMBER}(?![\w.×*]))
    | (?P<unreadable>[-+−]?\.?[0-9][\w.×*]*)
    | "(?P<double>[^"\n]*)" | '(?P<single>[^'\n]*)' | “(?P<curly>[^”\n]*)”
    | (?P<word>[^\W\d_](?:\w|-(?!>))*)
    | (?P<mark>[{{}}()\[\]|,=:])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    """A piece of the text. `value` is what it stands for: a number, the numbers of a size, the text of a word."""

    kind: TokenKind
    text: str
    spot: Spot
    value: Any = None

    def is_mark(self, marks: str) -> bool:
        """Whether it is one of these marks."""
        return self.kind == "mark" and self.text in marks


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text; the last one is of the kind "end". Raises TextError for a character that means nothing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    at, line, line_start = 0, 1, 0
    while at < len(text):
        spot = Spot(line, at - line_start + 1)
        match = _PATTERN.match(text, at)
        if match is None:
            raise _stray(text[at], spot)
        if match.lastgroup != "skip":
            yield _token(match, spot)
        at = match.end()
        if "\n" in match[0]:  # empty lines and comments go with the end of the line before them
            line, line_start = line + match[0].count("\n"), match.start() + match[0].rindex("\n") + 1
    yield Token("end", "", Spot(line, at - line_start + 1))


def _stray(character: str, spot: Spot) -> Exception:
    if character in "\"'“":
        return spot.error("A quotation mark is opened and not closed.", "Close it, or leave the marks out.")
    shown = character if character.isprintable() else f"character U+{ord(character):04X}"
    return spot.error(f"“{shown}” has no meaning here.", "Take it out, or put # in front of what is a comment.")


def _token(match: re.Match[str], spot: Spot) -> Token:
    kind, text = match.lastgroup, match[0]
    match kind:
        case "break" | "mark" | "unreadable":
            return Token(kind, text, spot)
        case "size":
            return Token("size", text, spot, tuple(int(part) for part in re.findall("[0-9]+", text)))
        case "number":
            return Token("number", text, spot, _number(text))
        case "fraction":
            above, below = (_number(part) for part in text.split("/"))
            if not below:
                raise spot.error(f"“{text}” divides by zero.", "Write another number.")
            return Token("number", text, spot, above / below)
        case _:
            assert kind is not None
            return Token("word", match[kind], spot, match[kind])


def _number(text: str) -> int | float:
    text = text.replace("−", "-")
    return int(text) if re.fullmatch("[-+]?[0-9]+", text) else float(text)


class Stream:
    """Tokens with a look ahead: `peek` looks at one to come, `take` goes on to the next."""

    def __init__(self, text: str) -> None:
        self._source = tokens(text)
        self._ahead: deque[Token] = deque()

    def peek(self, ahead: int = 0) -> Token:
        """The token to come, or one `ahead` of it; behind the end there is only the end."""
        while len(self._ahead) <= ahead:
            last = self._ahead[-1] if self._ahead else None
            self._ahead.append(last if last and last.kind == "end" else next(self._source))
        return self._ahead[ahead]

    def take(self) -> Token:
        """The token to come, which is gone then; at the end, the end again and again."""
        token = self.peek()
        if token.kind != "end":
            self._ahead.popleft()
        return token

    def take_mark(self, marks: str) -> bool:
        """Take the token to come if it is one of these marks; whether it was."""
        found = self.peek().is_mark(marks)
        if found:
            self.take()
        return found

    def skip_breaks(self) -> None:
        """Go on to the next token that is not the end of a line."""
        while self.peek().kind == "break":
            self.take()
