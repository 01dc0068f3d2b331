"""The teacher's sheet: the same exercises with and without answers, in one page that needs nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from explorer.figures.lessons.sheet import MAX_EXERCISES, exercises, to_html
from explorer.lessons.exercises import FAMILIES, TITLES

VOID = {"meta", "img", "br"}


class Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("answers", [False, True])
def test_a_sheet_is_whole_and_needs_nothing_else(answers: bool) -> None:
    text = to_html(tuple(FAMILIES), 7, 2 * len(FAMILIES), answers)
    reader = Balance()
    reader.feed(text)
    assert reader.open == []
    assert re.findall(r'(?:src|href)="(?!data:)', text) == []
    assert "@media print" in text
    assert text.count('class="exercise"') == 2 * len(FAMILIES)
    assert "**" not in text


def test_both_sheets_have_the_same_questions_and_only_one_the_answers() -> None:
    plain, solved = (to_html(("value", "parameters"), 3, 6, answers) for answers in (False, True))
    questions = [re.findall(r"<h2>.*?</h2><p>.*?</p>", text) for text in (plain, solved)]
    assert questions[0] == questions[1]
    for exercise in exercises(("value", "parameters"), 3, 6):
        assert f"<b>{exercise.answer}</b>" in solved
        assert exercise.explanation[:20] not in plain
        assert TITLES[exercise.family] in plain
    assert plain.count('class="line"') == 6


def test_seeds_make_sheets() -> None:
    assert to_html(("value",), 3, 5, True) == to_html(("value",), 3, 5, True)
    assert to_html(("value",), 3, 5, True) != to_html(("value",), 4, 5, True)
    assert len({exercise.seed for exercise in exercises(("value",), 3, MAX_EXERCISES)}) == MAX_EXERCISES


def test_counts_stay_in_range_and_no_family_means_all() -> None:
    assert len(exercises(("value",), 0, 10**6)) == MAX_EXERCISES
    assert len(exercises((), 0, 0)) == 1
    assert {exercise.family for exercise in exercises((), 0, len(FAMILIES))} == set(FAMILIES)
