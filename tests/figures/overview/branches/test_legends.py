"""In lanes and levels, too, it is said where the colors of the maps end."""

from __future__ import annotations

import numpy as np
import pytest

from explorer import presets, run
from explorer.figures.overview.drawing.annotations import legend_slot
from explorer.figures.overview.drawing.pictures import legend_groups, pictures
from explorer.figures.overview.layout import lay_out
from explorer.figures.overview.places import View
from explorer.figures.overview.room import room_in
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import LIGHT
from explorer.network import Network

WINDOWS = ((1024, 768), (1280, 720), (1366, 640), (1440, 900), (1920, 1080))


def opened(network: Network) -> str:
    """A path whose stage shows branches."""
    return next(step.path for step in network.steps if "." in step.path)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("name", ["unet", "inception", "densenet"])
def test_every_map_of_an_open_lane_or_level_has_the_limit_of_its_colors_below_it(
    name: str, window: tuple[int, int]
) -> None:
    network = presets.load(name).network
    layout = lay_out(network, (), View(opened(network)), room_in(*window))
    closed = {c.level for c in layout.shown if c.closed}
    inside = [
        c for c in layout.shown if c.top is not None and c.form != "bars" and (c.level is None or c.level not in closed)
    ]
    assert inside or name == "densenet"
    for column in inside:
        near = [
            legend_slot(columns, layout)
            for columns in legend_groups(layout)
            if column.path in [c.path for c in columns]
        ]
        assert len(near) == 1, column.name
        lowest = max(slot.y + slot.h for slot in column.slots)
        assert 0 < near[0].y - lowest < layout.height / 4


def test_the_limits_are_those_of_the_colors() -> None:
    scene = presets.load("unet").scene()
    network = scene.network
    pixels = np.random.default_rng(0).random((1, *network.input_shape), np.float32)
    scales = Scales(network, run(network, scene.weights.params(network), pixels))
    layout = lay_out(network, (), View("4"), room_in(1440, 900))
    said = pictures(scales, layout, LIGHT).texts
    groups = legend_groups(layout)
    assert len(groups) > 15
    for index, columns in enumerate(groups):
        assert len({scales.limit(column.drawn) for column in columns}) == 1
        assert said[index] == scales.legend(columns[0].drawn)
