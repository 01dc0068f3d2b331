"""The pictures in a figure: PNG, JPEG and WebP files in data addresses. Nothing is fetched."""

from __future__ import annotations

import base64
import binascii
import io
from functools import lru_cache

from PIL import Image

from explorer.errors import SettingError

_STARTS = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "webp"))
SVG = "data:image/svg+xml;base64,"


def picture_bytes(address: str) -> bytes:
    """The file in a data address. Raises SettingError for any other address."""
    start = next((start for start in _STARTS if address.startswith(start)), None)
    try:
        if start is None:
            raise ValueError
        return base64.b64decode(address[len(start) :], validate=True)
    except (ValueError, binascii.Error):
        raise SettingError(
            f"An image with the address {address[:40]!r} is not drawn: nothing is fetched.",
            "Give it as a data address of a PNG, JPEG or WebP file.",
        ) from None


@lru_cache(maxsize=512)
def picture_size(source: bytes) -> tuple[int, int]:
    """Rows and columns of a picture, from its header."""
    if source.startswith(b"\x89PNG"):  # quicker than Pillow, and there are hundreds (PNG specification, 11.2.1)
        return int.from_bytes(source[20:24], "big"), int.from_bytes(source[16:20], "big")
    with Image.open(io.BytesIO(source), formats=("JPEG", "WEBP")) as opened:
        return opened.height, opened.width
