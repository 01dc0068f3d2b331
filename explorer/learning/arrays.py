"""Arrays as the bytes of a zip of .npy files, the same bytes for the same arrays, and back; nothing is unpickled."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Mapping
from typing import Final

import numpy as np

from explorer.errors import ExplorerError, WeightsError
from explorer.layers.base import Array

_TYPES: Final = ("|u1", "<i8", "<f4", "<f8")
_DAMAGED: Final = ("What was kept of this training is damaged.", "Begin the training again.")


def to_bytes(arrays: Mapping[str, Array]) -> bytes:
    """The arrays, packed: pictures take a third of their size."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, array in arrays.items():
            put(file, name, array)
    return made.getvalue()


def entry(name: str, packing: int) -> zipfile.ZipInfo:
    """An entry without the date, which would make other bytes of the same arrays."""
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = packing
    return info


def put(file: zipfile.ZipFile, name: str, array: Array, packing: int = zipfile.ZIP_DEFLATED) -> None:
    """Write an array into `file` as `name`.npy, little-endian and row by row."""
    with file.open(entry(f"{name}.npy", packing), "w") as target:
        little = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False)
        np.lib.format.write_array(target, little, version=(1, 0), allow_pickle=False)


def from_bytes(data: bytes, most: int) -> dict[str, Array]:
    """The arrays in bytes that `to_bytes` made, read-only, of `most` bytes in all. Raises WeightsError for any others."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            if sum(info.file_size for info in file.infolist()) > most:
                raise WeightsError(*_DAMAGED)
            return {info.filename.removesuffix(".npy"): parsed(file.read(info)) for info in file.infolist()}
    except ExplorerError:
        raise
    except Exception:  # zipfile and numpy raise many kinds for bytes that are no archive of arrays
        raise WeightsError(*_DAMAGED) from None


def damaged() -> WeightsError:
    """What is raised for whatever cannot be read."""
    return WeightsError(*_DAMAGED)


def parsed(data: bytes) -> Array:
    """The array in the bytes of an .npy that `put` wrote. Raises ValueError, or what numpy raises, for any others."""
    file = io.BytesIO(data)
    version = np.lib.format.read_magic(file)
    shape, by_columns, dtype = np.lib.format.read_array_header_1_0(file)
    size = math.prod(shape) * dtype.itemsize
    if version != (1, 0) or by_columns or dtype.str not in _TYPES or size != len(data) - file.tell():
        raise ValueError(f"an array of type {dtype.str} and shape {shape} was not written here")
    array: Array = np.frombuffer(data, dtype, offset=file.tell()).reshape(shape)
    return array.astype(dtype.newbyteorder("="), copy=False)
