"""Widths of texts in px, estimated from their letters, and shortening of names that are too wide."""

from __future__ import annotations

from functools import lru_cache

TEXT_SIZE, LINE_HEIGHT = 12, 14
"""Font size and height of a line of text in the overview, in px."""
_LETTERS = {
    3.6: "ijlI'|",
    4.3: " .,:;/f()–‹›",
    5.0: "rt",
    6.3: "_-sz▸",
    7.2: "ackvxyFLY",
    7.7: "bdeghnopqu0123456789SETXZP?$",
    8.4: "ABKRVU&",
    9.1: "CDHNG",
    9.9: "wOQ",
    10.4: "M+×→±−<>=",
    12.0: "mW%…",
}
_WIDTHS = {letter: width for width, letters in _LETTERS.items() for letter in letters}
_WIDEST, _BOLDER = 12.0, 1.1
"""Width of a letter that is not in the table, and what a bold one is wider, in px."""


@lru_cache(maxsize=4096)
def text_width(text: str, bold: bool = False) -> float:
    """The width of `text` at `TEXT_SIZE`, in px, rounded up.

    Measured letter by letter in Chromium with DejaVu Sans, the widest font that a browser is likely to use here.
    """
    return sum(_WIDTHS.get(letter, _WIDEST) for letter in text) + (_BOLDER * len(text) if bold else 0)


def shortened(name: str, room: float, bold: bool = False) -> str:
    """The longest form of a name that fits into `room` px: whole, without what stands before its last dot, or cut.

    Of a name that is cut the number at its end is kept, because it tells neighbours apart: "relu6_1_13" becomes "re…13".
    """
    own = name.rpartition(".")[2]
    for form in (name, own):
        if text_width(form, bold) <= room:
            return form
    stem = own.rstrip("0123456789")
    number = own[len(stem) :]
    for length in range(len(stem) - 1, 0, -1):
        if text_width(form := f"{stem[:length].rstrip('_')}…{number}", bold) <= room:
            return form
    return number if number and text_width(number, bold) <= room else ""
