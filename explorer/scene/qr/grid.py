"""The grid of a QR code: its fixed patterns, the path of the data through it, and the eight masks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from explorer.scene.qr.bits import alignment

Modules = NDArray[np.bool_]
_LEVEL_BITS = {"L": 0b01, "M": 0b00}


def blank(version: int) -> tuple[Modules, Modules]:
    """A code of a version without data (side, side), and a mask of its modules that hold no data (patterns and formats)."""
    side = 17 + 4 * version
    modules, fixed = np.zeros((side, side), bool), np.zeros((side, side), bool)
    modules[6, ::2] = modules[::2, 6] = True
    fixed[6, :] = fixed[:, 6] = True
    for row, col in ((0, 0), (0, side - 7), (side - 7, 0)):
        _finder(modules, fixed, row, col)
    fixed[8, :9] = fixed[:9, 8] = True
    fixed[8, side - 8 :] = fixed[side - 8 :, 8] = True
    modules[side - 8, 8] = True
    centres = alignment(version)
    corners = {(6, 6), (6, side - 7), (side - 7, 6)}  # where the finder patterns are
    for row, col in {(row, col) for row in centres for col in centres} - corners:
        _square(modules, fixed, row - 2, col - 2, 5)
    if version >= 7:
        _version(modules, fixed, version)
    return modules, fixed


def _finder(modules: Modules, fixed: Modules, row: int, col: int) -> None:
    """A finder pattern, 7 x 7, with its light margin."""
    fixed[max(row - 1, 0) : row + 8, max(col - 1, 0) : col + 8] = True
    modules[max(row - 1, 0) : row + 8, max(col - 1, 0) : col + 8] = False
    _square(modules, fixed, row, col, 7)


def _square(modules: Modules, fixed: Modules, row: int, col: int, side: int) -> None:
    """A dark square, inside it a light ring, inside that a dark square."""
    fixed[row : row + side, col : col + side] = True
    modules[row : row + side, col : col + side] = True
    modules[row + 1 : row + side - 1, col + 1 : col + side - 1] = False
    modules[row + 2 : row + side - 2, col + 2 : col + side - 2] = True


def _version(modules: Modules, fixed: Modules, version: int) -> None:
    """The version as 6 + 12 bits (BCH, 0x1F25), twice."""
    bits, side = version << 12 | _remainder(version << 12, 0x1F25), len(modules)
    for i in range(18):
        a, b = i // 3, side - 11 + i % 3
        modules[a, b] = modules[b, a] = bits >> i & 1
        fixed[a, b] = fixed[b, a] = True


def _remainder(value: int, divisor: int) -> int:
    """The remainder of a division of polynomials over GF(2)."""
    while value.bit_length() >= divisor.bit_length():
        value ^= divisor << (value.bit_length() - divisor.bit_length())
    return value


def path(fixed: Modules) -> Iterator[tuple[int, int]]:
    """The modules (row, column) in the order in which bits are placed: in double columns from the right, up and down."""
    side = len(fixed)
    for turn, right in enumerate(c if c > 6 else c - 1 for c in range(side - 1, 0, -2)):
        rows = range(side) if turn % 2 else range(side - 1, -1, -1)
        for row in rows:
            for col in (right, right - 1):
                if not fixed[row, col]:
                    yield row, col


def place(modules: Modules, fixed: Modules, data: bytes) -> None:
    """Writes `data` into the modules that are free, the highest bit of each byte first; those left over stay light."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8)).astype(bool)
    for (row, col), bit in zip(path(fixed), bits, strict=False):
        modules[row, col] = bit


def masked(modules: Modules, fixed: Modules, version: int, level: str, mask: int) -> Modules:
    """The finished code: the data inverted where `mask`, 0 to 7, says so, and the format information written."""
    side = len(modules)
    i, j = np.indices((side, side))
    inverted = (
        (i + j) % 2 == 0,
        i % 2 == 0,
        j % 3 == 0,
        (i + j) % 3 == 0,
        (i // 2 + j // 3) % 2 == 0,
        i * j % 2 + i * j % 3 == 0,
        (i * j % 2 + i * j % 3) % 2 == 0,
        ((i + j) % 2 + i * j % 3) % 2 == 0,
    )[mask]
    code: Modules = modules ^ (inverted & ~fixed)
    _format(code, _LEVEL_BITS[level] << 3 | mask)
    return code


def _format(modules: Modules, data: int) -> None:
    """Level and mask as 5 + 10 bits (BCH, 0x537, then 0x5412 over it), twice."""
    bits, side = (data << 10 | _remainder(data << 10, 0x537)) ^ 0x5412, len(modules)
    first = [(i, 8) for i in range(6)] + [(7, 8), (8, 8), (8, 7)] + [(8, 5 - i) for i in range(6)]
    second = [(8, side - 1 - i) for i in range(8)] + [(side - 7 + i, 8) for i in range(7)]
    for i in range(15):
        modules[first[i]] = modules[second[i]] = bits >> i & 1
    modules[side - 8, 8] = True
