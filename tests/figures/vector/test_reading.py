"""Reading figures of Plotly: places in px, ranges and ticks as Plotly has them, and what is not drawn is named."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from explorer.errors import SettingError
from explorer.figures.vector.items import Box, Cells, Drawing, Path, Text, Window
from explorer.figures.vector.reading.axes import Axis
from explorer.figures.vector.reading.extents import extents
from explorer.figures.vector.reading.figure import drawing_of
from explorer.figures.vector.reading.ticks import ticks
from tests.figures.vector.test_every_figure import flat

BARE = {"width": 200, "height": 100, "plot_bgcolor": "rgba(0,0,0,0)", "margin": {"l": 0, "r": 0, "t": 0, "b": 0}}
PX: dict[str, Any] = {
    **BARE,
    "xaxis": {"range": [0, 200], "visible": False},
    "yaxis": {"range": [100, 0], "visible": False},
}


def axis(low: float, high: float, length: float = 300, **part: Any) -> Axis:
    return Axis("xaxis", low, high, 0, length, part)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"data": [{"type": "pie"}]}, "a trace of type 'pie'"),
        ({"data": [{"type": "bar", "x": [1], "y": [1], "error_y": {}}]}, "error_y of a bar trace"),
        ({"data": [{"type": "scatter", "x": [1], "y": [1], "fill": "tozeroy"}]}, "fill of a scatter trace"),
        ({"data": [{"type": "heatmap", "z": [[1]], "colorscale": [[0, "#000"], [1, "#fff"]]}]}, "a colour bar"),
        ({"layout": {**PX, "polar": {}}}, "polar of a layout"),
        ({"layout": {**PX, "shapes": [{"type": "circle", "label": {"text": "x"}}]}}, "label of a shape"),
        ({"layout": {**PX, "annotations": [{"text": "x", "x": 1, "y": 1}]}}, "an annotation with an arrow"),
        ({"layout": {**BARE, "xaxis": {"rangeslider": {}}}}, "rangeslider of an axis"),
    ],
)
def test_what_is_not_drawn_is_refused_by_name(change: dict[str, Any], named: str) -> None:
    with pytest.raises(SettingError) as caught:
        drawing_of({"data": [], "layout": PX, **change})
    assert named in caught.value.problem
    assert "Plotly" in caught.value.remedy


def test_nothing_is_fetched() -> None:
    image = {"type": "image", "source": "https://example.org/x.png", "x0": 0, "dx": 1, "y0": 0, "dy": 1}
    with pytest.raises(SettingError, match="nothing is fetched"):
        drawing_of({"data": [image], "layout": PX})


def test_shapes_lie_at_their_px() -> None:
    shapes = [{"type": "rect", "x0": 10, "x1": 30, "y0": 20, "y1": 50, "line": {"width": 2, "color": "#ff0000"}}]
    (box,) = [
        item
        for item in flat(drawing_of({"data": [], "layout": {**PX, "shapes": shapes}}).items)
        if isinstance(item, Box)
    ]
    assert (box.left, box.top, box.width, box.height) == (10, 20, 20, 30)
    assert (box.paint.stroke, box.paint.width) == ((255, 0, 0, 1), 2)


def test_figures_and_dictionaries_and_plotlys_arrays_are_alike() -> None:
    z = np.arange(6, dtype=np.float32).reshape(2, 3)
    trace = {
        "type": "heatmap",
        "z": z,
        "zmin": 0,
        "zmax": 5,
        "colorscale": [[0, "#000000"], [1, "#ffffff"]],
        "showscale": False,
    }
    layout = {**BARE, "xaxis": {"visible": False}, "yaxis": {"visible": False}}
    plain, figure = ({"data": [trace], "layout": layout}, go.Figure({"data": [trace], "layout": layout}))
    cells = [next(item for item in flat(drawing_of(each).items) if isinstance(item, Cells)) for each in (plain, figure)]
    np.testing.assert_array_equal(cells[0].colors, cells[1].colors)
    np.testing.assert_array_equal(cells[0].colors[..., 0], [[0, 51, 102], [153, 204, 255]])
    np.testing.assert_allclose(cells[0].xs, np.linspace(0, 200, 4))
    np.testing.assert_allclose(cells[0].ys, [100, 50, 0])


def test_what_is_no_number_has_no_color() -> None:
    trace = {
        "type": "heatmap",
        "z": [[np.nan, 1, np.inf]],
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, "#000"], [1, "#fff"]],
    }
    (cells,) = [
        c
        for c in flat(drawing_of({"data": [{**trace, "showscale": False}], "layout": PX}).items)
        if isinstance(c, Cells)
    ]
    assert cells.colors[0, :, 3].tolist() == [0, 255, 255]


@pytest.mark.parametrize(
    ("drawn", "labels"),
    [
        (axis(0, 1), ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (axis(-0.4, 0.4, nticks=5), ["−0.4", "−0.2", "0", "0.2", "0.4"]),
        (axis(0, 47_000, nticks=6), ["0", "10k", "20k", "30k", "40k"]),
        (axis(0, 9_000, nticks=4), ["0", "5000"]),
        (axis(0, 2_500, nticks=6, tickformat=",d"), ["0", "500", "1,000", "1,500", "2,000", "2,500"]),
        (axis(-1, 3, tickvals=[0, 2, 9], ticktext=["a", "b", "c"]), ["a", "b"]),
    ],
)
def test_ticks_are_plotlys(drawn: Axis, labels: list[str]) -> None:
    assert [tick.label for tick in ticks(drawn, 12)] == labels


def test_ranges_leave_room_for_points_as_plotly_does() -> None:
    trace = {"type": "scatter", "mode": "lines+markers", "x": [0, 10], "y": [0, 5], "marker": {"size": 8}}
    found = extents([("scatter", trace)])["x"].padded(300, log=False)
    each = 10 / (300 - 2 * (5 + 15)) * (5 + 15)  # 8 / 1.6 px for the marker, and 5% of the length
    np.testing.assert_allclose(found, [-each, 10 + each])
    lines = extents([("scatter", {**trace, "mode": "lines"})])
    assert lines["x"].padded(300, log=False) == (0, 10)
    bars = extents([("bar", {"x": [0, 1], "y": [2, 4], "width": [1, 1]})])
    assert bars["x"].padded(300, log=False) == (-0.5, 1.5)
    low, high = bars["y"].padded(100, log=False)
    assert low == 0
    assert high == pytest.approx(4 / 0.95)


def texts(drawing: Drawing) -> dict[str, Text]:
    return {
        "".join(span.text for span in item.lines[0]): item for item in flat(drawing.items) if isinstance(item, Text)
    }


def test_texts_stand_at_their_anchors_and_not_outside_the_axes() -> None:
    notes = [
        {"text": "left", "x": 20, "y": 30, "xanchor": "left", "showarrow": False, "borderpad": 0},
        {
            "text": "right",
            "x": 90,
            "y": 30,
            "xanchor": "right",
            "yanchor": "top",
            "showarrow": False,
            "font": {"size": 20},
        },
        {"text": "outside", "x": 300, "y": 30, "showarrow": False},
    ]
    found = texts(drawing_of({"data": [], "layout": {**PX, "annotations": notes}}))
    assert set(found) == {"left", "right"}
    assert (found["left"].x, found["left"].anchor) == (21, "start")
    assert found["left"].y == pytest.approx(30 + 0.36 * 12)
    assert (found["right"].x, found["right"].anchor, found["right"].size) == (88, "end", 20)


def test_lines_are_cut_off_at_their_axes() -> None:
    trace = {"type": "scatter", "mode": "lines", "x": [0, 4], "y": [0, 9]}
    layout = {**BARE, "margin": {"l": 20, "r": 20, "t": 10, "b": 10}, "yaxis": {"range": [0, 1], "visible": False}}
    drawing = drawing_of({"data": [trace], "layout": layout})
    (window,) = [item for item in drawing.items if isinstance(item, Window)]
    assert (window.left, window.top, window.width, window.height) == (16, 6, 168, 88)
    assert isinstance(window.items[0], Path)
