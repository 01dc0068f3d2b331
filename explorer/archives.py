"""Zip files from outside: what is in them is counted and measured before any of it is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from explorer.errors import ExplorerError
from explorer.plain import shown

SAVE_AGAIN: Final = "Save the file again, or download it again if it was cut short."
_ENTRY = b"PK\x01\x02"
"""What the entry of each member in the list at the end begins with."""
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

    `check_size` and `check_count` raise for sizes (with words on what has it: "The file has") and for numbers of members that
    are too large; everything else raises `refusal`: what is no zip file, a member that is there twice or is locked.
    """

    def __init__(
        self,
        data: bytes,
        check_size: Callable[[int, str], object],
        check_count: Callable[[int], object],
        refusal: type[ExplorerError],
    ) -> None:
        check_size(len(data), "The file has")
        check_count(data.count(_ENTRY))  # zipfile makes an object for each entry before anyone can count them
        self._refusal = refusal
        with self._translated():
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        self.sizes: dict[str, int] = {}
        for member in self._zip.infolist():
            self._check_member(member)
            if member.filename in self.sizes:
                raise refusal(f"{shown(member.filename)} is in the file twice.", SAVE_AGAIN)
            self.sizes[member.filename] = member.file_size
        check_size(sum(self.sizes.values()), "Unpacked, the file has")

    def read(self, name: str) -> bytes:
        """The bytes of a member; never more than its entry says. Raises the refusal if it is damaged."""
        with self._translated(name), self._zip.open(name) as file:
            data = file.read(self.sizes[name])
        if len(data) != self.sizes[name]:
            raise self._refusal(
                f"{shown(name)} has {len(data):,} bytes of the {self.sizes[name]:,} that it should have.", SAVE_AGAIN
            )
        return data

    def _check_member(self, member: zipfile.ZipInfo) -> None:
        if member.flag_bits & _ENCRYPTED:
            raise self._refusal(
                f"{shown(member.filename)} is locked with a password.", "Save the file without a password."
            )
        if member.compress_type not in _PACKING:
            raise self._refusal(
                f"{shown(member.filename)} is packed by method {member.compress_type}, which cannot be read.",
                "Save the file without compression.",
            )

    @contextmanager
    def _translated(self, name: str = "") -> Iterator[None]:
        try:
            yield
        except _BROKEN:
            what = (
                f"{shown(name)} in the file is damaged."
                if name
                else "The file is cut short or damaged: its list is missing."
            )
            raise self._refusal(what, SAVE_AGAIN) from None
