"""A window that slides over the handed-over maps gives the engine's output map."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import KINDS, AveragePool2D, Conv2D, MaxPool2D, Network, ReLU
from explorer.errors import SettingError
from explorer.layers.base import as_map
from explorer.layers.sliding import Sliding
from explorer.ledger.readings.slide import MAX_MAP_BYTES, Slide, slide
from explorer.network import Cell
from tests.strategies import fitting, random_params

SLIDING = [kind for kind in KINDS if issubclass(kind, Sliding)]


def followed(record: Slide, row: int, col: int) -> float:
    """What the browser does for one output cell: an independent reading of the record, one tap at a time."""
    total, largest, count = record.bias or 0.0, -np.inf, 0
    for map_, kernel in zip(record.maps, record.kernels if len(record.kernels) else record.maps, strict=True):
        for i in range(record.taps[0]):
            for j in range(record.taps[1]):
                r = row * record.step[0] - record.sides[0][0] + i * record.dilation[0]
                c = col * record.step[1] - record.sides[1][0] + j * record.dilation[1]
                inside = 0 <= r < map_.shape[0] and 0 <= c < map_.shape[1]
                value = float(map_[r, c]) if inside else 0.0
                counts = [
                    -before <= at < length + after
                    for at, length, (before, after) in zip((r, c), map_.shape, record.counted, strict=True)
                ]
                count += all(counts)
                largest = max(largest, value) if inside else largest
                total += value * float(kernel[i, j]) if record.op == "sum" else value
    return {"sum": total, "max": largest, "mean": total / max(count, 1)}[record.op]


@pytest.mark.parametrize("kind", SLIDING, ids=lambda kind: kind.kind)
@settings(deadline=None, derandomize=True, max_examples=30)
@given(data=st.data())
def test_following_the_window_gives_every_cell(kind: type[Sliding], data: st.DataObject) -> None:
    layer, shape = data.draw(fitting(kind))
    network = Network((layer,), shape)
    params = random_params(network, dtype=np.float32)
    acts = explorer.run(network, params, np.random.default_rng(1).random((1, *shape), np.float32))
    rows, cols, channels = as_map(network.output_shape)
    record = slide(network, params, acts, Cell("0", 0, 0, data.draw(st.integers(0, channels - 1))))
    assert record.others == 0
    assert record.output.shape == (rows, cols)
    for row, col in {(0, 0), (rows - 1, cols - 1), (rows // 2, cols // 3)}:
        np.testing.assert_allclose(followed(record, row, col), record.output[row, col], rtol=1e-4, atol=1e-4)


def many(channels: int, side: int = 6) -> tuple[Network, dict, dict]:
    network = Network((Conv2D(filters=2),), (side, side, channels))
    params = random_params(network, dtype=np.float32)
    x = np.random.default_rng(2).random((1, side, side, channels), np.float32)
    x[..., channels // 2] *= 100
    return network, params, explorer.run(network, params, x)


def test_the_strongest_come_first_and_any_channel_can() -> None:
    network, params, acts = many(20)
    record = slide(network, params, acts, Cell("0", 0, 0, 1))
    assert (record.channels[0], len(record.channels), record.others) == (10, 8, 12)
    other = slide(network, params, acts, Cell("0", 0, 0, 1), first=3)
    assert other.channels[:2] == (3, 10)
    np.testing.assert_array_equal(other.maps[0], acts[""][0, :, :, 3])
    np.testing.assert_array_equal(other.kernels[0], params["0"]["kernel"][:, :, 3, 1])
    with pytest.raises(SettingError, match="does not read channel 20"):
        slide(network, params, acts, Cell("0", 0, 0, 1), first=20)


def test_large_maps_stay_within_the_budget_but_one_always_goes() -> None:
    network, params, acts = many(3, side=300)
    record = slide(network, params, acts, Cell("0", 0, 0, 0))
    assert record.maps.nbytes <= MAX_MAP_BYTES
    assert len(record.channels) == 1
    assert record.others == 2


def test_kinds_of_windows() -> None:
    for layer, op in ((MaxPool2D(), "max"), (AveragePool2D(padding="same"), "mean"), (Conv2D(), "sum")):
        network = Network((layer,), (6, 6, 2))
        params = random_params(network)
        acts = explorer.run(network, params, np.ones((1, 6, 6, 2), np.float32))
        assert slide(network, params, acts, Cell("0", 0, 0, 1)).op == op
    network = Network((ReLU(),), (2, 2, 1))
    acts = explorer.run(network, {}, np.ones((1, 2, 2, 1), np.float32))
    with pytest.raises(SettingError, match="has no sliding window"):
        slide(network, {}, acts, Cell("0", 0, 0, 0))


def test_it_starts_with_the_input_that_adds_most_to_the_cell_not_with_one_that_adds_nothing() -> None:
    network = Network((Conv2D(filters=1, kernel_size=1),), (1, 2, 2))
    params = {"0": {"kernel": np.ones((1, 1, 2, 1), np.float32), "bias": np.zeros(1, np.float32)}}
    acts = explorer.run(network, params, np.float32([[[[0, 1], [9, 0]]]]))
    assert slide(network, params, acts, Cell("0", 0, 0, 0)).channels[0] == 1  # map 0 is stronger, but 0 here
    assert slide(network, params, acts, Cell("0", 0, 1, 0)).channels[0] == 0
