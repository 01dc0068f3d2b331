"""Groups and output padding of transposed convolutions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import explorer
from explorer import Cell, Conv2DTranspose, Network
from explorer.errors import SettingError, ShapeError
from explorer.figures.focus.build import focus
from explorer.ledger import ConvLedger, explain
from explorer.ledger.readings.transposed import scaled_kernels
from tests.figures.focus.evaluate import number_of
from tests.strategies import random_params

GROUPED = Conv2DTranspose(filters=6, kernel_size=(3, 2), strides=2, groups=3)
NETWORK = Network((GROUPED,), (4, 3, 6))


def test_groups_are_separate_layers_side_by_side() -> None:
    params = random_params(NETWORK)["0"]
    x = np.random.default_rng(1).normal(size=(2, 4, 3, 6))
    one = GROUPED.with_settings(filters=2, groups=1)
    apart = [
        one.forward(
            x[..., 2 * n : 2 * n + 2],
            {"kernel": params["kernel"][..., 2 * n : 2 * n + 2], "bias": params["bias"][2 * n : 2 * n + 2]},
        )
        for n in range(3)
    ]
    np.testing.assert_allclose(GROUPED.forward(x, params), np.concatenate(apart, axis=-1), rtol=1e-12)


def test_filters_and_kernels_say_the_same() -> None:
    kernel = random_params(NETWORK)["0"]["kernel"]
    assert kernel.shape == (3, 2, 2, 6)
    filters = GROUPED.as_filters(kernel)
    assert filters.shape == GROUPED.drawn_shape(kernel.shape) == (3, 2, 2, 6)
    np.testing.assert_array_equal(GROUPED.as_kernel(filters, kernel.shape), kernel)
    for channel in range(6):
        np.testing.assert_array_equal(filters[..., channel], GROUPED.filter_of(kernel, channel))


def test_weights_of_one_group_are_drawn_as_ever() -> None:
    plain = Network((Conv2DTranspose(filters=4),), (5, 5, 3))
    layer: Any = plain.layers[0]
    drawn = np.random.default_rng(0).normal(size=(3, 3, 3, 4))
    np.testing.assert_array_equal(layer.as_kernel(drawn, (3, 3, 4, 3)), drawn.swapaxes(2, 3))


def test_every_cell_of_groups_explains_itself() -> None:
    params = random_params(NETWORK)
    acts = explorer.run(NETWORK, params, np.random.default_rng(1).normal(size=(1, 4, 3, 6)))
    for channel in (0, 3, 5):
        cell = Cell("0", 3, 2, channel)
        ledger = explain(NETWORK, params, acts, cell)
        assert isinstance(ledger, ConvLedger)
        assert list(ledger.channels) == [channel // 2 * 2, channel // 2 * 2 + 1]
        assert ledger.result == pytest.approx(ledger.shown, rel=1e-12)
        record = focus(NETWORK, params, acts, cell, lambda path, channel: 1.0)
        assert number_of(record, cell) == pytest.approx(ledger.result, rel=1e-5)


def test_the_stamps_of_groups_add_up_to_the_map() -> None:
    params = random_params(NETWORK)
    acts = explorer.run(NETWORK, params, np.random.default_rng(1).normal(size=(1, 4, 3, 6)))
    stamps = scaled_kernels(NETWORK, params, acts, Cell("0", 0, 0, 3))
    total = np.full(stamps.output.shape, stamps.bias, np.float64)
    for row, col, i, j in np.ndindex(*stamps.sums.shape):
        total[2 * row + i, 2 * col + j] += stamps.sums[row, col, i, j]
    np.testing.assert_allclose(total, stamps.output, atol=1e-5)
    assert (stamps.channels, stamps.channel in (2, 3)) == (2, True)
    with pytest.raises(SettingError) as caught:
        scaled_kernels(NETWORK, params, acts, Cell("0", 0, 0, 3), channel=1)
    assert str(caught.value) == "The filter does not read input map 1. It reads 2 to 3."


@pytest.mark.parametrize(
    ("padding", "added", "length"),
    [(1, 0, 9), (1, 1, 10), ("valid", 0, 11), ("valid", 1, 12), ("same", 0, 10), ("same", 1, 10)],
)
def test_lengths_are_those_of_pytorch_and_keras(padding: Any, added: int, length: int) -> None:
    """torch.nn.ConvTranspose2d(1, 1, 3, 2, 1, output_padding=1) makes 10 of 5, with output_padding=0 it makes 9."""
    layer = Conv2DTranspose(kernel_size=3, strides=2, padding=padding, output_padding=added)
    assert layer.output_shape((5, 5, 1))[:2] == (length, length)


def test_bad_settings_say_what_fits() -> None:
    with pytest.raises(SettingError) as caught:
        Conv2DTranspose(strides=2, output_padding=(0, 2))
    assert str(caught.value) == (
        "Output padding: 2 columns cannot be added with a stride of 2 and a dilation of 1. Use at most 1."
    )
    with pytest.raises(ShapeError) as wrong:
        GROUPED.output_shape((4, 4, 4))
    assert str(wrong.value).startswith("It needs input maps that split into 3 equal groups, but gets 4.")
    assert GROUPED.with_settings(**GROUPED.repairs((4, 4, 4))[-1]).output_shape((4, 4, 4))
