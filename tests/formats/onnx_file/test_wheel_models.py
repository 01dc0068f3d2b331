"""The real models inside the wheels of onnx and onnxruntime, opened and compared with onnxruntime.

The wheel of onnx has the graphs of nine published networks as Caffe2 exported them, with constants for weights. Those would
give every class the same number, so they are drawn at random here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import ModelProto, numpy_helper

import explorer
from explorer.errors import FormatError
from explorer.formats.onnx_file.reading import read_onnx
from explorer.layers.base import Array
from explorer.layers.stack import walk
from tests.formats.onnx_file.conformance import CLOSE, computed, scaled_error
from tests.onnx_graph import session

LIGHT = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light"
DATASETS = Path(onnxruntime.__file__).parent / "datasets"

QUICK = {"squeezenet": 1_235_496, "shufflenet": 1_393_320}
SLOW = {"inception_v1": 6_998_552, "densenet121": 7_978_856, "inception_v2": 11_194_984, "resnet50": 25_557_032}
"""The parameters of each, batch normalisations included as training learns them."""


def drawn(name: str) -> bytes:
    """One of the nine with random weights, so large that activations keep their size."""
    model = onnx.load(str(LIGHT / f"light_{name}.onnx"))
    rng = np.random.default_rng(0)
    shapes = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
    nodes, roles = [], _roles(model)
    for node in model.graph.node:
        if node.op_type != "ConstantOfShape":
            nodes.append(node)
            continue
        values = _values(roles.get(node.output[0], ""), tuple(int(n) for n in shapes[node.input[0]]), rng)
        model.graph.initializer.append(numpy_helper.from_array(values, node.output[0]))
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return bytes(model.SerializeToString())


def _roles(model: ModelProto) -> dict[str, str]:
    """What each tensor is for the operator that reads it, as "BatchNormalization 4"."""
    return {name: f"{node.op_type} {place}" for node in model.graph.node for place, name in enumerate(node.input)}


def _values(role: str, shape: tuple[int, ...], rng: Any) -> Array:
    if role in ("BatchNormalization 1", "BatchNormalization 4"):
        return rng.uniform(0.5, 1.5, shape).astype(np.float32)
    if role in ("Conv 1", "Gemm 1"):
        return (rng.standard_normal(shape) * np.sqrt(2 / np.prod(shape[1:]))).astype(np.float32)
    return (rng.standard_normal(shape) * 0.1 + (role == "Unsqueeze 0")).astype(np.float32)


def check(name: str, count: int) -> None:
    data = drawn(name)
    model = read_onnx(data)
    assert model.stopped is None
    assert model.network.param_count == count
    image = np.random.default_rng(1).standard_normal((1, 3, 224, 224)).astype(np.float32)
    found = computed(data, image)
    run = session(data)
    wanted = run.run(None, {run.get_inputs()[0].name: image})[0]
    assert scaled_error(found.reshape(wanted.shape), wanted) <= CLOSE


@pytest.mark.parametrize("name", QUICK)
def test_a_published_network_computes_what_onnxruntime_computes(name: str) -> None:
    check(name, QUICK[name])


@pytest.mark.thorough
@pytest.mark.parametrize("name", SLOW)
def test_a_large_published_network_computes_what_onnxruntime_computes(name: str) -> None:
    check(name, SLOW[name])


@pytest.mark.parametrize(
    ("name", "count"), [("bvlc_alexnet", 60_965_224), ("zfnet512", 87_250_536), ("vgg19", 143_667_240)]
)
def test_the_largest_are_read_without_memory_for_their_repeated_weights(name: str, count: int) -> None:
    model = read_onnx((LIGHT / f"light_{name}.onnx").read_bytes())
    assert model.stopped is None
    assert model.network.param_count == count


def test_the_blocks_of_published_networks_are_recognised() -> None:
    kinds = {
        name: {type(layer) for _, layer in walk(read_onnx((LIGHT / f"light_{name}.onnx").read_bytes()).layers)}
        for name in ("resnet50", "inception_v1", "shufflenet", "densenet121")
    }
    assert explorer.Residual in kinds["resnet50"]
    assert explorer.Concatenate in kinds["inception_v1"] & kinds["densenet121"]
    assert {explorer.ChannelShuffle, explorer.Concatenate, explorer.Residual} <= kinds["shufflenet"]


def test_an_example_of_onnxruntime() -> None:
    data = (DATASETS / "sigmoid.onnx").read_bytes()
    run = session(data)
    x = np.random.default_rng(0).standard_normal(run.get_inputs()[0].shape).astype(np.float32)
    wanted = run.run(None, {run.get_inputs()[0].name: x})[0]
    assert scaled_error(computed(data, x).reshape(wanted.shape), wanted) <= CLOSE


def test_an_example_whose_coefficients_do_not_fit_is_refused() -> None:
    """It says that its images have 2 numbers, but weighs 4."""
    with pytest.raises(FormatError, match="its 12 coefficients do not fit 2 inputs"):
        read_onnx((DATASETS / "logreg_iris.onnx").read_bytes())
