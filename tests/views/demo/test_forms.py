"""The forms and bars of demos as a visitor fills them in, run by Streamlit without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer import presets
from explorer.errors import UnavailableError
from explorer.scene import link
from explorer.scene.viewing import Viewing
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store import Bundle, Published, Store
from explorer.store.place import FOLDER, PROFILE
from explorer.views.demo import instance as instances
from explorer.views.demo.following import Followed
from explorer.views.demo.publishing import DONE
from explorer.views.share.making import Draft
from explorer.views.shell.state import Session
from tests.store.demos import demo

FORM = """
from explorer.views.demo.publishing import publish_form
from explorer.views.shell.state import session
publish_form(session().scene)
"""
BAR = """
import streamlit as st
from explorer.views.demo.bar import demo_bar
from explorer.views.demo.following import follow_demo
from explorer.views.share.walkthrough import walk_bar
from explorer.views.shell.state import follow_address, session
current = session()
follow_demo(current)
follow_address(current, "Explore")
demo_bar(current)
walk_bar(current)
st.text(current.notice)
"""

CONFIRM = """
import streamlit as st
from explorer.views.demo.bar import _confirm
from explorer.views.demo.following import followed_demo
from explorer.views.shell.state import session
if followed_demo():
    _confirm(followed_demo())
