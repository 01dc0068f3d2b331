"""Generated data: sets drawn from a seed, each of which shows one idea.

All is made of random words, comparisons and exact arithmetic, so that a seed means the same pictures on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError, quoted
from explorer.layers.base import Array
from explorer.learning.data.examples import DataSet, Examples
from explorer.learning.randomness import Purpose, halves
from explorer.settings import check_whole
from explorer.weights.seeded import MAX_SEED

SIDE: Final = 28
LEAST_SIDE: Final = 16
"""With fewer rows or columns the shapes are too small for their textures."""
MOST_SIDE: Final = 128
SOURCE: Final = "drawn by CNN Explorer"
_DARK: Final = 48
"""The ground is darker than this (of 255), and what is drawn on it at least _BRIGHT."""
_BRIGHT: Final = 160

Ints = NDArray[np.int64]
Plane = NDArray[np.bool_]


class Draw:
    """The random numbers of `count` pictures, to learn from (`part` 0) or to measure with (1); each call is a new stream."""

    def __init__(self, seed: int, part: int, count: int, rows: int, cols: int) -> None:
        self.part, self.count, self.rows, self.cols = part, count, rows, cols
        self._seed = seed
        self._calls = 0
        self.row, self.col = np.arange(rows)[:, None], np.arange(cols)

    def below(self, limit: int | Ints, *shape: int) -> Ints:
        """Whole numbers from 0 to below `limit`, one for each picture, or of (count, *shape).

        The upper bits of a 32-bit number decide, by a multiplication: Lemire 2019, doi:10.1145/3230636, without rejecting any.
        """
        size = (self.count, *shape)
        found = halves(self._seed, Purpose.GENERATED, int(np.prod(size)), self._calls, self.part)
        self._calls += 1
        scaled = found.reshape(size).astype(np.uint64) * np.asarray(limit, np.uint64)
        return (scaled >> np.uint64(32)).astype(np.int64)

    def between(self, low: int | Ints, high: int | Ints) -> Ints:
        """Whole numbers from `low` to `high`, one for each picture."""
        lowest: Ints = np.asarray(low, np.int64)
        return lowest + self.below(np.asarray(high, np.int64) - lowest + 1)

    def pixels(self, limit: int) -> Ints:
        """Whole numbers from 0 to below `limit`, one for each px: (count, rows, cols)."""
        return self.below(limit, self.rows, self.cols)

    def painted(self, plane: Plane) -> Array:
        """Pictures (count, rows, cols), uint8: one brightness where `plane` is, on a dark and noisy ground."""
        brightness = self.between(_BRIGHT, 255)[:, None, None]
        return np.where(plane, brightness, self.pixels(_DARK)).astype(np.uint8)

    def inside(self, top: Ints, left: Ints, height: Ints | int, width: Ints | int) -> Plane:
        """The rectangles with these upper left corners and sizes in px."""
        top, left = top[:, None, None], left[:, None, None]
        tall, wide = (np.asarray(side).reshape(-1, 1, 1) for side in (height, width))
        rows = (self.row >= top) & (self.row < top + tall)
        return np.asarray(rows & (self.col >= left) & (self.col < left + wide))


def _bars(y: Ints, draw: Draw) -> Array:
    """Bars of 2 px, a third to a half of the smaller side long; a cross has one of each direction with the same middle."""
    side = min(draw.rows, draw.cols)
    half = draw.between(side // 6, side // 4)
    length = 2 * half + 2
    top, left = draw.below(draw.rows - length + 1), draw.below(draw.cols - length + 1)
    horizontal = draw.inside(top + half, left, 2, length)
    vertical = draw.inside(top, left + half, length, 2)
    kind = y[:, None, None]
    return draw.painted((horizontal & (kind != 1)) | (vertical & (kind != 0)))


def _dot(y: Ints, draw: Draw) -> Array:
    """A square of 3 px within one quarter of the picture, and a quarter of a side away from the edges.

    Near an edge fewer windows see the dot, by which even a sum over the map would tell where it is.
    """
    size = 3

    def first(of_half: Ints, side: int) -> Ints:
        half, margin = side // 2, side // 4
        near = margin + draw.below(half - margin - size + 1)
        return np.where(of_half == 0, near, side - size - near)  # where a side is odd, its middle belongs to no half

    top, left = first(y // 2, draw.rows), first(y % 2, draw.cols)
    return draw.painted(draw.inside(top, left, size, size))


def swapped(count: int, part: int) -> Plane:
    """Which pictures have the other class's texture: none to learn from, every second pair of those to measure with."""
    return np.asarray((np.arange(count) // 2 % 2 == 1) & (part == 1))


def _texture(y: Ints, draw: Draw) -> Array:
    """A disc or a square of about the same area, striped or chequered; both textures are bright on half of their px."""
    width = draw.between(min(draw.rows, draw.cols) // 3, min(draw.rows, draw.cols) // 2)
    diameter = width + width // 8  # a disc and a square have the same area at 1.128 times the side
    top, left = draw.below(draw.rows - diameter + 1), draw.below(draw.cols - diameter + 1)
    square = draw.inside(top, left, width, width)
    down = 2 * (draw.row - top[:, None, None]) - (diameter - 1)[:, None, None]
    right = 2 * (draw.col - left[:, None, None]) - (diameter - 1)[:, None, None]
    disc = down * down + right * right <= (diameter * diameter)[:, None, None]
    shape = np.where(y[:, None, None] == 0, disc, square)
    stripes = (draw.row + draw.below(4)[:, None, None]) % 4 < 2
    checks = stripes ^ ((draw.col + draw.below(4)[:, None, None]) % 4 < 2)
    striped = (y == 0) ^ swapped(draw.count, draw.part)
    return draw.painted(shape & np.where(striped[:, None, None], stripes, checks))


def _noise(y: Ints, draw: Draw) -> Array:
    """Every px of its own, and nothing of the class."""
    return draw.pixels(256).astype(np.uint8)


@dataclass(frozen=True)
class GeneratedSet:
    """A set that is drawn: its name, its classes, and the idea that it shows, in one sentence.

    `paint` makes pictures (n, rows, columns), uint8, for the numbers of their classes; `counts` are how many there are to learn
    from and to measure with, the same number of each class.
    """

    title: str
    classes: tuple[str, ...]
    about: str
    paint: Callable[[Ints, Draw], Array]
    counts: tuple[int, int]


GENERATED: Final[dict[str, GeneratedSet]] = {
    "bars": GeneratedSet(
        "Bars and crosses",
        ("Horizontal bar", "Vertical bar", "Cross"),
        "A cross is a horizontal and a vertical bar together: filters find the bars, a layer behind them that both are there.",
        _bars,
        (900, 300),
    ),
    "dot": GeneratedSet(
        "Position of a dot",
        ("Top left", "Top right", "Bottom left", "Bottom right"),
        "Only the place of the dot counts: Flatten and a dense layer keep it, pooling over whole maps loses it.",
        _dot,
        (800, 200),
    ),
    "texture": GeneratedSet(
        "Texture against shape",
        ("Disc", "Square"),
        "Every disc to learn from is striped and every square chequered, but half of those to measure with have changed "
        "textures: a network that looks at textures is right half of the time.",
        _texture,
        (800, 200),
    ),
    "noise": GeneratedSet(
        "Noise",
        ("Heads", "Tails"),
        "The classes are drawn by lot: whatever a network gets right here it has learned by heart, and the rest it guesses.",
        _noise,
        (200, 200),
    ),
}
"""The sets by the names that recipes and commands use."""


def generated(name: str, seed: int = 0, rows: int = SIDE, cols: int = SIDE) -> DataSet:
    """The set `name` of GENERATED, drawn from `seed`: pictures (rows, cols, 1), uint8, the classes taking turns.

    Raises SettingError for another name, and for sides below LEAST_SIDE or above MOST_SIDE.

    >>> data = explorer.learning.data.generated("bars")
    >>> data.name, data.classes, data.training.x.shape
    ('Bars and crosses, 900 pictures', ('Horizontal bar', 'Vertical bar', 'Cross'), (900, 28, 28, 1))
    """
    if not isinstance(name, str) or name not in GENERATED:
        raise SettingError(f"There is no generated set {quoted(name)}.", f"Use one of {', '.join(GENERATED)}.")
    check_whole("seed", seed, 0, MAX_SEED)
    for what, side in (("number of rows", rows), ("number of columns", cols)):
        check_whole(what, side, LEAST_SIDE, MOST_SIDE)
    return _drawn(name, int(seed), int(rows), int(cols))


@lru_cache(maxsize=4)
def _drawn(name: str, seed: int, rows: int, cols: int) -> DataSet:
    about = GENERATED[name]
    training, validation = (
        _examples(about, Draw(seed, part, count, rows, cols)) for part, count in enumerate(about.counts)
    )
    return DataSet(f"{about.title}, {len(training):,} pictures", about.classes, training, validation, SOURCE)


def _examples(about: GeneratedSet, draw: Draw) -> Examples:
    y = np.arange(draw.count) % len(about.classes)
    x = about.paint(y, draw)[..., None]
    for array in (x, y):
        array.setflags(write=False)
    return Examples(x, y)
