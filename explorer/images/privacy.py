"""Photos without what the camera wrote into them: place, time, serial numbers, the names of people.

Everything is left out but what the picture looks like: the pixels stay as they are, byte by byte, with their colour
profile and the side that is up. Sources: JPEG (ITU-T T.81, annex B), Exif 2.32, PNG (W3C, third edition), WebP Container
Specification, GIF89a Specification.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from PIL import Image

from explorer.errors import ImageError
from explorer.images.decoding import FORMATS, decode

_ORIENTATION: Final = 0x0112
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset(b"IHDR PLTE IDAT IEND tRNS bKGD pHYs gAMA cHRM sRGB iCCP cICP sBIT acTL fcTL fdAT".split())
_WEBP_KEPT: Final = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_EXIF_FLAG, _XMP_FLAG = 0x08, 0x04
_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_ALONE: Final = frozenset((0x01, *range(0xD0, 0xD8)))
"""JPEG markers that nothing belongs to: TEM and the restart markers."""
_LOOPS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def without_metadata(data: bytes) -> bytes:
    """The image file without metadata; the same bytes if it has none. It decodes to the same pixels.

    Raises ImageError for a file that is no image, and for one that is not built as its format says.
    """
    before = decode(data)
    turned = _orientation(data)
    try:
        clean = _STRIPPERS[_format(data)](data, turned)
        same = np.array_equal(decode(clean).pixels, before.pixels)
    except (ImageError, IndexError, struct.error, ValueError):
        same = False
    if not same:
        raise ImageError(
            "This photo is built in an unusual way, so that what the camera wrote into it cannot be taken out.",
            "Save it as PNG, and upload it again.",
        )
    return clean


def _format(data: bytes) -> str:
    """Its format, one of FORMATS, by its first bytes."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        return "JPEG" if image.format == "MPO" else str(image.format)


def _orientation(data: bytes) -> int:
    """Which side is up, 1 to 8 as in Exif; 1 where nothing is said."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            found = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # odd metadata, which `decode` disregards as well
        return 1
    return found if found in range(1, 9) else 1


def _exif(turned: int) -> bytes:
    """Exif that says nothing but which side is up: a TIFF header, and one entry of type SHORT."""
    return b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, turned, 0, 0)


# -- JPEG: segments, each a marker with its length; only pixels, tables and colour stay ---------------------------------


def _jpeg(data: bytes, turned: int) -> bytes:
    out = [b"\xff\xd8"]
    said = turned == 1
    for marker, content in _jpeg_parts(data):
        if marker != 0xE0 and not said:  # after the JFIF header, if there is one
            said = True
            exif = b"Exif\0\0" + _exif(turned)
            out.append(b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif)
        if _belongs_to_the_picture(marker, content):
            out.append(content)
    return b"".join(out)


def _belongs_to_the_picture(marker: int, content: bytes) -> bool:
    """Of application segments JFIF's and Adobe's say how colours are coded, and ICC's what they mean."""
    name = content[4:16]
    if 0xE0 <= marker <= 0xEF:
        return (
            (marker == 0xE0 and name.startswith(b"JFIF\0"))
            or (marker == 0xE2 and name == b"ICC_PROFILE\0")
            or (marker == 0xEE and name.startswith(b"Adobe"))
        )
    return marker != _COM


def _jpeg_parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Every segment after the first marker with its bytes, the data of a scan with its head, up to the end of the picture.

    What follows the end, such as a second picture or a film, is left out.
    """
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("no marker")
        start = at
        while data[at + 1] == 0xFF:  # fill bytes
            at += 1
        marker = data[at + 1]
        if marker == _EOI:
            yield marker, b"\xff\xd9"
            return
        end = at + 2
        if marker not in _ALONE:
            (length,) = struct.unpack_from(">H", data, at + 2)
            end += length
        if marker == _SOS:
            end = _end_of_scan(data, end)
        content = data[at:end]
        if len(content) != end - at:
            raise ValueError(f"cut off at {start}")
        yield marker, content if marker != 0xE0 else _without_thumbnail(content)
        at = end


def _without_thumbnail(jfif: bytes) -> bytes:
    """A JFIF header without the small picture that it may hold: that can show what was cropped away."""
    if not jfif[4:].startswith(b"JFIF\0") or len(jfif) < 18:
        return jfif
    return b"\xff\xe0\x00\x10" + jfif[4:16] + b"\0\0"


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands that is neither a restart nor an escaped 255."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] != 0 and data[at + 1] not in _ALONE:
            return at
        at += 2


# -- PNG: chunks with name and checksum ---------------------------------------------------------------------------------


def _png(data: bytes, turned: int) -> bytes:
    out, at = [_PNG], len(_PNG)
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if name in _PNG_KEPT:
            out.append(data[at:end])
        if name == b"IHDR" and turned != 1:
            body = b"eXIf" + _exif(turned)
            out.append(struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)))
        if name == b"IEND":
            return b"".join(out)
        at = end


# -- WebP: a RIFF container --------------------------------------------------------------------------------------------


def _webp(data: bytes, turned: int) -> bytes:
    (size,) = struct.unpack_from("<I", data, 4)
    out, at = [], 12
    while at + 8 <= min(8 + size, len(data)):
        name, length = struct.unpack_from("<4sI", data, at)
        end = at + 8 + length + length % 2
        chunk = data[at:end]
        if name == b"VP8X":
            flags = chunk[8] & ~(_EXIF_FLAG | _XMP_FLAG) | (_EXIF_FLAG if turned != 1 else 0)
            chunk = chunk[:8] + bytes([flags]) + chunk[9:]
        if name in _WEBP_KEPT:
            out.append(chunk)
        at = end
    if turned != 1:
        exif = _exif(turned)
        out.append(struct.pack("<4sI", b"EXIF", len(exif)) + exif)
    body = b"WEBP" + b"".join(out)
    return b"RIFF" + struct.pack("<I", len(body)) + body


# -- GIF: blocks, of which comments and what applications wrote go -----------------------------------------------------


def _gif(data: bytes, turned: int) -> bytes:
    at = 13 + _table(data[10])
    out = [data[:at]]
    while data[at] != 0x3B:
        if data[at] == 0x21:
            end = _end_of_blocks(data, at + 2)
            label = data[at + 1]
            if label == 0xF9 or (label == 0xFF and data[at + 3 : at + 14] in _LOOPS):
                out.append(data[at:end])
        elif data[at] == 0x2C:
            end = _end_of_blocks(data, at + 11 + _table(data[at + 9]))
            out.append(data[at:end])
        else:
            raise ValueError("no block")
        at = end
    return b"".join([*out, b";"])


def _table(flags: int) -> int:
    """Bytes of the table of colours that follows, if one does."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_blocks(data: bytes, at: int) -> int:
    """Where the sub-blocks that begin at `at` end; an image's begin with the size of its codes."""
    while data[at]:
        at += 1 + data[at]
    return at + 1


# -- BMP: has nothing but pixels up to its size --------------------------------------------------------------------------


def _bmp(data: bytes, turned: int) -> bytes:
    return data


_STRIPPERS: Final[dict[str, Callable[[bytes, int], bytes]]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "WEBP": _webp,
    "GIF": _gif,
    "BMP": _bmp,
}
