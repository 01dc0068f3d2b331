"""A PNG file holds the pixels that were written, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.images import decode
from explorer.images.encoding import as_png


@pytest.mark.parametrize("channels", [1, 3])
def test_decoded_they_are_the_same(channels: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, channels), np.uint8)
    found = decode(as_png(pixels)).pixels
    np.testing.assert_array_equal(found, np.broadcast_to(pixels, (5, 7, 3)).astype(np.float32) / np.float32(255))
