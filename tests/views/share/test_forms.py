"""The dialogs in which links and walkthroughs are made, as a visitor fills them in, run by Streamlit without a browser."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer import presets
from explorer.scene import ImageChoice, walkthrough
from explorer.scene.walkthrough import MAX_NOTE, MAX_STOPS, Stop, Walkthrough
from explorer.views.demo import publishing
from explorer.views.share import codes, making, share
from explorer.views.share.making import Draft
from tests.views.components.sending import received, send
from tests.views.demo.test_forms import FORM, click, run, running, words

pytestmark = pytest.mark.usefixtures("empty_instance")
SHARE = """
import streamlit as st
from explorer.views.share.share import share_button
from explorer.views.shell.state import session
st.session_state.setdefault("sharing", True)
share_button(session().scene)
"""
MAKE = """
import time

import streamlit as st
from explorer.views.share.making import walk_button
from explorer.views.shell.state import session
st.session_state["making_walk"] = time.monotonic()  # in a browser the dialog stays open by itself
walk_button(session().scene)
"""
FOLLOW = """
import streamlit as st
from explorer.views.share.walkthrough import follow_walk, follows_walk, walk_bar
from explorer.views.shell.state import follow_address, session
current = session()
follow_address(current, "Explore")
follow_walk(current)
walk_bar(current)
st.text(current.notice)
st.text(f"follows: {follows_walk()}")
"""


def with_scene(script: str, image: ImageChoice) -> AppTest:
    app = running("from explorer.views.shell.state import session\nsession()")
    current = app.session_state["session"]
    current.commit(replace(current.scene, image=image))
    other = AppTest.from_string(script, default_timeout=60)
    other.session_state["session"] = current
    return run(other)


def test_the_dialog_shows_the_link_and_then_the_demo() -> None:
    app = running(SHARE)
    assert "Whoever opens the link sees this network with this image" in words(app)
    assert "characters." in words(app)
    click(app, "share")
    assert app.session_state["share_way"] == "link"
    other = AppTest.from_string(SHARE, default_timeout=60)
    other.session_state["share_way"] = "demo"
    run(other)
    assert "Everybody with the address can open it." in words(other)


def test_a_photo_is_in_no_link_and_the_dialog_says_so() -> None:
    app = with_scene(SHARE, ImageChoice("", "0" * 24))
    assert "The photo is yours alone: the link does not hold it" in words(app)
    assert "publish a demo" in words(app)


def test_names_of_classes_that_fit_into_no_link_are_said_to_be_left_out() -> None:
    app = running("from explorer.views.shell.state import session\nsession()")
    current = app.session_state["session"]
    names = tuple(hashlib.sha256(str(number).encode()).hexdigest() for number in range(1000))
    current.commit(replace(current.scene, classes=names))
    dialog = AppTest.from_string(SHARE, default_timeout=60)
    dialog.session_state["session"] = current
    assert "The link leaves out the names of the 1,000 classes" in words(run(dialog))
    assert len(received(dialog, "copy_link")["text"]) < 5_000


def test_a_long_link_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "MAX_SMALL_VERSION", 1)
    app = with_scene(SHARE, ImageChoice(drawing=levels()))
    assert "This link is long, so its code has tiny squares" in words(app)
    monkeypatch.setattr(share, "SAFE_CHARS", 10)
    assert "above 10 some mail programs" in words(with_scene(SHARE, ImageChoice(drawing=levels())))


def test_a_link_that_is_too_long_for_a_code_says_so() -> None:
    app = running(
        f"from explorer.views.share.codes import qr_code\nqr_code('https://example.org/?m=' + {'x' * 4000!r})"
    )
    assert words(app).startswith("**QR code**  \nA QR code")


def test_an_address_of_this_computer_is_told_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (share, making, publishing):
        monkeypatch.setattr(module, "base_address", lambda: "http://localhost:8501/")
    here = "The address localhost belongs to this computer"
    assert here in words(running(SHARE))
    app = AppTest.from_string(MAKE, default_timeout=60)
    app.session_state["walk_draft"] = Draft("", [Stop(presets.load("edges").scene())])
    assert here in words(run(app))
    form = running(FORM)
    click(form, "demo_publish")
    assert here in words(form)


def levels() -> str:
    """A drawing that does not get shorter by packing."""
    return "".join("0123456789abcdef"[value] for value in np.random.default_rng(1).integers(0, 16, 784))


def test_steps_are_added_edited_moved_and_deleted() -> None:
    app = running(MAKE)
    click(app, "make_walk")
    for number, note in enumerate(("first", "second", "third")):
        draft = app.session_state["walk_draft"]
        app.text_area(key=f"walk_note_{draft.serial}").set_value(note)
        app.text_input(key=f"walk_title_{draft.serial}").set_value(f"Step {number}")
        run(app)
        click(app, "walk_add")
    draft = app.session_state["walk_draft"]
    assert [(stop.title, stop.note) for stop in draft.stops] == [
        ("Step 0", "first"),
        ("Step 1", "second"),
        ("Step 2", "third"),
    ]
    click(app, "walk_Up_2")
    click(app, "walk_Down_0")
    assert [stop.note for stop in draft.stops] == ["third", "first", "second"]
    click(app, "walk_Edit_1")
    app.text_area(key=f"walk_note_{draft.serial}").set_value("changed")
    app.checkbox(key=f"walk_predict_{draft.serial}").check()
    run(app)
    app.text_input(key=f"walk_question_{draft.serial}").set_value("What comes?")
    run(app)
    click(app, "walk_save")
    assert (draft.stops[1].note, draft.stops[1].predict, draft.stops[1].question) == ("changed", True, "What comes?")
    assert "predict first" in words(app)
    click(app, "walk_Edit_0")
    app.text_area(key=f"walk_note_{draft.serial}").set_value("not kept")
    run(app)
    click(app, "walk_cancel")
    click(app, "walk_Delete_0")
    assert [stop.note for stop in draft.stops] == ["changed", "second"]
    app.text_input(key="walk_title").set_value("All of it")
    run(app)
    assert draft.title == "All of it"
    assert "2 steps, " in words(app)


def test_a_note_that_is_too_long_is_counted_and_kept_as_it_is() -> None:
    app = running(MAKE)
    draft = app.session_state["walk_draft"]
    app.text_area(key=f"walk_note_{draft.serial}").set_value("x" * (MAX_NOTE + 2))
    run(app)
    assert ":red[2,002 of 2,000 characters: 2 too many]" in words(app)
    click(app, "walk_add")
    assert "The note has 2,002 of 2,000 characters: 2 too many. Shorten it." in words(app)
    assert draft.stops == []


def test_a_draft_that_fits_into_no_link_says_so_and_one_that_is_full_takes_no_more() -> None:
    app = AppTest.from_string(MAKE, default_timeout=60)
    random = np.random.default_rng(2)
    notes = ["".join(map(chr, random.integers(97, 123, 1900))) for _ in range(MAX_STOPS)]
    app.session_state["walk_draft"] = Draft("", [Stop(presets.load("edges").scene(), note) for note in notes])
    run(app)
    assert app.button(key="walk_add").disabled
    assert f"at most {walkthrough.MAX_CHARS:,} go into a link. Leave out stops" in words(app)
    app.session_state["walk_draft"].stops = app.session_state["walk_draft"].stops[:3]
    run(app)
    assert "Some mail programs cut off links of more than 2,000." in words(app)


def test_a_step_whose_photo_is_gone_has_no_picture_beside_its_note() -> None:
    app = AppTest.from_string(MAKE, default_timeout=60)
    scene = presets.load("edges").scene()
    app.session_state["walk_draft"] = Draft(
        "", [Stop(scene, "here"), Stop(replace(scene, image=ImageChoice("", "0" * 24)), "gone")]
    )
    run(app)
    assert "**1.** here" in words(app)
    assert "**2.** gone" in words(app)
    assert len([each for each in app.html if "<img" in str(each.value)]) == 1


def test_a_draft_begins_with_the_walkthrough_that_is_followed() -> None:
    walk = Walkthrough((Stop(presets.load("edges").scene(), "a"),), "Mine")
    app = running(FOLLOW, w=walkthrough.encode(walk))
    assert "follows: True" in words(app)
    other = AppTest.from_string(MAKE, default_timeout=60)
    other.session_state["walk"] = app.session_state["walk"]
    run(other)
    assert other.session_state["walk_draft"].title == "Mine"


def test_a_walkthrough_is_followed_step_by_step() -> None:
    scenes = [presets.load(name).scene() for name in ("edges", "lenet5")]
    walk = Walkthrough((Stop(scenes[0], "One"), Stop(scenes[1], "Two", True, "What?", "Named")), "Way")
    app = running(FOLLOW, w=walkthrough.encode(walk))
    current = app.session_state["session"]
    assert current.scene == scenes[0]
    assert "Way, step 1 of 2" in words(app)
    click(app, "walk_next")
    assert "**What do you expect?** What" in words(app)
    assert current.scene == scenes[0]
    click(app, "walk_show")
    assert current.scene == scenes[1]
    assert "**Named**" in words(app)
    current.commit(replace(current.scene, image=ImageChoice("coffee")))
    run(app)
    click(app, "walk_return")
    assert current.scene == scenes[1]
    click(app, "walk_back")
    assert current.scene == scenes[0]
    app.query_params.clear()  # as another page does
    run(app)
    assert walkthrough.encode(walk) in app.query_params["w"]
    click(app, "walk_end")
    assert "follows: False" in words(app)
    assert "w" not in app.query_params


def test_who_comes_back_goes_on_where_they_were() -> None:
    walk = Walkthrough(tuple(Stop(presets.load(name).scene(), name) for name in ("edges", "lenet5", "tinyvgg")))
    app = running(FOLLOW, w=walkthrough.encode(walk))
    assert "walk_resume_button" not in [each.key for each in app.button]
    asked = received(app, "walk_resume")
    assert (asked["at"], asked["count"]) == (0, 3)
    send(app, "walk_resume", "kept", {"name": asked["name"], "step": 2})
    assert app.button(key="walk_resume_button").label == "Go on at step 3"
    click(app, "walk_resume_button")
    assert app.session_state["session"].scene == walk.stops[2].scene
    assert "step 3 of 3" in words(app)
    assert "walk_resume_button" not in [each.key for each in app.button]


def test_who_comes_back_to_a_question_is_asked_it_before_they_see() -> None:
    first, second = (presets.load(name).scene() for name in ("edges", "lenet5"))
    walk = Walkthrough((Stop(first, "One"), Stop(second, "Two", True, "What comes?")))
    app = running(FOLLOW, w=walkthrough.encode(walk))
    send(app, "walk_resume", "kept", {"name": received(app, "walk_resume")["name"], "step": 1})
    click(app, "walk_resume_button")
    assert "**What do you expect?** What comes" in words(app)
    assert app.session_state["session"].scene == first


def test_a_walkthrough_that_cannot_be_read_leaves_a_notice() -> None:
    app = running(FOLLOW, w="1.nonsense")
    assert "follows: False" in words(app)
    assert "walkthrough" in words(app).lower()
    assert "w" not in app.query_params


def test_a_scene_in_the_address_wins_over_the_first_step() -> None:
    from explorer.scene import link

    scenes = [presets.load(name).scene() for name in ("edges", "lenet5")]
    walk = Walkthrough((Stop(scenes[0], "One"), Stop(scenes[1], "Two")))
    app = running(FOLLOW, w=walkthrough.encode(walk), m=link.encode(scenes[1]))
    assert "step 2 of 2" in words(app)


def test_what_was_clicked_after_a_walkthrough_ended_does_nothing() -> None:
    app = running("""
import streamlit as st
from explorer.views.share import walkthrough
walkthrough._turn(1)
walkthrough._go_on()
walkthrough._show()
walkthrough._end()
st.text(f"follows: {walkthrough.follows_walk()}")
""")
    assert words(app) == "follows: False"


def test_nothing_opens_by_itself() -> None:
    for module, function in (("share", "share_button"), ("making", "walk_button")):
        app = running(f"""
from explorer.views.shell.state import session
from explorer.views.share.{module} import {function}
{function}(session().scene)
""")
        assert words(app) == ""
