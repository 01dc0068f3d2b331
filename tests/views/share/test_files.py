"""The files of the Share dialog: a web page with all steps, and a demo file that opens again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import streamlit as st

from explorer import presets
from explorer.errors import BudgetError, ImageError, StoreError
from explorer.network import Cell
from explorer.running import Runner
from explorer.scene.viewing import Viewing
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store import zipped
from explorer.views.demo import opening
from explorer.views.demo.following import followed_demo
from explorer.views.share.files import contents, file_stem, page_of
from explorer.views.share.walkthrough import followed
from explorer.views.shell.state import Moment as State
from explorer.views.shell.state import Session
from tests.figures.static.test_page import unpacked
from tests.store.demos import demo, scene_with


@pytest.fixture(autouse=True)
def fresh() -> None:
    st.session_state.clear()
    st.query_params.clear()


def a_session() -> Session:
    scene = presets.load("edges").scene()
    return Session(State(scene, ()), scene)


def test_a_walkthrough_of_one_run_becomes_a_page_with_its_steps() -> None:
    scene = presets.load("edges").scene()
    stops = (
        Stop(scene, "The first", title="One"),
        Stop(replace(scene, cell=Cell("", 3, 4, 1)), "Then", True, "What comes?"),
    )
    page = page_of(contents(Walkthrough(stops, "Edges & more")), Runner())
    assert "<h1>Edges &amp; more</h1>" in page
    plain = json.loads(unpacked(page))
    assert len(plain["runs"]) == 1
    assert [stop["note"] for stop in plain["stops"]] == ["The first", "Then"]
    assert plain["stops"][1]["cell"] == {"step": 0, "row": 3, "col": 4, "channel": 1}
    assert (plain["stops"][1]["predict"], plain["stops"][1]["question"]) == (True, "What comes?")


def test_a_demo_file_opens_again_as_it_was() -> None:
    bundle, current = demo(title="Edges"), a_session()
    opening.open_file(current, zipped.pack(bundle))
    found = followed_demo()
    assert found is not None
    assert found.bundle == bundle
    assert not found.mine
    assert current.scene == bundle.walk.stops[0].scene
    walk = followed()
    assert walk is not None
    assert (walk.parameter, walk.text) == ("f", found.id)
    assert not current.viewing.allows("image"), "what its author allows"


@pytest.mark.parametrize("data", [b"", b"PK", b"<!doctype html>", zipped.pack(demo())[:-40]])
def test_what_is_no_demo_file_is_refused_in_a_sentence(data: bytes) -> None:
    current = a_session()
    before = current.scene
    with pytest.raises(StoreError, match="This file is no demo") as refused:
        opening.open_file(current, data)
    assert "Share dialog" in str(refused.value)
    assert (current.scene, followed_demo()) == (before, None)


def test_an_address_of_a_file_that_this_session_does_not_have_says_what_to_do() -> None:
    current = a_session()
    st.query_params["f"] = "0123abcd"
    opening.follow_file(current)
    assert "open the file in the Gallery" in current.notice
    assert "f" not in st.query_params


def test_a_photo_that_this_server_forgot_cannot_be_put_into_a_file() -> None:
    with pytest.raises(ImageError, match="photo"):
        contents(Walkthrough((Stop(scene_with(b"gone")),)))


def test_a_network_that_is_too_large_is_refused_before_it_is_run() -> None:
    huge = replace(presets.load("vgg16").scene(), input_shape=(2048, 2048, 3))
    with pytest.raises(BudgetError, match="the limit is"):
        contents(Walkthrough((Stop(huge),)))


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Edges & corners: step 1", "Edges-corners-step-1"),
        ("../../etc/passwd", "etc-passwd"),
        ("Größe", "Größe"),
        ("<>", "cnn-explorer"),
        ("x" * 90, "x" * 60),
    ],
)
def test_a_title_as_the_name_of_a_file(title: str, stem: str) -> None:
    assert file_stem(title) == stem


def test_the_page_of_a_demo_lets_its_readers_do_no_more_than_the_demo() -> None:
    made = contents(Walkthrough((Stop(presets.load("edges").scene(), ""),), "Edges"))
    look = replace(made, bundle=replace(made.bundle, viewing=Viewing(may="look")))
    assert 'data-cells="fixed"' in page_of(look, Runner())
    assert 'data-cells="free"' in page_of(made, Runner())
