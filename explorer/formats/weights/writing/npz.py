"""NumPy's files of arrays (.npz), a zip file with one .npy file for each array; the writer.

The format of .npy: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import BinaryIO

import numpy as np

from explorer.errors import WeightsError
from explorer.formats.weights.files.npz import SUFFIX
from explorer.formats.weights.writing.entries import Entry, pieces
from explorer.plain import shown
from explorer.weights.own.file import HERE

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every member, so that equal arrays make equal files."""
_NOTHING: Mapping[str, str] = MappingProxyType({})


def write_npz(
    stream: BinaryIO, entries: Sequence[Entry], metadata: Mapping[str, str] = _NOTHING, *, deflated: bool = False
) -> None:
    """Write the .npz file of `entries`, in their order; `deflated` packs it, which takes time and saves a tenth of weights.

    The stream need not be one that can be gone back in. The format has no place for `metadata`: what they say of a training
    here becomes an entry of its own, which NumPy passes over, and the rest is left out. Raises WeightsError for a name that
    is there twice, and what `make` raises.
    """
    seen: set[str] = set()
    packing = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for entry in entries:
            if entry.name in seen:
                raise WeightsError(f"{shown(entry.name)} would be in the file twice.", "Give every array its own name.")
            seen.add(entry.name)
            member = zipfile.ZipInfo(f"{entry.name}{SUFFIX}", _EPOCH)
            member.compress_type, member.external_attr = packing, 0o644 << 16
            _write(archive, member, entry)
        if HERE in metadata:
            archive.writestr(zipfile.ZipInfo(HERE, _EPOCH), metadata[HERE])


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, entry: Entry) -> None:
    """Add one array; nothing of it stays behind in memory."""
    array = entry.make()
    # An array that lies column by column is written so, as numpy does: turning hundreds of megabytes takes a second.
    by_columns = array.flags.f_contiguous and not array.flags.c_contiguous and entry.rows is None
    start = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        start,
        {"descr": np.lib.format.dtype_to_descr(entry.little), "fortran_order": by_columns, "shape": entry.shape},
    )
    laid = Entry(entry.name, entry.shape[::-1], entry.dtype, entry.make) if by_columns else entry
    # What the central list says of lengths has room for 4 GB and more only if it is told so before.
    with archive.open(member, "w", force_zip64=entry.size >= zipfile.ZIP64_LIMIT) as file:
        file.write(start.getvalue())
        for piece in pieces(laid, array.T if by_columns else array):
            file.write(piece)
