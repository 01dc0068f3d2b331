"""Diagrams for papers: every layer is told, nothing overlaps or is cut off, and the width is that of a paper's columns."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from explorer import Concatenate, Conv2D, Dense, Flatten, Multiply, Network, ReLU, Residual, figures, presets
from explorer.errors import SettingError
from explorer.figures.diagram.diagram import MILLIMETRES, POINT, plan_of
from explorer.figures.diagram.drawing import LOOKS
from explorer.figures.diagram.metrics import RADIUS
from explorer.figures.diagram.nodes import Fork, Node, Operation, Repeated, nodes_of
from explorer.figures.diagram.plan import Frame, Plan
from explorer.figures.diagram.words import ROLES, short_words, words_of
from explorer.layers import KINDS

EACH = pytest.mark.parametrize("name", presets.NAMES)
COLUMNS = pytest.mark.parametrize("columns", [1, 2])
TOUCH = 0.05
"""How far two frames may reach into each other, in pt."""


def told(nodes: Iterable[Node]) -> int:
    """How many layers the nodes stand for."""
    total = 0
    for node in nodes:
        match node:
            case Operation():
                total += node.layers + len(node.after)
            case Fork():
                total += 1 + len(node.after) + sum(map(told, node.lanes))
            case Repeated():
                total += node.times * told(node.nodes)
    return total


def overlap(one: Frame, other: Frame) -> bool:
    return (
        one[0] < other[2] - TOUCH
        and other[0] < one[2] - TOUCH
        and one[1] < other[3] - TOUCH
        and other[1] < one[3] - TOUCH
    )


def holds(outer: Frame, inner: Frame) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def crossed(frame: Frame, a: tuple[float, float], b: tuple[float, float]) -> bool:
    """Whether an upright or level line goes through a frame."""
    return overlap(frame, (min(a[0], b[0]) - 0.3, min(a[1], b[1]) - 0.3, max(a[0], b[0]) + 0.3, max(a[1], b[1]) + 0.3))


def check(plan: Plan) -> None:
    labels = [label.frame for label in plan.labels]
    assert [pair for pair in itertools.combinations(labels, 2) if overlap(*pair)] == []
    blocks = [block.frame for block in plan.blocks]
    assert [pair for pair in itertools.combinations(blocks, 2) if overlap(*pair)] == []
    for label in plan.labels:
        touched = [block for block in blocks if overlap(block, label.frame)]
        assert all(holds(block, label.frame) for block in touched), label
        for joint in plan.joints:
            assert not overlap((joint.x - RADIUS, joint.y - RADIUS, joint.x + RADIUS, joint.y + RADIUS), label.frame)
        for wire in plan.wires:
            assert not any(crossed(label.frame, *ends) for ends in itertools.pairwise(wire.points)), (label, wire)
    for wire in plan.wires:
        for a, b in itertools.pairwise(wire.points):
            assert a[0] == pytest.approx(b[0]) or a[1] == pytest.approx(b[1])
            inside = [
                block for block in blocks if crossed((block[0] + 1, block[1] + 1, block[2] - 1, block[3] - 1), a, b)
            ]
            assert inside == [], wire
    page = (0.0, 0.0, plan.width, plan.height)
    for frame in (*labels, *blocks, *((a.left, a.top, a.right, a.bottom) for a in plan.arounds)):
        assert holds(page, frame)
    for wire in plan.wires:
        assert all(0 <= x <= plan.width and 0 <= y <= plan.height for x, y in wire.points)


@EACH
@COLUMNS
def test_nothing_overlaps_or_is_cut_off_and_it_fits_the_paper(name: str, columns: int) -> None:
    plan = plan_of(presets.load(name).network, columns)
    check(plan)
    assert plan.width <= MILLIMETRES[columns] * POINT + 0.01
    if columns == 2:
        assert plan.height <= 240 * POINT


@EACH
def test_every_layer_is_told(name: str) -> None:
    network = presets.load(name).network
    assert told(nodes_of(network)) == len(network.steps)


def texts(network: Network, **look: Any) -> list[str]:
    root = ElementTree.fromstring(figures.diagram(network, **look))
    return ["".join(element.itertext()) for element in root.iter() if element.tag.endswith("text")]


def test_it_says_kernels_strides_sizes_and_how_often() -> None:
    said = texts(presets.load("resnet50").network, columns=2)
    assert {"7×7 conv, 64, /2 · BN, ReLU", "112 × 112 × 64", "max pool 3×3, /2", "× 5", "1,000"} <= set(said)
    assert {"dense, 1,000 · softmax", "2,048"} <= set(said)


def test_an_hourglass_is_a_u_whose_skip_connections_run_across() -> None:
    plan = plan_of(presets.load("unet_2015").network, 2)
    joints = [block for block in plan.blocks if block.role == "joint"]
    assert len(joints) == 4
    across = [wire for wire in plan.wires if len(wire.points) == 2 and wire.points[0][1] == wire.points[1][1]]
    assert len([wire for wire in across if wire.points[1][0] - wire.points[0][0] > 40]) == 4
    left = min(block.left for block in plan.blocks)
    assert all(joint.left > left + 60 for joint in joints)


def test_branches_are_lanes_and_shortcuts_are_arcs_into_a_plus() -> None:
    same = Conv2D(filters=3, padding="same")
    network = Network(
        (Residual(layers=(same, ReLU(), same)), Concatenate(stacks=((same,), (same, ReLU(), same)))), (8, 8, 3)
    )
    plan = plan_of(network)
    check(plan)
    assert [joint.sign for joint in plan.joints] == ["+"]
    middles = {block.left + block.width / 2 for block in plan.blocks}
    assert len(middles) == 3  # the middle line, and two lanes
    times = plan_of(Network((Multiply(stacks=((), (same,))),), (8, 8, 3)))
    assert [joint.sign for joint in times.joints] == ["×"]


def test_what_differs_is_not_told_as_the_same() -> None:
    layers = (Conv2D(4), Conv2D(4), Conv2D(4, use_bias=False), Conv2D(5), Flatten(), Dense(3), Dense(3))
    nodes = nodes_of(Network(layers, (20, 20, 1)))
    assert [type(node).__name__ for node in nodes] == ["Operation"] * 6 + ["Repeated"]  # the sizes of maps shrink


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_kind_has_words(kind: Any) -> None:
    layer = kind()
    assert words_of(layer)
    assert short_words(layer)


def test_colors_and_columns_that_do_not_exist_are_refused() -> None:
    network = presets.load("lenet5").network
    with pytest.raises(SettingError, match="cannot be 3 columns wide"):
        figures.diagram(network, columns=3)
    with pytest.raises(SettingError, match="no theme 'blue'"):
        figures.diagram(network, theme="blue")
    with pytest.raises(SettingError, match="5,000 px an inch"):
        figures.diagram_png(network, dpi=5000)
    assert all(set(look.fills) == {*ROLES, "joint"} for look in LOOKS.values())


def test_svg_and_png_are_as_large_as_each_other() -> None:
    network = presets.load("lenet5").network
    root = ElementTree.fromstring(figures.diagram(network))
    with Image.open(io.BytesIO(figures.diagram_png(network, dpi=144))) as picture:
        assert picture.width == pytest.approx(2 * float(root.attrib["width"].removesuffix("pt")), abs=1)
        assert picture.height == pytest.approx(2 * float(root.attrib["height"].removesuffix("pt")), abs=1)
