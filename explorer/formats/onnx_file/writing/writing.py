"""`write_onnx` and `to_onnx`: a network as an ONNX file, its weights one layer after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import BinaryIO

import numpy as np

from explorer.errors import FormatError, WeightsError, quoted
from explorer.formats.onnx_file.tensors import FLOAT
from explorer.formats.onnx_file.writing import messages
from explorer.formats.onnx_file.writing.graph import Graph, Weight
from explorer.formats.onnx_file.writing.kinds.table import EMIT, JOIN
from explorer.formats.onnx_file.writing.names import IMAGE, value_names
from explorer.formats.onnx_file.writing.wire import MOST_BYTES, block, head, text, whole
from explorer.layers.base import Array, Params, Shape
from explorer.layers.composite.composite import Composite
from explorer.layers.reshaping.moving import Moving
from explorer.network import Network
from explorer.network.network import check_network
from explorer.version import __version__

BATCH = "batch"
"""The name of the first axis, whose length is open."""
PIECE = 4 << 20
"""Bytes of weights that are turned into the layout of the file at a time."""
_IR = {17: 8, 18: 8, 19: 9, 20: 9, 22: 10}
"""The version of the format that came with each version of the operators: what older runtimes still read."""


def write_onnx(
    network: Network,
    params: Mapping[str, Params] | None,
    stream: BinaryIO,
    classes: Sequence[str] = (),
    title: str = "",
) -> None:
    """Writes a network as an ONNX model, which reads images (batch, channels, rows, columns) named "image".

    `params` are its parameters by path and name, in our layouts. They are asked for in the order of the layers, and each is
    written before the next one is asked for, so that they may be drawn or read one by one. None leaves the weights out: every
    number is 0.5 then.
    `classes` and `title` become properties of the model. Every layer's output has the layer's name.

    Raises WeightsError for parameters that are missing or of another shape, FormatError for a model of 2 GB or more, which is
    found out before anything is written.
    """
    graph = planned(check_network(network), filled=params is None)
    properties = {"title": title, "classes": json.dumps(list(classes)) if classes else ""}
    opening, weights = _parts(network, graph, {key: value for key, value in properties.items() if value})
    stream.write(opening)
    for before, weight in weights:
        stream.write(before)
        assert params is not None
        for piece in _pieces(_asked(params, weight), weight):
            stream.write(piece)


def to_onnx(
    network: Network, params: Mapping[str, Params] | None = None, *, classes: Sequence[str] = (), title: str = ""
) -> bytes:
    """A network as the bytes of an ONNX model, with the parameters that are given; without any, every number is 0.5.

    It is read by `onnxruntime` of 2023 and later, and by `explorer.read` as the same network. See `write_onnx`.

    >>> network = explorer.Network((explorer.Conv2D(filters=4), explorer.ReLU()), (8, 8, 3))
    >>> data = explorer.to_onnx(network, explorer.Weights().params(network))
    >>> explorer.read(data).network == network
    True
    """
    stream = BytesIO()
    write_onnx(network, params, stream, classes, title)
    return stream.getvalue()


def planned(network: Network, filled: bool = False) -> Graph:
    """The operators of a network. With `filled` the weights are left out."""
    graph = Graph(value_names(network), filled)
    outputs = dict(graph.names)
    if _needs_opening(network):
        graph.begin(network.steps[0], None)
        outputs[""] = graph.add("Identity", IMAGE)
    for step in network.steps[1:]:
        sources = [outputs[source] for source in step.sources]
        source = network.step(step.sources[0])
        graph.begin(step, None if source.is_input or isinstance(source.layer, Composite) else source)
        if isinstance(step.layer, Composite):
            JOIN[type(step.layer)](graph, step.layer, sources, step.source_shapes)
        else:
            EMIT[type(step.layer)](graph, step.layer, sources[0], step.input_shape)
        graph.end()
    return graph


def _needs_opening(network: Network) -> bool:
    """Whether an Identity on the image has to say that its channels come before rows and columns.

    Readers guess by the sizes, and by the moves of axes that follow: only with 1 or 3 channels and no moves are they sure.
    """
    rows, cols, channels = network.input_shape
    moves = any(issubclass(type(step.layer), Moving) for step in network.steps)
    return moves or channels not in (1, 3) or 1 in (rows, cols)


def sizes(shape: Shape) -> list[messages.Size]:
    """The axes of a tensor of ours in the file: the batch, the channels, rows and columns."""
    return [BATCH, shape[-1], *shape[:-1]]


def _parts(network: Network, graph: Graph, properties: Mapping[str, str]) -> tuple[bytes, list[tuple[bytes, Weight]]]:
    """All that stands before the weights, and each weight with what stands before its numbers. Raises FormatError."""
    described = b"".join(_described(network, graph))
    weights = []
    for weight in graph.weights:
        content = messages.tensor_head(weight.name, weight.shape, FLOAT, weight.size)
        weights.append((head(5, len(content) + weight.size) + content, weight))
    length = len(described) + sum(len(before) + weight.size for before, weight in weights)
    model = b"".join(
        [
            whole(1, _IR[graph.opset]),
            text(2, "cnn-explorer"),
            text(3, __version__),
            block(8, messages.opset(graph.opset)),
            *(block(14, messages.entry(key, value)) for key, value in properties.items()),
            head(7, length),
        ]
    )
    if len(model) + length > MOST_BYTES:
        raise FormatError(
            f"As ONNX the network takes {(len(model) + length) / 1e6:,.0f} MB; one file holds {MOST_BYTES / 1e6:,.0f} at most.",
            "Take the weights along as .safetensors, and the network as code.",
        )
    return model + described, weights


def _described(network: Network, graph: Graph) -> Iterator[bytes]:
    """The fields of the graph without its weights."""
    for node in graph.nodes:
        yield block(1, messages.node(node.op, node.output, node.inputs, [node.output], node.settings))
    last = graph.names[network.steps[-1].path]
    if not graph.nodes:
        last = f"{IMAGE}_unchanged"
        yield block(1, messages.node("Identity", last, [IMAGE], [last], {}))
    yield text(2, "network")
    for name, values in graph.constants.items():
        yield block(5, messages.tensor(values, name))
    yield block(11, messages.value(IMAGE, sizes(network.input_shape)))
    yield block(12, messages.value(last, sizes(network.output_shape)))
    for step in network.steps[1:-1]:
        yield block(13, messages.value(graph.names[step.path], sizes(step.output_shape)))


def _asked(params: Mapping[str, Params], weight: Weight) -> Array:
    """A parameter in the layout of the file. Raises WeightsError."""
    own: Params = params.get(weight.path, {})
    if weight.param not in own:
        raise WeightsError(
            f"The {weight.param.replace('_', ' ')} of layer {quoted(weight.path)} is missing.",
            "Give the parameters of all layers, such as Weights().params(network).",
        )
    turned = weight.turned(np.asarray(own[weight.param]))
    if turned.shape != weight.shape:
        raise WeightsError(
            f"The {weight.param.replace('_', ' ')} of layer {quoted(weight.path)} has the shape {own[weight.param].shape}.",
            f"In the file its shape is {weight.shape}: give the parameters of this network.",
        )
    return turned


def _pieces(array: Array, weight: Weight) -> Iterator[bytes]:
    """The numbers of a parameter as float32, some rows at a time: turning all at once would take their memory twice."""
    if not array.ndim:
        array = array.reshape(1)
    rows = max(PIECE * len(array) // max(weight.size, 1), 1)
    for start in range(0, len(array), rows):
        yield np.ascontiguousarray(array[start : start + rows], "<f4").tobytes()
