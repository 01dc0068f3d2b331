"""QR codes: a text as a grid of dark and light modules, after ISO/IEC 18004 (model 2, byte mode, levels L and M).

The smallest version that holds the text at level L is taken, and level M where it fits into the same version. Of the eight
masks the one with the least penalty is used, as the standard asks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.errors import LinkError
from explorer.scene.qr.bits import CAPACITY_40, codewords, fitting
from explorer.scene.qr.grid import blank, masked, place
from explorer.scene.qr.penalty import penalty

LONGEST = CAPACITY_40
"""How many bytes the largest code holds: version 40 at level L."""


def encode(text: str) -> NDArray[np.bool_]:
    """The code of `text` in UTF-8, (side, side) modules, True is dark, without the quiet zone of 4 modules around it.

    Raises LinkError where the text has more than LONGEST bytes.
    """
    data = text.encode()
    if len(data) > LONGEST:
        raise LinkError(
            f"A QR code holds at most {LONGEST:,} characters; this link has {len(data):,}.",
            "Send the link itself, or undo edits of filters: each edited weight travels in the link.",
        )
    version, level = fitting(len(data))
    modules, fixed = blank(version)
    place(modules, fixed, codewords(data, version, level))
    return min((masked(modules, fixed, version, level, mask) for mask in range(8)), key=penalty)


def version_of(modules: NDArray[np.bool_]) -> int:
    """The version, 1 to 40, of a code: it has 17 + 4 x version modules a side."""
    return (len(modules) - 17) // 4
