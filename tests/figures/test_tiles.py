"""Tiles show their numbers, at one cell size per line, within the width they are given."""

from __future__ import annotations

import numpy as np
import pytest
from plotly.graph_objects import Figure

from explorer.figures.canvas import cell_texts
from explorer.figures.rail.inks import contrast
from explorer.figures.theme import DARK, LIGHT
from explorer.figures.tiles import Tile, largest, rows_of_tiles


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("width", [330, 776])
def test_lines_of_tiles(theme, width: int) -> None:  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(0)
    small, wide = rng.normal(size=(3, 3)), rng.normal(size=(4, 9))
    lines = [
        [Tile("kernel", small, 2.0, weights=True), Tile("grey", wide, grey=True)],
        [Tile("a", wide, 3.0), Tile("b", wide, 3.0, mark=(1, 8)), Tile("c", wide, 3.0)],
    ]
    figure = rows_of_tiles(lines, theme, width, 180)
    Figure(figure)
    maps = [trace for trace in figure["data"] if trace["type"] == "heatmap"]
    for trace, tile in zip(maps, [tile for line in lines for tile in line], strict=True):
        np.testing.assert_array_equal(trace["z"], tile.values.astype(np.float32))
        assert max(trace["x"]) <= width
        assert max(trace["y"]) <= figure["layout"]["height"]
        assert (trace["zmin"], trace["zmax"]) == ((0, 1) if tile.grey else (-tile.top, tile.top))
    assert np.diff(maps[0]["x"])[0] == pytest.approx(np.diff(maps[1]["x"])[0])
    mark = [shape for shape in figure["layout"]["shapes"] if shape["line"]["color"] == "#ffd400"]
    assert len(mark) == 1
    assert (mark[0]["x0"] + mark[0]["x1"]) / 2 == pytest.approx(np.mean(maps[3]["x"][8:10]))


def test_the_largest_magnitude_is_a_shared_scale() -> None:
    assert largest(np.array([[-3.0, 1.0]]), np.array([[2.0]])) == 3.0
    assert largest(np.zeros((2, 2))) == 1.0


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_numbers_can_be_read_on_their_cells(theme) -> None:  # type: ignore[no-untyped-def]
    values = np.linspace(-1, 1, 25).reshape(5, 5)
    for kind in ({"weights": True}, {"grey": True}, {}):
        figure = rows_of_tiles([[Tile("", values, 1.0, **kind)]], theme, 330, 300)
        heat, numbers = figure["data"]
        assert len(numbers["text"]) == len(numbers["x"]) == len(numbers["y"]) == 25
        assert numbers["text"][3] == cell_texts(values, room=60)[0][0][3]
        stops = heat["colorscale"]
        for share, ink in ((0.0, 0), (0.5, 12), (1.0, 24)):
            if not kind.get("grey") or ink:
                cell = stops[round(share * (len(stops) - 1))][1]
                assert contrast(cell, numbers["textfont"]["color"][ink]) >= 4.5
