"""Limits of colours: what they are the percentile of, and that every map is drawn within its own."""

from __future__ import annotations

import numpy as np
import pytest

import explorer
from explorer import Dense, Flatten, MaxPool2D, Network, ReLU, Softmax
from explorer.figures.maps import indices, map_png
from explorer.figures.overview import figure as overview
from explorer.figures.overview.drawing.pictures import picture_slots
from explorer.figures.overview.layout import lay_out
from explorer.figures.overview.scales import BLOCK, MAP, NETWORK, Scales
from explorer.figures.theme import LIGHT, number
from explorer.layers import Conv2D
from explorer.scene import SCOPES
from explorer.weights import Weights

LAYERS = (Conv2D(filters=4), ReLU(), MaxPool2D(), Conv2D(filters=6), ReLU(), Flatten(), Dense(units=30), Softmax())
NET = Network(LAYERS, (14, 12, 3))
ACTS = explorer.run(NET, Weights().params(NET), np.random.default_rng(3).random((1, 14, 12, 3)).astype(np.float32))


def percentile(*arrays: np.ndarray) -> float:  # type: ignore[type-arg]
    """The smallest magnitude that at least 99.5% of all magnitudes do not exceed."""
    sizes = np.sort(np.concatenate([np.abs(a).ravel() for a in arrays]))
    return float(sizes[min(int(len(sizes) * 0.995), len(sizes) - 1)])


def test_a_map_ends_at_its_own_limit() -> None:
    scales = Scales(NET, ACTS, MAP)
    for channel in range(6):
        assert scales.limit("3", channel) == pytest.approx(percentile(ACTS["3"][0, :, :, channel]))
    assert len({scales.limit("3", channel) for channel in range(6)}) == 6
    assert scales.limit("6", 0) == scales.limit("6", 29) == pytest.approx(percentile(ACTS["6"]))


def test_a_block_ends_where_its_convolution_relu_and_pooling_do_together() -> None:
    scales = Scales(NET, ACTS, BLOCK)
    assert scales.limit("0") == scales.limit("1", 2) == scales.limit("2")
    assert scales.limit("0") == pytest.approx(percentile(ACTS["0"], ACTS["1"], ACTS["2"]))
    assert scales.limit("3") != scales.limit("0")


def test_a_network_has_one_limit_but_for_the_photo_and_the_softmax() -> None:
    scales = Scales(NET, ACTS, NETWORK)
    one = percentile(*(ACTS[str(index)] for index in range(7)))
    assert [scales.limit(str(index)) for index in range(7)] == pytest.approx([one] * 7)
    assert scales.limit("7") == pytest.approx(percentile(ACTS["7"]))


@pytest.mark.parametrize("scope", SCOPES)
def test_the_photo_ends_at_one_in_every_scope(scope: str) -> None:
    scales = Scales(NET, ACTS, scope)
    assert scales.limit("", 2) == 1.0
    assert scales.legend("") == "0 to 1"


def test_few_shares_are_bars_that_end_at_one() -> None:
    network = Network((Flatten(), Dense(units=3), Softmax()), (2, 2, 1))
    acts = explorer.run(network, Weights().params(network), np.ones((1, 2, 2, 1), np.float32))
    for scope in SCOPES:
        assert Scales(network, acts, scope).limit("2", 1) == 1.0


@pytest.mark.parametrize("scope", SCOPES)
def test_every_picture_is_drawn_within_its_limit(scope: str) -> None:
    scales, layout = Scales(NET, ACTS, scope), lay_out(NET)
    for each, source in zip(picture_slots(layout), overview.pictures(scales, layout, LIGHT).sources, strict=True):
        column, channel = each.column, each.slot.channel
        if column.drawn and column.form == "maps":
            top = scales.limit(column.drawn, channel)
            assert source == map_png(indices(ACTS[column.drawn][0, :, :, channel], top), LIGHT)


def test_words_name_the_limit_and_what_it_is_of() -> None:
    assert Scales(NET, ACTS, MAP).legend("0") == "± own"
    block = Scales(NET, ACTS)
    assert block.legend("0") == f"±{number(block.limit('0'))}"
    ends = f"Colours end at ±{number(block.limit('0'))}, the 99.5th percentile of "
    assert block.sentence("1", 0) == f"{ends}conv1, relu1 and pool1."
    assert Scales(NET, ACTS, MAP).sentence("1", 0).endswith("of this map.")
    assert Scales(NET, ACTS, NETWORK).sentence("1", 0).endswith("of all layers.")
