"""The cases of the package `onnx` for operators that can be layers: models, what goes in and what comes out.

Counted are, of the suites that the wheel of onnx brings,

- node: every model of one operator (`onnx.backend.test.case.node`; the same cases written out as functions are left out) whose
  operator is in `LAYERS` and reads floating-point numbers;
- pytorch-converted, pytorch-operator and simple: every model that computes with such operators and with those of shapes.

A network reads one image and holds its weights. So the harness gives weights that a node case has as inputs as constants,
and several images as the channels of one, cut apart by Split.
"""

from __future__ import annotations

import importlib
import pkgutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import ModelProto, TensorProto, helper, numpy_helper
from onnx.backend.test.case import node as node_cases

from explorer.layers.base import Array

DATA = Path(onnx.__file__).parent / "backend" / "test" / "data"
SUITES = ("pytorch-converted", "pytorch-operator", "simple")

LAYERS = (
    *("Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "Gemm", "MatMul"),
    *("Softmax", "Relu", "Clip", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "Gelu", "Sigmoid", "Tanh", "Softplus"),
    *("Softsign", "HardSwish", "HardSigmoid", "Mish", "Swish", "BatchNormalization", "LayerNormalization"),
    *("GroupNormalization", "InstanceNormalization", "LRN", "Pad", "Resize", "Upsample", "Concat", "Add", "Sum", "Mul"),
    *("Mean", "Sub", "Div", "DepthToSpace", "SpaceToDepth", "Split", "Slice", "ReduceMean", "Flatten", "Identity"),
    *("Dropout", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Neg"),
)
"""Operators of which layers are made, or which drop out between layers."""
SLOW = ("averagepool", "maxpool")
"""Modules of the node suite that compute three-dimensional poolings when they are imported."""
AROUND = ("Constant", "Shape", "Gather", "Cast", "Expand", "Abs", "Max", "Min")
"""Operators that exporters put around those: counted where they stand with others, not alone."""
SEVERAL = ("Add", "Sum", "Mul", "Sub", "Div", "Mean", "Concat", "Max", "Min")
"""Operators whose inputs are all images."""
_FLOATS = (TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE)


@dataclass(frozen=True)
class Case:
    """A model with one image as its input, that image, and what should come out."""

    name: str
    model: bytes
    image: Array
    expected: Array


def cases(quick: bool = False) -> Iterator[Case]:
    """All cases, those of the node suite first; `quick` leaves out those that take the package a minute to make."""
    yield from _nodes(quick)
    for suite in SUITES:
        for path in sorted((DATA / suite).glob("*/model.onnx")):
            model = onnx.load(str(path))
            operators = {node.op_type for node in model.graph.node}
            if operators <= {*LAYERS, *AROUND} and operators & set(LAYERS) and _float(model):
                data = path.parent / "test_data_set_0"
                inputs = [_tensor(each) for each in sorted(data.glob("input_*.pb"), key=_number)]
                outputs = [_tensor(each) for each in sorted(data.glob("output_*.pb"), key=_number)]
                yield _case(f"{suite}/{path.parent.name}", model, inputs, outputs)


def _number(path: Path) -> int:
    return int(path.stem.rpartition("_")[2])


def _tensor(path: Path) -> Array:
    tensor = TensorProto()
    tensor.ParseFromString(path.read_bytes())
    return numpy_helper.to_array(tensor)


def _nodes(quick: bool) -> Iterator[Case]:
    """The cases of one operator. A module of the package makes its cases when it is imported, with its own slow reference."""
    wanted = {operator.lower() for operator in LAYERS} - (set(SLOW) if quick else set())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module in pkgutil.iter_modules(node_cases.__path__):
            if module.name.replace("_", "") in wanted:
                importlib.import_module(f"{node_cases.__name__}.{module.name}")
    for case in sorted(node_cases._NodeTestCases, key=lambda each: each.name):
        nodes = case.model.graph.node
        if (
            len(nodes) == 1
            and nodes[0].op_type in LAYERS
            and nodes[0].op_type.lower() in wanted
            and not nodes[0].domain
        ):
            inputs, outputs = case.data_sets[0]
            if _float(case.model):
                yield _case(f"node/{case.name}", case.model, list(inputs), list(outputs))


def _float(model: ModelProto) -> bool:
    given = {each.name for each in model.graph.initializer}
    first = next((each for each in model.graph.input if each.name not in given), None)
    return first is not None and first.type.tensor_type.elem_type in _FLOATS


def _case(name: str, model: ModelProto, inputs: list[Any], outputs: list[Any]) -> Case:
    """The model with its other inputs as constants, or as channels of the first."""
    changed = ModelProto()
    changed.CopyFrom(model)
    graph = changed.graph
    given = {each.name for each in graph.initializer}
    free = [each for each in graph.input if each.name not in given]
    operator = graph.node[0].op_type
    if len(graph.node) == 1 and operator in SEVERAL and len(free) > 1 and _stackable(inputs):
        image = _stacked(changed, free, inputs)
    else:
        image = np.asarray(inputs[0])
        for entry, value in list(zip(free, inputs, strict=False))[1:]:
            graph.initializer.append(numpy_helper.from_array(np.asarray(value), entry.name))
            graph.input.remove(entry)
    return Case(name, changed.SerializeToString(), image, np.asarray(outputs[0]))


def _stackable(inputs: list[Any]) -> bool:
    """Whether arrays can be the channels of one: all axes but the channels' are alike."""
    axis = min(np.ndim(inputs[0]), 2) - 1
    shapes = {np.shape(each)[:axis] + np.shape(each)[axis + 1 :] for each in inputs}
    return len(shapes) == 1 and axis >= 0


def _stacked(model: ModelProto, free: list[Any], inputs: list[Any]) -> Array:
    graph = model.graph
    axis = min(inputs[0].ndim, 2) - 1
    image = np.concatenate(inputs, axis=axis)
    for entry in free:
        graph.input.remove(entry)
    kind = free[0].type.tensor_type.elem_type
    graph.input.append(helper.make_tensor_value_info("images", kind, list(image.shape)))
    names = [entry.name for entry in free]
    sizes = numpy_helper.from_array(np.array([each.shape[axis] for each in inputs], np.int64), "image_sizes")
    opset = model.opset_import[0].version
    if opset >= 13:
        graph.initializer.append(sizes)
        split = helper.make_node("Split", ["images", "image_sizes"], names, axis=axis)
    else:
        split = helper.make_node("Split", ["images"], names, axis=axis, split=[each.shape[axis] for each in inputs])
    graph.node.insert(0, split)
    return image
