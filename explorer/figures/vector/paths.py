"""Outlines: SVG's path data read into absolute lines and cubic curves, moved, and divided into straight pieces."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from explorer.errors import SettingError

Command = tuple[str, tuple[float, ...]]
"""M or L with a point (x, y), C with two control points and the end, Z with nothing; all absolute."""
Point = tuple[float, float]
_TOKENS = re.compile(r"([A-Za-z])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "Z": 0}
"""How many numbers each letter is followed by; the small ones are relative."""
CIRCLE = 0.5522847498
"""How far the control points of a quarter of a circle lie from its ends, in radii."""
PIECES = 14
"""Straight pieces that stand for a curve."""


def commands_of(data: str) -> tuple[Command, ...]:
    """Path data (SVG 1.1, 8.3) as commands. Raises SettingError for arcs and smooth curves, which our figures do not have."""
    return tuple(_absolute(_words(data)))


def _words(data: str) -> Iterator[tuple[str, list[float]]]:
    letter, numbers = "", list[float]()
    for found in _TOKENS.finditer(data):
        if found[1]:
            if letter:
                yield letter, numbers
            letter, numbers = found[1], []
            if letter.upper() not in _TAKES:
                raise SettingError(f"Paths with {letter!r} are not drawn.", f"Use one of {', '.join(_TAKES)}.")
        else:
            numbers.append(float(found[2]))
    if letter:
        yield letter, numbers


def _absolute(words: Iterable[tuple[str, list[float]]]) -> Iterator[Command]:
    x = y = 0.0
    start = (0.0, 0.0)
    for letter, numbers in words:
        kind, takes = letter.upper(), _TAKES[letter.upper()]
        if kind == "Z":
            yield "Z", ()
            x, y = start
            continue
        for at in range(0, len(numbers), takes):
            given = numbers[at : at + takes]
            if letter.islower():
                given = [n + (y if kind == "V" or place % 2 else x) for place, n in enumerate(given)]
            if kind in "HV":
                given = [given[0], y] if kind == "H" else [x, given[0]]
            first = kind == "M" and at == 0
            if kind == "Q":
                cx, cy, ex, ey = given
                given = [
                    x + 2 / 3 * (cx - x),
                    y + 2 / 3 * (cy - y),
                    ex + 2 / 3 * (cx - ex),
                    ey + 2 / 3 * (cy - ey),
                    ex,
                    ey,
                ]
            x, y = given[-2:]
            if first:
                start = (x, y)
            yield "M" if first else "C" if kind in "CQ" else "L", tuple(given)


def moved(
    commands: Iterable[Command], along_x: Callable[[float], float], along_y: Callable[[float], float]
) -> tuple[Command, ...]:
    """The commands with every x and every y put through a function."""
    return tuple(
        (letter, tuple(along_y(n) if at % 2 else along_x(n) for at, n in enumerate(numbers)))
        for letter, numbers in commands
    )


def turned(commands: Iterable[Command], degrees: float, x: float, y: float) -> tuple[Command, ...]:
    """The commands turned clockwise around (x, y)."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    result = []
    for letter, numbers in commands:
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        points = [(x + cos * (a - x) - sin * (b - y), y + sin * (a - x) + cos * (b - y)) for a, b in pairs]
        result.append((letter, tuple(n for point in points for n in point)))
    return tuple(result)


def line(points: Sequence[Point]) -> tuple[Command, ...]:
    """Straight lines from point to point."""
    return tuple(("L" if at else "M", point) for at, point in enumerate(points))


def circle(x: float, y: float, radius: float) -> tuple[Command, ...]:
    """A circle in four curves."""
    r, c = radius, radius * CIRCLE
    return (
        ("M", (x + r, y)),
        ("C", (x + r, y + c, x + c, y + r, x, y + r)),
        ("C", (x - c, y + r, x - r, y + c, x - r, y)),
        ("C", (x - r, y - c, x - c, y - r, x, y - r)),
        ("C", (x + c, y - r, x + r, y - c, x + r, y)),
        ("Z", ()),
    )


def rounded(left: float, top: float, width: float, height: float, radius: float) -> tuple[Command, ...]:
    """A rectangle with round corners."""
    r = min(radius, width / 2, height / 2)
    c, right, bottom = r * (1 - CIRCLE), left + width, top + height
    return (
        ("M", (left + r, top)),
        ("L", (right - r, top)),
        ("C", (right - c, top, right, top + c, right, top + r)),
        ("L", (right, bottom - r)),
        ("C", (right, bottom - c, right - c, bottom, right - r, bottom)),
        ("L", (left + r, bottom)),
        ("C", (left + c, bottom, left, bottom - c, left, bottom - r)),
        ("L", (left, top + r)),
        ("C", (left, top + c, left + c, top, left + r, top)),
        ("Z", ()),
    )


def straight(commands: Iterable[Command]) -> list[tuple[list[Point], bool]]:
    """The parts of a path as lists of points, and whether each is closed."""
    parts: list[tuple[list[Point], bool]] = []
    for letter, numbers in commands:
        if letter == "M":
            parts.append(([(numbers[0], numbers[1])], False))
        elif letter == "Z":
            points = parts[-1][0]
            parts[-1] = (points, True)
        elif letter == "L":
            _going(parts).append((numbers[0], numbers[1]))
        else:
            points = _going(parts)
            points += _curve(points[-1], numbers)
    return parts


def _going(parts: list[tuple[list[Point], bool]]) -> list[Point]:
    """The part that a line goes on with: after a closed one, a new one from where that began (SVG 1.1, 8.3.3)."""
    if parts[-1][1]:
        parts.append(([parts[-1][0][0]], False))
    return parts[-1][0]


def _curve(start: Point, numbers: Sequence[float]) -> Iterator[Point]:
    (x0, y0), (x1, y1, x2, y2, x3, y3) = start, numbers
    for at in range(1, PIECES + 1):
        t = at / PIECES
        a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
        yield a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3


def dashed(points: Sequence[Point], pattern: Sequence[float]) -> Iterator[list[Point]]:
    """The dashes of a line: `pattern` are lengths of dashes and gaps by turns."""
    if sum(pattern) <= 0:
        yield list(points)
        return
    at, left, piece = 0, pattern[0], [points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        length, done = math.hypot(x1 - x0, y1 - y0), 0.0
        while length - done > left:
            done += left
            spot = (x0 + (x1 - x0) * done / length, y0 + (y1 - y0) * done / length)
            if at % 2 == 0:
                yield [*piece, spot]
            piece, at = [spot], at + 1
            left = pattern[at % len(pattern)] or 1e-6
        left -= length - done
        if at % 2 == 0:
            piece.append((x1, y1))
    if at % 2 == 0 and len(piece) > 1:
        yield piece
