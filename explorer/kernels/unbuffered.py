"""Sums of arrays that do not lie in one run of memory, without the copies that numpy makes of them.

Where an operand is used again for every row, or its rows lie apart, numpy (2.3 and later) copies it into buffers of 8,192
numbers first. Of rows of a thousand numbers and more that takes two to ten times as long as the sums: on some processors a copy
is slow whose source and target lie alike within their pages. With short rows, and where numbers are cast, the buffers help.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

import numpy as np

LEAST = 16
"""Numbers of the smallest buffers that numpy has; rows that are longer go past them."""


class unbuffered(AbstractContextManager[None]):
    """A context in which numpy's elementwise functions work on rows of 16 numbers and more as they lie in memory.

    It holds for this thread alone.
    """

    def __enter__(self) -> None:
        self._size = np.setbufsize(LEAST)

    def __exit__(self, *error: object) -> None:
        np.setbufsize(self._size)
