"""Every figure that this package draws, by name: what the writers of files are tried on, here and against Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np

import explorer
from explorer import Cell, Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, figures, presets
from explorer.analysis.bottleneck import mixing
from explorer.analysis.influence import EffectiveField, class_map
from explorer.analysis.weight_sharing import costs
from explorer.figures import cell, sharing
from explorer.figures.architecture import growth, silhouette
from explorer.figures.card import classes_figure, confusion_figure
from explorer.figures.cone.coverage import ends_figure, whole_figure
from explorer.figures.course import course_figure
from explorer.figures.influence.class_photo import class_over_photo
from explorer.figures.influence.photo import outlined_photo, own_photo
from explorer.figures.influence.slopes import effective_figure, slopes_figure
from explorer.figures.layer.bars import histogram_figure, strengths_figure
from explorer.figures.layer.filters import kernels_figure
from explorer.figures.ledger.dense_maps import contributions
from explorer.figures.ledger.figure import figure as ledger_figure
from explorer.figures.ledger.window import routing
from explorer.figures.lessons.figure import charts
from explorer.figures.theme import LIGHT, Theme
from explorer.figures.tiles import Tile, rows_of_tiles
from explorer.images.placement import place
from explorer.ledger import DenseLedger, Ledger, MaxPoolLedger, explain, routing_mask
from explorer.ledger.readings.dense_maps import contribution_maps
from explorer.lessons import LESSONS
from explorer.lessons.tools import sample
from explorer.reads import region
from explorer.reads.coverage import of_input
from explorer.scene import ImageChoice
from explorer.weights import cards
from tests.figures.ledger.test_ledger import STACKS, made

Draw = Callable[[Theme], Any]
EDGES = presets.load("edges")
GIVEN = (EDGES.network, EDGES.weights, EDGES.image)
COLORED = (Network((Conv2D(filters=4), Conv2D(filters=3)), (9, 9, 3)), explorer.Weights())
RNG = np.random.default_rng(3)
MAP = RNG.normal(size=(11, 9)).astype(np.float32)
"""A map with numbers on both sides of 0."""


def library() -> dict[str, Draw]:
    """The public figures."""
    small, vgg = presets.load("fashion_tinyvgg"), presets.load("vgg16")
    return {
        "overview": lambda t: figures.overview(*GIVEN, theme=t.name),
        "overview of a classifier": lambda t: figures.overview(small.network, small.weights, small.image, theme=t.name),
        "architecture": lambda t: figures.architecture(vgg.network, theme=t.name),
        "architecture with branches": lambda t: figures.architecture(presets.load("residual").network, theme=t.name),
        "growth": lambda t: figures.growth(EDGES.network, theme=t.name),
        "growth of many": lambda t: figures.growth(vgg.network, theme=t.name),
        "explain": lambda t: figures.explain(*GIVEN, EDGES.cell, theme=t.name),
        "cone": lambda t: figures.cone(small.network, small.cell, theme=t.name),
        "cone in the padding": lambda t: figures.cone(vgg.network, Cell("7", 0, 0, 0), theme=t.name),
        "cone maps": lambda t: figures.cone_maps(*GIVEN, EDGES.cell, theme=t.name),
        "maps": lambda t: figures.maps(*GIVEN, "conv1", theme=t.name),
        "filters": lambda t: figures.filters(*COLORED, "conv1_1", theme=t.name),
    }


def of_cells() -> dict[str, Draw]:
    """The pictures of the ledgers of all kinds, those of a unit's maps, and a routing mask."""

    def of_kind(name: str) -> Draw:
        return lambda t: ledger_figure(_ledger(name), t)

    return {f"ledger: {name}": of_kind(name) for name in STACKS} | {
        "contributions": lambda t: contributions(_unit(), t, 776),
        "routing": _routing,
    }


@cache
def _ledger(name: str) -> Ledger:
    return made(*STACKS[name])[1]


def _unit() -> Any:
    network = Network((Conv2D(filters=5), ReLU(), Flatten(), Dense(units=3)), (7, 7, 2))
    params = explorer.Weights().params(network)
    acts = explorer.run(network, params, RNG.random((1, 7, 7, 2)))
    ledger = explain(network, params, acts, Cell("3", 0, 0, 1))
    assert isinstance(ledger, DenseLedger)
    return contribution_maps(ledger)


