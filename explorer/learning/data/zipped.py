"""Pictures of one's own as a zip file, which `pictures_from_zip` and `cnn-explorer train --data` read."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from explorer.images.encoding import as_png
from explorer.learning.data.own import OwnPictures
from explorer.learning.data.uploads import ORDER

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_IN_NAMES: Final = str.maketrans({"/": "\u2215", "\\": "\u2216", ":": "\u2236"})
"""Signs that cannot stand in the name of a folder, and others that look like them."""


def zip_of(own: OwnPictures) -> bytes:
    """A folder for each class, with its pictures as PNG at the size they are kept, and the order of the classes.

    Read back, the pictures are the same to the last bit and in the same order, so that a training goes on with them. Names
    that no folder can have come back with signs that look alike.
    """
    made = io.BytesIO()
    folders = [_folder(name) for name in own.names]
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:  # PNG is packed already
        _add(archive, ORDER, "".join(f"{name}\n" for name in folders).encode())
        for folder, each in zip(folders, own.classes, strict=True):
            for place, picture in enumerate(each.pictures, 1):
                _add(archive, f"{folder}/{place:05}.png", as_png(picture))
    return made.getvalue()


def _folder(name: str) -> str:
    plain = name.translate(_IN_NAMES)
    return f"_{plain}" if plain.startswith(".") else plain


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.external_attr = 0o644 << 16
    archive.writestr(member, data)
