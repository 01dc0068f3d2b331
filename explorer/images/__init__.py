"""Image files to arrays, brought to the size that a network takes.

>>> explorer.images.picture_for("cat", (64, 64, 3)).pixels.shape
(64, 64, 3)
"""

from explorer.images.choosing import picture_for
from explorer.images.files import (
    FITS,
    FORMATS,
    LUMA,
    MAX_BYTES,
    MAX_PIXELS,
    MAX_SIDE,
    Picture,
    check_target_size,
    decode,
    digest,
    fit,
    sentence,
)

__all__ = [
    "FITS",
    "FORMATS",
    "LUMA",
    "MAX_BYTES",
    "MAX_PIXELS",
    "MAX_SIDE",
    "Picture",
    "check_target_size",
    "decode",
    "digest",
    "fit",
    "picture_for",
    "sentence",
]
