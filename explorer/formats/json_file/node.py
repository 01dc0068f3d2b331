"""Node: a value in a JSON text with its place, such as layers[3].filters, which every error names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from explorer import limits
from explorer.errors import ExplorerError, FormatError, listed, quoted
from explorer.settings import is_whole

_LONGEST_NUMBER = 40
"""Digits of a whole number: no setting has a third of them, and Python takes its time for a million."""
AGAIN = "Ask for the file again: it is cut short or was changed by hand."


class _Fields(dict[str, Any]):
    """An object of the text, with the first name that it has twice, if there is one."""

    twin: str | None = None


@dataclass(frozen=True)
class Node:
    """A value of the text, and its place there: "" is the whole."""

    value: Any
    place: str = ""

    def error(self, problem: str, remedy: str) -> FormatError:
        """The error of what stands here."""
        return FormatError(f"{self.place}: {problem}" if self.place else problem, remedy)

    def caught(self, error: ExplorerError) -> FormatError:
        """The error of what stands here, from one that does not know its place."""
        return self.error(error.problem, error.remedy)

    def fields(self, known: Sequence[str], required: Sequence[str] = ()) -> dict[str, Node]:
        """The fields of an object by name. Raises FormatError for other names, for those that are missing or there twice."""
        if not isinstance(self.value, _Fields):
            raise self.error(f"{self._shown} is not an object.", f"Write it in braces, with {listed(list(known)[:3])}.")
        if self.value.twin is not None:
            raise self.error(f"{quoted(self.value.twin)} is there twice.", "Take one of them out.")
        for name in self.value:
            if name not in known:
                near = get_close_matches(name[:40], known, n=1, cutoff=0.6)
                remedy = f"Did you mean {near[0]}?" if near else f"It takes {listed(list(known))}."
                raise self.error(f"There is no {quoted(name)} here.", remedy)
        for name in required:
            if name not in self.value:
                raise self.error(f"{name} is missing.", f'Add "{name}".')
        return {name: Node(value, self._inside(name)) for name, value in self.value.items()}

    def items(self, most: int) -> list[Node]:
        """The values of a list of at most `most`. Raises FormatError."""
        if not isinstance(self.value, list):
            raise self.error(f"{self._shown} is not a list.", "Write it in brackets: [ ... ].")
        if len(self.value) > most:
            raise self.error(f"{len(self.value):,} are given.", f"Use at most {most:,}.")
        return [Node(value, f"{self.place}[{index}]") for index, value in enumerate(self.value)]

    def text(self, longest: int) -> str:
        """A text of at most `longest` letters. Raises FormatError."""
        if not isinstance(self.value, str):
            raise self.error(f"{self._shown} is not a text.", "Write it in quotation marks.")
        if len(self.value) > longest:
            raise self.error(f"It has {len(self.value):,} letters.", f"Use at most {longest:,}.")
        return self.value

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`. Raises FormatError."""
        if not is_whole(self.value) or not low <= self.value <= high:
            raise self.error(f"{self._shown} is not a whole number from {low} to {high:,}.", "Use one.")
        return int(self.value)

    def number(self) -> float:
        """A number. Raises FormatError; whether it may be infinite is for whoever takes it."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.error(f"{self._shown} is not a number.", "Use numbers such as 0.5 or -2.")
        return float(self.value)

    def plain(self) -> Any:
        """The value itself, for the type of a setting to check."""
        return self.value

    @property
    def _shown(self) -> str:
        return (
            "An object"
            if isinstance(self.value, dict)
            else "A list"
            if isinstance(self.value, list)
            else quoted(self.value)
        )

    def _inside(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name


def parsed(text: str | bytes) -> Node:
    """The JSON of a file. Raises FormatError, with line and column, for what is none, and nothing else."""
    if len(text) > limits.JSON_BYTES:
        raise FormatError(
            f"The file has {len(text):,} bytes; a network in JSON has at most {limits.JSON_BYTES:,}.",
            "Is it really a network?",
        )
    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        return Node(json.loads(decoded, object_pairs_hook=_fields, parse_int=_whole))
    except UnicodeDecodeError as error:
        raise FormatError(f"Byte {error.start:,} of the file is not UTF-8.", "Save it as UTF-8.") from None
    except json.JSONDecodeError as error:
        raise FormatError(
            f"Line {error.lineno:,}, column {error.colno:,}: the JSON is broken ({error.msg[:60]}).", AGAIN
        ) from None
    except (RecursionError, MemoryError):
        raise FormatError("The JSON is nested too deep to be read.", AGAIN) from None


def _fields(pairs: list[tuple[str, Any]]) -> _Fields:
    fields = _Fields(pairs)
    if len(fields) != len(pairs):
        fields.twin = next(_twins(pairs))
    return fields


def _twins(pairs: list[tuple[str, Any]]) -> Iterator[str]:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            yield name
        seen.add(name)


def _whole(digits: str) -> int | float:
    """A whole number; of one with more digits than any setting takes the nearest float, which may be infinite."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else float(digits)
