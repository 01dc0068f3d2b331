"""Text from outside, made plain: names as one line without control characters, and sizes as they are read."""

from __future__ import annotations

import unicodedata

_SHOWN_CHARS = 80
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")
"""Unicode's categories of control characters, marks of format, halves of pairs, and letters that nobody defined."""


def one_line(name: str) -> str:
    """One line of plain text: no control characters, no marks that turn the writing round, no double spaces.

    >>> one_line(" ankle\\n boot\\u202e")
    'ankle boot'
    """
    visible = "".join(" " if letter.isspace() else letter for letter in name)
    kept = "".join(letter for letter in visible if unicodedata.category(letter) not in _INVISIBLE)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def shown(name: str) -> str:
    """A name from a file in quotation marks, without control characters and of bounded length.

    >>> shown("conv1\\n.weight")
    '“conv1.weight”'
    """
    clean = "".join(letter for letter in name[: 2 * _SHOWN_CHARS] if letter.isprintable())
    return f"“{clean}”" if len(clean) <= _SHOWN_CHARS else f"“{clean[:_SHOWN_CHARS]}…”"


def megabytes(size: int) -> str:
    """A size as it is read: "64 MB", "0.4 MB", "1,024 bytes"."""
    if size < 100_000:
        return f"{size:,} bytes"
    return f"{size / 1e6:,.0f} MB" if size >= 10_000_000 else f"{size / 1e6:,.1f} MB"
