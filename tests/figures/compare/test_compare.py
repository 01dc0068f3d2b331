"""The figures of the comparison: strips of maps, rows, and an enlarged pair."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from explorer.analysis.compared.maps import MapsCompared
from explorer.figures.compare.pair import enlarged, pair_figure, tops_of
from explorer.figures.compare.rows import LayerLine, Plan, rows_figure
from explorer.figures.compare.strips import GAP, SHARP, SIDE, count_in, strip, strip_png, width_of
from explorer.figures.maps import indices
from explorer.figures.theme import DARK, LIGHT, palette, rgb

RNG = np.random.default_rng(3)


def picture(source: str) -> np.ndarray:
    data = base64.b64decode(source.partition(",")[2])
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_strip_has_the_colour_of_every_cell(theme: object) -> None:
    maps = RNG.normal(size=(11, 11, 5)).astype(np.float32)
    drawn = strip(maps, range(5), 2.0, 3)
    assert drawn.shape == (SIDE * SHARP, width_of(3) * SHARP)
    pixels = np.asarray(Image.open(io.BytesIO(strip_png(drawn, theme))).convert("RGB"))  # type: ignore[arg-type]
    colors, cell = palette(theme), SIDE * SHARP / 11  # type: ignore[arg-type]
    for channel in range(3):
        left = channel * (SIDE + GAP) * SHARP
        for row, col in ((0, 0), (5, 7), (10, 10)):
            at = pixels[int((row + 0.5) * cell), left + int((col + 0.5) * cell)]
            np.testing.assert_array_equal(at, colors[indices(maps[row, col, channel], 2.0)])
    np.testing.assert_array_equal(pixels[0, SIDE * SHARP], rgb(theme.page))  # type: ignore[attr-defined]


def test_a_vector_is_drawn_whole_with_the_page_where_it_ends() -> None:
    drawn = strip(np.arange(7, dtype=np.float32).reshape(1, 1, 7), range(7), 6.0, 4)
    assert {int(each) for each in np.unique(drawn)} == {*map(int, indices(np.arange(7), 6.0)), 255}


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 1, 30_000), (300, 200, 2), (2, 90, 3), (90, 2, 3)])
def test_maps_of_any_size_fit_into_a_strip(shape: tuple[int, int, int]) -> None:
    assert strip(RNG.normal(size=shape), range(shape[2]), 1.0, 2).shape == (SIDE * SHARP, width_of(2) * SHARP)


def test_as_many_maps_as_fit_stand_in_a_row() -> None:
    assert [count_in(width_of(count)) for count in (1, 2, 7)] == [1, 2, 7]
    assert count_in(3) == 1
    wide, phone = Plan(820, False), Plan(358, True)
    assert (wide.maps, phone.maps) == (4, 2)
    for plan in (wide, phone):
        assert plan.lefts[2] + width_of(plan.maps) <= plan.width
        assert plan.height(3) == plan.row_height * 3 + plan.height(0)


def line(**more: object) -> LayerLine:
    left, right = RNG.normal(size=(2, 6, 6, 3)).astype(np.float32)
    return LayerLine("conv1", "6 × 6 × 3", **{"left": left, "right": right, "difference": right - left, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("plan", [Plan(820, False), Plan(358, True)])
def test_each_row_has_its_pictures_and_words(plan: Plan) -> None:
    alone = line(right=None, difference=None, remark="left only")
    other = line(difference=None, remark="sizes differ")
    photo = line(photo=True, left=np.ones((6, 6, 3)), right=np.zeros((6, 6, 3)), difference=np.ones((6, 6, 3)))
    figure = rows_figure([photo, line(correlation="0.931"), other, alone], ("A", "B"), LIGHT, plan)
    assert [trace["type"] for trace in figure["data"]] == ["image"] * (3 + 3 + 2 + 1)
    words = " ".join(note["text"] for note in figure["layout"]["annotations"])
    assert all(word in words for word in ("<b>A</b>", "<b>B</b>", "0.931", "left only", "sizes differ"))
    assert figure["layout"]["height"] == plan.height(4)
    np.testing.assert_array_equal(picture(figure["data"][0]["source"])[0, 0], (255, 255, 255))


def test_an_enlarged_pair_shares_one_scale_and_the_difference_is_symmetric() -> None:
    left, right = RNG.normal(size=(2, 8, 8, 3)).astype(np.float32)
    maps = MapsCompared(left, 3 * right)
    pair = enlarged(maps, 2, tops_of(maps))
    figure = pair_figure(pair, ("Left", "Right"), LIGHT, 520, 240)
    heats = [trace for trace in figure["data"] if trace["type"] == "heatmap"]
    for heat, values in zip(heats, (left[..., 2], 3 * right[..., 2], 3 * right[..., 2] - left[..., 2]), strict=True):
        np.testing.assert_array_equal(heat["z"], values)
        assert heat["zmin"] == -heat["zmax"]
    assert heats[0]["zmax"] == heats[1]["zmax"] == pair.top
    assert "±" in pair.legend


def test_of_other_sizes_there_is_no_difference_to_draw() -> None:
    maps = MapsCompared(np.ones((4, 4, 2)), np.ones((2, 2, 2)))
    pair = enlarged(maps, 1, tops_of(maps))
    assert pair.difference is None
    figure = pair_figure(pair, ("Left", "Right"), DARK, 358, 170)
    assert sum(trace["type"] == "heatmap" for trace in figure["data"]) == 2
    assert "difference" not in pair.legend


def test_the_image_and_a_vector_are_drawn_as_what_they_are() -> None:
    image = enlarged(MapsCompared(np.ones((4, 4, 3)), np.zeros((4, 4, 3))), 0, (1.0, 1.0), image=True)
    assert image.grey
    assert "from black, 0, to white, 1" in image.legend
    vector = enlarged(MapsCompared(np.arange(40.0).reshape(1, 1, 40), np.ones((1, 1, 40))), 7, (40.0, 1.0))
    assert (vector.units, vector.left.shape) == (32, (2, 32))
    assert vector.left[1, 7] == 39
    assert np.isnan(vector.left[1, 8])
