"""The format .safetensors: eight bytes with the length of a JSON header, the header, the numbers; the writer.

https://github.com/huggingface/safetensors#format
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, BinaryIO

import numpy as np

from explorer.errors import WeightsError
from explorer.formats.weights.files.safetensors import DTYPES, LENGTH, METADATA
from explorer.formats.weights.writing.entries import Entry, pieces
from explorer.plain import shown

_NAMES = {np.dtype(text): name for name, text in DTYPES.items() if name != "BF16"}
"""The format's name of each type; numpy knows no bfloat16."""
_NOTHING: Mapping[str, str] = MappingProxyType({})


def write_safetensors(stream: BinaryIO, entries: Sequence[Entry], metadata: Mapping[str, str] = _NOTHING) -> None:
    """Write the .safetensors file of `entries`, in their order, with texts by name as `metadata`.

    Raises WeightsError for types that the format does not know, a name that is there twice, and what `make` raises.
    """
    stream.write(header(entries, metadata))
    for entry in entries:
        for piece in pieces(entry, entry.make()):
            stream.write(piece)


def file_size(entries: Sequence[Entry], metadata: Mapping[str, str] = _NOTHING) -> int:
    """Bytes of the file, counted before any array is made."""
    return len(header(entries, metadata)) + sum(entry.size for entry in entries)


def header(entries: Sequence[Entry], metadata: Mapping[str, str] = _NOTHING) -> bytes:
    """What stands before the numbers, its own length included."""
    fields: dict[str, Any] = {METADATA: dict(metadata)} if metadata else {}
    place = 0
    for entry in entries:
        if entry.little not in _NAMES:
            raise WeightsError(f"{shown(entry.name)} holds {entry.dtype}, which .safetensors cannot.", "Use float32.")
        if entry.name in fields or entry.name == METADATA:
            raise WeightsError(
                f"{shown(entry.name)} would be in the file twice.", "Give every array a name of its own."
            )
        fields[entry.name] = {
            "dtype": _NAMES[entry.little],
            "shape": list(entry.shape),
            "data_offsets": [place, place + entry.size],
        }
        place += entry.size
    text = json.dumps(fields).encode()
    text += b" " * (-len(text) % LENGTH)  # so that the numbers begin at a multiple of 8
    return len(text).to_bytes(LENGTH, "little") + text
