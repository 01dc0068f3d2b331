"""Exercise: a question with one right answer and the usual mistakes, and the marking of answers."""

from __future__ import annotations

import random
from dataclasses import dataclass

from explorer.lessons.shown import Grids, Maps

MAX_OPTIONS = 4
"""Most options of a multiple-choice exercise."""


@dataclass(frozen=True)
class Mistake:
    """A wrong answer, formatted like `Exercise.answer`, and a sentence that explains it, which begins with "That"."""

    answer: str
    reason: str


@dataclass(frozen=True)
class Marking:
    """Whether an answer is right, and the sentence that is shown for it."""

    right: bool
    words: str


@dataclass(frozen=True)
class ExerciseDraft:
    """An exercise as a family generates it, before its mistakes are cleaned up and its options shuffled.

    Mistakes are in order of importance; they may repeat each other or the answer. `numeric` exercises ask for a whole
    number, the others offer options.
    """

    question: str
    answer: str
    mistakes: tuple[Mistake, ...]
    explanation: str
    numeric: bool = True
    figures: tuple[Grids | Maps, ...] = ()
    unit: str = ""

    def finished(self, family: str, seed: int, rng: random.Random) -> Exercise:
        """The finished exercise: mistakes that repeat each other or the answer are dropped, options are shuffled."""
        by_answer: dict[str, Mistake] = {}
        for mistake in self.mistakes:
            if mistake.answer != self.answer:
                by_answer.setdefault(mistake.answer, mistake)
        mistakes = tuple(by_answer.values())
        options: list[str] = []
        if not self.numeric:
            mistakes = mistakes[: MAX_OPTIONS - 1]
            options = [self.answer, *(mistake.answer for mistake in mistakes)]
            rng.shuffle(options)
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
    """A question in Markdown with one right answer and figures. Without `options` the answer is a whole number.

    `answer` and the mistakes' answers are formatted for the reader ("1,456"); `explanation` derives the answer.
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
        """Whether the answer is a whole number and not one of several options."""
        return not self.options

    def mark(self, given: str | int) -> Marking:
        """The marking of an answer: one of the options, or a number as it was typed."""
        text = answer_text(given) if self.numeric else str(given)
        if text == self.answer:
            return Marking(True, "Right.")
        for mistake in self.mistakes:
            if mistake.answer == text:
                return Marking(False, f"Not quite. {mistake.reason}")
        if self.numeric and not text.removeprefix("−").replace(",", "").isdecimal():
            return Marking(False, "That is not a whole number.")
        return Marking(False, "Not quite, and none of the usual mistakes either.")


def answer_text(answer: str | int) -> str:
    """A whole number in the format of answers: 1456, "1456", "1,456" and "1 456" become "1,456"."""
    plain = str(answer).strip().replace(",", "").replace(" ", "").replace("−", "-")
    try:
        number = int(plain)
    except ValueError:
        return plain
    return f"{number:,}".replace("-", "−")
