"""Protobuf's wire format, as far as ONNX needs it: https://protobuf.dev/programming-guides/encoding/.

A message is its fields, one after the other; a field is a key, which has its number and how it is written, and the value.
"""

from __future__ import annotations

import struct

VARINT, LENGTH, FIXED32 = 0, 2, 5
_WORD = 1 << 64
MOST_BYTES = 2**31 - 1
"""Bytes of one message: protobuf counts them in 32 bits with a sign."""


def varint(number: int) -> bytes:
    """A whole number in groups of seven bits, the lowest first; a negative one as 64 bits.

    >>> varint(300).hex()
    'ac02'
    """
    left, out = number % _WORD, bytearray()
    while left > 127:
        out.append(left & 127 | 128)
        left >>= 7
    out.append(left)
    return bytes(out)


def key(field: int, how: int) -> bytes:
    """What a field begins with."""
    return varint(field << 3 | how)


def whole(field: int, number: int) -> bytes:
    """A field that is a whole number."""
    return key(field, VARINT) + varint(number)


def single(field: int, number: float) -> bytes:
    """A field that is a float32."""
    return key(field, FIXED32) + struct.pack("<f", number)


def head(field: int, length: int) -> bytes:
    """What stands before `length` bytes of text or of a message."""
    return key(field, LENGTH) + varint(length)


def block(field: int, content: bytes) -> bytes:
    """A field that is bytes or a message."""
    return head(field, len(content)) + content


def text(field: int, content: str) -> bytes:
    """A field that is text, as UTF-8; what UTF-8 cannot hold becomes a question mark."""
    return block(field, content.encode("utf-8", "replace"))
