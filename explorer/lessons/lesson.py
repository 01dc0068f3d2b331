"""Lesson: a short text with live figures. The words are Markdown in `text/`; every number in them is filled in.

A text is read in pieces: a line `::figure name` stands for a figure, `::controls` for what the reader can change, and what
follows `::why` is the mathematics, folded away. `{{name}}` is filled from the study of the lesson, which the engine makes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from explorer.errors import SettingError
from explorer.layers.base import Array, Shape
from explorer.lessons.shown import Shown
from explorer.scene import ImageChoice, Scene

Loader = Callable[[ImageChoice, Shape], Array]
TEXTS = Path(__file__).parent / "text"
"""The texts of the lessons, each in the folder that is called as the module of its study."""
MOST_WORDS = 300
_PLACE = re.compile(r"\{\{(\w+)\}\}")
_DIRECTIVE = re.compile(r"^::(figure (?P<figure>\w+)|controls|why)$")


@dataclass(frozen=True)
class Source:
    """Where something comes from; `doi` without the address."""

    text: str
    doi: str = ""
    arxiv: str = ""

    @property
    def address(self) -> str:
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://arxiv.org/abs/{self.arxiv}" if self.arxiv else ""


@dataclass(frozen=True)
class Slider:
    """A whole number from `low` to `high` in steps of `step`."""

    name: str
    label: str
    low: int
    high: int
    default: int
    step: int = 1

    def check(self, value: Any) -> int:
        """`value` brought into range; the default for anything that is no number."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return self.default
        return min(max(int(value), self.low), self.high)


@dataclass(frozen=True)
class Pick:
    """One of a few named options."""

    name: str
    label: str
    options: tuple[str, ...]
    default: str

    def check(self, value: Any) -> str:
        """`value` if it is one of the options, else the default."""
        return str(value) if value in self.options else self.default


Control = Slider | Pick


@dataclass(frozen=True)
class Given:
    """What a study starts from: the values of the controls, the reader's image, and how to load one at any shape.

    `load` gives float32 (rows, columns, channels) in [0, 1].
    """

    values: Mapping[str, Any]
    load: Loader
    image: ImageChoice = field(default_factory=ImageChoice)

    def picture(self, *shape: int) -> Array:
        """The reader's image as (rows, columns, channels)."""
        return self.load(self.image, shape)

    def number(self, name: str) -> int:
        """The value of a slider, or of a pick among numbers."""
        return int(self.values[name])

    def word(self, name: str) -> str:
        """The value of a pick."""
        return str(self.values[name])


@dataclass(frozen=True)
class Study:
    """What a lesson found out for what was given: texts for its placeholders, figures by name, and a state to open.

    `opens` says in a few words what `scene` shows on the Explore page.
    """

    numbers: Mapping[str, str]
    figures: Mapping[str, Shown]
    scene: Scene
    opens: str


@dataclass(frozen=True)
class Lesson:
    """One lesson. `slug` goes into links and never changes; `families` name the exercises that belong to it."""

    slug: str
    title: str
    group: str
    study: Callable[[Given], Study]
    families: tuple[str, ...]
    controls: tuple[Control, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def text(self) -> str:
        """The Markdown as it was written, with placeholders."""
        return _read(self.study.__module__.rpartition(".")[2], self.slug)

    @property
    def defaults(self) -> dict[str, Any]:
        """The values of the controls to start from."""
        return {control.name: control.default for control in self.controls}

    def given(self, values: Mapping[str, Any], load: Loader, image: ImageChoice) -> Given:
        """What to study, every value brought into the range of its control."""
        checked = {c.name: c.check(values.get(c.name, c.default)) for c in self.controls}
        return Given(checked, load, image)


@dataclass(frozen=True)
class Piece:
    """A part of a text in its order: words, a figure by name, or the controls; `why` if it is folded away."""

    words: str = ""
    figure: str = ""
    controls: bool = False
    why: bool = False


def pieces(text: str) -> tuple[Piece, ...]:
    """A text as its pieces."""
    found: list[Piece] = []
    lines: list[str] = []
    why = False

    def close() -> None:
        words = "\n".join(lines).strip()
        lines.clear()
        if words:
            found.append(Piece(words=words, why=why))

    for line in text.splitlines():
        said = _DIRECTIVE.match(line.strip())
        if said is None:
            lines.append(line)
            continue
        close()
        if said["figure"]:
            found.append(Piece(figure=said["figure"], why=why))
        elif line.strip() == "::controls":
            found.append(Piece(controls=True, why=why))
        else:
            why = True
    close()
    return tuple(found)


def placeholders(text: str) -> set[str]:
    """The names that a text wants filled in."""
    return set(_PLACE.findall(text))


def filled(text: str, numbers: Mapping[str, str]) -> str:
    """The text with every placeholder filled. Raises SettingError for a name that the study does not have."""

    def put(match: re.Match[str]) -> str:
        if match[1] not in numbers:
            raise SettingError(f"The lesson has no number called {match[1]!r}.", "Compute it in its study.")
        return numbers[match[1]]

    return _PLACE.sub(put, text)


def kept_together(text: str) -> str:
    """The text with its sizes, 3 × 3 or 8 px, kept from being broken at the end of a line."""
    return re.sub(r"(?<=[\d*]) (px\b|[×·] (?=[\d*(]))", lambda m: "\u00a0" + m[1].replace(" ", "\u00a0"), text)


def word_count(text: str) -> int:
    """How many words a reader has to read, the folded part among them; formulas and numbers count as one each."""
    plain = re.sub(r"\$\$.*?\$\$|\$[^$]*\$", " formula ", text, flags=re.DOTALL)
    return sum(
        bool(re.search(r"\w", word))
        for line in plain.splitlines()
        if not _DIRECTIVE.match(line.strip())
        for word in line.split()
    )


@lru_cache(maxsize=64)
def _read(study: str, slug: str) -> str:
    return (TEXTS / study / f"{slug}.md").read_text(encoding="utf-8")
