"""Exercises: generated from a seed, answered by the library itself, and marked with the reason of a mistake."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable

from explorer.errors import SettingError
from explorer.lessons.exercises import cells, colors, counting, functions, learning, repairs, shapes, training
from explorer.lessons.exercises.exercise import Exercise, ExerciseDraft, Marking, Mistake

__all__ = ["FAMILIES", "TITLES", "Exercise", "Marking", "Mistake", "generate", "varied"]

FAMILIES: dict[str, Callable[[random.Random], ExerciseDraft]] = {
    "output_size": shapes.output_size,
    "plain_size": shapes.plain_size,
    "stride_size": shapes.stride_size,
    "padded_size": shapes.padded_size,
    "parameters": counting.parameters,
    "dense_parameters": counting.dense_parameters,
    "conv_parameters": counting.conv_parameters,
    "places": counting.places,
    "reads": cells.reads,
    "plain_reads": cells.plain_reads,
    "stride_reads": cells.stride_reads,
    "padded_reads": cells.padded_reads,
    "shifted": cells.shifted,
    "value": cells.value,
    "flipped_value": cells.flipped_value,
    "which_filter": cells.which_filter,
    "repair": repairs.repair,
    "pooled": cells.pooled,
    "field": shapes.receptive_field,
    "slopes": functions.slopes,
    "shares": functions.shares,
    "color_filter": colors.color_filter,
    "cross_entropy": learning.cross_entropy,
    "step": learning.step,
    "kernel_gradient": learning.kernel_gradient,
    "training_steps": training.training_steps,
    "stopping": training.stopping,
    "normalised": training.normalised,
}
"""The function that generates each family; among families with the same title the most general comes first."""
TITLES = {
    "output_size": "How large is the map?",
    "plain_size": "How large is the map?",
    "stride_size": "How large is the map?",
    "padded_size": "How large is the map?",
    "parameters": "How many parameters?",
    "dense_parameters": "How many parameters?",
    "conv_parameters": "How many parameters?",
    "places": "Where does it lie?",
    "reads": "Which pixels does a cell read?",
    "plain_reads": "Which pixels does a cell read?",
    "stride_reads": "Which pixels does a cell read?",
    "padded_reads": "Which pixels does a cell read?",
    "shifted": "By how much does the map move?",
    "value": "What is the number?",
    "flipped_value": "What is the number?",
    "which_filter": "Which filter made this map?",
    "repair": "Which setting repairs this error?",
    "pooled": "What does pooling keep?",
    "field": "How far does a cell see?",
    "slopes": "What flows back?",
    "shares": "What does softmax say?",
    "color_filter": "What does this filter like?",
    "cross_entropy": "How large is the loss?",
    "step": "Where does the weight go?",
    "kernel_gradient": "What does this weight get?",
    "training_steps": "How many steps?",
    "stopping": "When to stop?",
    "normalised": "What does batch normalisation make of it?",
}
"""The title of each family's exercises."""
MAX_SEED = 999_999


def varied(families: Iterable[str]) -> tuple[str, ...]:
    """The families in an order in which every title comes once before any comes again."""
    seen: Counter[str] = Counter()
    turns = []
    for place, family in enumerate(families):
        turns.append((seen[TITLES[family]], place, family))
        seen[TITLES[family]] += 1
    return tuple(family for *_, family in sorted(turns))


def generate(family: str, seed: int) -> Exercise:
    """The exercise of `family` that belongs to `seed`, 0 to 999,999. Raises SettingError for an unknown family or seed."""
    if family not in FAMILIES:
        raise SettingError(f"There are no exercises called {family[:40]!r}.", f"Use one of {', '.join(FAMILIES)}.")
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= MAX_SEED:
        raise SettingError(f"The seed is {seed!r}.", f"Use a whole number, 0 to {MAX_SEED:,}.")
    rng = random.Random(f"{family}/{seed}")
    return FAMILIES[family](rng).finished(family, seed, rng)
