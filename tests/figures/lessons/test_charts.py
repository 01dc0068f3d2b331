"""Bar charts of lessons: nothing is cut off where a system's font is wider than most."""

from __future__ import annotations

import pytest

from explorer.figures.canvas import text_width
from explorer.figures.lessons.charts import bars
from explorer.figures.theme import LIGHT
from explorer.lessons import LESSONS, Lesson
from explorer.lessons.shown import Bars
from explorer.lessons.tools import sample
from explorer.scene import ImageChoice

PHONE = 330
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


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_what_the_bars_count_is_whole_on_a_phone(lesson: Lesson) -> None:
    study = lesson.study(lesson.given(lesson.defaults, sample, ImageChoice("cat")))
    for shown in study.figures.values():
        if isinstance(shown, Bars) and shown.unit:
            notes = bars(shown, LIGHT, PHONE)["layout"]["annotations"]
            unit = next(note for note in notes if note["text"] == shown.unit)
            assert unit["x"] + text_width(shown.unit) <= PHONE