def _routing(theme: Theme) -> Any:
    layer = MaxPool2D(pool_size=3, strides=2, padding=1)
    _, ledger = made(layer)
    assert isinstance(ledger, MaxPoolLedger)
    return routing(routing_mask(layer, RNG.random((7, 7))), ledger.taps, theme)


def of_tabs() -> dict[str, Draw]:
    """The figures of the app's tabs, cards and rail."""
    pixels = RNG.random((20, 30, 3), np.float32)
    photo = own_photo(pixels, place(20, 30, 20, 30), (20, 30, 3), 200)
    network = COLORED[0]
    seen = region(network, Cell("1", 2, 3, 0))
    counts = of_input(Network((Conv2D(filters=2, kernel_size=3, strides=3),), (12, 14, 1)), "0")
    effective = EffectiveField(np.abs(MAP), MAP > 0, 12)
    card = next(card for name in cards.NAMES if (card := cards.load(name)).tested and card.course)
    assert card.tested is not None
    assert card.course is not None
    course, tested = card.course, card.tested
    return {
        "photo": lambda t: cell.photo(pixels, t),
        "map": lambda t: cell.enlarged(MAP, 2.0, t),
        "gray map": lambda t: cell.enlarged(np.abs(MAP), 2.0, t, grey=True),
        "outlined photo": lambda t: outlined_photo(photo, seen, t, 200),
        "class over the photo": lambda t: class_over_photo(photo, _class_map(), network.step("1"), t, 200),
        "slopes": lambda t: slopes_figure(MAP, 2.0, seen, t, 200),
        "effective field": lambda t: effective_figure(effective, t, 200),
        "coverage": lambda t: whole_figure(counts, t, 300, "pixels"),
        "ends of the coverage": lambda t: ends_figure(counts, t, 330, "pixels", 3, counts.most),
        "strengths": lambda t: strengths_figure(RNG.random((5, 5, 9)), list(range(9)), [1, 2], t, 600),
        "histogram": lambda t: histogram_figure(MAP, 2.0, t),
        "kernels": lambda t: kernels_figure(RNG.normal(size=(3, 3, 3, 2)), 1, t, colored=True),
        "tiles": lambda t: rows_of_tiles(
            [[Tile("one", MAP, 2.0, mark=(2, 3)), Tile("two", MAP[:3, :3], weights=True)]], t, 600, 200
        ),
        "mixing": _mixing,
        "costs": lambda t: sharing.costs_figure(costs(Conv2D(), (9, 7, 4)), t, 776),
        "course": lambda t: course_figure(course, card.epochs, card.epochs[1], t),
        "classes": lambda t: classes_figure(card.classes, tested, t),
        "confusion": lambda t: confusion_figure(card.classes, tested, t),
        "silhouette": lambda t: silhouette(EDGES.network, t),
        "growth, narrow": lambda t: growth(presets.load("lenet5").network, t, 4),
    }


def _class_map() -> Any:
    network = Network((Conv2D(filters=4), ReLU(), explorer.GlobalAveragePool2D(), Dense(units=2)), (9, 9, 3))
    params = explorer.Weights().params(network)
    return class_map(network, params, explorer.run(network, params, RNG.random((1, 9, 9, 3))), 1)


def _mixing(theme: Theme) -> Any:
    network = Network((Conv2D(filters=5, kernel_size=1),), (6, 6, 3))
    params = explorer.Weights().params(network)
    acts = explorer.run(network, params, RNG.random((1, 6, 6, 3)))
    return sharing.mixing_figure(mixing(network, params, acts, Cell("0", 2, 2, 1)), 1, theme, 700)


def of_lessons() -> Iterator[tuple[str, Draw]]:
    """The figures of all lessons."""
    for lesson in LESSONS:
        study = lesson.study(lesson.given(lesson.defaults, sample, ImageChoice("cat")))
        for name, shown in study.figures.items():
            for place_of, _ in enumerate(charts(shown, LIGHT)):
                yield f"lesson {lesson.slug}: {name} {place_of}", _chart(shown, place_of)


def _chart(shown: Any, place_of: int) -> Draw:
    return lambda t: charts(shown, t)[place_of].figure


@cache
def gallery() -> dict[str, Draw]:
    """All of them but those of lessons, which need their data computed."""
    return {**library(), **of_cells(), **of_tabs()}
