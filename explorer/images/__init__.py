"""Images: files, drawings and samples to float32 pixels of the size that a network takes.

>>> explorer.images.picture_for("cat", (64, 64, 3)).pixels.shape
(64, 64, 3)
"""

from explorer.images.choosing import picture_for
from explorer.images.decoding import FORMATS, MAX_BYTES, decode
from explorer.images.fitting import FITS, check_target_size, fit
from explorer.images.picture import MAX_PIXELS, MAX_SIDE, Picture, digest, sentence
from explorer.weights.bank import LUMA

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
