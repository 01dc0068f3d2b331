"""The Learn page without a browser: the image of the lessons, and the states that they open in Explore."""

from __future__ import annotations

import numpy as np
import pytest

from explorer import presets
from explorer.lessons import LESSONS, Lesson, Pick, load
from explorer.lessons.tools import drawn, sample
from explorer.scene import ImageChoice, link
from explorer.views.learn import page
from explorer.views.learn.lesson import AS_ON_EXPLORE, DESK_WIDTH, GAP, lesson_image, options_width, rooms_of
from explorer.views.shell.state import Moment, Session, fresh_ids


@pytest.mark.parametrize(
    ("chosen", "image", "expected"),
    [
        (AS_ON_EXPLORE, ImageChoice("fashion-4359"), ImageChoice("cat")),
        (AS_ON_EXPLORE, ImageChoice("rocket"), ImageChoice("rocket")),
        (AS_ON_EXPLORE, ImageChoice("", "0123abcd"), ImageChoice("", "0123abcd")),
        (AS_ON_EXPLORE, drawn(np.ones((5, 5))), ImageChoice("cat")),
        ("coffee", ImageChoice("rocket"), ImageChoice("coffee")),
    ],
)
def test_which_image_lessons_use(chosen: str, image: ImageChoice, expected: ImageChoice) -> None:
    assert lesson_image(chosen, image) == expected


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_a_row_of_controls_is_as_wide_as_the_column(lesson: Lesson) -> None:
    rooms = rooms_of(lesson.controls[:3])
    assert sum(rooms) + GAP * (len(rooms) - 1) == pytest.approx(DESK_WIDTH)


def test_more_options_get_more_room_instead_of_being_cut_off() -> None:
    side, units = (control for control in load("dense").controls if isinstance(control, Pick))
    rooms = rooms_of((side, units))
    assert options_width(side) > (DESK_WIDTH - GAP) / 2  # half a row is too little
    assert options_width(side) <= rooms[0]
    assert options_width(units) <= rooms[1]
    assert len(set(rooms_of(load("filter").controls))) == 1  # where halves are enough, both are alike


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


def test_the_lesson_about_one_sum_is_offered_first_and_then_what_follows_the_last_one_done() -> None:
    slugs = [lesson.slug for lesson in LESSONS]
    assert page.next_lesson([]).title == "One cell, one sum"
    assert page.next_lesson(["patch"]).title == "Filter and kernel"
    assert page.next_lesson([slugs[0]]).slug == slugs[1]
    assert page.next_lesson(["filter", "patch"]).slug == "detectors", "the one in between is done"
    assert page.next_lesson([slugs[-1]]).slug == slugs[0], "after the last lesson the first ones are left"
    assert page.next_lesson(slugs).slug == "patch"


@pytest.mark.parametrize(("done", "words"), [(0, "Start with"), (1, "Go on with"), (len(LESSONS), "Begin again with")])
def test_the_invitation_is_to_go_on_only_while_there_is_something_left(done: int, words: str) -> None:
    slugs = [lesson.slug for lesson in LESSONS][:done]
    assert page.invitation(slugs) == f"{words}: {page.next_lesson(slugs).title}"
