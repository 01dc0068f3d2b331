"""Files of weights byte by byte, so that each of their parts can be wrong."""

from __future__ import annotations

import io
import json
import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from explorer.formats.weights.writing import entries_of, write_entries
from explorer.layers.base import Array

Members = Iterable[tuple[str, bytes]]


def zipped(members: Members, compression: int = zipfile.ZIP_STORED) -> bytes:
    """A zip file; a name may come twice."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members:
            if name in archive.NameToInfo:
                archive.NameToInfo.pop(name)  # or zipfile warns
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return buffer.getvalue()


def npy(array: Array | None = None, header: str | None = None, version: int = 1, data: bytes | None = None) -> bytes:
    """An .npy file, with another header or other numbers than its array's."""
    array = np.zeros((2, 3), np.float32) if array is None else array
    if header is None:
        header = f"{{'descr': '{array.dtype.str}', 'fortran_order': False, 'shape': {array.shape}, }}"
    text = header.encode("latin-1") + b"\n"
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + (array.tobytes() if data is None else data)


def npz(arrays: Mapping[str, Array], compression: int = zipfile.ZIP_STORED) -> bytes:
    """An .npz file."""
    return zipped([(f"{name}.npy", npy(array)) for name, array in arrays.items()], compression)


def safetensors(header: Any, data: bytes = b"", length: int | None = None) -> bytes:
    """A .safetensors file with this header, a text or what JSON makes of it, and a length that may be another."""
    text = header if isinstance(header, bytes) else (header if isinstance(header, str) else json.dumps(header)).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def written(arrays: Mapping[str, Array], suffix: str = ".safetensors") -> bytes:
    """The file of `arrays` as our own writers make it."""
    buffer = io.BytesIO()
    write_entries(buffer, suffix, entries_of(arrays), {})
    return buffer.getvalue()


def entry(shape: Iterable[int] = (2, 3), dtype: str = "F32", offsets: Iterable[int] = (0, 24)) -> dict[str, Any]:
    """What a header says of one array."""
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


class Named:
    """What a pickle names, by a name of our choice: as PyTorch's functions and storages are, and as harm would be."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name


class Called:
    """A call of something named."""

    def __init__(self, named: Named, *arguments: Any) -> None:
        self.named, self.arguments = named, arguments


class Stored:
    """What a pickle keeps outside."""

    def __init__(self, *description: Any) -> None:
        self.description = description


REBUILD = Named("torch._utils", "_rebuild_tensor_v2")
PARAMETER = Named("torch._utils", "_rebuild_parameter")
FLOATS = Named("torch", "FloatStorage")


def tensor(
    shape: Any = (2, 3), strides: Any = (3, 1), offset: Any = 0, key: Any = "0", storage: Named = FLOATS, count: Any = 6
) -> Called:
    """A tensor as `torch.save` describes it."""
    return Called(REBUILD, Stored("storage", storage, key, "cpu", count), offset, shape, strides, False, OrderedDict())


class _Pickler(pickle._Pickler):  # type: ignore[misc, name-defined]
    """Writes names that need not exist."""

    def persistent_id(self, value: Any) -> Any:
        return value.description if isinstance(value, Stored) else None

    def save(self, value: Any, save_persistent_id: bool = True) -> None:
        if isinstance(value, Named):
            self.write(b"c" + f"{value.module}\n{value.name}\n".encode())
        elif isinstance(value, Called):
            self.save(value.named)
            self.save(value.arguments)
            self.write(b"R")
        else:
            super().save(value, save_persistent_id)


def pickled(value: Any) -> bytes:
    """A pickle as `torch.save` writes it, protocol 2."""
    buffer = io.BytesIO()
    _Pickler(buffer, 2).dump(value)
    return buffer.getvalue()


def pytorch(
    described: Any, storages: Mapping[str, bytes] | None = None, *more: tuple[str, bytes], order: bytes = b"little"
) -> bytes:
    """A file of PyTorch; `described` is a value or a pickle."""
    data = described if isinstance(described, bytes) else pickled(described)
    storages = {"0": np.arange(6, dtype=np.float32).tobytes()} if storages is None else storages
    members = [
        ("m/data.pkl", data),
        ("m/byteorder", order),
        *((f"m/data/{key}", each) for key, each in storages.items()),
    ]
    return zipped([*members, ("m/version", b"3\n"), *more])
