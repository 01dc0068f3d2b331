"""Lesson: a short Markdown text in `text/` with figures, and the study that computes its numbers and figures.

In a text, a line `::figure name` stands for a figure, `::controls` for the controls. What follows `::answer` answers the
questions of the text, and what follows `::why` is the mathematics; both are collapsed at first. `{{name}}` is replaced by a
number of the study.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from explorer.errors import SettingError
from explorer.layers.base import Array, Shape
from explorer.learning import Recipe
from explorer.lessons.shown import Shown
from explorer.scene import ImageChoice, Scene

Loader = Callable[[ImageChoice, Shape], Array]
TEXTS = Path(__file__).parent / "text"
"""The texts of the lessons, each in a folder named after the module of its study, or after the package of such modules."""
MAX_WORDS = 300
"""Most words in a lesson's text."""
WORDS_A_MINUTE, MINUTES_A_CONTROL, MINUTES_AN_EXERCISE = 120, 0.5, 2
"""How fast a text with formulas and figures is read, and what trying a control and solving an exercise take."""
_PLACE = re.compile(r"\{\{(\w+)\}\}")
_DIRECTIVE = re.compile(r"^::(figure (?P<figure>\w+)|controls|answer|why)$")


@dataclass(frozen=True)
class Source:
    """A reference to a publication. `doi` and `arxiv` are identifiers without the address."""

    text: str
    doi: str = ""
    arxiv: str = ""

    @property
    def address(self) -> str:
        """The web address of the publication; "" if it has neither a DOI nor an arXiv number."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://arxiv.org/abs/{self.arxiv}" if self.arxiv else ""


@dataclass(frozen=True)
class Slider:
    """A control of a lesson: a whole number from `low` to `high` in steps of `step`."""

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
    """A control of a lesson: a choice among a few named options."""

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
    """The inputs of a study: values of the controls by name, the reader's image, and a function that loads images.

    `load` takes an image and a shape (rows, columns, channels) and returns float32 pixels in [0, 1].
    """

    values: Mapping[str, Any]
    load: Loader
    image: ImageChoice = field(default_factory=ImageChoice)

    def picture(self, *shape: int) -> Array:
        """The reader's image at `shape` (rows, columns, channels), float32 in [0, 1]."""
        return self.load(self.image, shape)

    def number(self, name: str) -> int:
        """The value of a slider, or of a choice among numbers, as an integer."""
        return int(self.values[name])

    def word(self, name: str) -> str:
        """The value of a choice, as text."""
        return str(self.values[name])


@dataclass(frozen=True)
class Study:
    """The result of a lesson's study: texts by placeholder, figures by name, and a scene to open on the Explore page.

    `opens` says in a few words what `scene` shows. Where it shows the panel that trains, `recipe` is what that is set to.
    """

    numbers: Mapping[str, str]
    figures: Mapping[str, Shown]
    scene: Scene
    opens: str
    recipe: Recipe | None = None


@dataclass(frozen=True)
class Lesson:
    """One lesson. `slug` is part of links and never changes; `families` name its families of exercises."""

    slug: str
    title: str
    group: str
    study: Callable[[Given], Study]
    families: tuple[str, ...]
    controls: tuple[Control, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def text(self) -> str:
        """The Markdown text with its placeholders."""
        return _read(self.study.__module__.partition(".studies.")[2].partition(".")[0], self.slug)

    @property
    def minutes(self) -> int:
        """About how long the lesson takes: reading its words, trying its controls, and one exercise; in whole minutes."""
        exercise = MINUTES_AN_EXERCISE if self.families else 0
        return math.ceil(word_count(self.text) / WORDS_A_MINUTE + len(self.controls) * MINUTES_A_CONTROL + exercise)

    @property
    def defaults(self) -> dict[str, Any]:
        """The initial values of the controls by name."""
        return {control.name: control.default for control in self.controls}

    def given(self, values: Mapping[str, Any], load: Loader, image: ImageChoice) -> Given:
        """The inputs of the study, every value brought into the range of its control."""
        checked = {c.name: c.check(values.get(c.name, c.default)) for c in self.controls}
        return Given(checked, load, image)


@dataclass(frozen=True)
class Piece:
    """One piece of a text: Markdown, a figure by name, or the controls.

    `fold` is the collapsed part that it belongs to, "answer" or "why"; "" if it is not collapsed.
    """

    words: str = ""
    figure: str = ""
    controls: bool = False
    fold: str = ""


def pieces(text: str) -> tuple[Piece, ...]:
    """The pieces of a lesson's text, in order."""
    result: list[Piece] = []
    lines: list[str] = []
    fold = ""

    def close() -> None:
        words = "\n".join(lines).strip()
        lines.clear()
        if words:
            result.append(Piece(words=words, fold=fold))

    for line in text.splitlines():
        directive = _DIRECTIVE.match(line.strip())
        if directive is None:
            lines.append(line)
            continue
        close()
        if directive["figure"]:
            result.append(Piece(figure=directive["figure"], fold=fold))
        elif line.strip() == "::controls":
            result.append(Piece(controls=True, fold=fold))
        else:
            fold = line.strip().removeprefix("::")
    close()
    return tuple(result)


def placeholders(text: str) -> set[str]:
    """The names of the placeholders in a text."""
    return set(_PLACE.findall(text))


def filled(text: str, numbers: Mapping[str, str]) -> str:
    """The text with every placeholder replaced from `numbers`. Raises SettingError for a name that is missing there."""

    def put(match: re.Match[str]) -> str:
        if match[1] not in numbers:
            raise SettingError(f"The lesson has no number called {match[1]!r}.", "Compute it in its study.")
        return numbers[match[1]]

    return _PLACE.sub(put, text)


def kept_together(text: str) -> str:
    """The text with no-break spaces in sizes such as 3 × 3 or 8 px, so that lines do not break there."""
    return re.sub(r"(?<=[\d*]) (px\b|[×·] (?=[\d*(]))", lambda m: "\u00a0" + m[1].replace(" ", "\u00a0"), text)


def word_count(text: str) -> int:
    """The number of words in a text, the collapsed part included; a formula or a number counts as one."""
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
