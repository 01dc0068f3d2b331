"""Values of settings in a text, both ways: 3, 3x3, ((0, 1), (0, 1)), same, bilinear.

A type of setting that is not known here is read and written as plain data, as links hold it.
"""

from __future__ import annotations

import json
from typing import Any

from explorer.errors import SettingError, quoted
from explorer.formats.text.entries import Spot
from explorer.formats.text.tokens import Stream, Token
from explorer.limits import CHANNELS
from explorer.settings import Bool, Choice, Float, Int, Padding, Pair, Setting, Sides, Type, setting_label

_DEPTH = 4
"""Parentheses around each other in a value, at most."""
_YES, _NO = ("yes", "on", "true"), ("no", "off", "false")
_PADDINGS = ("valid", "same")


# -- reading ----------------------------------------------------------------------------------------------------------


def read_value(stream: Stream, what: str) -> Any:
    """The value that comes next, as plain data: a number, a word, or a tuple. Raises TextError if there is none."""
    return _read(stream, what, 0)


def begins_value(token: Token) -> bool:
    """Whether a number, a size or a parenthesis stands here."""
    return token.kind in ("number", "size") or token.is_mark("([")


def _read(stream: Stream, what: str, depth: int) -> Any:
    token = stream.take()
    if token.kind in ("number", "size", "word"):
        return token.value
    if token.is_mark("([") and depth < _DEPTH:
        return _tuple(stream, what, token, depth)
    if token.kind == "unreadable":
        raise token.spot.error(f"“{token.text[:40]}” is not a number.", _number_remedy(token.text))
    shown = "the end of the line" if token.kind in ("break", "end") else f"“{token.text}”"
    raise token.spot.error(f"The value of {what} is missing: here is {shown}.", f"Write it behind {what}.")


def _tuple(stream: Stream, what: str, opening: Token, depth: int) -> tuple[Any, ...]:
    closing = {"(": ")", "[": "]"}[opening.text]
    parts: list[Any] = []
    while True:
        while stream.peek().is_mark(",") or (stream.peek().kind == "break" and not stream.peek().text.strip()):
            stream.take()
        token = stream.peek()
        if token.is_mark(closing):
            stream.take()
            return tuple(parts)
        if token.kind in ("break", "end") or token.is_mark(")]{}|"):
            raise opening.spot.error(f"“{opening.text}” is not closed.", f"Write “{closing}” behind its last number.")
        if len(parts) == CHANNELS:
            raise token.spot.error(f"More than {CHANNELS:,} numbers are given.", "Leave some of them out.")
        parts.append(_read(stream, what, depth + 1))


def _number_remedy(text: str) -> str:
    digits = "".join(character for character in text if character.isdigit())[:6]
    return f"Write {digits}, or {digits}x{digits} for rows and columns." if digits else "Write a number."


def takes(declared: Type, value: Any) -> bool:
    """Whether a value that stands alone can be one of this type, by its form and not by its size."""
    number = isinstance(value, int | float)
    match declared:
        case Int():
            return isinstance(value, int)
        case Float():
            return number
        case Pair():
            return isinstance(value, int) or _is_pair(value)
        case Padding():
            return value.lower() in _PADDINGS if isinstance(value, str) else isinstance(value, int | tuple)
        case Sides():
            return isinstance(value, int | tuple)
        case Choice(options):
            return isinstance(value, str) and _option(options, value) is not None
        case Bool():
            return False
        case _:
            return not isinstance(value, str)


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(isinstance(side, int) for side in value)


def _option(options: tuple[str, ...], word: str) -> str | None:
    return next((option for option in options if option.lower() == word.lower()), None)


def checked(declared: Setting, value: Any, spot: Spot) -> Any:
    """The canonical form of a value that stands at `spot`. Raises TextError for one that the setting does not take."""
    try:
        return declared.type.check(declared.name, _as_declared(declared, value))
    except SettingError as error:
        raise spot.error(error.problem, error.remedy) from None
    except (TypeError, ValueError, AttributeError, KeyError, IndexError, OverflowError):
        # Types check what a form or a link gives them; a text can hold anything.
        problem = f"{setting_label(declared.name)}: {quoted(value)} is not a value that it takes."
        raise spot.error(problem, declared.help) from None


def _as_declared(declared: Setting, value: Any) -> Any:
    match declared.type:
        case Bool() if isinstance(value, str) and value.lower() in _YES + _NO:
            return value.lower() in _YES
        case Bool() if value in (0, 1) and isinstance(value, int):
            return bool(value)
        case Choice(options) if isinstance(value, str):
            return _option(options, value) or value
        case Padding() if isinstance(value, str):
            return value.lower()
        case Bool() | Choice() | Padding() | Sides() | Pair() | Int() | Float():
            return value
        case _ if isinstance(value, str) and value.lower() in ("none", *_YES, *_NO):
            return None if value.lower() == "none" else value.lower() in _YES
        case _:
            return value


# -- writing ----------------------------------------------------------------------------------------------------------


def value_text(declared: Setting, value: Any, always_pair: bool = False) -> str:
    """A value in canonical form as the text writes it; `always_pair` writes 3x3 even where 3 says the same."""
    match declared.type:
        case Pair():
            rows, cols = value
            return f"{rows}" if rows == cols and not always_pair else f"{rows}x{cols}"
        case Padding() | Sides() if not isinstance(value, str):
            (top, bottom), (left, right) = value
            if top != bottom or left != right:
                return f"(({top}, {bottom}), ({left}, {right}))"
            return f"{top}" if top == left else f"{top}x{left}"
        case Choice() | Padding():
            return _word_text(value)
        case _:
            return _plain_text(declared.type.plain(value))


def number_text(value: float) -> str:
    """A number in the fewest digits that read back as the same number."""
    short = f"{value:g}"
    if isinstance(value, int) or float(short) != value or short == "-0":
        return repr(value)
    return short


def _word_text(word: str) -> str:
    return word if word.replace("_", "a").isalnum() and word[:1].isalpha() else json.dumps(word, ensure_ascii=False)


def _plain_text(value: Any) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return number_text(value)
        case str():
            return _word_text(value)
        case _:
            return f"({', '.join(map(_plain_text, value))})"
