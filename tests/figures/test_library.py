"""The figures of the library."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest
from plotly.graph_objects import Figure

import explorer
from explorer import Cell, Conv2D, Dense, Flatten, Network, ReLU, Weights, figures, presets
from explorer.errors import ExplorerError, SettingError, WeightsError
from explorer.figures.theme import DARK, LIGHT

ROOT = Path(__file__).parents[2]
EDGES = presets.load("edges")
GIVEN = (EDGES.network, EDGES.weights, EDGES.image)
COLORED = (Network((Conv2D(filters=4), Conv2D(filters=3), Conv2D(filters=2)), (9, 9, 3)), Weights())
DRAWN: dict[str, Any] = {
    "overview": lambda **look: figures.overview(*GIVEN, **look),
    "architecture": lambda **look: figures.architecture(EDGES.network, **look),
    "growth": lambda **look: figures.growth(EDGES.network, **look),
    "explain": lambda **look: figures.explain(*GIVEN, EDGES.cell, **look),
    "cone": lambda **look: figures.cone(EDGES.network, EDGES.cell, **look),
    "cone_maps": lambda **look: figures.cone_maps(*GIVEN, EDGES.cell, **look),
    "maps": lambda **look: figures.maps(*GIVEN, "conv1", **look),
    "filters": lambda **look: figures.filters(*COLORED, "conv1_1", **look),
}


def test_all_of_them_are_drawn_here() -> None:
    texts_and_files = {"page", "report", "diagram", "diagram_png", "save"}
    assert {*DRAWN, *texts_and_files} == set(figures.__all__)


def test_a_page_is_the_text_of_a_file_in_the_look_that_is_asked_for() -> None:
    assert 'data-look="auto"' in figures.page(*GIVEN, EDGES.cell, title="Edges & more")
    assert "<h1>Edges &amp; more</h1>" in figures.page(*GIVEN, title="Edges & more", theme="dark")
    with pytest.raises(SettingError, match="no theme 'blue'"):
        figures.page(*GIVEN, theme="blue")
    with pytest.raises(SettingError, match="There is no row 99"):
        figures.page(*GIVEN, Cell("0", 99, 0, 0))


@pytest.mark.parametrize("name", DRAWN)
def test_each_is_a_figure_light_by_default_and_dark_when_asked_for(name: str) -> None:
    light, dark = DRAWN[name](), DRAWN[name](theme="dark")
    assert type(light) is Figure
    assert (light.layout.paper_bgcolor, dark.layout.paper_bgcolor) == (LIGHT.page, DARK.page)
    assert light.layout.font.color == LIGHT.ink
    assert dark.layout.font.color == DARK.ink
    with pytest.raises(SettingError, match="no theme 'blue'"):
        DRAWN[name](theme="blue")


def test_the_names_are_functions_whatever_was_imported_first() -> None:
    """Modules of the same names lie beside them: an import of these must not take their places."""
    code = """
import explorer.figures.overview.figure, explorer.figures.architecture, explorer.figures.cone.side, explorer.figures.maps
import explorer.views.architecture.page
import explorer
print({type(getattr(explorer.figures, name)).__name__ for name in explorer.figures.__all__})
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{'function'}"
    assert all(isinstance(getattr(figures, name), FunctionType) for name in figures.__all__)


@pytest.mark.parametrize("name", [name for name in presets.NAMES if presets.load(name).network.macs < 10**9])
def test_the_overview_of_every_small_preset_is_one_call(name: str) -> None:
    preset = presets.load(name)
    assert len(figures.overview(preset.network, preset.weights, preset.image).data) >= 2


def test_arrays_and_a_weights_value_make_the_same_picture() -> None:
    params = {path: dict(own) for path, own in EDGES.weights.params(EDGES.network).items()}
    pixels = explorer.images.picture_for(EDGES.image, EDGES.network.input_shape).pixels
    one = figures.overview(EDGES.network, params, pixels)
    assert one.to_json() == figures.overview(*GIVEN).to_json()
    params["0"]["kernel"] = -params["0"]["kernel"]
    assert one.to_json() != figures.overview(EDGES.network, params, pixels).to_json()


def test_the_classes_of_trained_weights_name_the_answer() -> None:
    preset = presets.load("fashion_tinyvgg")
    texts = {
        re.sub("</?b>", "", note.text)
        for note in figures.overview(preset.network, preset.weights, preset.image).layout.annotations
    }
    assert set(preset.weights.card.classes) <= texts


def test_maps_of_chosen_channels() -> None:
    assert [note.text for note in figures.maps(*GIVEN, "conv1", channels=[3, 1]).layout.annotations] == ["3", "1"]
    assert figures.maps(*GIVEN, "0").layout.meta["path"] == "0"
    assert len(figures.maps(*GIVEN, "input").data) == 3


def test_the_cone_along_rows_and_along_columns() -> None:
    network = Network((Conv2D(filters=1, kernel_size=(3, 5)),), (9, 9, 1))
    for axis, text in (("rows", "3 of 9 rows"), ("columns", "5 of 9 columns")):
        drawn = figures.cone(network, Cell("0", 2, 2, 0), axis=axis)
        assert text in [note.text for note in drawn.layout.annotations]


DENSE = Network((Flatten(), Dense(units=2), ReLU()), (4, 4, 1))
WEIGHTS = explorer.Weights()


@pytest.mark.parametrize(
    ("draw", "error", "problem"),
    [
        (lambda: figures.growth(DENSE), SettingError, "No layer of this network has a window"),
        (lambda: figures.maps(DENSE, WEIGHTS, "cat", "dense"), SettingError, "There is no layer 'dense'"),
        (lambda: figures.maps(DENSE, WEIGHTS, "cat", "1"), SettingError, "dense1 has 2 numbers and no maps"),
        (lambda: figures.maps(*GIVEN, "conv1", channels=[99]), SettingError, "There is no channel 99"),
        (lambda: figures.overview(*GIVEN, scope="all"), SettingError, "There is no scale per 'all'"),
        (lambda: figures.cone(DENSE, Cell("1", 0, 0, 0), axis="x"), SettingError, "There is no axis 'x'"),
        (lambda: figures.cone(DENSE, Cell("1", 0, 0, 5)), SettingError, "There is no channel 5"),
        (lambda: figures.explain(DENSE, WEIGHTS, "cat", Cell("0", 0, 0, 3)), SettingError, "only passed on"),
        (lambda: figures.overview(DENSE, {}, np.zeros((4, 4, 1))), WeightsError, "no parameters for dense1"),
    ],
)
def test_what_cannot_be_drawn_is_told(draw: Any, error: type[ExplorerError], problem: str) -> None:
    with pytest.raises(error, match=problem):
        draw()


@pytest.mark.parametrize("layer", ["conv1_2", "conv1_3", ""])
def test_filters_are_in_color_only_if_they_read_colors(layer: str) -> None:
    """The third convolution reads three maps too, but a layer made them."""
    with pytest.raises(SettingError, match=r"do not read red, green and blue\. Choose a convolution of an image"):
        figures.filters(*COLORED, layer)


def test_the_filters_that_are_asked_for_are_drawn_and_no_others() -> None:
    shown = figures.filters(*COLORED, "conv1_1", channels=[3, 1])
    assert [note.text for note in shown.layout.annotations] == ["3", "1"]
    with pytest.raises(SettingError, match="channel"):
        figures.filters(*COLORED, "conv1_1", channels=[4])
