"""Uploaded weights as bytes and back, for the store: an .npz of arrays that are not compressed.

So no array is larger than the bytes that there are, which is checked before any is made; and nothing is unpickled.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from typing import Final

import numpy as np

from explorer.errors import ExplorerError, WeightsError
from explorer.layers.base import Array, Params
from explorer.limits import LAYERS
from explorer.weights.learned import LearnedLayers
from explorer.weights.uploaded import Uploaded, check_finite, entries, from_layers

_ENTRY = re.compile(r"([kp])([0-9]{1,4})/([a-z][a-z0-9_]{0,39})\.npy")
_COUNTS: Final = "layers"
"""The entry that says how many layers the network has: those with a kernel, and the others that have parameters."""
_HEADER_BYTES: Final = 1_000
_AXES: Final = 4
_DAMAGED: Final = ("This file of weights is damaged.", "Upload the weights again.")


def to_bytes(uploaded: Uploaded) -> bytes:
    """The arrays as an .npz, the same bytes for the same arrays. Raises WeightsError if they are not there."""
    if not uploaded.present:
        raise WeightsError("The arrays of these weights are not here.", "Upload the file that the link asks for.")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as file:
        _write(file, _COUNTS, np.array(uploaded.counts, "<f4"))
        for name, array in entries(uploaded.layers):
            _write(file, name, array)
    return made.getvalue()


def from_bytes(data: bytes, name: str = "") -> Uploaded:
    """The weights in the bytes that `to_bytes` made. Raises WeightsError, and nothing else, for any other bytes."""
    try:
        return _read(data, name)
    except ExplorerError:
        raise
    except Exception:  # zipfile and numpy raise many kinds for bytes that are no archive of arrays
        raise WeightsError(*_DAMAGED) from None


def _write(file: zipfile.ZipFile, name: str, array: Array) -> None:
    # The date of an entry would make other bytes of the same arrays.
    info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
    with file.open(info, "w") as entry:
        np.lib.format.write_array(entry, array.astype("<f4", copy=False), version=(1, 0), allow_pickle=False)


def _read(data: bytes, name: str) -> Uploaded:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        infos = file.infolist()
        stored = all(info.compress_type == zipfile.ZIP_STORED for info in infos)
        # Entries that lie over each other would add up to more than there is.
        if not stored or sum(info.file_size for info in infos) > len(data) or len(infos) > 8 * LAYERS:
            raise WeightsError(*_DAMAGED)
        arrays = {info.filename: _array(file.read(info)) for info in infos}
    if len(arrays) != len(infos):
        raise WeightsError(*_DAMAGED)
    counts = arrays.pop(f"{_COUNTS}.npy")
    kernels, plain = (_whole(count) for count in counts.tolist())
    layers = {"k": [dict[str, Array]() for _ in range(kernels)], "p": [dict[str, Array]() for _ in range(plain)]}
    for entry, array in arrays.items():
        match = _ENTRY.fullmatch(entry)
        if match is None:
            raise WeightsError(*_DAMAGED)
        check_finite(array, f"the entry {match[0]}")
        layers[match[1]][int(match[2])][match[3]] = array
    return from_layers(LearnedLayers(_layers(layers["k"]), _layers(layers["p"])), name)


def _layers(own: list[dict[str, Array]]) -> tuple[Params, ...]:
    return tuple(own)


def _whole(count: float) -> int:
    if not (0 <= count <= LAYERS and count == int(count)):
        raise WeightsError(*_DAMAGED)
    return int(count)


def _array(data: bytes) -> Array:
    """The array of an .npy of version 1.0 with float32 in row-major order, which reads the bytes where they are."""
    file = io.BytesIO(data)
    version = np.lib.format.read_magic(file)
    shape, by_columns, dtype = np.lib.format.read_array_header_1_0(file, max_header_size=_HEADER_BYTES)
    fits = len(shape) <= _AXES and math.prod(shape) * 4 == len(data) - file.tell() and min(shape, default=0) >= 0
    if version != (1, 0) or by_columns or dtype != np.dtype("<f4") or not fits:
        raise WeightsError(*_DAMAGED)
    array: Array = np.frombuffer(data, "<f4", offset=file.tell()).reshape(shape)
    return array if array.dtype == np.float32 else array.astype(np.float32)
