"""Small pictures of at most 256 colours as PNG files (W3C, Portable Network Graphics, third edition).

A page shows a hundred of them, and Pillow takes twice as long for its own housekeeping as for one of these.
"""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_BITS, _PALETTE = 8, 3
"""Bits of a pixel, and the colour type of pixels that are indices into a palette."""
_LEVEL, _WINDOW_BITS, _MEMORY = 6, 12, 6
"""Of zlib's compression. With runs alone (Z_RLE) and little memory a page of maps is as small, in two thirds of the time."""


def palette_png(picture: NDArray[np.uint8], palette: bytes) -> bytes:
    """A picture (rows, columns) of indices into `palette`, which has three bytes a colour, as a PNG file."""
    rows, cols = picture.shape
    lines = np.zeros((rows, cols + 1), np.uint8)  # each begins with the number of its filter, 0: none
    packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW_BITS, _MEMORY, zlib.Z_RLE)
    lines[:, 1:] = picture
    header = struct.pack(">IIBBBBB", cols, rows, _BITS, _PALETTE, 0, 0, 0)
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", header),
            _palette_chunk(palette),
            _chunk(b"IDAT", packing.compress(lines.tobytes()) + packing.flush()),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@lru_cache(maxsize=16)
def _palette_chunk(palette: bytes) -> bytes:
    return _chunk(b"PLTE", palette)
