"""A bundle as a zip file, to keep, to send, and to open again: `manifest.json` and `files/NAME`."""

from __future__ import annotations

import io
import zipfile
import zlib

from explorer import limits
from explorer.errors import StoreError
from explorer.store import bundle as bundles
from explorer.store.bundle import Bundle

SUFFIX = ".cnn.zip"
_MANIFEST, _FOLDER = "manifest.json", "files/"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every member, so that equal bundles make equal files."""


def pack(bundle: Bundle) -> bytes:
    """The zip file of a bundle."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        _add(archive, _MANIFEST, bundle.manifest, zipfile.ZIP_DEFLATED)
        for name, data in sorted(bundle.files.items()):
            _add(archive, f"{_FOLDER}{name}", data, zipfile.ZIP_STORED)  # photos are compressed already
    return buffer.getvalue()


def unpack(data: bytes) -> Bundle:
    """The bundle of a zip file. Sizes are checked before anything is unpacked. Raises StoreError, and nothing else."""
    other = "Choose a file that was downloaded from a Share dialog."
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            manifest = _member(archive, _MANIFEST, bundles.MAX_MANIFEST)
            names = bundles.files_named(manifest)
            sizes = [archive.getinfo(f"{_FOLDER}{name}").file_size for name in names]
            if sum(sizes) > limits.DEMO_BYTES:
                raise StoreError(
                    f"The files of this demo take {sum(sizes) / 1e6:,.1f} MB; at most {limits.DEMO_BYTES / 1e6:,.0f} MB can "
                    "be read.",
                    other,
                )
            files = {name: _member(archive, f"{_FOLDER}{name}", size) for name, size in zip(names, sizes, strict=True)}
    except StoreError:
        raise
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError, NotImplementedError, RuntimeError):
        raise StoreError("This file is no demo.", other) from None
    return bundles.read(manifest, files)


def _add(archive: zipfile.ZipFile, name: str, data: bytes, compression: int) -> None:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.external_attr = 0o644 << 16
    archive.writestr(member, data, compression)


def _member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """One member, of which at most `most` bytes are read, whatever its header says."""
    with archive.open(name) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise StoreError(f"{name} in this file has more than {most:,} bytes.", "Ask its author for it again.")
    return data
