"""The format .safetensors: eight bytes with the length of a JSON header, the header, the numbers; the reader.

https://github.com/huggingface/safetensors#format. The arrays are views of the file's bytes: nothing is allocated but what
bfloat16 needs, which numpy does not know.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer import limits
from explorer.archives import SAVE_AGAIN
from explorer.errors import WeightsError, quoted
from explorer.formats.weights.files.checks import check_count, check_numbers, check_shape, check_size, check_totals
from explorer.layers.base import Array, Shape
from explorer.plain import shown

DTYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "BF16": "<u2",
    "BOOL": "?",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "i1",
    "U64": "<u8",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "u1",
}
"""NumPy's names for the types that are read; the 16 bits of BF16 are the upper ones of a float32."""
METADATA = "__metadata__"
LENGTH = 8


def read_safetensors(data: bytes) -> dict[str, Array]:
    """The arrays of a .safetensors file by name, in the order of their numbers, read-only.

    Raises WeightsError, and nothing else.
    """
    check_size(len(data), "The file has")
    header, start = _header(data)
    check_count(len(header))
    entries = {name: _entry(name, fields) for name, fields in header.items() if name != METADATA}
    names = _checked_order(entries, len(data) - start)
    arrays = {name: _array(name, entries[name], data, start) for name in names}
    check_totals(arrays.values())
    return arrays


def is_safetensors(data: bytes) -> bool:
    """Whether it begins as such a file: with a length that the file has, and a brace."""
    return data[LENGTH : LENGTH + 1] == b"{" and LENGTH + int.from_bytes(data[:LENGTH], "little") <= len(data)


_Entry = tuple[str, Shape, int, int]
"""The type, the shape, and where the numbers begin and end, in bytes behind the header."""


def _header(data: bytes) -> tuple[dict[str, Any], int]:
    """What the header says by name, and where the numbers begin."""
    length = int.from_bytes(data[:LENGTH], "little")
    if length > limits.WEIGHTS_HEADER_BYTES or LENGTH + length > len(data) or length < 2:
        raise WeightsError(
            f"The header says that it has {length:,} bytes; the file has {len(data):,}, and a header at most "
            f"{limits.WEIGHTS_HEADER_BYTES:,}.",
            SAVE_AGAIN,
        )
    try:
        header = json.loads(data[LENGTH : LENGTH + length].decode("utf-8"), object_pairs_hook=_without_twins)
    except (ValueError, RecursionError, MemoryError):
        raise WeightsError("The header of the file is not readable JSON.", SAVE_AGAIN) from None
    if not isinstance(header, dict):
        raise WeightsError("The header of the file lists no arrays.", SAVE_AGAIN)
    return header, LENGTH + length


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        seen: set[str] = set()
        twin = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise WeightsError(f"{shown(twin)} is in the header twice.", SAVE_AGAIN)
    return fields


def _entry(name: str, fields: Any) -> _Entry:
    if not isinstance(fields, dict) or not {"dtype", "shape", "data_offsets"} <= set(fields):
        raise WeightsError(f"The header does not say the type, shape and place of {shown(name)}.", SAVE_AGAIN)
    dtype, axes, offsets = fields["dtype"], fields["shape"], fields["data_offsets"]
    if not isinstance(dtype, str) or dtype not in DTYPES:
        raise WeightsError(
            f"{shown(name)} holds numbers of type {quoted(dtype)}, which cannot be read.", "Save it as F32."
        )
    if not isinstance(axes, list):
        raise WeightsError(f"{shown(name)} says that its shape is {quoted(axes)}, which cannot be.", SAVE_AGAIN)
    shape = check_shape(name, axes)
    if not isinstance(offsets, list) or len(offsets) != 2 or not all(type(n) is int for n in offsets):
        raise WeightsError(f"{shown(name)} says that it is at {quoted(offsets)}, which cannot be.", SAVE_AGAIN)
    begin, end = offsets
    return dtype, shape, begin, end


def _checked_order(entries: Mapping[str, _Entry], size: int) -> list[str]:
    """The names in the order of the numbers, which lie one behind the other from 0 to `size`, as the format demands."""
    names = sorted(entries, key=lambda name: (entries[name][2], entries[name][3]))
    place = 0
    for name in names:
        begin, end = entries[name][2:]
        if begin != place or end < begin:
            raise WeightsError(
                f"The numbers of {shown(name)} run from byte {begin:,} to {end:,}, but must begin at {place:,}, where those "
                "of the array before them end.",
                SAVE_AGAIN,
            )
        place = end
    if place != size:
        raise WeightsError(f"The header lists {place:,} bytes of numbers, but the file has {size:,}.", SAVE_AGAIN)
    return names


def _array(name: str, entry: _Entry, data: bytes, start: int) -> Array:
    dtype_name, shape, begin, end = entry
    dtype = np.dtype(DTYPES[dtype_name])
    check_numbers(name, shape, dtype.itemsize, end - begin)
    raw = np.frombuffer(data, np.uint8, end - begin, start + begin).view(dtype).reshape(shape)
    return widened(raw) if dtype_name == "BF16" else raw


def widened(upper: Array) -> Array:
    """The float32 numbers whose upper 16 bits are `upper`, uint16: bfloat16 as it is.

    >>> widened(np.array([0x3F80, 0xC000], np.uint16)).tolist()
    [1.0, -2.0]
    """
    return (upper.astype(np.uint32) << 16).view(np.float32)
