"""Letters for PNG files: Pillow's own font, which is the same everywhere, and what it lacks from elsewhere.

That font (Aileron) has 116 letters. The signs of our texts are drawn as strokes, superscripts as small digits; other letters
come from a font of the system, if there is one, else without their accents.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from explorer.figures.vector.items import Line, Span

Font = ImageFont.FreeTypeFont
SYSTEM = (
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "LiberationSans-Regular.ttf",
    "Arial.ttf",
    "arial.ttf",
    "segoeui.ttf",
)
"""Fonts that systems have, the one with the most letters first."""
Strokes = tuple[tuple[tuple[float, float], ...], ...]
STROKES: dict[str, tuple[float, Strokes]] = {
    "−": (0.58, (((0.07, 0.33), (0.51, 0.33)),)),
    "×": (0.58, (((0.11, 0.14), (0.47, 0.5)), ((0.11, 0.5), (0.47, 0.14)))),
    "–": (0.56, (((0.02, 0.27), (0.54, 0.27)),)),
    "—": (1.0, (((0.02, 0.27), (0.98, 0.27)),)),
    "→": (0.92, (((0.06, 0.31), (0.86, 0.31)), ((0.64, 0.5), (0.86, 0.31), (0.64, 0.12)))),
    "←": (0.92, (((0.06, 0.31), (0.86, 0.31)), ((0.28, 0.5), (0.06, 0.31), (0.28, 0.12)))),
    "↑": (0.6, (((0.3, 0.0), (0.3, 0.7)), ((0.12, 0.5), (0.3, 0.7), (0.48, 0.5)))),
    "↓": (0.6, (((0.3, 0.0), (0.3, 0.7)), ((0.12, 0.2), (0.3, 0.0), (0.48, 0.2)))),
    "≥": (0.58, (((0.09, 0.6), (0.49, 0.4), (0.09, 0.2)), ((0.09, 0.04), (0.49, 0.04)))),
    "≤": (0.58, (((0.49, 0.6), (0.09, 0.4), (0.49, 0.2)), ((0.09, 0.04), (0.49, 0.04)))),
    "÷": (0.58, (((0.07, 0.33), (0.51, 0.33)), ((0.29, 0.52), (0.29, 0.59)), ((0.29, 0.07), (0.29, 0.14)))),
    "√": (0.62, (((0.04, 0.36), (0.16, 0.42), (0.28, 0.02), (0.5, 0.76), (0.6, 0.76)),)),
    "Σ": (0.62, (((0.56, 0.7), (0.1, 0.7), (0.36, 0.36), (0.1, 0.02), (0.56, 0.02)),)),
    "∞": (
        0.86,
        (
            ((0.43, 0.3), (0.6, 0.46), (0.74, 0.42), (0.78, 0.3), (0.74, 0.18), (0.6, 0.14), (0.43, 0.3)),
            ((0.43, 0.3), (0.26, 0.14), (0.12, 0.18), (0.08, 0.3), (0.12, 0.42), (0.26, 0.46), (0.43, 0.3)),
        ),
    ),
    "⋯": (0.9, tuple(((x, 0.31), (x + 0.08, 0.31)) for x in (0.12, 0.41, 0.7))),
    "⋮": (0.4, tuple(((0.16, y), (0.24, y)) for y in (0.06, 0.32, 0.58))),
    "⋱": (0.9, tuple(((x, y), (x + 0.08, y)) for x, y in ((0.12, 0.58), (0.41, 0.32), (0.7, 0.06)))),
}
"""Signs as their width and their lines, in font sizes, y upwards from the base line."""
THIN, THICK = 0.075, 0.115
"""Width of the strokes of signs, and of bold ones, in font sizes."""
BOLDER = 0.028
"""How much wider on each side the strokes of bold letters are than those of the font, in font sizes."""
FINE = 8
"""How many times larger a sign is drawn than it is."""
_LATER = {"<super>": 0.33, "<sub>": -0.12}
_SMALL = 0.62


@dataclass(frozen=True)
class Run:
    """Letters of one font, or a sign without one, at `size` px, `rise` px above the base line."""

    text: str
    size: float
    rise: float
    bold: bool
    font: Font | None

    @property
    def width(self) -> float:
        """How far the next letter is from here, in px."""
        if self.font is None:
            return STROKES[self.text][0] * self.size
        extra = 2 * BOLDER * self.size * len(self.text) if self.bold else 0
        return self.font.getlength(self.text) + extra


def line_width(line: Line, size: float) -> float:
    """The width of a line in px."""
    return sum(run.width for span in line for run in runs(span, size))


def runs(span: Span, size: float) -> Iterator[Run]:
    """A span in the pieces that are drawn one by one, for a text of `size` px."""
    own, rise = span.size * size, span.rise * size
    waiting: tuple[Font, float, float] | None = None
    text = ""
    for letter in span.text:
        found, (font, letter_size, up) = _found(letter, round(own, 2))
        key = (font, letter_size, up) if font else None
        if text and (key is None or key != waiting):
            yield _run(text, waiting, rise, span.bold)
            text = ""
        if font is None:
            yield Run(found, letter_size, rise + up, span.bold, None)
        else:
            waiting, text = (font, letter_size, up), text + found
    if text:
        yield _run(text, waiting, rise, span.bold)


def _run(text: str, look: tuple[Font, float, float] | None, rise: float, bold: bool) -> Run:
    assert look is not None
    font, size, up = look
    return Run(text, size, rise + up, bold, font)


@lru_cache(maxsize=4096)
def _found(letter: str, size: float) -> tuple[str, tuple[Font | None, float, float]]:
    """How a letter is drawn: what for it, the font (None: as strokes), the size and the rise in px."""
    own = pillow_font(size)
    if letter in STROKES:
        return letter, (None, size, 0.0)
    if letter.isspace() or not _is_missing(own, letter):
        return letter, (own, size, 0.0)
    kind, _, base = unicodedata.decomposition(letter).partition(" ")
    if kind in _LATER and base:
        small = _SMALL * size
        sign, (font, _, _) = _found(chr(int(base.split()[0], 16)), small)
        return sign, (font, small, _LATER[kind] * size)
    other = system_font(size)
    if other is not None and not _is_missing(other, letter):
        return letter, (other, size, 0.0)
    bare = "".join(each for each in unicodedata.normalize("NFKD", letter) if each.isascii()) or "?"
    return bare, (own, size, 0.0)


@lru_cache(maxsize=64)
def pillow_font(size: float) -> Font:
    """Pillow's own font at `size` px."""
    font = ImageFont.load_default(size)
    assert isinstance(font, Font)
    return font


