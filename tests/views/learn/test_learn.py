"""The Learn page without a browser: the image of the lessons, and the states that they open in Explore."""

from __future__ import annotations

import pytest

from explorer import presets
from explorer.lessons import LESSONS, Lesson
from explorer.lessons.tools import sample
from explorer.scene import ImageChoice, link
from explorer.views.learn import page
from explorer.views.learn.lesson import AS_ON_EXPLORE, lesson_image
from explorer.views.shell.state import Moment, Session, fresh_ids


@pytest.mark.parametrize(
    ("chosen", "image", "expected"),
    [
        (AS_ON_EXPLORE, ImageChoice("fashion-4359"), ImageChoice("cat")),
        (AS_ON_EXPLORE, ImageChoice("rocket"), ImageChoice("rocket")),
        (AS_ON_EXPLORE, ImageChoice("", "0123abcd"), ImageChoice("", "0123abcd")),
        ("coffee", ImageChoice("rocket"), ImageChoice("coffee")),
    ],
)
def test_which_image_lessons_use(chosen: str, image: ImageChoice, expected: ImageChoice) -> None:
    assert lesson_image(chosen, image) == expected


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_every_lesson_opens_the_state_that_it_promises(lesson: Lesson) -> None:
    opening = presets.load(presets.OPENING).scene()
    current = Session(Moment(opening, fresh_ids(len(opening.layers))), opening)
    promised = lesson.study(lesson.given(lesson.defaults, sample, ImageChoice("rocket"))).scene
    current.commit(link.decode(link.encode(promised)))
    assert current.scene == promised
    current.undo()
    assert current.scene == opening  # whatever was there
    current.redo()
    if promised.cell is not None:
        assert promised.settled_cell() == promised.cell


def test_the_lesson_about_one_sum_is_offered_first_and_then_the_order_holds() -> None:
    assert page.next_lesson(set()).title == "One cell, one sum"
    assert page.next_lesson({"patch"}) == LESSONS[0]
    assert page.next_lesson({"patch", LESSONS[0].slug}) == LESSONS[1]
    assert page.next_lesson({lesson.slug for lesson in LESSONS}).slug == "patch"
