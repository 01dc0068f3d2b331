"""Exercises on filters that read red, green and blue."""

from __future__ import annotations

import random

import numpy as np

from explorer.analysis.color_filters import color_picture
from explorer.layers.base import Array
from explorer.lessons.exercises.exercise import ExerciseDraft, Mistake
from explorer.lessons.shown import Grid, Grids
from explorer.lessons.tools import COLOURS
from explorer.words.numerals import number

COLORS = {
    "red": (0.9, 0.1, 0.1),
    "green": (0.1, 0.8, 0.1),
    "blue": (0.1, 0.2, 0.9),
    "yellow": (0.9, 0.9, 0.1),
    "purple": (0.8, 0.1, 0.9),
    "turquoise": (0.1, 0.8, 0.8),
}
"""Even patches of a color, by its name: red, green and blue in [0, 1]."""
EDGES = {
    "bright above, dark below": (-1, 0),
    "dark above, bright below": (1, 0),
    "bright on the left, dark on the right": (0, -1),
    "dark on the left, bright on the right": (0, 1),
}
"""Patches without a color, by which way they grow brighter: (down, right)."""
NOISE = 0.1
"""Largest change of a weight by chance, as a share of the largest weight: patterns are never perfect."""
LEAD = 0.25
"""Least lead of the right answer, as a share of its number, for it to be seen."""


def patches() -> dict[str, Array]:
    """The patches to choose from, (3, 3, 3) in [0, 1], by what they look like."""
    side = np.arange(-1, 2)
    even = {f"{name} all over": np.broadcast_to(color, (3, 3, 3)) for name, color in COLORS.items()}
    grey = {
        name: np.repeat((0.5 + 0.4 * (down * side[:, None] + across * side[None, :]))[:, :, None], 3, axis=2)
        for name, (down, across) in EDGES.items()
    }
    return even | grey


def color_filter(rng: random.Random) -> ExerciseDraft:
    """Which of several patches gets the largest number from a filter that is shown in color."""
    every = patches()
    liked = rng.choice(list(every))
    noise = np.array([rng.uniform(-1, 1) for _ in range(27)]).reshape(3, 3, 3)
    pattern = every[liked] - every[liked].mean()
    weights = pattern / np.abs(pattern).max() + NOISE * noise
    numbers = {name: float((weights * patch).sum()) for name, patch in every.items()}
    right = max(numbers, key=numbers.__getitem__)
    others = [name for name, value in numbers.items() if value < (1 - LEAD) * numbers[right]]
    rng.shuffle(others)
    return ExerciseDraft(
        "The picture shows a filter of 3 × 3 weights on red, green and blue. Grey is a weight of 0; more of a colour is a "
        "positive weight on it, less is a negative one. For which patch does the filter give the largest number?",
        _option(right),
        tuple(Mistake(_option(name), _reason(numbers[name], numbers[right])) for name in others),
        f"Weight times colour, summed over 27 products, is {number(numbers[right])}, more than for any other patch.",
        numeric=False,
        figures=(
            Grids(
                (Grid("the filter", color_picture(weights), "image", numbers=False, size=184),),
                f"A filter. {_weights_in_words(weights)}",
            ),
        ),
    )


def _weights_in_words(weights: Array) -> str:
    """Every weight, plane by plane and row by row, for those who cannot see the picture: it must not name the answer."""
    planes = (
        f"On {color}: {'; '.join(' '.join(f'{weight:.1f}' for weight in row) for row in weights[:, :, plane])}."
        for plane, color in enumerate(COLOURS)
    )
    return " ".join(planes).replace("-", "−")


def _option(name: str) -> str:
    return f"a patch that is {name}"


def _reason(value: float, largest: float) -> str:
    return f"That gives {number(value)}; another patch gives {number(largest)}."
