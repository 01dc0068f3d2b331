"""Bar charts of lessons: nothing is cut off where a system's font is wider than most."""

from __future__ import annotations

import pytest

from explorer.figures.lessons.charts import bars
from explorer.figures.theme import LIGHT
from explorer.lessons.shown import Bars

DIGIT, COMMA = 7.7, 3.9
"""Widths in DejaVu Sans at 12 px."""


@pytest.mark.parametrize("width", [330, 720])
@pytest.mark.parametrize("value", [25_165_824, 1_234_567_890, 8])
def test_the_number_beside_the_longest_bar_is_whole(width: int, value: int) -> None:
    text = f"{value:,}"
    chart = bars(Bars(("dense", "convolution"), (value, 3), (text, "3"), "Two bars."), LIGHT, width)
    written = next(note for note in chart["layout"]["annotations"] if note["text"] == text)
    end = written["x"] + sum(COMMA if letter == "," else DIGIT for letter in text)
    assert end <= width
