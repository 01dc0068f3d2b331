"""Nothing overlaps and nothing is cut off in overviews with branches: presets and random networks, in windows of all sizes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer import Concatenate, Conv2D, Layer, MaxPool2D, Network, ReLU, Residual
from explorer.analysis.answer import class_names
from explorer.figures.overview.folding import fold
from explorer.figures.overview.layout import lay_out
from explorer.figures.overview.places import View
from explorer.figures.overview.room import Room, room_in
from explorer.figures.overview.stages import stages
from explorer.layers.stack import Layers
from explorer.presets import BRANCHED
from tests.figures.overview.branches.boxes import outside, overlapping

WINDOWS = ((1024, 768), (1280, 720), (1366, 640), (1440, 900), (1920, 1080), (2560, 1440))
"""Widths and heights of browser windows, in px."""
DEEP = "efficientnet_lite0"
"""It has blocks with shortcuts too, and more columns than any other preset."""
SMALL = WINDOWS[:3]
CASES = [
    *itertools.product(BRANCHED, WINDOWS, [False]),
    *itertools.product(BRANCHED, SMALL, [True]),
    *itertools.product([DEEP], SMALL[:2], [False, True]),
]
"""Presets, windows, and whether the sidebar is open: where it takes room from large windows, small ones are narrower still."""


def quick(name: str, window: tuple[int, int], sidebar_open: bool) -> bool:
    """Whether `make test` measures this case: a third of each preset's windows, another third than of the one before it."""
    return ([*BRANCHED, DEEP].index(name) + WINDOWS.index(window) + sidebar_open) % 3 == 0


def opened(network: Network) -> list[str]:
    """A step of every stage, and of every level of an hourglass."""
    return sorted({stage.steps[-1] for stage in stages(network, fold(network))} | {"", network.steps[-1].path})


@pytest.mark.parametrize(
    ("name", "window", "sidebar_open"),
    [pytest.param(*case, marks=[] if quick(*case) else pytest.mark.thorough) for case in CASES],
)
def test_nothing_overlaps_or_leaves_the_room(name: str, window: tuple[int, int], sidebar_open: bool) -> None:
    preset, room = explorer.presets.load(name), room_in(*window, sidebar_open)
    network = preset.network
    classes = class_names(network, preset.weights)
    for path in opened(network):
        layout = lay_out(network, classes, View(path), room)
        assert (layout.width, layout.height) == (room.width, room.height)
        assert overlapping(network, layout) == [], path
        assert outside(network, layout) == [], path


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["unet_2015", *explorer.presets.DEEP])
def test_nothing_overlaps_as_the_deep_presets_open(name: str) -> None:
    preset, room = explorer.presets.load(name), room_in(1280, 720)
    layout = lay_out(preset.network, (), View(preset.cell.path), room)
    assert overlapping(preset.network, layout) == []
    assert outside(preset.network, layout) == []


def convolution(filters: int, size: int) -> Layer:
    return Conv2D(filters=filters, kernel_size=(size, size), padding="same")


def same_size(filters: int) -> st.SearchStrategy[Layers]:
    """Stacks of up to three layers that keep the size and end with `filters` maps."""
    plain = st.sampled_from(
        [
            (convolution(filters, 3),),
            (convolution(4, 1), ReLU(), convolution(filters, 5)),
            (convolution(filters, 1), ReLU()),
        ]
    )
    pooled = st.just((MaxPool2D(pool_size=(3, 3), strides=(1, 1), padding="same"), convolution(filters, 1)))
    return plain | pooled


def residual(filters: int) -> st.SearchStrategy[Layers]:
    """A block of layers with a shortcut, with a projection or without; it may hold another one."""
    inner = same_size(filters)
    nested = st.builds(lambda layers, more: (*layers, Residual(layers=more)), inner, inner)
    return st.builds(
        lambda layers, shortcut: (convolution(filters, 1), Residual(layers=layers, shortcut=shortcut), ReLU()),
        inner | nested,
        st.sampled_from([(), (convolution(filters, 1),)]),
    )


def parallel() -> st.SearchStrategy[Layers]:
    """A concatenation of two to four branches: empty ones, plain ones, ones with a residual block or a concatenation inside."""
    branch = st.just(()) | same_size(6) | residual(6)
    nested = st.builds(lambda one, two: (Concatenate(stacks=(one, two)),), same_size(3), st.just(()) | same_size(5))
    return st.lists(branch | nested, min_size=2, max_size=4).map(lambda stacks: (Concatenate(stacks=tuple(stacks)),))


NETWORKS = st.lists(parallel() | residual(8), min_size=1, max_size=3).map(
    lambda parts: Network((convolution(6, 3), *(layer for part in parts for layer in part)), (24, 32, 3))
)


@settings(max_examples=60, deadline=None)
@given(NETWORKS, st.sampled_from(WINDOWS), st.data())
def test_nothing_overlaps_in_random_networks(network: Network, window: tuple[int, int], data: st.DataObject) -> None:
    room = room_in(*window)
    path = data.draw(st.sampled_from(opened(network)))
    layout = lay_out(network, (), View(path), room)
    assert overlapping(network, layout) == []
    assert outside(network, layout) == []


def hourglass(depth: int, filters: int, joined: bool) -> Layers:
    """An hourglass with `depth` levels below the first; its skip connections are concatenated or, if `joined`, added."""
    up = explorer.Conv2DTranspose(filters=filters, kernel_size=(2, 2), strides=(2, 2))
    lower = hourglass(depth - 1, 2 * filters, joined) if depth > 1 else (convolution(2 * filters, 3), ReLU())
    down: Sequence[Layer] = (MaxPool2D(), *lower, up)
    block = Residual(layers=tuple(down)) if joined else Concatenate(stacks=((), tuple(down)))
    return (convolution(filters, 3), ReLU(), block, convolution(filters, 3), ReLU())


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4), st.integers(1, 8), st.booleans(), st.sampled_from(WINDOWS), st.data())
def test_nothing_overlaps_in_an_hourglass(
    depth: int, filters: int, joined: bool, window: tuple[int, int], data: st.DataObject
) -> None:
    network = Network(hourglass(depth, filters, joined), (32, 48, 3))
    path = data.draw(st.sampled_from([step.path for step in network.steps]))
    room = Room(*(data.draw(st.sampled_from([(560, 400), (room_in(*window).width, room_in(*window).height)]))))
    layout = lay_out(network, (), View(path), room)
    assert overlapping(network, layout) == []
    assert outside(network, layout) == []
    assert path in {step for column in layout.shown for step in column.steps} or any(c.closed for c in layout.shown)
