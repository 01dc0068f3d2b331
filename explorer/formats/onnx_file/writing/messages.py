"""The messages of an ONNX file, encoded: numbers and types of their fields are those of onnx.proto (github.com/onnx/onnx)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from explorer.formats.onnx_file.tensors import DOUBLE, FLOAT
from explorer.formats.onnx_file.writing.wire import block, head, single, text, whole
from explorer.layers.base import Array

INT64 = 7
_TYPES = {np.dtype(np.float32): FLOAT, np.dtype(np.float64): DOUBLE, np.dtype(np.int64): INT64}
Value = int | float | str | Sequence[int] | bytes
"""A setting of an operator; bytes are an encoded tensor."""
Size = int | str
"""The length of an axis, or the name of one that is open."""


def tensor_head(name: str, shape: Sequence[int], kind: int, raw: int) -> bytes:
    """All of a tensor but its `raw` bytes, which follow."""
    dims = b"".join(whole(1, size) for size in shape)
    return dims + whole(2, kind) + (text(8, name) if name else b"") + head(9, raw)


def tensor(array: Array, name: str = "") -> bytes:
    """A tensor of float32, float64 or int64 numbers."""
    raw = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
    return tensor_head(name, array.shape, _TYPES[array.dtype], len(raw)) + raw


def attribute(name: str, value: Value) -> bytes:
    """A setting of an operator."""
    if isinstance(value, bytes):
        content = block(5, value) + whole(20, 4)
    elif isinstance(value, str):
        content = text(4, value) + whole(20, 3)
    elif isinstance(value, float):
        content = single(2, value) + whole(20, 1)
    elif isinstance(value, int):
        content = whole(3, value) + whole(20, 2)
    else:
        content = b"".join(whole(8, number) for number in value) + whole(20, 7)
    return text(1, name) + content


def node(op: str, name: str, inputs: Sequence[str], outputs: Sequence[str], settings: Mapping[str, Value]) -> bytes:
    """An operator."""
    names = b"".join(text(1, each) for each in inputs) + b"".join(text(2, each) for each in outputs)
    attributes = b"".join(block(5, attribute(each, value)) for each, value in settings.items())
    return names + text(3, name) + text(4, op) + attributes


def value(name: str, sizes: Sequence[Size]) -> bytes:
    """What a float32 tensor is called and how long its axes are."""
    dims = b"".join(block(1, whole(1, size) if isinstance(size, int) else text(2, size)) for size in sizes)
    return text(1, name) + block(2, block(1, whole(1, FLOAT) + block(2, dims)))


def entry(key: str, content: str) -> bytes:
    """A pair of texts: a property of the model."""
    return text(1, key) + text(2, content)


def opset(version: int) -> bytes:
    """Which version of the standard operators is meant."""
    return text(1, "") + whole(2, version)
