"""Arrays that nobody can write to: what was made of them once holds for as long as they live."""

from __future__ import annotations

import numpy as np

from explorer.kernels.blocks import Array


def is_constant(array: Array) -> bool:
    """Whether neither this array nor the one that owns its memory can be written to."""
    owner = array if array.base is None else array.base
    return (
        not array.flags.writeable
        and isinstance(owner, np.ndarray)
        and owner.flags.owndata
        and not owner.flags.writeable
    )


def make_constant(array: Array) -> None:
    """From now on nobody can write to `array`, nor to the array that owns its memory."""
    array.flags.writeable = False
    if isinstance(array.base, np.ndarray):
        array.base.flags.writeable = False
