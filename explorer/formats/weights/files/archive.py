"""Zip files of weights."""

from __future__ import annotations

from explorer import archives
from explorer.errors import WeightsError
from explorer.formats.weights.files.checks import check_count, check_size

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
"""What zip files begin with; the second is that of one with nothing in it."""
_EXTRAS = 100
"""Members that are no arrays: descriptions, versions."""


class Archive(archives.Archive):
    """The members of a zip file of weights. Raises WeightsError."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data, check_size, lambda count: check_count(count - _EXTRAS), WeightsError)
