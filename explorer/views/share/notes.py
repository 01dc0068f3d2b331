"""Notes that anybody may have written, as Markdown that shows bold, italic and code, and everything else letter by letter."""

from __future__ import annotations

import re
from collections.abc import Mapping

import streamlit as st

_TYPOGRAPHIC = re.compile(r"(?<!\S)(?=(?:<->|->|<-|--|>=|<=|~=)(?!\S))(.)")
"""What Streamlit makes one sign of where it stands alone: <-> -> <- -- >= <= ~=."""
_MARKED = re.compile(
    r"\*\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*\*|\*(?P<italic>[^\s*](?:[^*\n]*[^\s*])?)\*|`(?P<code>[^`\n]*[^`\s][^`\n]*)`"
)


def plain(text: str) -> str:
    """Markdown that shows `text` letter by letter, with its line breaks.

    Streamlit makes a bare address a link, which leads where its letters say. A word between colons that stands for
    Streamlit's own sign, and dashes and arrows that it would join, are kept apart by a character that has no width.
    """
    apart = _TYPOGRAPHIC.sub("\\1\u2060", text)
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", apart).replace(r"\:streamlit\:", "\\:\u2060streamlit\\:")
    return escaped.replace("\n", "  \n")


def rich(text: str) -> str:
    """Markdown that shows `**bold**`, `*italic*` and code between backticks as such, and all else letter by letter.

    Links, pictures, formulas, colors and HTML stay what was typed: a walkthrough can come from anybody.
    """
    out, end = "", 0
    for match in _MARKED.finditer(text):
        out += plain(text[end : match.start()])
        if match["bold"]:
            out += f"**{plain(match['bold'])}**"
        elif match["italic"]:
            out += f"*{plain(match['italic'])}*"
        else:
            out += f"`{match['code']}`"
        end = match.end()
    return out + plain(text[end:])


def counted(text: str, most: int) -> str:
    """How many characters a text has of those that it may have: "612 of 600 characters: 12 too many"."""
    over = len(text) - most
    return f"{len(text):,} of {most:,} characters" + (f": {over:,} too many" if over > 0 else "")


def tell(text: str) -> None:
    """Show what went wrong, letter by letter: it may quote a link, the name of a file, or whatever else came from outside."""
    st.error(plain(text))


def too_long(texts: Mapping[str, str], most: Mapping[str, int]) -> list[str]:
    """For each text by name that has more characters than `most` says, a sentence that says by how much."""
    return [
        f"The {name} has {counted(texts[name], limit)}. Shorten it."
        for name, limit in most.items()
        if len(texts[name]) > limit
    ]
