"""A record of arrays as one message: its fields as JSON, its arrays as one compressed block of float32."""

from __future__ import annotations

import base64
import dataclasses
import zlib
from typing import Any

import numpy as np

from explorer.layers.base import Array

COMPRESSION = 1
"""Level of zlib: half of the numbers behind a ReLU are zeros, which the fastest level finds too."""


def packed_record(record: Any) -> dict[str, Any]:
    """A dataclass as {"record": its fields, "numbers": base64 of its arrays}.

    In place of an array stands {"at": its first number's place in the block, "shape": its shape}.
    """
    arrays: list[Array] = []
    fields = _plain(record, arrays)
    block = np.concatenate([each.ravel() for each in arrays]) if arrays else np.empty(0, np.float32)
    return {"record": fields, "numbers": base64.b64encode(zlib.compress(block.tobytes(), COMPRESSION)).decode()}


def _plain(value: Any, arrays: list[Array]) -> Any:
    if isinstance(value, np.ndarray):
        at = sum(each.size for each in arrays)
        arrays.append(np.ascontiguousarray(value, np.float32))
        return {"at": at, "shape": list(value.shape)}
    if dataclasses.is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name), arrays) for each in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(each, arrays) for each in value]
    return value
