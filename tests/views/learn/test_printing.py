"""Printing from the dark theme: every color is replaced by one of the light theme."""

from __future__ import annotations

import re

from explorer.figures.lessons.figure import charts
from explorer.figures.theme import DARK, LIGHT
from explorer.lessons import LESSONS
from explorer.lessons.tools import sample
from explorer.scene import ImageChoice
from explorer.views.learn.printing import print_colors


def test_every_colour_of_the_dark_look_is_replaced() -> None:
    replacements = print_colors(DARK)
    assert replacements[DARK.page] == LIGHT.page
    assert replacements[DARK.ink] == LIGHT.ink
    assert replacements[DARK.zero] == LIGHT.zero == LIGHT.diverging[2]
    for dark, light in zip((*DARK.diverging, *DARK.weights), (*LIGHT.diverging, *LIGHT.weights), strict=True):
        assert replacements[dark] == light
    assert print_colors(LIGHT) == {}


def test_no_chart_of_a_lesson_has_a_colour_that_would_stay_dark() -> None:
    """A chart drawn dark and recoloured has no colour that the same chart drawn light has not."""
    replacements = print_colors(DARK)
    for lesson in LESSONS:
        study = lesson.study(lesson.given(lesson.defaults, sample, ImageChoice("cat")))
        for shown in study.figures.values():
            drawn = [colours(charts(shown, theme)) for theme in (DARK, LIGHT)]
            assert {replacements.get(colour, colour) for colour in drawn[0]} <= drawn[1], lesson.slug


def colours(figures: object) -> set[str]:
    return {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{6}\b", repr(figures))}
