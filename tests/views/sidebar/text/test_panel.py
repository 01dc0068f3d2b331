"""The field with the network's text: it shows what there is, takes what is typed, and says what is wrong with it."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from explorer import presets, to_text


def script() -> None:
    import streamlit as st

    from explorer import presets as known
    from explorer.layers.stack import layer_count
    from explorer.views.shell.state import Moment, Session, fresh_ids
    from explorer.views.sidebar.text.panel import as_text, text_panel

    if "session" not in st.session_state:
        scene = known.load("lenet5").scene()
        st.session_state["session"] = Session(Moment(scene, fresh_ids(layer_count(scene.layers))), scene)
    if as_text():
        text_panel(st.session_state["session"])


def opened() -> AppTest:
    app = AppTest.from_function(script, default_timeout=60).run()
    app.segmented_control(key="network_form").set_value("Text").run() if hasattr(app, "segmented_control") else None
    if not app.text_area:
        app.session_state["network_as_text"] = True
        app.run()
    assert not app.exception
    return app


def applied(app: AppTest, text: str) -> Any:
    app.text_area(key="network_text").set_value(text)
    app.button(key="network_text_apply").click()
    app.run()
    assert not app.exception
    return app.session_state["session"]


def test_the_field_shows_the_network_and_applies_a_change() -> None:
    app = opened()
    text = to_text(presets.load("lenet5").network)
    assert app.text_area(key="network_text").value == text
    current = applied(app, text.replace("conv 6 5x5", "Conv2D 8 (5,5)"))
    assert current.scene.layers[0].filters == 8
    assert app.text_area(key="network_text").value == text.replace("conv 6 5x5", "conv 8 5x5")
    current.undo()
    app.run()
    assert app.text_area(key="network_text").value == text


def test_an_error_stands_under_the_text_and_the_network_stays() -> None:
    app = opened()
    text = to_text(presets.load("lenet5").network)
    wrong = text.replace("conv 6 5x5", "conv 6 5x")
    current = applied(app, wrong)
    assert to_text(current.scene.network) == text
    assert app.text_area(key="network_text").value == wrong
    (error,) = app.error
    assert "Line 2, column 8: “5x” is not a kernel size" in error.value.replace("\\", "")
    applied(app, text.replace("conv 6 5x5", "conv 7 5x5"))
    assert not app.error


def test_pasted_layers_are_applied_and_what_was_assumed_is_said() -> None:
    app = opened()
    current = applied(app, "nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Flatten())")
    assert to_text(current.scene.network) == "input 32x32x3\nconv 8 3x3\nrelu\nflatten\n"
    notes = " ".join(each.value for each in app.caption).replace("\\", "")
    assert "32x32x3 was taken" in notes
    assert "PyTorch flattens map by map" in notes
