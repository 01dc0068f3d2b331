"""Branches in the overview: lanes below each other, shortcuts as arcs, and edges where steps really read each other."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer import Concatenate, Conv2D, Network, ReLU, Residual, reads
from explorer.figures.overview import lanes
from explorer.figures.overview.arcs import Arc, arc_room
from explorer.figures.overview.bundles import bundles
from explorer.figures.overview.folding import fold
from explorer.figures.overview.layout import lay_out, scale_groups
from explorer.figures.overview.linking import read_tables
from explorer.figures.overview.places import Column, Layout, View
from explorer.figures.overview.room import USUAL
from explorer.figures.overview.stages import in_line, in_stages, stages
from explorer.figures.overview.zones import zones
from explorer.layers.base import as_map
from explorer.network import Cell
from explorer.presets import BRANCHED

NETWORKS = {name: explorer.presets.load(name).network for name in BRANCHED}


def layouts(name: str) -> list[Layout]:
    network = NETWORKS[name]
    return [lay_out(network, (), View(step.path)) for step in network.steps[::3]]


def overlap(one: Column, two: Column) -> bool:
    return any(
        a.x < b.x + b.w and b.x < a.x + a.w and a.y < b.y + b.h and b.y < a.y + a.h
        for a, b in itertools.product(one.slots, two.slots)
    )


@pytest.mark.parametrize("name", BRANCHED)
def test_no_two_maps_overlap_whatever_is_selected(name: str) -> None:
    for layout in layouts(name):
        for one, two in itertools.combinations(layout.shown, 2):
            assert not overlap(one, two), (one.name, two.name)
        for column in layout.shown:
            assert all(slot.y >= 0 and slot.y + slot.h <= layout.height for slot in column.slots)
            assert len({slot.channel for slot in column.slots}) == len(column.slots)
            assert max(slot.channel for slot in column.slots) < column.shape[2]


@pytest.mark.parametrize("name", BRANCHED)
def test_columns_are_joined_exactly_where_one_reads_the_other(name: str) -> None:
    network = NETWORKS[name]
    for layout in layouts(name)[::6]:
        for bundle in bundles(network, layout):
            below, above = bundle.below, bundle.above
            if (below.form, above.form) != ("maps", "maps") or len(bundle.pairs) > 300:
                continue
            for high, slot in enumerate(above.slots):
                cell = Cell(above.path, above.shape[0] // 2, above.shape[1] // 2, slot.channel)
                seen = reads.regions(network, cell).get(below.path)
                joined = {low for low, each in bundle.pairs if each == high}
                # An edge stands for what is read on the ways that no other visible column is on.
                assert seen is not None or not joined
                assert all(below.slots[low].channel in seen.channels for low in joined if seen is not None)


def residual() -> tuple[Network, Layout]:
    return NETWORKS["residual"], lay_out(NETWORKS["residual"], (), View("2"))


def arcs_of(network: Network, layout: Layout) -> list[Arc]:
    return [bundle.arc for bundle in bundles(network, layout) if bundle.arc]


def test_shortcuts_are_arcs_and_a_projection_is_a_box_on_one() -> None:
    network, layout = residual()
    identity, projection = arcs_of(network, layout)
    columns = {column.first: column for column in layout.shown}
    assert (identity.words, identity.inner, identity.joint) == ("", "", "2")
    assert (projection.words, projection.inner, projection.joint) == ("1×1 conv, stride 2", "4.b1.0", "4")
    assert columns["0"].centre < identity.x0 < identity.x1 < columns["2"].centre < projection.x0
    assert "4.b1.0" not in columns
    left, _, right, bottom = projection.box
    assert projection.x0 < left < right < projection.x1
    assert bottom <= min(slot.y for slot in columns["4"].slots)


def test_the_plus_of_an_arc_selects_the_sum_and_its_box_the_layers_on_it() -> None:
    network, layout = residual()
    identity, projection = arcs_of(network, layout)
    every = zones(network, layout)
    pluses = [zone for zone in every if zone.box in (identity.plus, projection.plus)]
    assert [(zone.act, zone.path) for zone in pluses] == [("select", "2"), ("select", "4")]
    assert pluses[0].words == "res1.conv2 + relu1, added cell by cell. Click to see both."
    (box,) = [zone for zone in every if zone.path == "4.b1.0"]
    assert (box.act, box.box) == ("select", projection.box)
    assert box.words.startswith("Shortcut: 1×1 conv, stride 2 of relu_res1 is added")


def test_an_arc_around_another_one_passes_above_it() -> None:
    inner = Residual(layers=(Conv2D(padding="same"), ReLU()))
    network = Network((Conv2D(padding="same"), Residual(layers=(inner, Conv2D(padding="same")))), (16, 16, 1))
    low, high = sorted(arcs_of(network, lay_out(network)), key=lambda arc: -arc.y)
    assert (low.joint, high.joint) == ("1.b0.0", "1")
    assert high.box[3] <= low.box[1] + 2
    assert arc_room(network.layers) > arc_room(network.layers[1].branches[0]) > 0


def test_words_on_an_arc_are_shortened_where_there_is_no_room() -> None:
    arc = Arc(0, 50, 10, 70, 50).named(("1×1 conv, stride 2, bn", "1×1"), "3.b1.0")
    assert (arc.words, arc.inner) == ("1×1", "3.b1.0")
    assert Arc(0, 50, 10, 270, 50).named(("1×1 conv, stride 2, bn", "1×1"), "3.b1.0").words == "1×1 conv, stride 2, bn"


def test_the_stages_of_resnet18_are_those_of_its_paper() -> None:
    network = NETWORKS["resnet18"]
    all_stages = stages(network, fold(network))
    assert [stage.title for stage in all_stages] == ["input", *(f"stage {n}" for n in range(1, 6)), "dense"]
    blocks = [[network.step(path).name for path in stage.steps if path.isdigit()] for stage in all_stages]
    assert blocks[2] == ["res1", "relu_res1", "res2", "relu_res2"]
    assert blocks[5] == ["res7", "relu_res7", "res8", "relu_res8"]


@pytest.mark.parametrize("path", ["", "4", "4.b0.0", "8", "6.b0.3", "18.b0.0", "20"])
def test_resnet18_fits_whatever_is_selected(path: str) -> None:
    layout = lay_out(NETWORKS["resnet18"], (), View(path))
    assert layout.width == USUAL.width
    assert path in [step for column in layout.shown for step in column.steps]


def test_lanes_share_the_height_and_their_maps_end_in_named_ranges() -> None:
    network = NETWORKS["inception"]
    layout = lay_out(network, (), View("8"))
    columns = {column.path: column for column in layout.shown}
    end = columns["8"]
    assert [text for _, text in end.marks] == ["1×1: 0–63", "3×3: 64–191", "5×5: 192–223", "pool: 224–255"]
    firsts = [columns[f"8.b{n}.1"] for n in range(3)]
    assert len({column.rank for column in firsts}) == 1
    tops = [column.top for column in firsts]
    assert tops == sorted(tops)
    assert [column.title for column in firsts] == ["conv", "conv1", "conv1"]
    texts = [note.text for note in layout.notes]
    assert [name for name in ("1×1", "3×3 after 1×1", "5×5 after 1×1", "pool, 1×1") if name not in texts] == []
    for place in range(4):
        lane = lanes.lane(network, "8", place, layout.frame)
        own = [slot for slot in end.slots if lane.top <= slot.y < lane.bottom]
        assert own
        assert all(slot.y + slot.h <= lane.bottom for slot in own)
        assert min(slot.h for slot in own) >= lanes.LEAST_SIDE
    assert not arcs_of(network, layout)


def test_a_lane_that_passes_its_input_on_leaves_the_others_more_room() -> None:
    network = Network((Conv2D(padding="same"), Concatenate(stacks=((), (Conv2D(padding="same"),)))), (16, 16, 1))
    frame = lay_out(network).frame
    empty, full = (lanes.lane(network, "1", place, frame) for place in range(2))
    assert empty.bottom - empty.top < full.bottom - full.top
    (passing,) = [bundle for bundle in bundles(network, lay_out(network)) if bundle.course == "pass"]
    assert (passing.below.path, passing.above.path) == ("0", "1")


RANGES = ((0, 64), (64, 192), (192, 224), (224, 256))
"""The channels of the four branches of the first inception module."""


def test_a_map_that_is_not_the_first_of_its_branch_can_be_shown() -> None:
    network = NETWORKS["inception"]
    group = scale_groups(network)[network.index("8")]
    first = lay_out(network, (), View("8"))
    turned = lay_out(network, (), View("8", channels={group: 100}))
    end = next(column for column in turned.shown if column.path == "8")
    lanes_shown = [[slot.channel for slot in end.slots if low <= slot.channel < high] for low, high in RANGES]
    assert 100 in lanes_shown[1]
    assert [lane[0] for lane in (lanes_shown[0], *lanes_shown[2:])] == [0, 192, 224]
    assert len(end.marks) == 4
    assert turned.key == first.key
    assert turned.content != first.content


@given(st.integers(0, 63))
def test_each_lane_turns_its_own_pages(channel: int) -> None:
    network = Network((Concatenate(stacks=tuple((Conv2D(filters=n),) for n in (9, 14, 41))),), (12, 12, 1))
    end = next(c for c in lay_out(network, (), View("0", channels={4: channel})).shown if c.path == "0")
    assert scale_groups(network)[-1] == 4
    shown = [slot.channel for slot in end.slots]
    assert channel in shown
    for low, high in ((0, 9), (9, 23), (23, 64)):
        lane = [each for each in shown if low <= each < high]
        assert lane == list(range(lane[0], lane[0] + len(lane)))
        assert len(lane) == len([each for each in first_shown(network) if low <= each < high]) > 1


def first_shown(network: Network) -> list[int]:
    return [slot.channel for slot in next(c for c in lay_out(network).shown if c.path == "0").slots]


def test_what_follows_a_branch_has_the_colours_of_its_own_source() -> None:
    network = Network((Conv2D(padding="same"), Concatenate(stacks=((Conv2D(padding="same"),), (ReLU(),)))), (9, 9, 1))
    groups = dict(zip((step.path for step in network.steps), scale_groups(network), strict=True))
    assert groups["1.b1.0"] == groups["0"] != groups["1.b0.0"]


def test_the_tables_say_what_each_step_takes() -> None:
    network = Network((Residual(layers=(ReLU(),)), Concatenate(stacks=((), (ReLU(),)))), (5, 5, 2))
    tables = read_tables(network)
    assert [record["sources"] for record in tables] == [[], [0], [1, 0], [2], [2, 3]]
    assert (tables[2]["channels"], tables[2]["offsets"]) == ("join", (0, 0))
    assert tables[4]["offsets"] == (0, 2)
    assert tables[4]["shape"] == as_map((5, 5, 4))


@pytest.mark.parametrize("name", BRANCHED)
def test_limits_of_neighbouring_columns_stand_apart(name: str) -> None:
    for layout in layouts(name):
        ends = sorted((column.centre, column.group) for column in layout.shown if column.top is None)
        for (left, one), (right, two) in itertools.pairwise(ends):
            assert one == two or right - left >= 39, (name, left, right)


@pytest.mark.parametrize("name", explorer.presets.NAMES)
@pytest.mark.parametrize("place", [0.0, 0.5, 0.99])
def test_in_view_are_the_visible_steps_with_all_that_is_inside_them(name: str, place: float) -> None:
    network = explorer.presets.load(name).network
    selected = network.steps[int(place * len(network.steps))].path
    for shown in (in_line(fold(network)), in_stages(stages(network, fold(network)), selected)):
        seen = {path for each in shown if not each.closed for path in each.unit.steps}
        within = {path: {step.path for step in network.steps if step.path.startswith(f"{path}.")} for path in seen}
        assert lanes.in_view(network, shown) == {path for path in seen if within[path] <= seen}
