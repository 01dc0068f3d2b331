"""The effective receptive fields of the table: measured when they are asked for, refused where they would take too long."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from explorer import presets
from explorer.analysis import summary


def script() -> None:
    import streamlit as st

    from explorer import presets as known
    from explorer.views.architecture.effective import effective_sizes

    scene = known.load(st.session_state.get("name", "fashion_lenet5")).scene()
    st.session_state["sizes"] = effective_sizes(scene, scene.network)


def asked(name: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=60)
    app.session_state["name"] = name
    app.run()
    assert not app.session_state["sizes"]
    app.toggle(key="effective_asked").set_value(True).run()
    assert not app.exception
    return app


@pytest.mark.thorough
def test_every_layer_that_looks_has_a_share_of_its_window() -> None:
    network = presets.load("fashion_lenet5").network
    sizes = asked("fashion_lenet5").session_state["sizes"]
    assert list(sizes) == [step.path for step in summary.looking(network)]
    assert all(0 < each.share <= 1 for each in sizes.values())


def test_what_takes_too_long_is_refused_with_both_numbers() -> None:
    app = asked("vgg16")
    said = " ".join(each.value for each in (*app.markdown, *app.warning, *app.info, *app.error, *app.caption))
    assert "The effective receptive fields would take" in said
    assert not app.session_state["sizes"]
