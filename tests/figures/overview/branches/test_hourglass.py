"""Hourglass networks: which ones are recognized, and that they are drawn as a U."""

from __future__ import annotations

import pytest

from explorer import Concatenate, Conv2D, Conv2DTranspose, Layer, MaxPool2D, Network, ReLU, Residual, presets
from explorer.figures.overview.branches.hourglass import levels
from explorer.figures.overview.branches.ways import skip_lines
from explorer.figures.overview.bundles import Bundle, bundles
from explorer.figures.overview.folding import FoldedColumn
from explorer.figures.overview.geometry.groups import scale_groups
from explorer.figures.overview.layout import lay_out
from explorer.figures.overview.places import Column, Layout, View
from explorer.figures.overview.room import Room, room_in

UNET = presets.load("unet").network
SAME = Conv2D(filters=4, padding="same")
DOWN_AND_UP: tuple[Layer, ...] = (MaxPool2D(), SAME, Conv2DTranspose(filters=4, kernel_size=(2, 2), strides=(2, 2)))


def names(network: Network) -> list[tuple[list[str], list[str]]]:
    def first(column: FoldedColumn) -> str:
        return network.step(column.steps[0]).name.rpartition(".")[2]

    return [([first(c) for c in level.down], [first(c) for c in level.up]) for level in levels(network)]


def test_the_levels_of_a_u_net_are_its_sizes() -> None:
    assert names(UNET) == [
        (["input", "conv1_1", "conv1_2"], ["tconv", "concat1", "conv1_3", "conv1_4", "conv1_5", "softmax"]),
        (["pool", "conv1", "conv2"], ["tconv", "concat", "conv3", "conv4"]),
        (["pool", "conv1", "conv2"], []),
    ]
    assert [level.joint for level in levels(UNET)] == ["4", "4.b1.5", ""]


@pytest.mark.parametrize(
    ("layers", "count"),
    [
        ((SAME, Residual(layers=DOWN_AND_UP), SAME), 2),
        ((SAME, Concatenate(stacks=(DOWN_AND_UP, ()))), 2),
        ((SAME, Residual(layers=(SAME, ReLU()))), 0),
        ((SAME, Concatenate(stacks=(DOWN_AND_UP, (SAME,)))), 0),
        ((SAME, Residual(layers=DOWN_AND_UP), Residual(layers=DOWN_AND_UP)), 0),
        ((SAME, Residual(layers=DOWN_AND_UP), Residual(layers=(SAME,))), 0),
        ((SAME, *DOWN_AND_UP), 0),
    ],
)
def test_an_hourglass_has_one_skip_connection_around_every_smaller_size(layers: tuple[Layer, ...], count: int) -> None:
    assert len(levels(Network(layers, (16, 16, 4)))) == count


def laid(path: str = "4", room: Room | None = None) -> tuple[Layout, dict[str, Column], list[Bundle]]:
    layout = lay_out(UNET, (), View(path), room or room_in(1280, 720))
    return layout, {column.first: column for column in layout.shown}, list(bundles(UNET, layout))


def test_levels_are_rows_further_in_and_further_down() -> None:
    _, columns, _ = laid()
    for upper, lower in (("2", "4.b1.0"), ("4.b1.3", "4.b1.5.b1.0")):
        assert columns[upper].centre == columns[lower].centre
        assert columns[upper].slots[-1].y + columns[upper].slots[-1].h < columns[lower].slots[0].y
    assert columns["4.b1.5.b1.5"].centre == columns["4.b1.5.b1.3"].centre
    assert columns["4.b1.10"].centre == columns["4.b1.8"].centre


def test_skip_lines_are_straight_and_join_the_same_maps() -> None:
    layout, _, every = laid()
    skips = [bundle for bundle in every if bundle.course == "skip"]
    assert [(bundle.below.first, bundle.above.first) for bundle in skips] == [("4.b1.3", "4.b1.5"), ("2", "4")]
    for bundle in skips:
        lines = skip_lines(bundle.below, bundle.above)
        copied = [slot for slot in bundle.above.slots if slot.channel < bundle.below.shape[2]]
        assert [y for _, _, y in lines] == [slot.y + slot.h / 2 for slot in copied]
        crossed = [c for c in layout.shown if bundle.below.rank < c.rank < bundle.above.rank]
        assert not any(slot.y <= y <= slot.y + slot.h for c in crossed for slot in c.slots for _, _, y in lines)
    texts = [note.text for note in layout.notes]
    assert {"8 maps copied", "16 maps copied"} <= set(texts)
    assert {bundle.course for bundle in every} == {"", "skip", "down", "up"}


def test_in_a_small_room_the_level_of_the_selected_step_is_open() -> None:
    for path in ("2", "4.b1.1", "4.b1.5.b1.3"):
        _, columns, _ = laid(path, Room(560, 400))
        own = next(level for level in levels(UNET) if path in level.steps)
        assert all(unit.steps[0] in columns for unit in (*own.down, *own.up))
        assert any(column.closed for column in columns.values())
        assert "" in columns


def test_every_room_shows_all_levels_if_it_is_wide_enough() -> None:
    for window in ((1280, 720), (1366, 640), (1440, 900), (1920, 1080), (2560, 1440)):
        _, columns, _ = laid("", room_in(*window))
        assert not any(column.closed for column in columns.values()), window
        assert min(slot.h for column in columns.values() for slot in column.slots) >= 36


def test_the_joint_turns_the_page_of_the_part_that_has_the_channel() -> None:
    group = scale_groups(UNET)[UNET.index("4")]
    layout = lay_out(UNET, (), View("4", {group: 12}), room_in(1280, 720))
    joint = next(column for column in layout.shown if column.first == "4")
    shown = [slot.channel for slot in joint.slots]
    assert 12 in shown
    assert shown[0] == 0
