"""The figure, the words and the table of a training's course say the numbers of the card."""

from __future__ import annotations

import re

import plotly.graph_objects as go
import pytest

from explorer.figures.course import course_figure, course_table, course_words
from explorer.figures.theme import DARK, LIGHT, Theme
from explorer.weights import cards

CARDS = [card for name in cards.NAMES if (card := cards.load(name)).course]
every_card = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)


@every_card
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_figure_has_both_parts_over_all_epochs(card: cards.ModelCard, theme: Theme) -> None:
    assert card.course
    figure = go.Figure(course_figure(card.course, card.epochs, card.epochs[1], theme))
    shown = {(line.name, line.yaxis): tuple(line.y) for line in figure.data}
    assert shown == {
        (part.part, axis): values
        for part in (card.course.unseen, card.course.learned)
        for axis, values in (("y", part.accuracy), ("y2", part.loss))
    }
    for line in figure.data:
        assert list(line.x) == [str(epoch) for epoch in card.epochs]
    assert figure.layout.shapes[0].x0 == 1


@every_card
def test_parts_are_told_apart_without_colour(card: cards.ModelCard) -> None:
    assert card.course
    figure = go.Figure(course_figure(card.course, card.epochs, 0, LIGHT))
    dashes = {line.name: line.line.dash for line in figure.data}
    assert len(set(dashes.values())) == len(dashes) == 2


@every_card
def test_words_and_table_have_the_numbers(card: cards.ModelCard) -> None:
    assert card.course
    words = course_words(card.course, card.epochs)
    lines = course_table(card.course, card.epochs).splitlines()[2:]
    assert [int(re.findall(r"\d+", line)[0]) for line in lines] == list(card.epochs)
    for part in (card.course.unseen, card.course.learned):
        assert f"{part.images:,} {part.part}: {part.accuracy[0]:.1f}% to {part.accuracy[-1]:.1f}%" in words
        for line, share, loss in zip(lines, part.accuracy, part.loss, strict=True):
            assert f" {share:.1f}% " in line
            assert f" {loss:.3f} " in line
