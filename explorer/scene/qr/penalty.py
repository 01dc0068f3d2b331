"""How hard a QR code is to read: the four penalties of ISO/IEC 18004, 7.8.3."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_FINDER_LIKE = np.array([1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0], bool)


def penalty(modules: NDArray[np.bool_]) -> int:
    """Points for long runs, 2 x 2 blocks, shapes like a finder pattern, and too much dark or light."""
    lines = _runs(modules) + _runs(modules.T) + _alike(modules) + _alike(modules.T)
    across = modules[:, 1:] == modules[:, :-1]
    same = across[1:] & across[:-1] & (modules[1:] == modules[:-1])[:, 1:]
    off = abs(100 * int(modules.sum()) / modules.size - 50)
    return lines + 3 * int(same.sum()) + 10 * int(off / 5)


def _runs(modules: NDArray[np.bool_]) -> int:
    """Along rows: 3 points for five alike in a row, and one for every further."""
    side = len(modules)
    bounds = np.ones((side, side + 1), bool)
    bounds[:, 1:-1] = modules[:, 1:] != modules[:, :-1]
    lengths = np.diff(np.flatnonzero(bounds.ravel()))
    return int((lengths[lengths >= 5] - 2).sum())


def _alike(modules: NDArray[np.bool_]) -> int:
    """Along rows: 40 points for every 1011101 with four light modules on one side."""
    found = 0
    windows = np.lib.stride_tricks.sliding_window_view(modules, 11, axis=1)
    for pattern in (_FINDER_LIKE, _FINDER_LIKE[::-1]):
        found += int((windows == pattern).all(axis=2).sum())
    return 40 * found
