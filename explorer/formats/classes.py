"""The names of classes, from a text or a file: one to a line, a list with commas, JSON, or a table with numbers."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from explorer import limits
from explorer.errors import SettingError, quoted, typed
from explorer.plain import one_line

_MOST_BYTES = limits.CLASS_NAMES * (limits.CLASS_NAME_CHARS + 40)
_EXAMPLE = "Write one name to a line, or names with commas between them."
_SEPARATORS = (",", ";", "\t")


def class_names(text: str | bytes, count: int | None = None) -> tuple[str, ...]:
    """The names in their order: the first belongs to output 0. They are plain text, of one line each.

    Read are lines, a list with commas, a JSON list or dictionary (["cat", "dog"], {"0": "cat"}, {"cat": 0}, and the pairs of
    ImageNet's list, {"0": ["n01440764", "tench"]}), and tables (CSV) whose first or last column counts from 0 or 1. `count` is
    how many outputs the network has. Raises SettingError.

    >>> class_names("cat, dog, bird")
    ('cat', 'dog', 'bird')
    >>> class_names('{"1": "dog", "0": "cat"}')
    ('cat', 'dog')
    >>> class_names("index,name\\n0,T-shirt/top\\n1,Trouser")
    ('T-shirt/top', 'Trouser')
    """
    names = [one_line(name) for name in _names(_decoded(text).strip())]
    _check_count(names, count)
    _check_each(names)
    return tuple(names)


def given_classes(names: Any) -> tuple[str, ...]:
    """Names of classes that came from elsewhere as a list, as plain text like those that are read. Raises SettingError.

    >>> given_classes(["cat", "dog\\n"])
    ('cat', 'dog')
    """
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise SettingError(f"{typed(names)} was given for a list of names of classes.", 'Give ["cat", "dog"].')
    if not names:
        return ()
    _check_count(names, None)
    _check_each(names)  # before they are cleaned: that takes time for each letter
    cleaned = tuple(one_line(name) for name in names)
    _check_each(cleaned)
    return cleaned


def _decoded(text: str | bytes) -> str:
    if not isinstance(text, str | bytes):
        raise SettingError(f"{typed(text)} was given for names of classes.", _EXAMPLE)
    if len(text) > _MOST_BYTES:
        raise SettingError(
            f"The text has {len(text):,} characters; names of classes may have {_MOST_BYTES:,} together.", _EXAMPLE
        )
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingError("The file of names is not a text in UTF-8.", "Save it as plain text, UTF-8.") from None


def _names(text: str) -> Sequence[str]:
    if text[:1] in "[{" and text:
        return _of_json(text)
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        return _of_one_line(lines[0])
    return _of_table(lines) or lines


def _of_one_line(line: str) -> list[str]:
    separator = next((each for each in _SEPARATORS if each in line), None)
    if separator is None:
        return [line]
    return [name for name in next(csv.reader([line], delimiter=separator, skipinitialspace=True)) if name.strip()]


def _of_table(lines: list[str]) -> list[str] | None:
    """The names beside the column that counts, in its order; None if there is no such column in every line."""
    for separator in _SEPARATORS:
        try:
            rows = [*csv.reader(lines, delimiter=separator, skipinitialspace=True)]
        except csv.Error:
            continue
        for body in (rows, rows[1:]):  # the first line may be a heading
            for column in (0, -1):
                if body and all(len(row) > 1 and _is_whole(row[column]) for row in body):
                    name_column = -1 if column == 0 else 0
                    # Of ImageNet's table, number, code, name, the last column is the one to read.
                    return _by_number([(int(row[column]), row[name_column]) for row in body])
    return None


def _is_whole(text: str) -> bool:
    return bool(re.fullmatch(r"\s*[0-9]{1,6}\s*", text))


def _of_json(text: str) -> list[str]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError, MemoryError):
        raise SettingError(
            "The names begin as JSON, but are not JSON.", 'Write ["cat", "dog"] or {"0": "cat"}.'
        ) from None
    if isinstance(data, list):
        return [_text(name) for name in data]
    keys, values = list(data), list(data.values())
    if all(_is_whole(key) for key in keys):
        return _by_number([(int(key), _text(name)) for key, name in data.items()])
    if values and all(type(number) is int and 0 <= number < 10**6 for number in values):
        return _by_number([(number, key) for key, number in data.items()])
    raise SettingError(
        f"The names are a dictionary whose keys are {quoted(keys[:3])}, which are not numbers.",
        'Write {"0": "cat", "1": "dog"}.',
    )


def _text(value: Any) -> str:
    """A name; of a pair such as ["n01440764", "tench"] the last."""
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return str(value[-1])
    if not isinstance(value, str | int | float):
        raise SettingError(f"The name of a class is {quoted(value)}, which is not a text.", 'Write ["cat", "dog"].')
    return str(value)


def _by_number(pairs: Iterable[tuple[int, str]]) -> list[str]:
    """The names in the order of their numbers, which count from 0 or 1 without a gap. Raises SettingError."""
    ordered = sorted(pairs)
    first = ordered[0][0] if ordered else 0
    for place, (number, _) in enumerate(ordered):
        wanted = place + min(first, 1)
        if number != wanted:
            raise SettingError(
                f"The numbers of the classes are not counted through: {wanted:,} should come next, but there is {number:,}.",
                "Give each class one number, from 0 on.",
            )
    return [name for _, name in ordered]


def _check_count(names: Sequence[str], count: int | None) -> None:
    if not names:
        raise SettingError("There are no names in this text.", _EXAMPLE)
    if len(names) > limits.CLASS_NAMES:
        raise SettingError(
            f"There are {len(names):,} names; at most {limits.CLASS_NAMES:,} can be kept.",
            "Keep those of this network.",
        )
    if count is not None and len(names) != count:
        numbers = "1 name was" if len(names) == 1 else f"{len(names):,} names were"
        raise SettingError(
            f"{numbers} given, but the network has {count:,} output{'s' * (count != 1)}.",
            f"Give {count:,} name{'s' * (count != 1)}, in the order of the outputs.",
        )


def _check_each(names: Sequence[str]) -> None:
    for place, name in enumerate(names):
        if not name:
            raise SettingError(f"The name of class {place:,} is empty.", "Write something for every class.")
        if len(name) > limits.CLASS_NAME_CHARS:
            raise SettingError(
                f"The name of class {place:,} has {len(name):,} characters; at most {limits.CLASS_NAME_CHARS} can be shown.",
                "Shorten it.",
            )
