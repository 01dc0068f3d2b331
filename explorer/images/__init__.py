"""Image files to arrays, brought to the size that a network takes."""

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
