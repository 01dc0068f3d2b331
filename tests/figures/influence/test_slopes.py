"""Pictures of slopes and class maps, and the sentences about them."""

import re

import numpy as np
import plotly.graph_objects as go
import pytest

from explorer import Cell, Conv2D, Dense, GlobalAveragePool2D, MaxPool2D, Network, ReLU, run
from explorer.analysis.influence import EffectiveField, class_map, target
from explorer.figures.influence import slopes, words
from explorer.figures.influence.class_photo import class_over_photo
from explorer.figures.influence.photo import outlined_photo, own_photo
from explorer.figures.theme import THEMES
from explorer.images.placement import place
from explorer.reads import region
from tests.strategies import random_params

NETWORK = Network((Conv2D(3, 3, strides=2), ReLU(), MaxPool2D(2), GlobalAveragePool2D(), Dense(2)), (11, 9, 3))
PARAMS = random_params(NETWORK, dtype=np.float32)
X = np.random.default_rng(0).random((1, 11, 9, 3), np.float32)
ACTS = run(NETWORK, PARAMS, X)
PHOTO = own_photo(X[0], place(11, 9, 11, 9), (11, 9, 3), 200)
themes = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


@themes
def test_every_picture_is_a_figure(theme) -> None:  # type: ignore[no-untyped-def]
    seen = region(NETWORK, Cell("0", 1, 1, 0))
    mean = np.arange(12.0).reshape(3, 4)
    evidence = class_map(NETWORK, PARAMS, ACTS, 1)
    for figure in (
        outlined_photo(PHOTO, seen, theme, 200),
        slopes.slopes_figure(X[0, :, :, 0], 1.0, seen, theme, 200),
        slopes.effective_figure(EffectiveField(mean, mean > 5, 3), theme, 200),
        class_over_photo(PHOTO, evidence, NETWORK.step(evidence.path), theme, 200),
    ):
        go.Figure(figure)
        assert max(figure["layout"]["width"], figure["layout"]["height"]) == 200


def test_the_outline_is_around_what_is_read() -> None:
    seen = region(NETWORK, Cell("0", 1, 2, 0))
    for shape in outlined_photo(PHOTO, seen, THEMES["light"], 200)["layout"]["shapes"]:
        assert [shape[side] for side in ("x0", "y0", "x1", "y1")] == [3.5, 1.5, 6.5, 4.5]


def test_a_border_separates_what_belongs_from_what_does_not() -> None:
    within = np.random.default_rng(1).random((6, 7)) > 0.5
    lines = re.findall(r"M([-\d.]+),([-\d.]+)([HV])([-\d.]+)", slopes.border(within))
    padded = np.pad(within, 1)
    edges = (padded[1:] != padded[:-1]).sum() + (padded[:, 1:] != padded[:, :-1]).sum()
    assert len(set(lines)) == len(lines) == edges
    for x, y, way, end in lines:
        row, col = float(y), float(x)
        if way == "H":  # between (row - 1/2) and (row + 1/2)
            assert float(end) == col + 1
            pair = padded[int(row - 0.5) + 1, int(col + 0.5) + 1], padded[int(row + 0.5) + 1, int(col + 0.5) + 1]
        else:
            assert float(end) == row + 1
            pair = padded[int(row + 0.5) + 1, int(col - 0.5) + 1], padded[int(row + 0.5) + 1, int(col + 0.5) + 1]
        assert pair[0] != pair[1]


def test_a_class_map_lies_where_its_cells_look() -> None:
    evidence = class_map(NETWORK, PARAMS, ACTS, 0)
    assert evidence.path == "1"
    heat = class_over_photo(PHOTO, evidence, NETWORK.step("1"), THEMES["light"], 200)["data"][1]
    for row, col in ((0, 0), (3, 2)):
        hull = region(NETWORK, Cell("1", row, col, 0)).hull
        assert hull is not None
        np.testing.assert_allclose(heat["x0"] + col * heat["dx"], (hull.left + hull.right) / 2)
        np.testing.assert_allclose(heat["y0"] + row * heat["dy"], (hull.top + hull.bottom) / 2)


def test_words_name_whose_change_is_shown() -> None:
    dead = Cell("1", *(int(n) for n in np.argwhere(ACTS["1"][0] == 0)[0]))
    score = target(NETWORK, ACTS, dead)
    sentence = words.target_words("here", score, -0.5, NETWORK)
    assert "relu1 lets nothing through" in sentence
    assert "−0.500" in sentence
    assert (
        words.target_words("here", target(NETWORK, ACTS, Cell("0", 0, 0, 0)), 2.0, NETWORK)
        == "This picture shows what changes **here**, now 2.00."
    )
    mean = np.zeros((5, 6))
    mean[1:3, 2:5] = 1
    assert "5 × 6 = 30 px" in (sentence := words.effective_words(EffectiveField(mean, mean > 0, 3), "conv1"))
    assert "**6** of them, 20.0%, which lie within 2 × 3 px" in sentence
    assert "No pixel changes" in words.effective_words(EffectiveField(0 * mean, mean > 9, 3), "conv1")
