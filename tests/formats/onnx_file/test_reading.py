"""What the reader makes of ways in which exporters write things; onnxruntime says what they compute."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from onnx import helper, numpy_helper

import explorer
from explorer.errors import FormatError
from explorer.formats.onnx_file.reading import read_onnx
from explorer.layers import Layer
from tests.formats.onnx_file.broken import constant, good, model, node, value
from tests.formats.onnx_file.conformance import CLOSE, computed, scaled_error
from tests.onnx_graph import session

IMAGE = [1, 3, 8, 8]


def number(name: str, content: Any, kind: Any = np.float32) -> Any:
    return numpy_helper.from_array(np.asarray(content, kind), name)


def check(data: bytes, *kinds: type[Layer], shape: list[int] = IMAGE) -> explorer.Model:
    """The file is read as layers of these kinds, and computes what onnxruntime computes."""
    read = read_onnx(data)
    assert read.stopped is None
    assert tuple(type(layer) for layer in read.layers) == kinds
    x = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    run = session(data)
    wanted = run.run(None, {run.get_inputs()[0].name: x})[0]
    assert scaled_error(computed(data, x), wanted) <= CLOSE
    return read


def gelu(erf: bool) -> list[Any]:
    if erf:
        start = [node("Div", "x", "root", to="a"), node("Erf", "a", to="t")]
    else:
        cubed = [node("Mul", "x", "x", to="s"), node("Mul", "s", "x", to="q"), node("Mul", "q", "cubic", to="u")]
        start = [*cubed, node("Add", "x", "u", to="v"), node("Mul", "v", "slope", to="a"), node("Tanh", "a", to="t")]
    return [*start, node("Add", "t", "one", to="c"), node("Mul", "x", "c", to="d"), node("Mul", "d", "half")]


NUMBERS = [
    number("root", np.sqrt(2)),
    number("slope", np.sqrt(2 / np.pi)),
    number("cubic", 0.044715),
    number("one", 1),
    number("half", 0.5),
    number("three", 3),
    number("zero", 0),
    number("six", 6),
]

CURVES: dict[str, tuple[list[Any], type[Layer]]] = {
    "silu": ([node("Sigmoid", "x", to="a"), node("Mul", "a", "x")], explorer.SiLU),
    "gelu": (gelu(True), explorer.GELU),
    "gelu by tanh": (gelu(False), explorer.GELU),
    "mish": ([node("Softplus", "x", to="a"), node("Tanh", "a", to="b"), node("Mul", "x", "b")], explorer.Mish),
    "hard swish": (
        [
            node("Add", "x", "three", to="a"),
            node("Clip", "a", "zero", "six", to="b"),
            node("Mul", "x", "b", to="c"),
            node("Div", "c", "six"),
        ],
        explorer.HardSiLU,
    ),
    "hard swish by hard sigmoid": (
        [node("HardSigmoid", "x", to="a", alpha=1 / 6, beta=0.5), node("Mul", "x", "a")],
        explorer.HardSiLU,
    ),
    "softplus": ([node("Exp", "x", to="a"), node("Add", "a", "one", to="b"), node("Log", "b")], explorer.Softplus),
    "softsign": ([node("Abs", "x", to="a"), node("Add", "a", "one", to="b"), node("Div", "x", "b")], explorer.Softsign),
    "relu": ([node("Max", "x", "zero")], explorer.ReLU),
}


@pytest.mark.parametrize("name", CURVES)
def test_functions_that_are_written_out_are_recognised(name: str) -> None:
    nodes, kind = CURVES[name]
    check(model(nodes, NUMBERS).SerializeToString(), kind)


@pytest.mark.parametrize("opset", range(7, 23))
def test_every_version_of_the_operators_is_read(opset: int) -> None:
    """A file with what changed between versions: Clip, Pad, Squeeze, Dropout, BatchNormalization and Softmax."""
    clip = node("Clip", "a", "zero", "six", to="b") if opset >= 11 else node("Clip", "a", to="b", min=0.0, max=6.0)
    sides = [0, 0, 1, 1, 0, 0, 1, 1]
    pad = node("Pad", "b", "pads", to="c") if opset >= 11 else node("Pad", "b", to="c", pads=sides)
    squeeze = node("Squeeze", "e", "axes", to="f") if opset >= 13 else node("Squeeze", "e", to="f", axes=[2, 3])
    nodes = [
        node("BatchNormalization", "x", *"pqrs", to="a"),
        clip,
        pad,
        node("Dropout", "c", to="d"),
        node("GlobalAveragePool", "d", to="e"),
        squeeze,
        node("Softmax", "f", axis=1),
    ]
    constants = [
        number(name, content) for name, content in zip("pqrs", np.linspace(0.5, 2, 12).reshape(4, 3), strict=True)
    ]
    constants += [number("pads", sides, np.int64), number("axes", [2, 3], np.int64), *NUMBERS]
    kinds = (explorer.BatchNormalization, explorer.ReLU6, explorer.ZeroPadding2D, explorer.Dropout)
    check(
        model(nodes, constants, opset=opset).SerializeToString(), *kinds, explorer.GlobalAveragePool2D, explorer.Softmax
    )


def test_a_layer_normalisation_that_is_written_out() -> None:
    """As PyTorch wrote it before version 17, over the channels as the last axis."""
    nodes = [
        node("Transpose", "x", to="t", perm=[0, 2, 3, 1]),
        node("ReduceMean", "t", to="m", axes=[-1]),
        node("Sub", "t", "m", to="c"),
        node("Pow", "c", "two", to="p"),
        node("ReduceMean", "p", to="v", axes=[-1]),
        node("Add", "v", "epsilon", to="w"),
        node("Sqrt", "w", to="r"),
        node("Div", "c", "r", to="n"),
        node("Mul", "n", "gamma", to="g"),
        node("Add", "g", "beta", to="z"),
        node("Transpose", "z", perm=[0, 3, 1, 2]),
    ]
    constants = [number("two", 2), number("epsilon", 1e-5), number("gamma", [1, 2, 3]), number("beta", [-1, 0, 1])]
    read = check(model(nodes, constants).SerializeToString(), explorer.LayerNormalization)
    assert read.layers == (explorer.LayerNormalization(epsilon=1e-5),)


def test_preprocessing_becomes_a_visible_layer() -> None:
    nodes = [node("Sub", "x", "mean", to="a"), node("Div", "a", "deviation", to="b"), node("Relu", "b")]
    constants = [
        number("mean", np.reshape([0.485, 0.456, 0.406], (1, 3, 1, 1))),
        number("deviation", np.reshape([0.229, 0.224, 0.225], (1, 3, 1, 1))),
    ]
    read = check(model(nodes, constants).SerializeToString(), explorer.Normalization, explorer.ReLU)
    layer = read.layers[0]
    assert isinstance(layer, explorer.Normalization)
    np.testing.assert_allclose(layer.mean, [0.485, 0.456, 0.406], rtol=1e-6)
    assert not read.params


def test_the_kernel_behind_a_flatten_is_turned_into_our_order() -> None:
    read = check(good().SerializeToString(), explorer.Conv2D, explorer.ReLU, explorer.Flatten, explorer.Dense)
    theirs = np.linspace(-1, 1, 256 * 5).astype(np.float32).reshape(4, 8, 8, 5)  # channels, rows, columns, units
    np.testing.assert_array_equal(read.params["3"]["kernel"], theirs.transpose(1, 2, 0, 3).reshape(256, 5))
    assert read.weights.params(read.network)["3"]["kernel"].shape == (256, 5)


def test_channels_last_inputs_are_found_by_their_transpose() -> None:
    nodes = [node("Transpose", "x", to="a", perm=[0, 3, 1, 2]), node("Conv", "a", "w")]
    data = model(nodes, [constant("w", 4, 3, 3, 3)], [value("x", [1, 9, 7, 3])]).SerializeToString()
    assert check(data, explorer.Conv2D, shape=[1, 9, 7, 3]).input_shape == (9, 7, 3)


def test_axes_that_change_places_become_layers_only_where_numbers_have_to_move() -> None:
    there = [node("Transpose", "x", to="a", perm=[0, 1, 3, 2]), node("Relu", "a", to="b")]
    check(model([*there, node("Transpose", "b", perm=[0, 1, 3, 2])]).SerializeToString(), explorer.ReLU)
    check(model([*there, node("Relu", "b")]).SerializeToString(), explorer.ReLU, explorer.ReLU, explorer.Permute)
    flat = model([node("Flatten", "x", to="a"), node("Softmax", "a")]).SerializeToString()
    check(flat, explorer.Permute, explorer.Flatten, explorer.Softmax)


def test_a_row_of_numbers_becomes_maps_again() -> None:
    nodes = [node("Gemm", "x", "k", to="a"), node("Reshape", "a", "s", to="b"), node("ConvTranspose", "b", "w")]
    constants = [constant("k", 10, 32), number("s", [1, 2, 4, 4], np.int64), constant("w", 2, 3, 3, 3)]
    data = model(nodes, constants, [value("x", [1, 10])]).SerializeToString()
    read = read_onnx(data)
    assert read.stopped is None
    check(data, *(type(layer) for layer in read.layers), shape=[1, 10])


def test_open_sizes_are_asked_for() -> None:
    entry = value("x", ["batch", 3, "rows", "columns"])
    data = model([node("Conv", "x", "w")], [constant("w", 4, 3, 3, 3)], [entry]).SerializeToString()
    read = read_onnx(data)
    assert (read.input_shape, read.free) == ((224, 224, 3), True)
    assert read.notes == ("The file leaves the size of the image open (? × 3 × ? × ?): 224 × 224 px here.",)
    assert read_onnx(data, size=(32, 48)).input_shape == (32, 48, 3)


def test_the_part_before_what_cannot_be_shown_is_a_network() -> None:
    nodes = [
        node("Conv", "x", "w", to="a"),
        node("Relu", "a", to="b"),
        node("Einsum", "b", to="c", equation="nchw->nhwc"),
    ]
    data = model([*nodes, node("Relu", "c")], [constant("w", 4, 3, 3, 3)]).SerializeToString()
    read = read_onnx(data)
    assert read.stopped == "Einsum “the_einsum” cannot be shown, because no layer computes this operator."
    assert read.network.layers == (explorer.Conv2D(filters=4, use_bias=False), explorer.ReLU())


def test_a_gate_and_a_shortcut_become_blocks() -> None:
    nodes = [
        node("Conv", "x", "w", to="a", pads=[1, 1, 1, 1]),
        node("GlobalAveragePool", "a", to="b"),
        node("Conv", "b", "s", to="c"),
        node("Sigmoid", "c", to="d"),
        node("Mul", "a", "d", to="e"),
        node("Add", "e", "x"),
    ]
    data = model(nodes, [constant("w", 3, 3, 3, 3), constant("s", 3, 3, 1, 1)]).SerializeToString()
    read = check(data, explorer.Residual)
    (block,) = read.layers
    assert isinstance(block, explorer.Residual)
    assert [type(layer) for layer in block.layers] == [explorer.Conv2D, explorer.Multiply]
    assert block.shortcut == ()
    assert set(read.params) == {"0.b0.0", "0.b0.1.b1.1"}
    assert read.origins["0"] == "Add “the_add”"


def test_a_classifier_of_scikit_learn() -> None:
    linear = helper.make_node(
        "LinearClassifier",
        ["x"],
        ["label", "scores"],
        domain="ai.onnx.ml",
        coefficients=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        intercepts=[0.5, 0.0, -0.5],
        classlabels_strings=["cat", "dog", "owl"],
        post_transform="SOFTMAX",
    )
    nodes = [linear, helper.make_node("Normalizer", ["scores"], ["y"], domain="ai.onnx.ml", norm="L1")]
    read = read_onnx(model(nodes, [], [value("x", [None, 2])], ["label", "y"]).SerializeToString())
    assert read.stopped is None
    assert read.layers == (explorer.Flatten(), explorer.Dense(units=3), explorer.Softmax())
    np.testing.assert_array_equal(read.params["1"]["kernel"], [[1, 3, 5], [2, 4, 6]])
    assert read.classes == ("cat", "dog", "owl")


def test_files_that_are_no_networks_are_told_apart() -> None:
    with pytest.raises(FormatError, match="holds weights without a network"):
        explorer.read("weights.npz")
    with pytest.raises(FormatError, match="cannot be opened"):
        explorer.read("nowhere.onnx")
    with pytest.raises(FormatError, match="A list was given"):
        explorer.read([])  # type: ignore[arg-type]
