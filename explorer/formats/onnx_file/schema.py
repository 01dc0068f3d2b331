"""The messages of an ONNX file, as far as a network needs them, in a descriptor pool of their own.

In the default pool they would clash with those of the package `onnx`. Numbers and types of the fields are those of
onnx.proto (github.com/onnx/onnx, IR version 13). Texts are declared as bytes, so that no name can fail to decode, and
so are subgraphs, so that nothing nests.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from explorer.errors import FormatError, MissingExtraError

_PACKAGE = "explorer.onnx"

# Message: {field: (number, type, whether it repeats)}; a type in capitals is a message.
_MESSAGES: dict[str, dict[str, tuple[int, str, bool]]] = {
    "Model": {
        "ir_version": (1, "int64", False),
        "producer_name": (2, "bytes", False),
        "graph": (7, "Graph", False),
        "opset_import": (8, "Opset", True),
        "metadata_props": (14, "Entry", True),
        "functions": (25, "bytes", True),
    },
    "Opset": {"domain": (1, "bytes", False), "version": (2, "int64", False)},
    "Entry": {"key": (1, "bytes", False), "value": (2, "bytes", False)},
    "Graph": {
        "node": (1, "Node", True),
        "name": (2, "bytes", False),
        "initializer": (5, "Tensor", True),
        "input": (11, "Value", True),
        "output": (12, "Value", True),
        "sparse_initializer": (15, "bytes", True),
    },
    "Node": {
        "input": (1, "bytes", True),
        "output": (2, "bytes", True),
        "name": (3, "bytes", False),
        "op_type": (4, "bytes", False),
        "attribute": (5, "Attribute", True),
        "domain": (7, "bytes", False),
    },
    "Attribute": {
        "name": (1, "bytes", False),
        "f": (2, "float", False),
        "i": (3, "int64", False),
        "s": (4, "bytes", False),
        "t": (5, "Tensor", False),
        "g": (6, "bytes", False),
        "floats": (7, "float", True),
        "ints": (8, "int64", True),
        "strings": (9, "bytes", True),
        "graphs": (11, "bytes", True),
        "type": (20, "int32", False),
    },
    "Tensor": {
        "dims": (1, "int64", True),
        "data_type": (2, "int32", False),
        "segment": (3, "bytes", False),
        "float_data": (4, "float", True),
        "int32_data": (5, "int32", True),
        "int64_data": (7, "int64", True),
        "name": (8, "bytes", False),
        "raw_data": (9, "bytes", False),
        "double_data": (10, "double", True),
        "uint64_data": (11, "uint64", True),
        "external_data": (13, "Entry", True),
        "data_location": (14, "int32", False),
    },
    "Value": {"name": (1, "bytes", False), "type": (2, "Type", False)},
    "Type": {"tensor_type": (1, "TensorType", False)},
    "TensorType": {"elem_type": (1, "int32", False), "shape": (2, "Sizes", False)},
    "Sizes": {"dim": (1, "Size", True)},
    "Size": {"dim_value": (1, "int64", False), "dim_param": (2, "bytes", False)},
}


@cache
def _model_class() -> Any:
    """The class of the message Model. Raises MissingExtraError without protobuf."""
    try:
        from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
    except ImportError:
        raise MissingExtraError("ONNX files are read by", ["protobuf"], "onnx") from None
    field_type = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="explorer_onnx.proto", package=_PACKAGE, syntax="proto2")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, (number, kind, repeats) in fields.items():
            added = message.field.add(name=field, number=number)
            added.label = field_type.LABEL_REPEATED if repeats else field_type.LABEL_OPTIONAL
            if kind in _MESSAGES:
                added.type, added.type_name = field_type.TYPE_MESSAGE, f".{_PACKAGE}.{kind}"
            else:
                added.type = getattr(field_type, f"TYPE_{kind.upper()}")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.Model"))


def parse(data: bytes) -> Any:
    """The message Model of a file. Raises FormatError for what is none."""
    kind = _model_class()
    from google.protobuf.message import DecodeError

    model = kind()
    try:
        model.ParseFromString(data)
    except DecodeError:
        raise FormatError(
            f"The file of {len(data):,} bytes is not an ONNX model, or it is damaged.",
            "Export it once more, or check it with onnx.checker.check_model.",
        ) from None
    return model


def text(value: bytes) -> str:
    """A name from a file, without what cannot be printed."""
    decoded = value.decode(errors="backslashreplace")
    return decoded if decoded.isprintable() else "".join(each if each.isprintable() else "·" for each in decoded)


def short(name: str) -> str:
    """A name as messages write it: its first and its last letters.

    >>> short("features.0.conv")
    'features.0.conv'
    """
    return name if len(name) <= 60 else f"{name[:28]} … {name[-28:]}"
