"""Names of classes: pasted or from a file, applied and removed as one step of undo, refused in a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from explorer import Weights, presets
from explorer.formats.classes import class_names, given_classes
from explorer.views.shell.state import Session
from explorer.views.sidebar.outputs.class_form import FIELD, as_text, given_words
from tests.hostile.given import STRINGS

FLOWERS = ("daisy", "dandelion", "roses", "sunflowers", "tulips")


def script() -> None:
    import streamlit as st

    from explorer import presets as known
    from explorer.layers.stack import layer_count
    from explorer.views.shell.state import Moment, Session, fresh_ids
    from explorer.views.sidebar.outputs.class_form import class_form

    if "session" not in st.session_state:
        scene = known.load(st.session_state.get("preset_name", "flowers_vgg")).scene()
        st.session_state["session"] = Session(Moment(scene, fresh_ids(layer_count(scene.layers))), scene)
    class_form(st.session_state["session"])


def shown(preset: str = "flowers_vgg") -> AppTest:
    app = AppTest.from_function(script, default_timeout=60)
    app.session_state["preset_name"] = preset
    return app.run()


def current(app: AppTest) -> Session:
    return app.session_state["session"]  # type: ignore[no-any-return]


def applied(text: str) -> AppTest:
    app = shown()
    app.text_area(key=FIELD).set_value(text)
    app.button(key="apply_classes").click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize("text", ["a\nb\nc\nd\ne", "a, b, c, d, e", '["a","b","c","d","e"]', "1,a\n0,b\n2,c\n3,d\n4,e"])
def test_names_are_applied_as_one_step_and_removed_again(text: str) -> None:
    app = applied(text)
    assert len(current(app).scene.classes) == 5
    assert current(app).scene.preset == "flowers_vgg", "the network is what it was"
    assert len(current(app).past) == 1
    assert app.text_area(key=FIELD).value == "\n".join(current(app).scene.classes)
    app.button(key="remove_classes").click().run()
    assert current(app).scene.classes == ()
    assert app.text_area(key=FIELD).value == ""
    current(app).undo()
    assert len(current(app).scene.classes) == 5
    assert app.run().text_area(key=FIELD).value == "\n".join(current(app).scene.classes), "the field follows"


def test_a_wrong_number_of_names_is_refused_with_both_numbers_and_what_was_typed_stays() -> None:
    app = applied("\n".join("abcdefghij"))
    (error,) = app.error
    assert error.value.replace("\\", "").startswith("10 names were given, but the network has 5 outputs.")
    assert (current(app).scene.classes, current(app).past) == ((), [])
    assert app.text_area(key=FIELD).value == "\n".join("abcdefghij")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("l.txt", "\n".join(FLOWERS)),
        ("l.json", '{"0": "daisy", "1": "dandelion", "2": "roses", "3": "sunflowers", "4": "tulips"}'),
    ],
)
def test_a_file_fills_the_field(name: str, data: str) -> None:
    app = shown()
    app.file_uploader[0].set_value((name, data.encode(), "text/plain"))
    app.run()
    assert not app.exception
    assert app.text_area(key=FIELD).value == "\n".join(FLOWERS)
    assert not current(app).past
    app.button(key="apply_classes").click().run()
    assert current(app).scene.classes == FLOWERS


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"", b'["a"', b"x" * 3_000])
def test_a_wrong_file_has_its_sentence(data: bytes) -> None:
    app = shown()
    app.file_uploader[0].set_value(("labels.txt", data, "text/plain"))
    app.run()
    assert not app.exception
    assert app.error
    assert not current(app).past


def test_networks_without_a_number_for_each_class_say_so() -> None:
    app = shown("edges")
    assert not app.text_area
    assert "Names are for networks that give one number for each class." in app.caption[0].value


def test_the_words_say_whose_names_are_shown() -> None:
    scene = presets.load("flowers_vgg").scene()
    assert given_words(scene, 5).startswith("The trained weights bring names.")
    assert given_words(replace(scene, classes=FLOWERS), 5) == f"Classes: {', '.join(FLOWERS)}."
    assert given_words(replace(scene, classes=FLOWERS), 4) == "5 names came with the network, which has 4 outputs."
    assert given_words(replace(scene, weights=Weights()), 5) == "The network has 5 outputs, which have numbers only."


LETTERS = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=12)


@given(st.lists(LETTERS.filter(lambda text: bool(text.strip())), min_size=1, max_size=6).map(given_classes))
def test_the_text_of_names_is_read_as_the_same_names(names: tuple[str, ...]) -> None:
    assert class_names(as_text(names)) == names


def test_hostile_names_are_letters() -> None:
    for text in STRINGS:
        names = given_classes([text, "b"])
        assert class_names(as_text(names)) == names
