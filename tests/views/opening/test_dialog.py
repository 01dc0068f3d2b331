"""The dialog: what it says of a file, what "Open" makes of it, and that the screen stays where that is not possible."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from streamlit.testing.v1 import AppTest

import explorer
from explorer import limits
from explorer.layers import ChannelSlice, Conv2D, Normalization, Rescaling
from explorer.views.opening.file_way import OPENED
from explorer.views.shell.state import Session

MODELS = Path(__file__).parents[2] / "fixtures" / "models"


def script() -> None:
    import streamlit as st

    from explorer import presets as known
    from explorer.layers.stack import layer_count
    from explorer.views.opening.dialog import WAYS
    from explorer.views.shell.state import Moment, Session, fresh_ids

    if "session" not in st.session_state:
        scene = known.load("lenet5").scene()
        st.session_state["session"] = Session(Moment(scene, fresh_ids(layer_count(scene.layers))), scene)
    WAYS[st.session_state.get("way", "file")][1](st.session_state["session"])


def with_file(data: bytes, name: str = "mine.onnx") -> AppTest:
    app = AppTest.from_function(script, default_timeout=60).run()
    app.file_uploader[0].set_value((name, data, "application/octet-stream"))
    app.run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return " ".join(each.value for each in (*app.markdown, *app.warning, *app.caption, *app.error)).replace("\\", "")


def opened(app: AppTest) -> Session:
    app.button(key="open_network_file").click().run()
    assert not app.exception
    assert app.session_state[OPENED]
    return app.session_state["session"]  # type: ignore[no-any-return]


def chosen(app: AppTest, key: str) -> AppTest:
    """The field whose key ends so."""
    fields = [*app.selectbox, *app.text_input, *app.number_input, *app.button_group]
    return next(field for field in fields if str(field.key).endswith(key))  # type: ignore[return-value]


def one_operator(op: str, shape: tuple[int | str, ...], before: int = 0) -> bytes:
    """`before` convolutions of 1 x 1, then an operator."""
    weights = [numpy_helper.from_array(np.full((3, 3, 1, 1), 0.5, np.float32), f"w{place}") for place in range(before)]
    names = ["image", *(f"c{place}" for place in range(before))]
    nodes = [helper.make_node("Conv", [names[place], f"w{place}"], [names[place + 1]]) for place in range(before)]
    graph = helper.make_graph(
        [*nodes, helper.make_node(op, [names[-1]], ["out"])],
        "g",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, None)],
        weights,
    )
    return onnx.ModelProto.SerializeToString(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]))


def test_a_file_is_told_of_before_anything_changes_and_opened_as_one_step() -> None:
    app = with_file((MODELS / "script" / "resnet.onnx").read_bytes(), "resnet.onnx")
    before = app.session_state["session"].scene
    assert (
        "resnet.onnx**: 16 layers, 1,505 weights. It reads an image of 32 × 32 px in colour and gives 5 numbers."
        in said(app)
    )
    assert not app.session_state["session"].past
    current = opened(app)
    model = explorer.read(MODELS / "script" / "resnet.onnx")
    scene = current.scene
    assert (scene.layers, scene.input_shape, scene.preset) == (model.layers, (32, 32, 3), "")
    assert scene.weights == model.weights.__class__(scene.weights.base)
    assert scene.weights.base.digest == model.weights.base.digest  # type: ignore[union-attr]
    assert scene.weights.base.name == "resnet.onnx"  # type: ignore[union-attr]
    assert scene.image == before.image
    assert scene.settled_cell().path == "0"
    assert len(current.past) == 1
    current.undo()
    assert current.scene == before


def test_the_image_is_prepared_by_visible_layers() -> None:
    app = with_file((MODELS / "script" / "resnet.onnx").read_bytes())
    chosen(app, "_range").set_value("imagenet").run()  # type: ignore[attr-defined]
    scene = opened(app).scene
    assert [type(layer) for layer in scene.layers[:2]] == [Normalization, Conv2D]
    assert scene.settled_cell().path == "1"
    assert scene.weights.untrained(scene.network) == ()


def test_numbers_of_ones_own_are_pasted_and_wrong_ones_refused() -> None:
    app = with_file((MODELS / "script" / "resnet.onnx").read_bytes())
    chosen(app, "_range").set_value("own").run()  # type: ignore[attr-defined]
    chosen(app, "_mean").set_value("[1, 2]").run()  # type: ignore[attr-defined]
    assert "The mean has 2 numbers, but the image has 3 channels." in said(app)
    assert not app.button
    chosen(app, "_mean").set_value("[0.1, 0.2, 0.3]").run()  # type: ignore[attr-defined]
    first = opened(app).scene.layers[0]
    assert isinstance(first, Normalization)
    assert first.mean == (0.1, 0.2, 0.3)


def test_a_file_that_leaves_the_size_open_asks_for_it() -> None:
    app = with_file(one_operator("Relu", ("n", 3, "h", "w"), before=1))
    assert "224 × 224 px in colour" in said(app)
    rows, cols = app.number_input
    assert (rows.value, cols.value) == (224, 224)
    rows.set_value(20)
    cols.set_value(30)
    app.run()
    assert "30 × 20 px in colour" in said(app)
    assert opened(app).scene.input_shape == (20, 30, 3)


def test_the_layers_before_an_operator_that_is_none_can_be_opened() -> None:
    app = with_file(one_operator("Det", (1, 3, 8, 8), before=2))
    assert "Det" in app.warning[0].value
    assert app.button(key="open_network_file").label == "Open the 2 layers before it"
    assert len(opened(app).scene.layers) == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no model at all", "The"),
        (b"", "The"),
        (one_operator("Relu", (1, 5, 8, 8)), "The network reads 5 channels; an image has 1 (grey) or 3"),
        (one_operator("Relu", (1, 3, 4000, 4000), before=2), "The maps of this network would take"),
    ],
    ids=["no model", "empty", "five channels", "too large"],
)
def test_what_cannot_be_shown_is_refused_in_a_sentence_and_the_screen_stays(data: bytes, words: str) -> None:
    app = with_file(data)
    (error,) = app.error
    assert words in error.value.replace("\\", "")
    assert not app.button
    assert not app.session_state["session"].past


def test_a_file_that_finds_no_room_any_more_is_refused_where_it_was_to_be_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = with_file((MODELS / "script" / "vgg.onnx").read_bytes())
    from explorer.views.shared import own_weights

    monkeypatch.setattr(own_weights, "shelf", lambda: own_weights.Shelf(100))
    app.button(key="open_network_file").click().run()
    assert not app.exception
    assert "These weights take 0.0 MB. This server holds at most" in said(app)
    assert not app.session_state["session"].past


def test_a_network_that_divides_by_255_itself_gets_0_to_255() -> None:
    app = with_file((MODELS / "keras" / "strided.onnx").read_bytes())
    first = explorer.read(MODELS / "keras" / "strided.onnx").layers[0]
    assert isinstance(first, Rescaling)
    wanted = "raw" if first.scale < 0.1 else "unit"
    assert chosen(app, "_range").value == wanted  # type: ignore[attr-defined]


def pasted(text: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=60)
    app.session_state["way"] = "text"
    app.run()
    app.text_area[0].set_value(text).run()
    app.button(key="open_network_text").click().run()
    assert not app.exception
    return app


def test_code_is_opened_with_random_weights() -> None:
    current = pasted("nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())").session_state["session"]
    assert current.scene.input_shape == (32, 32, 3)
    assert [layer.short for layer in current.scene.layers] == ["conv", "relu"]
    assert len(current.past) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("input 8x8x3\nconf 3", "Line 2, column 1: “conf” is not a kind of layer"),
        (f"input {limits.IMAGE_SIDE}x{limits.IMAGE_SIDE}x3\nconv 64 3x3", "would take"),
        ("", "The text is empty."),
    ],
)
def test_a_text_that_is_no_network_is_refused(text: str, words: str) -> None:
    app = pasted(text)
    assert words in said(app)
    assert not app.session_state["session"].past


def test_blue_first_turns_the_channels_round() -> None:
    app = with_file((MODELS / "script" / "resnet.onnx").read_bytes())
    chosen(app, "_order").set_value("BGR").run()  # type: ignore[attr-defined]
    assert opened(app).scene.layers[0] == ChannelSlice(start=2, stop=-1, step=-1)


def test_a_network_that_was_saved_as_json_comes_back_with_its_names_and_weights() -> None:
    network = explorer.from_text("input 16x16x3; conv 4 3x3 as stem; relu; flatten; dense 2")
    weights = explorer.Weights(explorer.Seeded("glorot_uniform", 5)).with_number("0", "bias", 1, 0.5)
    app = with_file(explorer.to_json(network, weights, ("cat", "dog")).encode())
    assert "Classes: cat, dog." in said(app)
    scene = opened(app).scene
    assert (scene.network, scene.weights, scene.classes) == (network, weights, ("cat", "dog"))


def test_json_that_is_no_network_is_told_with_its_place() -> None:
    app = with_file(b'{"format": 1, "input_shape": [8, 8, 3], "layers": [{"kind": "Conv2D", "filters": 0}]}')
    assert "layers[0].filters: 0 is less than 1." in said(app)


def test_names_of_classes_in_a_file_become_those_of_the_network() -> None:
    """A classifier of scikit-learn, which has them: its form in ONNX, on an image as one row of numbers."""
    scores = helper.make_node(
        "LinearClassifier",
        ["x"],
        ["label", "scores"],
        domain="ai.onnx.ml",
        coefficients=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        intercepts=[0.5, -0.5],
        classlabels_strings=["<b>cat</b>", "dog"],
        post_transform="SOFTMAX",
    )
    graph = helper.make_graph(
        [scores],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 3])],
        [
            helper.make_tensor_value_info("label", TensorProto.STRING, [None]),
            helper.make_tensor_value_info("scores", TensorProto.FLOAT, [None, 2]),
        ],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    app = with_file(onnx.ModelProto.SerializeToString(helper.make_model(graph, opset_imports=opsets)))
    assert "Classes: <b>cat</b>, dog." in said(app)
    assert opened(app).scene.classes == ("<b>cat</b>", "dog")
