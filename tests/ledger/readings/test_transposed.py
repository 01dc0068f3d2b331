"""The scaled kernels of a transposed convolution: added up at their places they are the layer's map."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import Cell, Conv2D, Conv2DTranspose, Network
from explorer.errors import SettingError
from explorer.ledger.readings.transposed import ScaledKernels, scaled_kernels
from tests.strategies import random_params

layers = st.builds(
    Conv2DTranspose,
    filters=st.just(2),
    kernel_size=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    strides=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    padding=st.sampled_from(["valid", "same", ((1, 0), (0, 1))]),
    dilation_rate=st.tuples(st.integers(1, 2), st.integers(1, 2)),
    use_bias=st.booleans(),
)


def added_up(record: ScaledKernels) -> np.ndarray:  # type: ignore[type-arg]
    """All scaled kernels added up, one number at a time."""
    out = np.full(record.output.shape, record.bias or 0.0)
    for (row, col, i, j), value in np.ndenumerate(record.sums):
        y = row * record.step[0] + i * record.dilation[0] - record.cut[0]
        x = col * record.step[1] + j * record.dilation[1] - record.cut[1]
        if 0 <= y < out.shape[0] and 0 <= x < out.shape[1]:
            out[y, x] += value
    return out


@settings(max_examples=60, deadline=None)
@given(layers, st.integers(3, 5), st.integers(3, 5))
def test_scaled_kernels_add_up_to_the_map(layer: Conv2DTranspose, rows: int, cols: int) -> None:
    network = Network((layer,), (rows, cols, 3))
    params = random_params(network)
    acts = explorer.run(network, params, np.random.default_rng(0).normal(size=(1, rows, cols, 3)))
    record = scaled_kernels(network, params, acts, Cell("0", 0, 0, 1))
    np.testing.assert_allclose(added_up(record), record.output, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(record.values, acts[""][0, :, :, record.channel].astype(np.float32))
    alone = [scaled_kernels(network, params, acts, Cell("0", 0, 0, 1), channel) for channel in range(3)]
    each = [np.multiply.outer(one.values, one.kernel) for one in alone]
    np.testing.assert_allclose(sum(each), record.sums, rtol=1e-4, atol=1e-5)
    strengths = [np.abs(one).sum() for one in each]
    assert strengths[record.channel] == max(strengths)


def test_what_cannot_be_followed_is_told() -> None:
    network = Network((Conv2D(filters=2), Conv2DTranspose(filters=1, kernel_size=9)), (60, 60, 1))
    params = random_params(network)
    acts = explorer.run(network, params, np.zeros((1, 60, 60, 1)))
    with pytest.raises(SettingError, match="conv1_1 does not stamp a kernel"):
        scaled_kernels(network, params, acts, Cell("0", 0, 0, 0))
    with pytest.raises(SettingError, match="3,364 cells stamp 272,484 numbers"):
        scaled_kernels(network, params, acts, Cell("1", 0, 0, 0))
    small = Network((Conv2DTranspose(filters=1),), (4, 4, 2))
    run = explorer.run(small, random_params(small), np.zeros((1, 4, 4, 2)))
    with pytest.raises(SettingError, match="The filter does not read input map 2"):
        scaled_kernels(small, random_params(small), run, Cell("0", 0, 0, 0), 2)
