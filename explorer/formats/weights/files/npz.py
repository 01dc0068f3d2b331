"""NumPy's files of arrays (.npz): a zip file with one .npy file for each array; the reader.

The format of .npy: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html. Its header is written as a Python
dictionary; it is matched here, not evaluated.
"""

from __future__ import annotations

import re

import numpy as np

from explorer.archives import SAVE_AGAIN
from explorer.errors import WeightsError, quoted
from explorer.formats.weights.files.archive import Archive
from explorer.formats.weights.files.checks import check_count, check_numbers, check_shape, check_totals
from explorer.layers.base import Array
from explorer.plain import shown

SUFFIX = ".npy"
_MAGIC = b"\x93NUMPY"
_LONGEST_HEADER = 10_000
"""Bytes; numpy's own limit."""
_DTYPE = re.compile(r"""['"]descr['"]\s*:\s*['"]([^'"]{1,40})['"]""")
_ORDER = re.compile(r"""['"]fortran_order['"]\s*:\s*(True|False)""")
_SHAPE = re.compile(r"""['"]shape['"]\s*:\s*\(([\d\sL,]*)\)""")
_NUMBERS = re.compile(r"[<>|=]?(f[248]|[iu][1248]|b1)")


def read_npz(data: bytes) -> dict[str, Array]:
    """The arrays of an .npz file by name, in its order, read-only. Raises WeightsError, and nothing else."""
    archive = Archive(data)
    names = [name for name in archive.sizes if name.endswith(SUFFIX)]
    check_count(len(names))
    arrays = {name.removesuffix(SUFFIX): read_npy(name.removesuffix(SUFFIX), archive.read(name)) for name in names}
    check_totals(arrays.values())
    return arrays


def read_npy(name: str, data: bytes) -> Array:
    """The array in the bytes of an .npy file, read-only; `name` is for messages. Raises WeightsError."""
    header, start = _header(name, data)
    dtype_text, order_text, shape_text = (_found(pattern, header, name) for pattern in (_DTYPE, _ORDER, _SHAPE))
    if not _NUMBERS.fullmatch(dtype_text):
        raise WeightsError(
            f"{shown(name)} holds {quoted(dtype_text)}, which are not real numbers.", "Save it as float32."
        )
    dtype = np.dtype(dtype_text)
    lengths = [text.strip().rstrip("L") for text in shape_text.split(",") if text.strip()]
    if not all(text.isdigit() and len(text) <= 19 for text in lengths):
        raise WeightsError(f"{shown(name)} says that its shape is ({quoted(shape_text)}), which cannot be.", SAVE_AGAIN)
    shape = check_shape(name, map(int, lengths))
    check_numbers(name, shape, dtype.itemsize, len(data) - start)
    numbers = np.frombuffer(data, dtype, offset=start)
    return numbers.reshape(shape, order="F" if order_text == "True" else "C")


def _header(name: str, data: bytes) -> tuple[str, int]:
    """The text of the header and where the numbers begin."""
    version = data[6] if len(data) >= 12 and data.startswith(_MAGIC) else 0
    if version not in (1, 2, 3):
        raise WeightsError(f"{shown(name)} in the file is not an array of NumPy.", "Save it with numpy.savez.")
    wide = 2 if version == 1 else 4
    length, start = int.from_bytes(data[8 : 8 + wide], "little"), 8 + wide
    if length > _LONGEST_HEADER or start + length > len(data):
        raise WeightsError(
            f"The header of {shown(name)} says that it has {length:,} bytes; the array has {len(data):,}, and a header "
            f"at most {_LONGEST_HEADER:,}.",
            SAVE_AGAIN,
        )
    return data[start : start + length].decode("latin-1"), start + length


def _found(pattern: re.Pattern[str], header: str, name: str) -> str:
    matches = pattern.findall(header)
    if len(matches) != 1:
        raise WeightsError(
            f"The header of {shown(name)} does not say its type, its order and its shape once each.",
            "Save arrays of real numbers with numpy.savez: objects and records cannot be read.",
        )
    return str(matches[0])
