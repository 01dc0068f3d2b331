"""The bits of a QR code: which version holds a text, its codewords, and their error correction."""

from __future__ import annotations

from functools import lru_cache

# Per version 1 to 40 and level: error correction codewords per block, and blocks. ISO/IEC 18004, table 9.
_CORRECTION = {
    "L": (
        "7 10 15 20 26 18 20 24 30 18 20 24 26 30 22 24 28 30 28 28 28 28 30 30 26 28 30 30 30 30 30 30 30 30 30 30 30 30 "
        "30 30"
    ),
    "M": (
        "10 16 26 18 24 16 18 22 22 26 30 22 22 24 24 28 28 26 26 26 26 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 "
        "28 28"
    ),
}
_BLOCKS = {
    "L": "1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 8 9 9 10 12 12 12 13 14 15 16 17 18 19 19 20 21 22 24 25",
    "M": "1 1 1 2 2 4 4 4 5 5 5 8 9 9 10 10 11 13 14 16 17 17 18 20 21 23 25 26 28 29 31 33 35 37 38 40 43 45 47 49",
}
CORRECTION = {level: tuple(map(int, text.split())) for level, text in _CORRECTION.items()}
BLOCKS = {level: tuple(map(int, text.split())) for level, text in _BLOCKS.items()}
VERSIONS = range(1, 41)
LEVELS = ("L", "M")


def alignment(version: int) -> tuple[int, ...]:
    """Rows (and columns) of the centres of the alignment patterns; none in version 1."""
    if version == 1:
        return ()
    count, last = version // 7 + 2, 4 * version + 10
    step = 26 if version == 32 else (version * 4 + count * 2 + 1) // (count * 2 - 2) * 2
    return (6, *sorted(last - step * index for index in range(count - 1)))


def total_codewords(version: int) -> int:
    """Bytes that a version holds, data and correction together: an eighth of its modules without patterns and formats."""
    modules = (16 * version + 128) * version + 64
    count = len(alignment(version))
    if count:
        modules -= (25 * count - 10) * count - 55
    if version >= 7:
        modules -= 36
    return modules // 8


def data_codewords(version: int, level: str) -> int:
    """Bytes of data that a version holds at a level."""
    return total_codewords(version) - CORRECTION[level][version - 1] * BLOCKS[level][version - 1]


def capacity(version: int, level: str) -> int:
    """Bytes of text that fit: 4 bits of the data name the mode, 8 or 16 its length."""
    return data_codewords(version, level) - (2 if version < 10 else 3)


CAPACITY_40 = capacity(40, "L")
"""Bytes of text in the largest code."""


def fitting(length: int) -> tuple[int, str]:
    """The smallest version for `length` bytes at level L, and level M if they fit into it at that level as well."""
    version = next(version for version in VERSIONS if capacity(version, "L") >= length)
    return version, "M" if capacity(version, "M") >= length else "L"


def codewords(data: bytes, version: int, level: str) -> bytes:
    """All bytes of the code in the order in which they are placed: blocks interleaved, then their correction."""
    filled = _filled(data, version, level)
    blocks, size = BLOCKS[level][version - 1], CORRECTION[level][version - 1]
    short, longer = divmod(len(filled), blocks)
    parts, start = [], 0
    for index in range(blocks):
        length = short + (index >= blocks - longer)
        parts.append(filled[start : start + length])
        start += length
    checks = [correction(part, size) for part in parts]
    interleaved = [part[i] for i in range(short + 1) for part in parts if i < len(part)]
    return bytes([*interleaved, *(check[i] for i in range(size) for check in checks)])


def _filled(data: bytes, version: int, level: str) -> bytes:
    """The data codewords: mode, length and text, up to four zero bits, then the two padding bytes of the standard in turn."""
    size = data_codewords(version, level)
    bits = f"0100{len(data):0{8 if version < 10 else 16}b}" + "".join(f"{byte:08b}" for byte in data)
    bits += "0" * min(4, size * 8 - len(bits))
    bits += "0" * (-len(bits) % 8)
    filled = bytearray(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
    filled.extend((0xEC, 0x11)[i % 2] for i in range(size - len(filled)))
    return bytes(filled)


def multiplied(x: int, y: int) -> int:
    """The product in GF(256) with the polynomial x^8 + x^4 + x^3 + x^2 + 1."""
    product = 0
    for bit in range(7, -1, -1):
        product = (product << 1) ^ (0x11D if product >> 7 else 0)
        product ^= x if y >> bit & 1 else 0
    return product


@lru_cache(maxsize=64)
def _generator(size: int) -> tuple[tuple[int, ...], ...]:
    """Per factor 0 to 255, the coefficients of (x - 1)(x - 2)(x - 4)...(x - 2^(size-1)) times it, without the first."""
    polynomial, root = [0] * (size - 1) + [1], 1
    for _ in range(size):
        polynomial = [
            multiplied(term, root) ^ (polynomial[i + 1] if i + 1 < size else 0) for i, term in enumerate(polynomial)
        ]
        root = multiplied(root, 2)
    return tuple(tuple(multiplied(term, factor) for term in polynomial) for factor in range(256))


def correction(data: bytes, size: int) -> bytes:
    """`size` bytes of Reed-Solomon correction: the remainder of `data` by the generator polynomial."""
    table = _generator(size)
    remainder = [0] * size
    for byte in data:
        row = table[byte ^ remainder[0]]
        remainder = [a ^ b for a, b in zip([*remainder[1:], 0], row, strict=True)]
    return bytes(remainder)
