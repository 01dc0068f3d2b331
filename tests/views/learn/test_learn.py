"""The Learn page without a browser: which image lessons use, and that a state to open is committed as promised."""

from __future__ import annotations

import pytest

from explorer import presets
from explorer.lessons import LESSONS, Lesson
from explorer.lessons.tools import sample
from explorer.scene import ImageChoice, link
from explorer.views.learn.lesson import OWN, lesson_image
from explorer.views.shell.state import Moment, Session, fresh_ids


@pytest.mark.parametrize(
    ("chosen", "image", "expected"),
    [
        (OWN, ImageChoice("fashion-4359"), ImageChoice("cat")),
        (OWN, ImageChoice("rocket"), ImageChoice("rocket")),
        (OWN, ImageChoice("", "0123abcd"), ImageChoice("", "0123abcd")),
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
