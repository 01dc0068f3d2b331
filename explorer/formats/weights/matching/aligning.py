"""Two rows of things that belong together, one by one and in the same order as far as that goes."""

from __future__ import annotations

import numpy as np

from explorer.layers.base import Bools


def aligned(fits: Bools) -> dict[int, int]:
    """The most pairs (row, column) of `fits` that stand in the same order in both, the earliest columns first.

    `fits` (rows, columns) says what may be paired. It is the longest common subsequence (Wagner and Fischer 1974,
    doi:10.1145/321796.321811), a row at a time.

    >>> aligned(np.array([[True, False, True], [False, True, True]]))
    {0: 0, 1: 1}
    """
    rows, cols = fits.shape
    longest = np.zeros((rows + 1, cols + 1), np.int32)
    """[row, column]: how many pairs the rest can make, from there on."""
    for row in range(rows - 1, -1, -1):
        with_pair = longest[row + 1, 1:] + fits[row]
        best = np.maximum(longest[row + 1, :-1], with_pair)
        longest[row, :-1] = np.maximum.accumulate(best[::-1])[::-1]
    pairs, row, col = {}, 0, 0
    while row < rows and col < cols:
        if fits[row, col] and longest[row, col] == longest[row + 1, col + 1] + 1:
            pairs[row] = col
            row, col = row + 1, col + 1
        elif longest[row, col] == longest[row, col + 1]:
            col += 1
        else:
            row += 1
    return pairs


def greedy(fits: Bools, pairs: dict[int, int]) -> dict[int, int]:
    """Further pairs among what `pairs` leaves, whatever the order: each row takes the first column that fits."""
    free = np.ones(fits.shape[1], np.bool_)
    free[list(pairs.values())] = False
    more: dict[int, int] = {}
    for row in range(fits.shape[0]):
        choice = np.flatnonzero(fits[row] & free) if row not in pairs else np.empty(0, np.int64)
        if choice.size:
            more[row] = int(choice[0])
            free[choice[0]] = False
    return more
