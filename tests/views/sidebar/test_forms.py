"""Settings of one number per channel are one field of text: what is typed is taken, or refused in words."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from explorer import Conv2D, Flatten, Normalization, Permute, Reshape
from explorer.scene import Scene
from explorer.views.shell.state import Moment, Session, fresh_ids
from explorer.views.sidebar import forms


@pytest.fixture
def current(monkeypatch: pytest.MonkeyPatch) -> Session:
    scene = Scene((Normalization(mean=(0.5, 0.25, 0.125)), Conv2D(filters=2)), (6, 6, 3))
    current = Session(Moment(scene, fresh_ids(2)), scene, fresh=False)
    monkeypatch.setattr(forms, "session", lambda: current)
    return current


def form(current: Session) -> AppTest:
    def page(current) -> None:  # type: ignore[no-untyped-def]  # its source runs without the imports of this file
        from explorer.views.sidebar.forms import layer_form

        (path, layer_id), *_ = current.now.paths
        layer_form(path, current.scene.layers[0], layer_id)

    return AppTest.from_function(page, args=(current,)).run(timeout=30)


def test_numbers_per_channel_are_shown_and_typed(current: Session) -> None:
    page = form(current)
    assert [(field.label, field.value) for field in page.text_input] == [
        ("Mean", "0.5, 0.25, 0.125"),
        ("Variance", "1"),
    ]
    page.text_input[0].set_value("0.1 0.2,0.3").run(timeout=30)
    assert not page.exception
    assert current.scene.layers[0] == Normalization(mean=(0.1, 0.2, 0.3))
    assert page.text_input[0].value == "0.1, 0.2, 0.3"
    current.undo()
    assert current.scene.layers[0] == Normalization(mean=(0.5, 0.25, 0.125))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0.1, about 2", "Mean: 'about' is not a finite number."),
        ("1 2 nan", "Mean: nan is not a finite number."),
        ("", "Mean: 0 numbers are given."),
    ],
)
def test_what_is_no_number_is_refused_and_the_old_numbers_stay(current: Session, typed: str, said: str) -> None:
    page = form(current)
    page.text_input[0].set_value(typed).run(timeout=30)
    assert not page.exception
    assert current.problem is not None
    assert said in current.problem[1]
    assert page.text_input[0].value == "0.5, 0.25, 0.125"


@pytest.fixture
def moving(monkeypatch: pytest.MonkeyPatch) -> Session:
    scene = Scene((Permute(), Flatten(), Reshape(target_shape=(6, 4, 3))), (4, 6, 3))
    current = Session(Moment(scene, fresh_ids(3)), scene, fresh=False)
    monkeypatch.setattr(forms, "session", lambda: current)
    return current


def test_an_order_of_axes_is_chosen_as_a_whole(moving: Session) -> None:
    page = form(moving)
    (choice,) = page.selectbox
    assert choice.label == "Dims"
    assert choice.options[:3] == ["rows, columns, channels", "rows, channels, columns", "columns, rows, channels"]
    assert choice.value == (2, 1, 3)
    choice.set_value((3, 1, 2)).run(timeout=30)
    assert not page.exception
    assert moving.scene.layers[0] == Permute(dims=(3, 1, 2))


def test_a_shape_has_a_field_for_each_axis(moving: Session) -> None:
    def page(current) -> None:  # type: ignore[no-untyped-def]  # its source runs without the imports of this file
        from explorer.views.sidebar.forms import layer_form

        path, layer_id = current.now.paths[2]
        layer_form(path, current.scene.layers[2], layer_id)

    app = AppTest.from_function(page, args=(moving,)).run(timeout=30)
    assert [(field.label, field.value) for field in app.number_input] == [
        ("Target shape, rows", 6),
        ("Target shape, columns", 4),
        ("Target shape, channels", 3),
    ]
    app.number_input[2].set_value(-1).run(timeout=30)
    assert not app.exception
    assert moving.scene.layers[2] == Reshape(target_shape=(6, 4, -1))
