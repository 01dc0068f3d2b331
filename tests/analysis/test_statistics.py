"""Statistics of maps against direct counting."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.analysis.statistics import channel_order, strengths, summary


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 500), st.integers(1, 6))
def test_summary_and_order(seed: int, channels: int) -> None:
    rng = np.random.default_rng(seed)
    maps = rng.normal(size=(4, 5, channels)).astype(np.float32) * (rng.random((4, 5, channels)) > 0.4)
    found = summary(maps)
    cells = [float(value) for value in maps.ravel()]
    assert (found.minimum, found.maximum) == (min(cells), max(cells))
    np.testing.assert_allclose(found.mean, sum(cells) / len(cells), atol=1e-12)
    assert found.zeros == cells.count(0.0) / len(cells)
    strong = strengths(maps)
    np.testing.assert_allclose(
        strong, [np.mean([abs(float(v)) for v in maps[:, :, c].ravel()]) for c in range(channels)]
    )
    assert channel_order(maps, by_strength=False) == list(range(channels))
    ranked = channel_order(maps, by_strength=True)
    assert sorted(ranked) == list(range(channels))
    assert all(strong[a] > strong[b] or (strong[a] == strong[b] and a < b) for a, b in itertools.pairwise(ranked))
