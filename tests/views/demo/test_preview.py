"""Looking at a demo as its viewers will, before it is published, and the way back to what was entered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from explorer.scene import ImageChoice
from tests.views.demo.test_forms import click, run, running, session_of, words

pytestmark = pytest.mark.usefixtures("empty_instance")
PAGE = """
from explorer.views.demo.bar import demo_bar
from explorer.views.demo.preview import previewing
from explorer.views.demo.publishing import publish_form
from explorer.views.shell.state import session
demo_bar(session())
if not previewing():
    publish_form(session().scene)
"""
WHAT_IT_IS = "**This is what viewers will see.** Nothing is published yet."


def with_other_image(app: AppTest) -> bool:
    """Whether another image can be put on the screen."""
    current = session_of(app)
    current.commit(replace(current.scene, image=ImageChoice("coffee")))
    return current.scene.image == ImageChoice("coffee")


def previewed(may: str) -> AppTest:
    app = running(PAGE)
    app.text_input(key="demo_field_title").set_value("Mine")
    app.text_area(key="demo_field_note").set_value("Look here.")
    app.checkbox(key="demo_field_public").check()
    app.selectbox(key="demo_field_may").set_value(may)
    run(app)
    return click(app, "demo_see")


def test_in_the_preview_one_may_do_what_viewers_may() -> None:
    app = previewed("cells")
    assert WHAT_IT_IS in words(app)
    assert "Published" not in words(app)
    assert not session_of(app).viewing.allows("edit")
    assert not with_other_image(app)
    assert with_other_image(previewed("image"))


def test_the_way_back_leads_to_the_form_with_everything_that_was_entered() -> None:
    app = previewed("cells")
    run(app)
    click(app, "demo_back")
    assert WHAT_IT_IS not in words(app)
    assert app.text_input(key="demo_field_title").value == "Mine"
    assert app.text_area(key="demo_field_note").value == "Look here."
    assert app.checkbox(key="demo_field_public").value
    assert app.selectbox(key="demo_field_may").value == "cells"
    assert with_other_image(app), "its author may do everything again"
    assert (app.session_state["sharing"], app.session_state["share_way"]) == (True, "demo")
