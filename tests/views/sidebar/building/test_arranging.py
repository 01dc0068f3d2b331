"""Putting layers elsewhere, repeating and renaming them; what the browser asks for; what a new layer starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import streamlit as st

from explorer import AveragePool2D, Concatenate, Conv2D, DepthwiseConv2D, MaxPool2D, Network, ReLU, Residual
from explorer.errors import SettingError
from explorer.figures.layer.kinds import kind_picture
from explorer.figures.theme import DARK, LIGHT
from explorer.layers import KINDS, Layer, Place
from explorer.layers.stack import MAX_LAYERS
from explorer.network import Cell
from explorer.views.sidebar import edits
from explorer.views.sidebar.building import arranging, menu
from explorer.views.sidebar.building.places import is_place, mark_of, place_at
from explorer.weights import FromBank
from tests.views.sidebar.test_layer_tree import CONV, session


def kinds(layers: tuple[Layer, ...]) -> list[str]:
    return [layer.kind for layer in layers]


@pytest.mark.parametrize(
    ("path", "target", "order"),
    [
        ("0", "3", ["residual", "concatenate", "conv2d"]),
        ("0", "2", ["residual", "conv2d", "concatenate"]),
        ("2", "0", ["concatenate", "conv2d", "residual"]),
        ("0", "0", ["conv2d", "residual", "concatenate"]),
        ("0", "1", ["conv2d", "residual", "concatenate"]),
        ("1", "1.b0.1", ["conv2d", "residual", "concatenate"]),
    ],
)
def test_a_layer_is_put_elsewhere(path: str, target: str, order: list[str]) -> None:
    current = session()
    arranging.place(current, path, target)
    assert kinds(current.scene.layers) == order
    assert bool(current.past) == (order != ["conv2d", "residual", "concatenate"])


def test_a_layer_goes_into_a_block_and_out_with_all_that_is_its_own() -> None:
    current = session()
    ids = dict(current.now.paths)
    weights = current.scene.weights.with_override("0", FromBank(("grey",) * 3))
    current.commit(replace(current.scene, weights=weights, cell=Cell("0", 1, 1, 1), names=(("0", "stem"),)))
    arranging.place(current, "0", "1.b0.1")
    assert kinds(current.scene.layers) == ["residual", "concatenate"]
    assert kinds(current.scene.layers[0].branches[0]) == ["conv2d", "conv2d", "relu", "conv2d"]
    assert dict(current.now.paths)["0.b0.1"] == ids["0"]
    assert current.scene.names == (("0.b0.1", "stem"),)
    assert dict(current.scene.weights.overrides).keys() == {"0.b0.1"}
    arranging.place(current, "0.b0.1", "2")
    assert kinds(current.scene.layers) == ["residual", "concatenate", "conv2d"]
    assert current.scene.names == (("2", "stem"),)


@pytest.mark.parametrize("target", ["9", "1.b7.0", "x", "", "1.b0.9", "-1", "01", "0.b0.0"])
def test_there_are_no_other_places(target: str) -> None:
    current = session()
    assert not is_place(current.scene, target)
    with pytest.raises(SettingError, match="no such place"):
        arranging.place(current, "0", target)
    assert current.past == []


def test_a_run_of_layers_is_repeated() -> None:
    current = session((CONV, ReLU(), MaxPool2D()))
    before = current.now.ids
    arranging.repeat(current, "0", 2, 3)
    assert kinds(current.scene.layers) == ["conv2d", "relu"] * 3 + ["max_pool2d"]
    assert current.now.ids[:2] == before[:2]
    assert current.now.ids[-1] == before[-1]
    assert len(set(current.now.ids)) == 7
    current.undo()
    assert current.now.ids == before


def test_a_block_is_repeated_inside_another_one() -> None:
    current = session((Residual(layers=(Residual(layers=(CONV,)),)),))
    arranging.repeat(current, "0.b0.0", 1, 4)
    assert kinds(current.scene.layers[0].branches[0]) == ["residual"] * 4
    assert current.scene.layers[0].branches[0][3].branches[0] == (CONV,)


def test_too_many_layers_are_refused_and_nothing_changes() -> None:
    current = session((CONV,) * 100)
    with pytest.raises(SettingError, match=rf"would have 1,600 layers\. Keep to {MAX_LAYERS}"):
        arranging.repeat(current, "0", 100, 16)
    with pytest.raises(SettingError, match="Use 1 to 16 times"):
        arranging.repeat(current, "0", 1, 17)
    assert current.past == []


def test_a_layer_is_renamed_and_gets_its_usual_name_back() -> None:
    current = session()
    ids = current.now.ids
    arranging.rename(current, "1.b0.2", " last ")
    assert current.scene.network["res1.last"].path == "1.b0.2"
    assert current.now.ids == ids
    arranging.rename(current, "0", "stem")
    assert current.scene.names == (("0", "stem"), ("1.b0.2", "last"))
    arranging.rename(current, "1.b0.2", "")
    assert current.scene.names == (("0", "stem"),)
    current.undo()
    assert current.scene.layer_names["1.b0.2"] == "res1.last"


@pytest.mark.parametrize(
    ("name", "told"), [("res1", "Another layer is called res1"), ("input", "called input"), ("a b", "cannot be named")]
)
def test_a_name_that_cannot_be_is_refused(name: str, told: str) -> None:
    current = session()
    with pytest.raises(SettingError, match=told):
        arranging.rename(current, "0", name)
    assert current.past == []


def test_names_stay_with_layers_through_edits_and_a_copy_has_none() -> None:
    current = session()
    arranging.rename(current, "1", "body")
    edits.insert(current, "0", ReLU())
    assert current.scene.layer_names["2"] == "body"
    edits.duplicate(current, "2")
    assert (current.scene.layer_names["2"], current.scene.layer_names["3"]) == ("body", "res2")
    edits.remove(current, "2")
    assert current.scene.names == ()


def test_the_mark_is_below_the_open_form_or_at_the_end() -> None:
    current = session()
    assert mark_of(current) == "3"
    current.open_id = dict(current.now.paths)["1.b0.1"]
    assert mark_of(current) == "1.b0.2"
    current.open_id = "input"
    assert mark_of(current) == "0"


def asked(current: Any, request: Mapping[str, Any]) -> None:
    menu._asked(current, request)


def test_the_browsers_requests_are_carried_out() -> None:
    current = session()
    asked(current, {"do": "add", "kind": "max_pool2d", "at": None, "n": 1})
    assert kinds(current.scene.layers)[-1] == "max_pool2d"
    asked(current, {"do": "add", "kind": "relu", "at": "0", "n": 2})
    assert kinds(current.scene.layers)[0] == "relu"
    relu = dict(current.now.paths)["0"]
    asked(current, {"do": "move", "id": relu, "by": 1})
    assert kinds(current.scene.layers)[:2] == ["conv2d", "relu"]
    asked(current, {"do": "place", "id": relu, "at": "0"})
    assert kinds(current.scene.layers)[:2] == ["relu", "conv2d"]
    asked(current, {"do": "add", "kind": "relu", "at": "0", "n": 2})  # the same once more changes nothing
    asked(current, {"do": "remove", "id": relu})
    assert kinds(current.scene.layers)[0] == "conv2d"
    st.session_state.clear()


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"do": "add"},
        {"do": "add", "kind": "input", "at": "0"},
        {"do": "add", "kind": ["relu"], "at": "0"},
        {"do": "add", "kind": "relu", "at": "99"},
        {"do": "add", "kind": "relu", "at": 3},
        {"do": "move", "id": "nobody", "by": 1},
        {"do": "place", "id": "nobody", "at": "0"},
        {"do": "remove", "id": 7, "n": "many"},
        {"do": "explode"},
    ],
)
def test_what_anybody_else_may_send_changes_nothing(request_: Mapping[str, Any]) -> None:
    current = session()
    asked(current, request_)
    assert current.past == []
    st.session_state.clear()


CONV5 = Conv2D(filters=6, kernel_size=5)


@pytest.mark.parametrize(
    ("kind", "place", "expected"),
    [
        (Conv2D, Place((32, 32, 1)), Conv2D()),
        (Conv2D, Place((14, 14, 6), (CONV5, ReLU(), MaxPool2D())), Conv2D(12, 5)),
        (Conv2D, Place((28, 28, 6), (CONV5, ReLU())), CONV5),
        (Conv2D, Place((28, 28, 6), (CONV5, MaxPool2D(), CONV5, ReLU())), CONV5),
        (Conv2D, Place((3, 3, 6), (CONV5, MaxPool2D())), Conv2D(12, 5, padding="same")),
        (Conv2D, Place((9, 9, 8), (Conv2D(8, 1),)), Conv2D(8, 3)),
        (Conv2D, Place((9, 9, 48), (DepthwiseConv2D(),), (9, 9, 8), True), Conv2D(8, 1, padding="same")),
        (Conv2D, Place((9, 9, 48), (DepthwiseConv2D(), ReLU())), Conv2D(48, 1, padding="same")),
        (Conv2D, Place((9, 9, 8), (), (9, 9, 8), True), Conv2D(padding="same")),
        (DepthwiseConv2D, Place((9, 9, 8), (), (9, 9, 8), True), DepthwiseConv2D(padding="same")),
        (MaxPool2D, Place((9, 9, 8)), MaxPool2D()),
        (AveragePool2D, Place((9, 9, 8), (), (9, 9, 8), True), AveragePool2D(3, 1, "same")),
    ],
)
def test_a_new_layer_starts_from_what_is_usual_there(kind: type[Layer], place: Place, expected: Layer) -> None:
    assert kind.starter(place) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_layers_that_keep_a_size_fit_inside_blocks(kind: type[Layer]) -> None:
    place = place_at(session().scene, "1.b0.1")
    started = kind.starter(place)
    if kind.family in ("Convolution", "Pooling") and "transpose" not in kind.kind and "global" not in kind.kind:
        assert started.output_shape(place.shape)[:2] == place.shape[:2]
        Network((Concatenate(stacks=((started,), ())),), place.entering)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_picture_of_its_theme(kind: type[Layer]) -> None:
    light, dark = kind_picture(kind, LIGHT), kind_picture(kind, DARK)
    assert light.startswith("<svg")
    assert light != dark
    assert "nan" not in light
