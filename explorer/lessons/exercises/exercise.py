"""Exercise: a question with one right answer, the mistakes that people make, and how to mark what was said."""

from __future__ import annotations

import random
from dataclasses import dataclass

from explorer.lessons.shown import Grids, Maps

MOST_OPTIONS = 4


@dataclass(frozen=True)
class Mistake:
    """A wrong answer, as it is written, and what leads to it: a sentence that begins with "That"."""

    answer: str
    name: str


@dataclass(frozen=True)
class Marking:
    """Whether an answer is right, and what to say of it."""

    right: bool
    words: str


@dataclass(frozen=True)
class Draft:
    """What a family makes. Mistakes are in order of importance; those that coincide with the answer are dropped.

    `numeric` exercises have a field for a whole number, the others options.
    """

    question: str
    answer: str
    mistakes: tuple[Mistake, ...]
    explanation: str
    numeric: bool = True
    figures: tuple[Grids | Maps, ...] = ()
    unit: str = ""

    def finished(self, family: str, seed: int, chance: random.Random) -> Exercise:
        """The exercise, its mistakes freed of repetitions, its options shuffled."""
        known: dict[str, Mistake] = {}
        for mistake in self.mistakes:
            if mistake.answer != self.answer:
                known.setdefault(mistake.answer, mistake)
        mistakes = tuple(known.values())
        options: list[str] = []
        if not self.numeric:
            mistakes = mistakes[: MOST_OPTIONS - 1]
            options = [self.answer, *(mistake.answer for mistake in mistakes)]
            chance.shuffle(options)
        return Exercise(
            family,
            seed,
            self.question,
            self.answer,
            mistakes,
            self.explanation,
            tuple(options),
            self.figures,
            self.unit,
        )


@dataclass(frozen=True)
class Exercise:
    """A question in Markdown, with figures. Without `options` the answer is a whole number.

    `answer` and the mistakes' answers are written as the reader sees them ("1,456"); `explanation` derives the answer.
    """

    family: str
    seed: int
    question: str
    answer: str
    mistakes: tuple[Mistake, ...]
    explanation: str
    options: tuple[str, ...] = ()
    figures: tuple[Grids | Maps, ...] = ()
    unit: str = ""

    @property
    def numeric(self) -> bool:
        return not self.options

    def mark(self, said: str | int) -> Marking:
        """What to say to an answer: an option, or a number as it was typed."""
        text = written(said) if self.numeric else str(said)
        if text == self.answer:
            return Marking(True, "Right.")
        for mistake in self.mistakes:
            if mistake.answer == text:
                return Marking(False, f"Not quite. {mistake.name}")
        if self.numeric and not text.removeprefix("−").replace(",", "").isdecimal():
            return Marking(False, "That is no whole number.")
        return Marking(False, "Not quite, and none of the usual mistakes either.")


def written(said: str | int) -> str:
    """A whole number as the exercises write it: 1456, "1456", "1,456" and "1 456" become "1,456"."""
    plain = str(said).strip().replace(",", "").replace(" ", "").replace("−", "-")
    try:
        number = int(plain)
    except ValueError:
        return plain
    return f"{number:,}".replace("-", "−")