st.text(session().notice)
"""
"""A dialog stays open from run to run in a browser only."""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    instances.instance.clear()
    yield instances.demos()
    instances.instance.clear()


def running(script: str, **query: str) -> AppTest:
    app = AppTest.from_string(script, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return run(app)


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def session_of(app: AppTest) -> Session:
    return app.session_state["session"]  # type: ignore[no-any-return]


def click(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return run(app)


def words(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.warning, app.success, app.text)
    told = [re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", str(each.value)) for each in app.error]  # they are letter by letter
    return "\n".join([*(str(each.value) for kind in kinds for each in kind), *told])


def published(app: AppTest) -> Published:
    query = app.session_state[DONE].own.split("?d=")[1]
    demo_id, key = query.split("&key=")
    return Published(demo_id, key)


def one_stop(title: str = "", may: Any = "edit") -> Bundle:
    return Bundle(Walkthrough((Stop(presets.load("edges").scene()),), title), viewing=Viewing(may))


def test_what_was_entered_is_published(store: Store) -> None:
    app = running(FORM)
    assert "Everybody with the address can open it." in words(app)
    app.text_input(key="demo_field_title").set_value("  Edges <b>everywhere</b> ")
    app.text_input(key="demo_field_author").set_value("A teacher")
    app.text_area(key="demo_field_note").set_value("Look *here*.")
    app.selectbox(key="demo_field_may").set_value("cells")
    app.selectbox(key="demo_field_look").set_value("dark")
    app.number_input(key="demo_field_width").set_value(640)
    app.checkbox(key="demo_field_public").check()
    run(app)
    assert "Viewers may choose cells. Below the maps they see the tabs Layer, Arithmetic and Receptive field." in words(
        app
    )
    click(app, "demo_publish")
    assert "Published. The demo opens at this address:" in words(app)
    made = store.demo(published(app).id)
    assert (made.title, made.author, made.note) == ("Edges <b>everywhere</b>", "A teacher", "Look *here*.")
    assert made.viewing == Viewing("cells", ("layer", "arithmetic", "receptive-field"), (640, 600), "dark")
    assert store.is_public(published(app).id)
    assert store.owns(published(app).id, published(app).key)


def test_texts_that_are_too_long_are_counted_and_nothing_is_published(store: Store) -> None:
    app = running(FORM)
    app.text_input(key="demo_field_author").set_value("x" * 81)
    app.text_area(key="demo_field_note").set_value("y" * 2001)
    run(app)
    click(app, "demo_publish")
    assert "The name has 81 of 80 characters: 1 too many. Shorten it." in words(app)
    assert "The note has 2,001 of 2,000 characters: 1 too many. Shorten it." in words(app)
    assert DONE not in app.session_state


def test_a_walkthrough_that_was_made_or_only_what_is_on_the_screen(store: Store) -> None:
    draft = Draft("Two steps", [Stop(presets.load("lenet5").scene(), "a"), Stop(presets.load("edges").scene(), "b")])
    for choice, stops in (("walk", 2), ("state", 1)):
        app = AppTest.from_string(FORM, default_timeout=60)
        app.session_state["walk_draft"] = draft
        run(app)
        app.segmented_control(key="demo_field_what").set_value(choice)
        run(app)
        click(app, "demo_publish")
        assert len(store.demo(published(app).id).walk.stops) == stops


def test_a_photo_that_the_server_lost_is_named(store: Store) -> None:
    app = AppTest.from_string(FORM, default_timeout=60)
    app.session_state["walk_draft"] = Draft("", list(demo().walk.stops))
    run(app)
    click(app, "demo_publish")
    assert "This server no longer has the photo of step 1. Upload it again, then publish." in words(app)


def test_a_store_that_is_away_is_told_in_place_of_the_form(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Any:
        raise UnavailableError("The store of demos does not answer: away.", "Nothing is lost. Try again in a minute.")

    held = instances.instance()
    held.open_place, held._place = away, None
    app = running(FORM)
    assert words(app) == "The store of demos does not answer: away. Nothing is lost. Try again in a minute."
    assert words(running(FORM)) == words(app)  # and is not asked again for each visitor


def test_an_instance_that_forgets_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    monkeypatch.setenv(PROFILE, "hosted")
    instances.instance.clear()
    assert "**This site forgets.**" in words(running(FORM))
    instances.instance.clear()


def test_a_viewer_of_a_demo_without_words_can_leave_it(store: Store) -> None:
    made = store.publish(one_stop(may="cells"))
    app = running(BAR, d=made.id)
    assert "A demo." in words(app)
    current = app.session_state["session"]
    assert current.scene == presets.load("edges").scene()
    assert not current.viewing.allows("edit")
    click(app, "demo_leave")
    assert current.viewing.allows("edit")
    assert "d" not in app.query_params
    assert "A demo." not in words(app)


def test_a_viewer_of_a_demo_with_words_has_its_walkthrough(store: Store) -> None:
    made = store.publish(demo())
    app = running(BAR, d=made.id)
    assert "Edges by A teacher, step 1 of 2" in words(app).replace("\\", "")
    assert "A demo." not in words(app)
    click(app, "walk_next")
    assert "**What do you expect?** What comes" in words(app)
    click(app, "walk_show")
    assert "Then this" in words(app)
    assert app.session_state["session"].scene == demo().walk.stops[1].scene
    click(app, "walk_back")
    click(app, "walk_end")
    assert "walk" not in app.session_state
    assert "demo" not in app.session_state
    assert list(app.session_state["my_photos"]) == list(demo().files)  # what is on the screen stays


def test_the_author_changes_a_demo_at_its_address(store: Store) -> None:
    made = store.publish(one_stop("Mine"))
    app = running(BAR, d=made.id, key=made.key)
    assert "**Your demo.**" in words(app)
    assert "key" not in app.query_params  # whoever copies the address must not hand it out
    click(app, "demo_change")
    assert app.session_state["share_way"] == "demo"

    form = AppTest.from_string(FORM, default_timeout=60)
    form.session_state["demo"] = Followed(made.id, store.demo(made.id), made.key)
    run(form)
    form.text_input(key="demo_field_title").set_value("Changed")
    run(form)
    click(form, "demo_publish")
    assert published(form) == made
    assert store.demo(made.id).title == "Changed"

    click(app, "demo_unpublish")
    assert "deleted for good" in words(app)


def test_a_copy_is_somebody_elses(store: Store) -> None:
    made = store.publish(one_stop("Mine"))
    app = running(BAR, d=made.id, key=made.key)
    click(app, "demo_copy")
    assert "demo" not in app.session_state
    assert app.session_state["sharing"]


def test_unpublishing_leaves_what_is_on_the_screen_and_twice_is_explained(store: Store) -> None:
    made = store.publish(one_stop("Mine"))
    for again in (False, True):
        app = AppTest.from_string(CONFIRM, default_timeout=60)
        app.session_state["demo"] = Followed(made.id, one_stop("Mine"), made.key)
        run(app)
        click(app, "demo_unpublish_now")
        wanted = "There is no demo at this address" if again else "The demo was unpublished."
        assert wanted in words(app)
        assert ("demo" in app.session_state) == again
    assert "There is no demo at this address" in words(running(BAR, d=made.id))


@pytest.mark.parametrize("key", ["", "wrong", "k" * 5000])
def test_a_wrong_key_opens_the_demo_as_a_viewer(store: Store, key: str) -> None:
    made = store.publish(one_stop("Mine"))
    app = running(BAR, d=made.id, key=key)
    assert "**Your demo.**" not in words(app)
    assert app.session_state["demo"].key == ""


def test_the_scene_in_the_address_wins_over_the_first_step(store: Store) -> None:
    made, second = store.publish(demo()), demo().walk.stops[1].scene
    app = running(BAR, d=made.id, m=link.encode(second))
    assert app.session_state["session"].scene == second


def test_an_address_that_leads_nowhere_leaves_a_notice(store: Store) -> None:
    app = running(BAR, d="abcdefgh")
    assert "There is no demo at this address" in words(app)
    assert "d" not in app.query_params


def test_what_came_from_outside_is_told_letter_by_letter(store: Store) -> None:
    app = running("from explorer.views.share.notes import tell\ntell('![x](http://evil.example) <b> $x$ :red[x]')")
    assert app.error[0].value == r"\!\[x\]\(http\:\/\/evil\.example\) \<b\> \$x\$ \:red\[x\]"


def test_the_store_is_swept_once_an_hour(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[int] = []
    monkeypatch.setattr(store, "sweep", lambda: swept.append(1))
    held = instances.instance()
    held._swept = -1e9
    for _ in range(3):
        held.place()
    assert swept == [1]
