"""The figures of lessons fill the column, and no more."""

from __future__ import annotations

import itertools

import pytest

from explorer.figures.lessons.figure import TALLEST, WIDTH, charts, enlarged
from explorer.figures.theme import LIGHT
from explorer.lessons import LESSONS, Lesson
from explorer.lessons.shown import Grids, Maps
from explorer.lessons.tools import sample
from explorer.scene import ImageChoice

EACH = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)


@EACH
def test_figures_are_as_wide_as_the_column_at_most(lesson: Lesson) -> None:
    study = lesson.study(lesson.given(lesson.defaults, sample, ImageChoice("cat")))
    for shown in study.figures.values():
        large = enlarged(shown) if isinstance(shown, Grids | Maps) else shown
        drawn = [chart.figure["layout"] for chart in charts(large, LIGHT)]
        assert all(layout["width"] <= WIDTH for layout in drawn)
        if isinstance(shown, Grids | Maps):
            before = [chart.figure["layout"] for chart in charts(shown, LIGHT)]
            assert all(new["width"] >= old["width"] for new, old in zip(drawn, before, strict=True))
            assert all(
                new["height"] <= max(old["height"], TALLEST + 40) for new, old in zip(drawn, before, strict=True)
            )


def test_three_pictures_fill_the_column() -> None:
    lesson = next(lesson for lesson in LESSONS if lesson.slug == "position")
    study = lesson.study(lesson.given(lesson.defaults, sample, ImageChoice("cat")))
    for name, shown in study.figures.items():
        assert isinstance(shown, Grids)
        widths = [chart.figure["layout"]["width"] for chart in charts(enlarged(shown), LIGHT)]
        assert sum(widths) >= 0.8 * WIDTH, name
        assert [a == b for a, b in itertools.pairwise(widths)] == [True, True]
