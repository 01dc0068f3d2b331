"""Written files as others see them: without their names and properties, checked by `onnx`, run by onnxruntime."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

import explorer
from explorer import Flatten, Network
from explorer.errors import ShapeError
from explorer.formats.onnx_file.writing.losses import as_written
from explorer.formats.onnx_file.writing.names import value_names
from explorer.formats.onnx_file.writing.writing import to_onnx
from explorer.layers.base import Layer, Params, Shape
from tests.onnx_graph import as_onnx, from_onnx, session
from tests.onnx_oracle import assert_scaled_close
from tests.strategies import random_params

CLOSE = 1e-5
"""The largest error, as a share of the largest number (or of 1, if all are smaller)."""


def stripped(data: bytes) -> bytes:
    """The file without properties and documentation, its tensors, nodes and open axes with names that say nothing."""
    model = onnx.load_from_string(data)
    for field in ("metadata_props", "doc_string", "producer_name", "producer_version", "domain", "model_version"):
        model.ClearField(field)
    graph = model.graph
    graph.name = "g"
    graph.ClearField("doc_string")
    names: dict[str, str] = {"": ""}

    def renamed(name: str) -> str:
        return names.setdefault(name, f"t{len(names)}")

    for node in graph.node:
        node.ClearField("name")
        node.ClearField("doc_string")
        node.input[:] = list(map(renamed, node.input))
        node.output[:] = list(map(renamed, node.output))
    for each in (*graph.initializer, *graph.input, *graph.output, *graph.value_info):
        each.ClearField("doc_string")
        each.name = renamed(each.name)
    for each in (*graph.input, *graph.output, *graph.value_info):
        for size in each.type.tensor_type.shape.dim:
            if size.HasField("dim_param"):
                size.dim_param = "n"
    return bytes(model.SerializeToString())


def check_file(data: bytes) -> None:
    """The checker of the package onnx, with its inference of shapes and types, which must agree with those declared."""
    onnx.checker.check_model(data, full_check=True)
    onnx.shape_inference.infer_shapes(onnx.load_from_string(data), check_type=True, strict_mode=True, data_prop=True)


def with_all_outputs(network: Network, data: bytes) -> bytes:
    """The same file with the output of every layer as an output."""
    model = onnx.load_from_string(data)
    declared = {each.name: each for each in (*model.graph.output, *model.graph.value_info)}
    names = value_names(network)
    del model.graph.output[:]
    model.graph.output.extend(declared[names[step.path]] for step in network.steps[1:])
    return bytes(model.SerializeToString())


def apart(network: Network, data: bytes) -> bytes:
    """The same file with all outputs, in which every layer has inputs of its own, so that no error is handed on."""
    model = onnx.load_from_string(with_all_outputs(network, data))
    graph = model.graph
    names = value_names(network)
    sizes = {names[step.path]: step.output_shape for step in network.steps[1:]}
    for node in graph.node:
        owner = node.output[0].split("/")[0]
        node.input[:] = [f"x/{name}" if name in sizes and name != owner else name for name in node.input]
    for name in {name for node in graph.node for name in node.input if name.startswith("x/")}:
        shape = sizes[name.removeprefix("x/")]
        graph.input.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", shape[-1], *shape[:-1]]))
    return bytes(model.SerializeToString())


def check_each_layer(network: Network, params: Mapping[str, Params], data: bytes) -> None:
    """onnxruntime makes of the same inputs what the engine makes of them, layer by layer; and of the image the same answer."""
    x = np.random.default_rng(0).standard_normal((1, *network.input_shape)).astype(np.float32)
    acts = explorer.run(network, params, x)
    run = session(apart(network, data))
    paths = {f"x/{name}": path for path, name in value_names(network).items()} | {"image": ""}
    found = run.run(None, {each.name: as_onnx(acts[paths[each.name]]) for each in run.get_inputs()})
    for step, out in zip(network.steps[1:], found, strict=True):
        assert_scaled_close(from_onnx(np.asarray(out)), acts[step.path], CLOSE)
    answer = session(data).run(None, {"image": as_onnx(x)})[0]
    assert_scaled_close(from_onnx(np.asarray(answer)), acts[network.steps[-1].path], CLOSE)


def check_numbers(
    network: Network, params: Mapping[str, Params], data: bytes, batch: int = 1, close: float = CLOSE
) -> None:
    """onnxruntime makes of every layer what the engine makes of it, of `batch` images at once."""
    x = np.random.default_rng(batch).standard_normal((batch, *network.input_shape)).astype(np.float32)
    wanted = explorer.run(network, params, x.astype(np.float64))
    found = session(with_all_outputs(network, data)).run(None, {"image": as_onnx(x)})
    for step, out in zip(network.steps[1:], found, strict=True):
        each = from_onnx(np.asarray(out))
        assert each.shape == wanted[step.path].shape, step.name
        scale = max(1.0, float(np.abs(wanted[step.path]).max()))
        assert np.abs(each - wanted[step.path]).max() <= close * scale, step.name


def check_comes_back(network: Network, params: Mapping[str, Params], data: bytes) -> None:
    """The importer makes the same network of the file without names, and bit by bit the same parameters."""
    found = explorer.read(stripped(data), size=None)
    assert found.stopped is None
    assert found.layers == as_written(network.layers)
    assert found.input_shape == network.input_shape
    check_params(found.params, params)


def check_computes_the_same(network: Network, params: Mapping[str, Params], data: bytes) -> None:
    """The importer makes of the file without names a network that computes the same."""
    model = explorer.read(stripped(data))
    assert model.stopped is None
    x = np.random.default_rng(0).standard_normal((1, *network.input_shape))
    wanted, found = (
        explorer.run(each, own, x)[each.steps[-1].path]
        for each, own in ((network, params), (model.network, model.params))
    )
    np.testing.assert_allclose(found, wanted, rtol=0, atol=CLOSE * max(1.0, float(np.abs(wanted).max())))


def check_params(found: Mapping[str, Params], wanted: Mapping[str, Params]) -> None:
    """The same parameters, bit by bit."""
    kept = {path: own for path, own in wanted.items() if own}
    assert found.keys() == kept.keys()
    for path, own in kept.items():
        assert found[path].keys() == dict(own).keys()
        for name in own:
            assert found[path][name].tobytes() == np.ascontiguousarray(own[name], np.float32).tobytes(), (path, name)


def alone(layer: Layer, shape: Shape) -> Network:
    """A network of one layer that reads an input of `shape`: behind Flatten if that is a row of numbers."""
    try:
        return Network((layer,), shape) if len(shape) == 3 else Network((Flatten(), layer), (1, 1, *shape))
    except ShapeError as error:
        raise AssertionError(str(error)) from None


def drawn(network: Network, seed: int = 0) -> dict[str, Any]:
    """Normal random parameters, as float32."""
    return random_params(network, seed, np.float32)


def written(network: Network, params: Mapping[str, Params] | None = None) -> bytes:
    return to_onnx(network, params)
