"""Pasted Python as a syntax tree: parsed by Python's own parser, never compiled and never run."""

from __future__ import annotations

import ast
import textwrap

from explorer import limits
from explorer.formats.text.entries import Spot

_NESTED = 40
"""Brackets inside each other, at most: the parser follows them by recursion."""


class Source:
    """The text and its syntax tree. Raises TextError for what is not Python, too long or nested too deep."""

    def __init__(self, text: str) -> None:
        if len(text) > limits.PASTE_CHARS:
            raise Spot(1, 1).error(
                f"The code has {len(text):,} characters.",
                f"Use at most {limits.PASTE_CHARS:,}: paste only the layers.",
            )
        _check_nesting(text)
        dedented = textwrap.dedent(text)
        self._lines = text.split("\n")
        self._code = dedented.split("\n")
        try:
            self.tree = ast.parse(dedented)
        except SyntaxError as error:
            raise self._spot(error.lineno or 1, (error.offset or 1) - 1).error(
                f"This is not complete Python code: {error.msg[:80]}.",
                "Copy whole lines, from the first layer to the last bracket.",
            ) from None
        except (ValueError, MemoryError, RecursionError):
            raise Spot(1, 1).error(
                "This code cannot be read: it is nested too deep, or has characters that Python does not take.",
                "Paste only the layers.",
            ) from None

    def spot(self, node: ast.expr | ast.stmt) -> Spot:
        """Where a node stands in the text, its column in characters."""
        code = self._code[node.lineno - 1] if node.lineno <= len(self._code) else ""
        return self._spot(
            node.lineno, len(code.encode("utf-8", "replace")[: node.col_offset].decode("utf-8", "replace"))
        )

    def shown(self, node: ast.expr | ast.stmt) -> str:
        """The beginning of a node's text, for messages."""
        spot = self.spot(node)
        line = self._lines[spot.line - 1] if spot.line <= len(self._lines) else ""
        text = line[spot.column - 1 :]
        if node.end_lineno == node.lineno and node.end_col_offset is not None:
            text = text.encode("utf-8", "replace")[: node.end_col_offset - node.col_offset].decode("utf-8", "replace")
        text = text.strip()
        return text if len(text) <= 30 else f"{text[:30]}…"

    def _spot(self, line: int, column: int) -> Spot:
        """A place in the dedented code (column from 0) as one in the text."""
        if not 1 <= line <= len(self._lines):
            return Spot(max(len(self._lines), 1), 1)
        removed = len(self._lines[line - 1]) - len(self._code[line - 1]) if line <= len(self._code) else 0
        return Spot(line, max(column + removed, 0) + 1)


def _check_nesting(text: str) -> None:
    """Raise TextError for brackets deeper than _NESTED. Those in strings and comments count too: no layer has so many."""
    deep, line, start = 0, 1, 0
    for at, character in enumerate(text):
        if character in "([{":
            deep += 1
            if deep > _NESTED:
                raise Spot(line, at - start + 1).error(
                    f"The brackets are nested more than {_NESTED} deep.", "Paste only the layers."
                )
        elif character in ")]}":
            deep = max(deep - 1, 0)
        elif character == "\n":
            line, start = line + 1, at + 1
