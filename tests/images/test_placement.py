"""Where the px of an input lie on the image that they were made of."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.images import FITS, Picture, fit
from explorer.images.crop import Crop
from explorer.images.placement import place


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, int, int, int, str, Crop | None]:
    """An image's rows and columns, those of an input, how it is fitted, and a part of it or None."""
    rows, cols, height, width = (draw(st.integers(1, 90)) for _ in range(4))
    part = None
    if draw(st.booleans()):
        top, left = draw(st.integers(0, rows - 1)), draw(st.integers(0, cols - 1))
        part = Crop(top, left, draw(st.integers(1, rows - top)), draw(st.integers(1, cols - left)))
    return rows, cols, height, width, draw(st.sampled_from(FITS)), part


@settings(max_examples=200, deadline=None)
@given(cases())
def test_what_is_used_lies_in_the_image_and_fills_its_place(case: tuple[int, int, int, int, str, Crop | None]) -> None:
    rows, cols, height, width, how, part = case
    placement = place(*case)
    placement.used.cut(np.zeros((rows, cols)))  # raises if it reaches beyond
    placement.inner.cut(np.zeros((height, width)))
    assert (placement.row(placement.inner.top), placement.col(placement.inner.left)) == (
        placement.used.top,
        placement.used.left,
    )
    end = placement.row(placement.inner.top + placement.inner.height)
    np.testing.assert_allclose(end, placement.used.top + placement.used.height)
    if how != "pad":
        assert (placement.inner.height, placement.inner.width) == (height, width)
    if how != "crop":
        assert placement.used == (part or Crop(0, 0, rows, cols))


@settings(max_examples=150, deadline=None)
@given(cases())
def test_a_ramp_has_the_value_of_the_place_that_a_px_comes_from(
    case: tuple[int, int, int, int, str, Crop | None],
) -> None:
    """Resizing keeps a linear ramp where its filter does not reach beyond the picture: `fit` itself is the oracle."""
    rows, cols, height, width, how, part = case
    across = np.broadcast_to((np.arange(cols) + 0.5) / cols, (rows, cols))
    down = np.broadcast_to(((np.arange(rows) + 0.5) / rows)[:, None], (rows, cols))
    picture = Picture(np.stack([across, down, 0 * down], axis=2).astype(np.float32))
    fitted = fit(picture, height, width, how, 3, part).pixels
    placement = place(*case)
    inner, margin = placement.inner, [3 + round(3 / min(scale, 1)) for scale in placement.scale]
    for row in range(inner.top + margin[0], inner.top + inner.height - margin[0]):
        seen = rows * fitted[row, inner.left + inner.width // 2, 1]
        np.testing.assert_allclose(seen, placement.row(row + 0.5), atol=0.05)  # px of the image; Lanczos ripples
    for col in range(inner.left + margin[1], inner.left + inner.width - margin[1]):
        seen = cols * fitted[inner.top + inner.height // 2, col, 0]
        np.testing.assert_allclose(seen, placement.col(col + 0.5), atol=0.05)
