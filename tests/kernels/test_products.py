"""Products with large matrices: against numpy in float64, whatever the order of the matrix, and on any number of threads."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from explorer.kernels import products, threads
from explorer.kernels.products import multiply


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("vectors", [1, 3, 9])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_equals_the_product_in_float64(order: Any, vectors: int, dtype: Any) -> None:
    rng = np.random.default_rng(0)
    matrix = np.asarray(rng.normal(size=(700, 4100)), np.float32, order=order)
    x = rng.normal(size=(vectors, 700)).astype(dtype)
    assert matrix.size >= products.LARGE
    found = multiply(x, matrix)
    assert found.dtype == dtype
    np.testing.assert_allclose(found, x.astype(np.float64) @ matrix.astype(np.float64), rtol=0, atol=3e-3)


@pytest.mark.parametrize("order", ["C", "F"])
def test_no_number_depends_on_the_number_of_threads(order: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    matrix, x = np.asarray(rng.normal(size=(900, 4500)), np.float32, order=order), rng.normal(size=(1, 900))
    found = []
    for count in (1, 2, 5):
        monkeypatch.setattr(threads, "processors", lambda count=count: count)
        threads._pool.cache_clear()
        found.append(multiply(x, matrix))
    threads._pool.cache_clear()
    for each in found[1:]:
        np.testing.assert_array_equal(each, found[0])
