"""Tensors of an ONNX file as numpy arrays: counts are compared with the bytes that are there before anything is made."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from explorer.errors import FormatError
from explorer.formats.onnx_file.schema import text
from explorer.layers.base import Array

FLOAT, STRING, FLOAT16, DOUBLE, BFLOAT16 = 1, 8, 10, 11, 16

DTYPES: dict[int, Any] = {
    1: np.float32,
    2: np.uint8,
    3: np.int8,
    4: np.uint16,
    5: np.int16,
    6: np.int32,
    7: np.int64,
    9: np.bool_,
    10: np.float16,
    11: np.float64,
    12: np.uint32,
    13: np.uint64,
}
"""numpy's types by the numbers of TensorProto.DataType; bfloat16 becomes float32, all others are refused."""

_FIELDS = {1: "float_data", 7: "int64_data", 11: "double_data", 12: "uint64_data", 13: "uint64_data"}
"""Where numbers stand that are not raw; those that are not listed are in int32_data."""
_EXTERNAL = 1
_MOST_AXES = 16


def array_of(tensor: Any, what: str) -> Array:
    """The numbers of a TensorProto; `what` names it in messages. Raises FormatError.

    The array may share the message's bytes and cannot be written to.
    """
    if tensor.data_location == _EXTERNAL or tensor.external_data:
        raise FormatError(
            f"{what} keeps its numbers in another file.",
            'Save the model as one file: onnx.save(onnx.load("model.onnx"), "one.onnx").',
        )
    shape, kind = tuple(tensor.dims), tensor.data_type
    if len(shape) > _MOST_AXES or any(n < 0 for n in shape):
        raise FormatError(f"{what} has the shape {list(shape[:_MOST_AXES])}, which is none.", "Export the model again.")
    if kind not in DTYPES and kind != BFLOAT16:
        raise FormatError(
            f"{what} holds numbers of ONNX type {kind}, which are not read.", "Export the model with float32 weights."
        )
    count = math.prod(shape)
    numbers = _raw(tensor, kind) if tensor.raw_data else _listed(tensor, kind, count, what)
    if len(numbers) != count:
        raise FormatError(
            f"{what} should hold {count:,} numbers, but there are {len(numbers):,}.",
            "The file is damaged: export the model again.",
        )
    numbers = numbers.reshape(shape)
    numbers.flags.writeable = False
    return numbers


def _raw(tensor: Any, kind: int) -> Array:
    raw = tensor.raw_data
    size = 2 if kind == BFLOAT16 else np.dtype(DTYPES[kind]).itemsize
    whole = np.frombuffer(
        raw, "<u2" if kind == BFLOAT16 else np.dtype(DTYPES[kind]).newbyteorder("<"), len(raw) // size
    )
    if len(raw) % size:
        return whole[:0] if len(whole) else np.zeros(1, whole.dtype)[:0]
    return _from_bfloat16(whole) if kind == BFLOAT16 else whole


def _listed(tensor: Any, kind: int, count: int, what: str) -> Array:
    numbers = getattr(tensor, _FIELDS.get(kind, "int32_data"))
    if len(numbers) != count:  # before an array is made of them
        return np.empty(0) if count else np.ones(1)
    wide = np.array(numbers, np.int64 if kind not in (FLOAT, DOUBLE, 13) else DTYPES[kind])
    if kind in (FLOAT16, BFLOAT16):
        bits = (wide & 0xFFFF).astype(np.uint16)
        return bits.view(np.float16) if kind == FLOAT16 else _from_bfloat16(bits)
    return wide.astype(DTYPES[kind])


def _from_bfloat16(bits: Array) -> Array:
    out: Array = (bits.astype(np.uint32) << 16).view(np.float32)
    return out


_ATTRIBUTES = {1: "f", 2: "i", 3: "s", 6: "floats", 7: "ints", 8: "strings"}


def attribute_of(attribute: Any, node: str) -> Any:
    """The value of an AttributeProto: a number, a text, a tuple or an array; None for subgraphs and what is not read."""
    kind, name = attribute.type, text(attribute.name)
    if kind == 4 or (not kind and attribute.HasField("t")):
        return array_of(attribute.t, f"The attribute {name} of {node}")
    field = _ATTRIBUTES.get(kind)
    if not kind:  # files of IR version 1 leave the type out
        field = next(
            (each for each in _ATTRIBUTES.values() if each in ("f", "i", "s") and attribute.HasField(each)), None
        )
        field = field or next((each for each in ("ints", "floats", "strings") if len(getattr(attribute, each))), None)
    if field is None:
        return None
    value = getattr(attribute, field)
    if field == "s":
        return text(value)
    if field == "strings":
        return tuple(map(text, value[:1000]))
    if field == "f":
        return decimal(value)
    return value if field == "i" else tuple(value)


def decimal(number: float) -> float:
    """A float32 as the shortest decimal that it is nearest to: somebody wrote 1e-05, not 9.999999747378752e-06."""
    return float(str(np.float32(number)))


ALL_DROPPED = decimal(np.nextafter(np.float32(1), np.float32(0)))
"""The largest ratio that ONNX's Dropout takes, as numbers of files are read: a rate of 1 is written so."""
