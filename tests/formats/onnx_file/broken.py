"""Damaged and hostile ONNX files, by what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from onnx import AttributeProto, ModelProto, TensorProto, helper, numpy_helper

IMAGE = [1, 3, 8, 8]


def value(name: str, shape: list[Any] | None, kind: int = TensorProto.FLOAT) -> Any:
    return helper.make_tensor_value_info(name, kind, shape)


def constant(name: str, *shape: int, kind: Any = np.float32) -> Any:
    return numpy_helper.from_array(np.linspace(-1, 1, int(np.prod(shape))).astype(kind).reshape(shape), name)


def model(
    nodes: list[Any],
    constants: list[Any] = [],  # noqa: B006
    inputs: list[Any] | None = None,
    outputs: list[str] = ["y"],  # noqa: B006
    opset: int = 17,
) -> ModelProto:
    entries = [value("x", IMAGE)] if inputs is None else inputs
    seen: set[str] = set()
    for each in nodes:  # onnxruntime wants a name of its own for each
        each.name += f"_{len(seen)}" if each.name in seen else ""
        seen.add(each.name)
    graph = helper.make_graph(nodes, "g", entries, [value(name, None) for name in outputs], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)


def node(op: str, *inputs: str, to: str = "y", **attributes: Any) -> Any:
    return helper.make_node(op, list(inputs), [to], name=f"the_{op.lower()}", **attributes)


def good() -> ModelProto:
    """A convolution, a rectifier, a flatten and a dense layer: what is damaged below."""
    return model(
        [
            node("Conv", "x", "w", "b", to="a", pads=[1, 1, 1, 1]),
            node("Relu", "a", to="c"),
            node("Flatten", "c", to="d"),
            node("Gemm", "d", "k", "e"),
        ],
        [constant("w", 4, 3, 3, 3), constant("b", 4), constant("k", 256, 5), constant("e", 5)],
    )


def changed(change: Callable[[ModelProto], None]) -> bytes:
    proto = good()
    change(proto)
    return proto.SerializeToString()


def one(op: str, *more: Any, **attributes: Any) -> bytes:
    """A model of one operator on the image with these constants."""
    names = [each.name for each in more]
    return model([node(op, "x", *names, **attributes)], list(more)).SerializeToString()


def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def field(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content


def nested(depth: int) -> bytes:
    """A node whose attribute is a graph that holds a node whose attribute is a graph ..."""
    inner = b""
    for _ in range(depth):
        inner = field(1, field(4, b"If") + field(5, field(1, b"then_branch") + field(6, inner)))
    return field(7, inner + field(11, field(1, b"x")) + field(12, field(1, b"y")))


def _tensor(model: ModelProto, name: str) -> Any:
    return next(each for each in model.graph.initializer if each.name == name)


def _set(name: str, **fields: Any) -> Callable[[ModelProto], None]:
    def change(proto: ModelProto) -> None:
        tensor = _tensor(proto, name)
        for key, content in fields.items():
            if key == "dims":
                del tensor.dims[:]
                tensor.dims.extend(content)
            else:
                setattr(tensor, key, content)

    return change


def _external(proto: ModelProto) -> None:
    tensor = _tensor(proto, "w")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/passwd")


def _attribute(place: int, name: str, content: Any) -> Callable[[ModelProto], None]:
    def change(proto: ModelProto) -> None:
        found = proto.graph.node[place]
        for each in [each for each in found.attribute if each.name == name]:
            found.attribute.remove(each)
        found.attribute.append(helper.make_attribute(name, content))

    return change


def _odd_attribute(proto: ModelProto) -> None:
    proto.graph.node[0].attribute[0].CopyFrom(AttributeProto(name="pads", type=AttributeProto.STRING, s=b"1,1,1,1"))


def _wire(place: int, slot: int, name: str) -> Callable[[ModelProto], None]:
    def change(proto: ModelProto) -> None:
        proto.graph.node[place].input[slot] = name

    return change


def _chain(op: str, count: int, **attributes: Any) -> bytes:
    names = ["x", *(f"t{n}" for n in range(count - 1)), "y"]
    nodes = [node(op, a, to=b, **attributes) for a, b in pairwise(names)]
    return model(nodes).SerializeToString()


def _doubling(count: int) -> bytes:
    """Sums of a term with itself: written out as a tree it would have 2 ** count leaves."""
    names = ["x", *(f"t{n}" for n in range(count - 1)), "y"]
    return model([node("Add", a, a, to=b) for a, b in pairwise(names)]).SerializeToString()


def _ladder(count: int) -> bytes:
    """Two rails whose rungs cross: no stacks within stacks."""
    nodes = [node("Relu", "x", to="a0"), node("Tanh", "x", to="b0")]
    for n in range(count):
        nodes += [node("Add", f"a{n}", f"b{n}", to=f"a{n + 1}"), node("Sigmoid", f"b{n}", to=f"b{n + 1}")]
    return model([*nodes, node("Add", f"a{count}", f"b{count}")]).SerializeToString()


def _nested_sums(depth: int) -> bytes:
    """relu(... x + relu(x + relu(x)) ...): blocks inside blocks."""
    nodes = [node("Relu", "x", to="t0")]
    for n in range(depth):
        nodes += [node("Add", "x", f"t{n}", to=f"s{n}"), node("Tanh", f"s{n}", to=f"t{n + 1}")]
    return model([*nodes, node("Relu", f"t{depth}")]).SerializeToString()


def _subgraph(op: str) -> bytes:
    inner = helper.make_graph([node("Relu", "x", to="z")], "inner", [], [value("z", IMAGE)])
    if op == "If":
        made = helper.make_node("If", ["c"], ["y"], name="the_if", then_branch=inner, else_branch=inner)
    else:
        made = helper.make_node(op, ["n", "c", "x"], ["y"], name=f"the_{op.lower()}", body=inner)
    constants = [constant("n", 1, kind=np.int64), constant("c", 1, kind=np.bool_)]
    return model([made], constants).SerializeToString()


def _huge(op: str) -> bytes:
    size = numpy_helper.from_array(np.array([2**20, 2**20], np.int64), "s")
    grown = (
        helper.make_node(op, ["s"], ["big"]) if op == "ConstantOfShape" else helper.make_node(op, ["o", "s"], ["big"])
    )
    return model([grown, node("MatMul", "x", "big")], [size, constant("o", 1)]).SerializeToString()


def _many_huge() -> bytes:
    """A hundred constants of ten million numbers each."""
    nodes: list[Any] = []
    for n in range(100):
        nodes += [helper.make_node("Range", ["z", "m", "o"], [f"r{n}"])]
    nodes.append(node("Add", "x", "r0"))
    limits = [numpy_helper.from_array(np.array(n, np.int64), name) for n, name in ((0, "z"), (10**7, "m"), (1, "o"))]
    return model(nodes, limits).SerializeToString()


def broken() -> Iterator[tuple[str, bytes]]:
    """Files of which none can be opened as it stands."""
    whole = good().SerializeToString()
    yield "empty", b""
    yield "text", b"this is not a model, it is a text" * 40
    yield "zeros", bytes(5000)
    yield "ones", b"\xff" * 5000
    yield "a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
    yield "a zip", b"PK\x03\x04" + bytes(range(256)) * 8
    for share in (0.1, 0.5, 0.9, 0.99):
        yield f"cut at {share:.0%}", whole[: int(len(whole) * share)]
    yield "length beyond the end", field(7, b"")[:1] + varint(2**40) + whole
    yield "length of 2**63", b"\x3a" + varint(2**63 - 1)
    yield "no graph", ModelProto(ir_version=8).SerializeToString()
    yield "no operators", changed(lambda m: m.graph.ClearField("node"))
    yield "no outputs", changed(lambda m: m.graph.ClearField("output"))
    yield "no inputs", changed(lambda m: m.graph.ClearField("input"))
    yield "an output that nothing makes", changed(lambda m: setattr(m.graph.output[0], "name", "ghost"))
    yield "an input that nothing makes", changed(_wire(1, 0, "ghost"))
    yield "a circle", changed(_wire(0, 0, "c"))
    yield "a node that reads itself", changed(_wire(1, 0, "c"))
    yield "two tensors of one name", changed(lambda m: m.graph.node[1].output.__setitem__(0, "a"))
    yield "two constants of one name", changed(lambda m: setattr(m.graph.initializer[1], "name", "w"))
    yield "a node that makes a constant", changed(lambda m: m.graph.node[1].output.__setitem__(0, "w"))
    yield "external data", changed(_external)
    yield "more numbers announced than there are", changed(_set("w", dims=[4, 3, 3, 300]))
    yield "fewer numbers announced than there are", changed(_set("w", dims=[4, 3, 3, 1]))
    yield "2**60 numbers announced", changed(_set("w", dims=[2**20, 2**20, 2**10, 2**10]))
    yield "a negative size", changed(_set("w", dims=[4, -3, -3, 3]))
    yield "a size of zero", changed(_set("w", dims=[0, 3, 3, 3], raw_data=b""))
    yield "100 axes", changed(_set("w", dims=[1] * 100))
    yield "half a number", changed(_set("w", raw_data=_tensor(good(), "w").raw_data[:-2]))
    yield "an unknown type", changed(_set("w", data_type=99))
    yield "complex numbers", changed(_set("w", data_type=TensorProto.COMPLEX64))
    yield "texts as weights", changed(_set("w", data_type=TensorProto.STRING))
    yield "numbers of 4 bits", changed(_set("w", data_type=TensorProto.INT4))
    yield "whole numbers as weights", changed(_set("w", data_type=TensorProto.INT32))
    yield "another type of the same size", changed(_set("b", data_type=TensorProto.UINT32))
    not_numbers = np.full((4, 3, 3, 3), np.nan, np.float32).tobytes()
    yield "weights that are no numbers", changed(_set("w", raw_data=not_numbers))
    yield "infinite weights", changed(_set("b", raw_data=np.full(4, np.inf, np.float32).tobytes()))
    yield "a kernel for other channels", changed(_set("w", dims=[4, 1, 9, 3]))
    yield "a kernel with five axes", changed(_set("w", dims=[4, 3, 3, 3, 1]))
    yield "a bias of another length", changed(_wire(0, 2, "e"))
    yield "a dense kernel of another size", changed(_set("k", dims=[128, 10]))
    yield "a text for the padding", changed(_odd_attribute)
    yield "one number for the padding", changed(_attribute(0, "pads", 1))
    yield "three paddings", changed(_attribute(0, "pads", [1, 1, 1]))
    yield "a negative padding", changed(_attribute(0, "pads", [-5, -5, -5, -5]))
    yield "a padding of 2**40", changed(_attribute(0, "pads", [2**40] * 4))
    yield "a stride of 0", changed(_attribute(0, "strides", [0, 0]))
    yield "a stride of -1", changed(_attribute(0, "strides", [-1, -1]))
    yield "a dilation of 2**62", changed(_attribute(0, "dilations", [2**62, 2**62]))
    yield "groups of 0", changed(_attribute(0, "group", 0))
    yield "groups that do not divide", changed(_attribute(0, "group", 2))
    yield "an axis that is not there", changed(_attribute(2, "axis", 9))
    yield "a kernel larger than the map", one("Conv", constant("w", 1, 3, 9, 9))
    yield "an unknown operator", one("Frobnicate")
    yield "an operator of somebody's own", changed(lambda m: setattr(m.graph.node[0], "domain", "com.example"))
    yield "version 0 of the operators", changed(lambda m: setattr(m.opset_import[0], "version", 0))
    yield "version 99 of the operators", changed(lambda m: setattr(m.opset_import[0], "version", 99))
    yield "If", _subgraph("If")
    yield "Loop", _subgraph("Loop")
    yield "Scan", _subgraph("Scan")
    yield "graphs nested 60 deep", nested(60)
    yield "graphs nested 3,000 deep", nested(3000)
    yield "an image with six axes", changed(lambda m: m.graph.input[0].CopyFrom(value("x", [1, 3, 8, 8, 8, 8])))
    yield "an image of 2**40 rows", changed(lambda m: m.graph.input[0].CopyFrom(value("x", [1, 3, 2**40, 8])))
    yield "an image of negative size", changed(lambda m: m.graph.input[0].CopyFrom(value("x", [1, 3, -8, 8])))
    yield "an image of texts", changed(lambda m: m.graph.input[0].CopyFrom(value("x", IMAGE, TensorProto.STRING)))
    yield (
        "an image of whole numbers",
        changed(lambda m: m.graph.input[0].CopyFrom(value("x", IMAGE, TensorProto.INT64))),
    )
    yield "an output that reads no image", model([node("Relu", "w")], [constant("w", 3)]).SerializeToString()
    yield "2**40 numbers unfolded from a shape", _huge("ConstantOfShape")
    yield "2**40 numbers unfolded by Expand", _huge("Expand")
    yield "2**40 numbers unfolded by Tile", _huge("Tile")
    yield "a billion numbers unfolded bit by bit", _many_huge()
    yield "a shape of other numbers", one("Reshape", numpy_helper.from_array(np.array([7, 7, -1], np.int64), "s"))
    yield "a shape with two unknowns", one("Reshape", numpy_helper.from_array(np.array([-1, -1], np.int64), "s"))
    yield "an order with an axis twice", one("Transpose", perm=[0, 1, 1, 3])
    yield (
        "a resize by a billion",
        one("Resize", constant("r", 0), numpy_helper.from_array(np.float32([1, 1, 1e9, 1e9]), "s")),
    )
    yield "a resize by nothing", one("Resize", constant("r", 0), numpy_helper.from_array(np.float32([1, 1, 0, 0]), "s"))
    yield (
        "a padding beyond all memory",
        one("Pad", numpy_helper.from_array(np.array([0, 0, 2**40, 0] * 2, np.int64), "p")),
    )
    yield (
        "a slice of nothing",
        one(
            "Slice",
            *(numpy_helper.from_array(np.array([n], np.int64), name) for n, name in ((5, "s"), (5, "e"), (2, "a"))),
        ),
    )
    yield "20,000 operators", _chain("Relu", 20_000)
    yield "3,000 layers", _chain("Relu", 3_000)
    yield "30 blocks inside each other", _nested_sums(30)
    yield "branches that cross", _ladder(3)
    yield "200 branches that cross", _ladder(200)
