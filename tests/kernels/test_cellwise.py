"""Numbers within bounds, and functions a block at a time, against numpy's own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.kernels import cellwise

ANY = st.floats(width=32, allow_nan=True, allow_infinity=True)


@given(x=arrays(np.float32, st.integers(0, 12), elements=ANY), high=st.sampled_from([None, 6.0]))
def test_bounded_is_the_larger_and_the_smaller_of_two(x: Any, high: float | None) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for run, alone in ((1 << 15, 1 << 21), (3, 1 << 21), (3, 0)):
            patch.setattr(cellwise, "RUN", run)
            patch.setattr(cellwise, "EXACT_ALONE", alone)
            patch.setattr(cellwise, "EXACT_LENGTH", 4)
            cellwise._run_of.cache_clear()
            found = cellwise.bounded(x.reshape(-1, 1), 0.0, high)
            np.testing.assert_array_equal(found, np.clip(x.reshape(-1, 1), 0, high))
            assert found.dtype == x.dtype
            assert not np.signbit(found[~np.isnan(found)]).any()
    cellwise._run_of.cache_clear()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("count", [1, 1 << 15, (1 << 15) + 1, (1 << 21) + 5])
def test_bounded_at_the_lengths_where_its_way_changes(count: int, dtype: Any) -> None:
    x = np.random.default_rng(0).normal(scale=8, size=count).astype(dtype)
    np.testing.assert_array_equal(cellwise.bounded(x, 0.0, 6.0), np.clip(x, 0, 6))
    np.testing.assert_array_equal(cellwise.bounded(x, 0.0), np.maximum(x, 0))


def test_functions_are_in_float64_and_rounded_once() -> None:
    x = np.linspace(-5, 5, cellwise.BLOCK_LENGTH + 7, dtype=np.float32)
    found = cellwise.by_blocks(np.exp, x)
    np.testing.assert_array_equal(found, np.exp(x.astype(np.float64)).astype(np.float32))
