"""The penalty of a QR code, the higher the harder it is to read: the four rules of ISO/IEC 18004, 7.8.3."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_FINDER_LIKE = np.array([1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0], bool)


def penalty(modules: NDArray[np.bool_]) -> int:
    """Points for long runs, 2 x 2 blocks of one colour, shapes like a finder pattern, and an excess of dark or light."""
    lines = _runs(modules) + _runs(modules.T) + _finder_like(modules) + _finder_like(modules.T)
    across = modules[:, 1:] == modules[:, :-1]
    same = across[1:] & across[:-1] & (modules[1:] == modules[:-1])[:, 1:]
    off = abs(100 * int(modules.sum()) / modules.size - 50)
    return lines + 3 * int(same.sum()) + 10 * int(off / 5)


def _runs(modules: NDArray[np.bool_]) -> int:
    """Along rows: 3 points for five equal modules in a row, and 1 for each further one."""
    side = len(modules)
    bounds = np.ones((side, side + 1), bool)
    bounds[:, 1:-1] = modules[:, 1:] != modules[:, :-1]
    lengths = np.diff(np.flatnonzero(bounds.ravel()))
    return int((lengths[lengths >= 5] - 2).sum())


def _finder_like(modules: NDArray[np.bool_]) -> int:
    """Along rows: 40 points for every 1011101 with four light modules on one side."""
    count = 0
    windows = np.lib.stride_tricks.sliding_window_view(modules, 11, axis=1)
    for pattern in (_FINDER_LIKE, _FINDER_LIKE[::-1]):
        count += int((windows == pattern).all(axis=2).sum())
    return 40 * count
