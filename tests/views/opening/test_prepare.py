"""Layers between the image and the network on the screen: put there in one step, with all weights where they were."""

from __future__ import annotations

import numpy as np
from streamlit.testing.v1 import AppTest

from explorer.layers import ChannelSlice, Normalization


def script() -> None:
    import streamlit as st

    from explorer import presets as known
    from explorer.layers.stack import layer_count
    from explorer.views.opening.prepare import prepare_form
    from explorer.views.shell.state import Moment, Session, fresh_ids

    if "session" not in st.session_state:
        scene = known.load("edges").scene()
        st.session_state["session"] = Session(Moment(scene, fresh_ids(layer_count(scene.layers))), scene)
    prepare_form(st.session_state["session"])


def test_layers_are_put_in_front_and_the_weights_stay() -> None:
    app = AppTest.from_function(script, default_timeout=60).run()
    before = app.session_state["session"].scene
    assert not app.button
    assert app.caption[0].value == "That needs no layer."
    app.selectbox[0].set_value("imagenet").run()
    app.button_group[0].set_value("BGR").run()
    assert not app.exception
    app.button(key="prepare_apply").click().run()
    assert not app.exception
    current = app.session_state["session"]
    scene, added = current.scene, len(current.scene.layers) - len(before.layers)
    assert scene.layers[0] == ChannelSlice(start=2, stop=-1, step=-1)
    assert isinstance(scene.layers[1], Normalization)
    assert scene.layers[1].mean == (0.406, 0.456, 0.485)
    old, new = before.weights.params(before.network), scene.weights.params(scene.network)
    first = next(step.path for step in before.network.steps if step.param_shapes)
    np.testing.assert_array_equal(new[str(int(first) + added)]["kernel"], old[first]["kernel"])
    current.undo()
    assert current.scene == before


def test_numbers_that_cannot_be_are_told_in_place_of_the_button() -> None:
    app = AppTest.from_function(script, default_timeout=60).run()
    app.selectbox[0].set_value("own").run()
    app.text_input(key="prepare_image_mean").set_value("[1, 2]").run()
    assert not app.exception
    assert "The mean has 2 numbers" in app.error[0].value
    assert not app.button


def test_a_network_that_prepares_its_image_already_is_told_of() -> None:
    app = AppTest.from_function(script, default_timeout=60).run()
    app.selectbox[0].set_value("imagenet").run()
    assert not [each for each in app.caption if "begins with" in each.value]
    app.button(key="prepare_apply").click().run()
    assert [each.value for each in app.caption if "begins with" in each.value] == [
        "The network begins with Fixed normalisation already. What you add here comes before it."
    ]
