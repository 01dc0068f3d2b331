"""Names of classes, shortened to what fits beside a bar."""

from __future__ import annotations


def short_class(name: str, most: int = 32) -> str:
    """The first of several names of a class, "tabby" for "tabby, tabby cat", cut to `most` letters.

    >>> short_class("great white shark, white shark, man-eater")
    'great white shark'
    """
    first = name.partition(",")[0].strip()
    return first if len(first) <= most else f"{first[: most - 1].rstrip()}…"
