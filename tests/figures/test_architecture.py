"""The silhouette and the growth of the windows: their records are the network's numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from plotly.graph_objects import Figure

from explorer import BatchNormalization, Conv2D, Flatten, Network, ReLU, Residual, presets
from explorer.figures.architecture import TALL, WIDE, growth, outline, silhouette, window_sizes, with_followers
from explorer.figures.theme import DARK, LIGHT

every_preset = pytest.mark.parametrize("name", presets.NAMES)


@every_preset
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_plotly_accepts_both_figures(name, theme) -> None:  # type: ignore[no-untyped-def]
    network = presets.load(name).network
    for figure in (silhouette(network, theme), growth(network, theme)):
        Figure(figure)
        assert figure["layout"]["font"]["color"] == theme.ink
        assert all(figure["layout"][axis]["fixedrange"] for axis in ("xaxis", "yaxis"))


@every_preset
def test_boxes_are_to_scale_and_apart(name: str) -> None:
    network = presets.load(name).network
    drawn = outline(network)
    maps = [box for box in drawn.boxes if not box.vector]
    rows = max(box.shape[0] for box in maps)
    roots = {round(box.width / box.shape[2] ** 0.5, 6) for box in maps if box.width > 3}
    assert len(roots) <= 1
    for box in maps:
        assert box.height == pytest.approx(max(TALL * box.shape[0] / rows, 3))
    for box in drawn.boxes:
        assert box.height <= TALL
        assert box.cut == (box.vector and box.shape[0] > rows)
        assert 0 <= box.x - box.width / 2 < box.x + box.width / 2 <= drawn.width
    for left, right in zip(drawn.boxes, drawn.boxes[1:], strict=False):
        assert left.x + left.width / 2 < right.x - right.width / 2


@every_preset
def test_names_have_room(name: str) -> None:
    drawn = outline(presets.load(name).network)
    for left, right in zip(drawn.boxes, drawn.boxes[1:], strict=False):
        need = 16 if drawn.upright else (len(left.name) + len(right.name)) / 2 * 7
        assert right.x - left.x >= need
    assert drawn.upright or drawn.width <= WIDE


@every_preset
def test_every_step_is_in_one_box(name: str) -> None:
    network = presets.load(name).network
    boxed = [name for box in outline(network).boxes for name in (box.name, *box.also)]
    assert boxed == [step.name for step in network.steps]
    assert with_followers(network.steps)[0][0].path == ""


def test_growth_is_the_windows_of_the_maps() -> None:
    points = window_sizes(presets.load("tinyvgg").network)
    assert [(point.name, point.size) for point in points] == [
        ("input", 1),
        ("conv1_1", 3),
        ("conv1_2", 5),
        ("pool1", 6),
        ("conv2_1", 10),
        ("conv2_2", 14),
        ("pool2", 16),
    ]
    figure = growth(presets.load("tinyvgg").network, LIGHT)
    assert figure["data"][0]["y"] == [1, 3, 5, 6, 10, 14, 16]
    assert figure["layout"]["shapes"][0]["y0"] == 64
    assert figure["layout"]["yaxis"]["range"][1] > 64


def test_growth_of_vgg16_ends_at_212() -> None:
    assert window_sizes(presets.load("vgg16").network)[-1].size == 212


def test_a_network_without_windows() -> None:
    assert len(window_sizes(Network((Flatten(),), (4, 4, 1)))) == 1


@every_preset
def test_windows_never_shrink_along_the_trunk(name: str) -> None:
    sizes = [point.size for point in window_sizes(presets.load(name).network)]
    assert sizes == sorted(sizes)


def test_a_shortcut_stands_beside_the_main_path_and_is_hollow() -> None:
    network = presets.load("residual").network
    assert [box.name for box in outline(network).boxes if box.beside] == ["res2.shortcut.conv"]
    bars = silhouette(network, LIGHT)["data"][0]["marker"]
    hollow = [place for place, colour in enumerate(bars["color"]) if colour == "rgba(0,0,0,0)"]
    assert [network.step(outline(network).boxes[place].path).name for place in hollow] == ["res2.shortcut.conv"]
    assert [width > 0 for width in bars["line"]["width"]] == [box.beside for box in outline(network).boxes]
    assert "res2.shortcut.conv" not in [point.name for point in window_sizes(network)]


def test_what_begins_a_branch_is_not_folded_into_the_branch_before_it() -> None:
    block = Residual(layers=(ReLU(), Conv2D(filters=4, padding="same")), shortcut=(BatchNormalization(),))
    network = Network((Conv2D(filters=4), block), (8, 8, 1))
    also = {box.name: box.also for box in outline(network).boxes}
    assert also["res1.conv"] == ()
    assert also["conv1"] == ("res1.relu",)
    assert also["res1.shortcut.bn"] == ()


def test_a_silhouette_fits_into_less_room_with_every_box() -> None:
    network = presets.load("vgg16").network
    usual, small = outline(network), outline(network, 330)
    assert len(small.boxes) == len(usual.boxes)
    assert small.width <= 330.001
    assert small.upright
    assert [box.height for box in small.boxes] == [box.height for box in usual.boxes]
    ends = [(box.x - box.width / 2, box.x + box.width / 2) for box in small.boxes]
    assert all(right <= left + 0.001 for (_, right), (left, _) in pairwise(ends))
