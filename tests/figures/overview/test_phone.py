"""The overview of a phone: one layer as a row of maps, a lying strip, or bars."""

from __future__ import annotations

import numpy as np
import pytest

from explorer import Conv2D, Dense, Flatten, MaxPool2D, Network, Softmax, presets, run
from explorer.figures.maps import indices, map_png
from explorer.figures.overview.drawing.pictures import picture_slots, pictures
from explorer.figures.overview.phone import MAX_PHONE_MAPS, PHONE_WIDTH, lay_out_phone, row_words, shows_bars
from explorer.figures.overview.places import View
from explorer.figures.overview.scales import Scales
from explorer.figures.overview.zones import zones
from explorer.figures.theme import LIGHT

WIDE = Network((Conv2D(filters=80, padding="same"), MaxPool2D(), Flatten(), Dense(units=40), Softmax()), (8, 8, 1))


def test_maps_stand_in_one_row_of_equal_height() -> None:
    network = presets.load("fashion_tinyvgg").network
    layout = lay_out_phone(network, "1")
    (column,) = layout.shown
    assert len({slot.y for slot in column.slots}) == 1
    assert layout.height <= 90
    assert row_words(layout) == "28 × 28, 10 maps"


@pytest.mark.parametrize(("channel", "first", "before", "after"), [(0, 0, 48, 32), (40, 32, 0, 64), (79, 48, 16, 0)])
def test_the_ends_of_a_row_turn_to_the_maps_before_and_after(channel: int, first: int, before: int, after: int) -> None:
    view = View("0", {0: channel, **dict.fromkeys(range(1, 9), channel)})
    layout = lay_out_phone(WIDE, "0", view=view)
    (column,) = layout.shown
    assert [slot.channel for slot in column.slots] == list(range(first, first + MAX_PHONE_MAPS))
    turns = [(zone.channel, zone.box[2] - zone.box[0]) for zone in zones(WIDE, layout) if zone.channel is not None]
    assert [channel for channel, _ in turns] == [before, after]
    assert all(width >= 40 for _, width in turns)


def test_a_vector_lies_as_wide_as_the_page_in_the_order_of_its_units() -> None:
    preset = presets.load("fashion_lenet5")
    network, pixels = preset.network, np.linspace(0, 1, 28 * 28, dtype=np.float32).reshape(1, 28, 28, 1)
    acts = run(network, preset.weights.params(network), pixels)
    step = next(step for step in network.steps if step.output_shape == (84,))
    layout, scales = lay_out_phone(network, step.path), Scales(network, acts)
    (each,) = picture_slots(layout)
    assert each.slot.lying
    assert each.slot.w <= PHONE_WIDTH
    assert each.size == (1, 84)
    (column,) = layout.shown
    expected = map_png(indices(acts[column.drawn], scales.limit(column.drawn)), LIGHT)
    assert pictures(scales, layout, LIGHT).sources == [expected]
    assert row_words(layout) == "84 units"


def test_bars_take_the_maps_place_only_while_each_can_be_tapped() -> None:
    few = Network((Flatten(), Dense(units=5), Softmax()), (4, 4, 1))
    assert shows_bars(few, "2")
    assert not shows_bars(WIDE, "4")  # 40 classes
    (column,) = lay_out_phone(few, "2").shown
    assert column.slots[0].h / column.bars >= 30
    assert lay_out_phone(WIDE, "4").shown[0].form == "strip"