@lru_cache(maxsize=64)
def system_font(size: float) -> Font | None:
    """A font of the system at `size` px; None where there is none of those that we know."""
    name = _system_name()
    return ImageFont.truetype(name, size) if name else None


@lru_cache(maxsize=1)
def _system_name() -> str:
    for name in SYSTEM:
        try:
            ImageFont.truetype(name, 12)
        except OSError:
            continue
        return name
    return ""


def _is_missing(font: Font, letter: str) -> bool:
    """Whether a font draws what it draws for a character that no font has."""
    return bytes(font.getmask(letter)) == bytes(font.getmask("\uffff"))


def draw_line(mask: Image.Image, line: Line, x: float, y: float, size: float) -> list[tuple[float, float, Span]]:
    """Draw a line on a mask (mode L), its left end at `x`, its base line at `y`; returns the stretch in px of every span."""
    pen = ImageDraw.Draw(mask)
    stretches = []
    for span in line:
        start = x
        for run in runs(span, size):
            if run.font is None:
                _draw_sign(mask, run, x, y)
            else:
                stroke = BOLDER * run.size if run.bold else 0
                pen.text((x + stroke, y - run.rise), run.text, 255, run.font, "ls", stroke_width=stroke)
            x += run.width
        stretches.append((start, x, span))
    return stretches


def _draw_sign(mask: Image.Image, run: Run, x: float, y: float) -> None:
    """A sign is drawn larger and shrunk: Pillow's lines have no smooth edges."""
    width = max((THICK if run.bold else THIN) * run.size, 1)
    side = int(run.size * 1.3) + 3
    large = Image.new("L", (side * FINE, side * FINE))
    pen = ImageDraw.Draw(large)
    left, top = int(x), int(y - run.rise - 0.9 * run.size)
    for stroke in STROKES[run.text][1]:
        points = [((x + a * run.size - left) * FINE, (y - run.rise - b * run.size - top) * FINE) for a, b in stroke]
        pen.line(points, 255, round(width * FINE), "curve")
    mask.paste(255, (left, top), large.reduce(FINE))
