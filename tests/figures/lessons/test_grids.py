"""Matrices of lessons: outlines that are not cut off, gaps that do not look like zeros."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.figures.lessons.grids import EDGE, grid_figure
from explorer.figures.theme import DARK, LIGHT
from explorer.lessons.shown import Grid, Mark


@pytest.mark.parametrize(("rows", "cols"), [(4, 4), (3, 11), (20, 6)])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_outlines_of_cells_at_the_rim_lie_inside_the_axes(rows: int, cols: int, theme: object) -> None:
    whole = Mark(0, rows - 1, 0, cols - 1)
    layout = grid_figure(Grid("a matrix", np.zeros((rows, cols)), marks=(whole,)), theme)["layout"]  # type: ignore[arg-type]
    wide = layout["width"] - layout["margin"]["r"]
    left, right = layout["xaxis"]["range"]
    bottom, top = layout["yaxis"]["range"]
    px = wide / (right - left)
    assert (-0.5 - left) * px == pytest.approx(EDGE, rel=0.05)
    assert (right - cols + 0.5) * px == pytest.approx(EDGE, rel=0.05)
    assert (layout["height"] - layout["margin"]["t"]) / (bottom - top) == pytest.approx(px, rel=0.05)  # square cells


def test_empty_columns_part_the_frame_and_nothing_is_painted_there() -> None:
    values = np.arange(21.0).reshape(3, 7)
    values[:, 3] = np.nan
    layout = grid_figure(Grid("two kernels", values, "weight"), LIGHT)["layout"]
    assert [(shape["x0"], shape["x1"]) for shape in layout["shapes"]] == [(-0.5, 2.5), (3.5, 6.5)]
    assert layout["plot_bgcolor"] == "rgba(0,0,0,0)"


def test_a_matrix_without_any_number_has_one_frame() -> None:
    layout = grid_figure(Grid("nothing", np.full((2, 2), np.nan)), LIGHT)["layout"]
    assert [(shape["x0"], shape["x1"]) for shape in layout["shapes"]] == [(-0.5, 1.5)]
