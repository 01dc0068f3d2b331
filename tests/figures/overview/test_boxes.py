"""The box test: nothing in the overview touches anything else or an edge, for every preset in every window."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import pytest

import explorer
from explorer.analysis.answer import class_names
from explorer.figures.overview.drawing.pictures import legend_groups
from explorer.figures.overview.layout import lay_out
from explorer.figures.overview.places import LEAST_SIDE, MAPS_PER_COLUMN, Layout, View
from explorer.figures.overview.room import Room, room_in
from explorer.presets import BRANCHED, DEEP, NAMES
from tests.figures.overview import boxes

WINDOWS = ((1024, 768), (1280, 720), (1366, 640), (1440, 900), (1920, 1080), (2560, 1440))
ROOMS = {(*window, False): room_in(*window, False) for window in WINDOWS} | {
    (*window, True): room_in(*window, True) for window in WINDOWS[:3]
}
"""By window and whether the sidebar is open: where it takes room from large windows, small ones are narrower still."""
IN_LINE = [name for name in NAMES if name not in (*BRANCHED, "unet_2015", *DEEP)]
"""The presets without branches; tests/figures/overview/branches measures the others."""


def laid_out(name: str, room: Room, place: float | None) -> tuple[explorer.Network, Layout]:
    """The layout of a preset: with its own cell selected, or the step at `place` (0 to 1) of the network."""
    preset = explorer.presets.load(name)
    network = preset.network
    path = preset.scene().settled_cell().path if place is None else network.steps[int(place * len(network.steps))].path
    return network, lay_out(network, class_names(network, preset.weights), View(path), room)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        pytest.param(name, place, marks=pytest.mark.thorough if (at + turn) % 2 else [])  # half of each preset's places
        for at, name in enumerate(IN_LINE)
        for turn, place in enumerate([None, 0.0, 0.4, 0.99])
    ],
)
def test_nothing_touches_anything_else_or_an_edge(name: str, place: float | None) -> None:
    for window, room in ROOMS.items():
        network, layout = laid_out(name, room, place)
        texts, maps = boxes.text_boxes(network, layout), boxes.map_boxes(layout)
        assert (layout.width, layout.height) == (room.width, room.height), window
        assert not boxes.outside((texts | maps).items(), room.width, room.height), window
        assert not boxes.overlapping(texts), window
        assert not boxes.overlapping(maps), window
        words = {at: box for at, box in texts.items() if boxes.CLASS not in at and boxes.SHARE not in at}
        assert not boxes.overlapping(words, maps), window
        limits_stand_in_one_card(layout, texts, window)


def limits_stand_in_one_card(layout: Layout, texts: Mapping[str, boxes.Box], window: tuple[int, int, bool]) -> None:
    """Fail where the limit of a colour scale reaches over the edge of a stage's card."""
    for (left, _, right, _), columns in zip(texts.values(), legend_groups(layout), strict=False):
        for card in layout.cards:
            outside = right <= card.x0 or left >= card.x1
            assert outside or card.x0 <= left < right <= card.x1, (window, columns[0].name, card.title)


@pytest.mark.parametrize("name", IN_LINE)
def test_the_answer_is_in_view_and_the_maps_are_large_enough(name: str) -> None:
    for window, room in ROOMS.items():
        _, layout = laid_out(name, room, None)
        assert layout.frame.side >= LEAST_SIDE, window
        assert layout.columns[-1].slots, window
        if not layout.cards:
            most = max(min(column.shape[2], MAPS_PER_COLUMN) for column in layout.shown if column.form == "maps")
            outside_lanes = [c for c in layout.shown if c.top is None and not c.joins and c.form == "maps"]
            assert max(len(column.slots) for column in outside_lanes) == most, window


@pytest.mark.parametrize("name", IN_LINE)
def test_cards_stand_apart_and_hold_their_columns(name: str) -> None:
    for window, room in ROOMS.items():
        _, layout = laid_out(name, room, 0.6)
        edges = [(card.x0, card.x1) for card in layout.cards]
        for (_, right), (left, _) in itertools.pairwise(edges):
            assert right + 3 <= left, window
        columns = {column.path: column for column in layout.shown}
        for card in layout.cards:
            for slot in (s for path in card.steps if path in columns for s in columns[path].slots):
                assert card.x0 < slot.x, window
                assert slot.x + slot.w < card.x1, window


def test_the_opening_network_needs_no_cards_on_a_laptop() -> None:
    for window in ((1280, 720), (1366, 640), (1440, 900), (1920, 1080), (2560, 1440)):
        _, layout = laid_out(explorer.presets.OPENING, room_in(*window), None)
        assert not layout.cards, window
        assert layout.frame.slots == MAPS_PER_COLUMN, window


def test_maps_grow_with_the_room() -> None:
    sides = [laid_out(explorer.presets.OPENING, room_in(*window), None)[1].frame.side for window in WINDOWS[3:]]
    assert sides == sorted(sides)
    assert sides[-1] == 96
