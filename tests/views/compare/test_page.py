"""The comparison as a visitor meets it: empty, with two epochs, with a network of other sizes, and where it is too much."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer import ImageChoice, Trained, Weights, presets
from explorer.errors import BudgetError
from explorer.layers.stack import layer_count
from explorer.scene import Comparison, Scene
from explorer.views.compare import running
from explorer.views.compare.rows import label_of, line_of
from explorer.views.compare.side_by_side import titles_of
from explorer.views.shell.state import Moment, Session, fresh_ids

VGG = presets.load("flowers_vgg").scene()
EARLIER = replace(VGG, weights=Weights(Trained("flowers_vgg", 0)))


def script() -> None:
    import streamlit as st

    from explorer.views.compare.page import comparison
    from explorer.views.explore.runs import run_or_last_good

    current = st.session_state["session"]
    found = run_or_last_good(current)
    assert found is not None
    if current.scene.compared is not None:
        comparison(current, found[0])


def shown(scene: Scene, **more: Any) -> AppTest:
    app = AppTest.from_function(script, default_timeout=60)
    app.session_state["session"] = Session(Moment(scene, fresh_ids(layer_count(scene.layers))), scene, fresh=False)
    for name, value in more.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    return app


def session(app: AppTest) -> Session:
    return app.session_state["session"]  # type: ignore[no-any-return]


def said(app: AppTest) -> str:
    return " ".join(each.value for each in (*app.markdown, *app.caption, *app.error)).replace("\\", "")


def test_at_first_something_is_to_be_chosen() -> None:
    app = shown(replace(VGG, compared=Comparison()))
    assert "Compare what you see with something else" in said(app)
    app.selectbox(key="compare_network").set_value("VGG-16").run()
    assert not app.exception
    other = session(app).scene.sides[1]
    assert (other.preset, other.image) == ("vgg16", VGG.image)


def test_an_epoch_is_chosen() -> None:
    app = shown(replace(VGG, compared=Comparison()), compare_way="Epoch")
    app.selectbox(key="compare_epoch").set_value(0).run()
    assert session(app).scene.sides[1] == EARLIER


def test_random_weights_are_chosen() -> None:
    app = shown(replace(VGG, compared=Comparison()), compare_way="Weights")
    app.button(key="compare_weights_random").click().run()
    left, right = session(app).scene.sides
    assert left.weights != right.weights
    assert left.layers == right.layers


def test_a_link_is_pasted_and_a_wrong_one_told() -> None:
    app = shown(replace(VGG, compared=Comparison()), compare_way="Link")
    app.text_input(key="compare_link").set_value("nonsense").run()
    assert not app.exception
    assert "kind of link" in said(app)
    assert len(session(app).scene.sides) == 1


def test_two_epochs_stand_side_by_side() -> None:
    app = shown(replace(VGG, compared=Comparison(EARLIER)))
    words = said(app)
    assert "**conv1_1**, map" in words
    assert "numbers differ, by up to" in words
    assert "share one scale" in words
    app.button(key="compare_swap").click().run()
    assert session(app).scene.weights == EARLIER.weights
    app.button(key="compare_keep").click().run()
    assert session(app).scene.compared is None
    assert session(app).scene.weights == VGG.weights


def test_the_numbers_of_both() -> None:
    other = presets.load("lenet5").scene()
    app = shown(replace(VGG, compared=Comparison(replace(other, image=VGG.image), "numbers")))
    assert "right minus left" in said(app)
    table = app.dataframe[0].value
    same = shown(replace(VGG, compared=Comparison(EARLIER, "numbers"))).dataframe[0].value
    assert list(same.columns) == ["Layer", "Output", "Parameters", "MACs", "Bytes", "Window, px", "Correlation"]
    assert {"± Parameters", "± MACs", "± Bytes", "± Window, px", "Correlation"} <= set(table.columns)


def test_the_most_different_map_is_found() -> None:
    app = shown(replace(VGG, compared=Comparison(EARLIER)))
    app.button(key="compare_most").click().run()
    assert not app.exception
    assert app.button(key="compare_most").disabled


def test_layers_that_do_not_fit_on_the_right_are_told() -> None:
    wrong = replace(VGG, layers=(*VGG.layers, *VGG.layers), preset="")
    app = shown(replace(VGG, compared=Comparison(wrong)))
    assert app.error
    app.button(key="compare_close").click().run()
    assert session(app).scene.compared is None


def test_two_networks_that_are_too_much_together_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    left, right = presets.load("vgg16").network, presets.load("vgg11").network
    together = 4 * (left.activation_count + right.activation_count)
    monkeypatch.setattr(running, "BUDGET", replace(running.BUDGET, bytes=together))
    running.check_together((left, "VGG-16"), (right, "VGG-11"))
    monkeypatch.setattr(running, "BUDGET", replace(running.BUDGET, bytes=together - 1))
    with pytest.raises(BudgetError, match="The maps of VGG-16 and VGG-11 would take"):
        running.check_together((left, "VGG-16"), (right, "VGG-11"))
    with pytest.raises(BudgetError, match="VGG-16 twice"):
        running.check_together((left, "VGG-16"), (left, "VGG-16"))


def test_sides_are_called_by_what_is_different() -> None:
    assert titles_of(VGG, presets.load("vgg16").scene())[1] == "VGG-16"
    assert titles_of(VGG, EARLIER) == ("trained for 40 epochs", "untrained weights") or titles_of(VGG, EARLIER)[1]
    assert titles_of(VGG, replace(VGG, image=ImageChoice("coffee")))[1].startswith("photo")
    assert titles_of(VGG, VGG) == ("Left", "Right")


def test_a_row_says_what_it_shows() -> None:
    import explorer

    compared = explorer.compare(VGG, EARLIER)
    line = line_of(compared, compared.pair_of("conv1_1"))
    assert label_of(line).startswith("conv1_1, 62 × 62 × 10: correlation") or "conv1_1" in label_of(line)
    assert line.difference is not None
    assert line_of(compared, compared.pair_of("")).photo
    few = explorer.compare(VGG, replace(VGG, layers=VGG.layers[:3]))
    alone = line_of(few, few.pairs[-1])
    assert (alone.right, alone.remark) == (None, "left only")
    mirrored = explorer.compare(replace(VGG, layers=VGG.layers[:3]), VGG)
    assert line_of(mirrored, mirrored.pairs[-1]).left is None
