"""Zip files of weights: what is in them is counted and measured before any of it is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from explorer.errors import WeightsError
from explorer.formats.weights.files.checks import SAVE_AGAIN, check_count, check_size, shown

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
"""What zip files begin with; the second is that of one with nothing in it."""
_ENTRY = b"PK\x01\x02"
"""What the entry of each member in the list at the end begins with."""
_EXTRAS = 100
"""Members that are no arrays: descriptions, versions."""
_ENCRYPTED = 0x1
_PACKING = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    KeyError,
    ValueError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    IndexError,
)


class Archive:
    """The members of a zip file by name, in its order, with their sizes in bytes.

    Raises WeightsError for what is no zip file, and where a member is there twice, is locked, or all together are too large.
    """

    def __init__(self, data: bytes) -> None:
        check_size(len(data), "The file has")
        # zipfile makes an object for each entry before anyone can count them.
        check_count(data.count(_ENTRY) - _EXTRAS)
        with _translated():
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        self.sizes: dict[str, int] = {}
        for member in self._zip.infolist():
            _check_member(member)
            if member.filename in self.sizes:
                raise WeightsError(f"{shown(member.filename)} is in the file twice.", SAVE_AGAIN)
            self.sizes[member.filename] = member.file_size
        check_size(sum(self.sizes.values()), "Unpacked, the file has")

    def read(self, name: str) -> bytes:
        """The bytes of a member; never more than its entry says. Raises WeightsError if it is damaged."""
        with _translated(name), self._zip.open(name) as file:
            data = file.read(self.sizes[name])
        if len(data) != self.sizes[name]:
            raise WeightsError(
                f"{shown(name)} has {len(data):,} bytes of the {self.sizes[name]:,} that it should have.", SAVE_AGAIN
            )
        return data


def _check_member(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise WeightsError(f"{shown(member.filename)} is locked with a password.", "Save the file without a password.")
    if member.compress_type not in _PACKING:
        raise WeightsError(
            f"{shown(member.filename)} is packed by method {member.compress_type}, which cannot be read.",
            "Save the file without compression.",
        )


@contextmanager
def _translated(name: str = "") -> Iterator[None]:
    try:
        yield
    except _BROKEN:
        what = (
            f"{shown(name)} in the file is damaged."
            if name
            else "The file is cut short or damaged: its list is missing."
        )
        raise WeightsError(what, SAVE_AGAIN) from None
