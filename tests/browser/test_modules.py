"""The pure functions of the front end, called in the browser and compared with Python; and the route that serves them."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from explorer import reads
from explorer.figures import theme
from explorer.figures.canvas import numbers_on
from explorer.figures.loupe import codes
from explorer.figures.overview import linking
from explorer.figures.rail import inks
from explorer.images.crop import Crop
from explorer.layers.base import as_map
from explorer.network import Cell, Network
from explorer.views.components import modules
from explorer.words.numerals import grid_decimals, in_grid, number
from tests.browser.app import App, beside
from tests.browser.serving import ROOT, forget, new_context, started
from tests.layers.moved import THROUGH
from tests.strategies import cells, nested_networks, networks

Call = Callable[..., Any]


@pytest.fixture(scope="module")
def call(server: str, chromium: Browser) -> Iterator[Call]:
    """Calls an exported function of a module for each list of arguments, on a page of the same origin without the app."""
    context = new_context(chromium, 400, 300)
    page = context.new_page()
    beside(page, server)

    def function(path: str, name: str, *calls: Any) -> list[Any]:
        said: list[Any] = page.evaluate(
            "async ([url, name, calls]) => { const all = await import(url); return calls.map((each) => all[name](...each)); }",
            [f"/{modules.address(path)}", name, list(calls)],
        )
        return said

    yield function
    forget(context)
    context.close()


finite = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e30, max_value=1e30)
dyadic = st.builds(lambda whole, power: whole / 2.0**power, st.integers(-(2**20), 2**20), st.integers(-40, 20))
"""Numbers of few bits: among them are those that lie exactly in the middle between two of three digits."""


@settings(max_examples=40)
@given(
    st.lists(st.one_of(finite, dyadic, finite.map(np.float32).map(float)), min_size=20, max_size=60), st.integers(1, 5)
)
def test_numbers_are_written_as_python_writes_them(call: Call, values: list[float], digits: int) -> None:
    said = call("shared/numbers.js", "numberText", *[[value, digits] for value in values])
    assert said == [number(value, digits) for value in values]


@settings(max_examples=40)
@given(
    st.lists(st.one_of(st.floats(-2000, 2000), dyadic, st.floats(-0.01, 0.01)), min_size=20, max_size=60),
    st.integers(2, 4),
)
def test_small_tables_are_written_as_python_writes_them(call: Call, values: list[float], most: int) -> None:
    tables = [values[at : at + 4] for at in range(0, len(values), 4)]
    places = call("shared/numbers.js", "gridDecimals", *[[table, most] for table in tables])
    assert places == [grid_decimals(table, most) for table in tables]
    assert call("shared/numbers.js", "gridText", *[[value, most] for value in values]) == [
        in_grid(value, most) for value in values
    ]


def test_a_number_in_the_middle_goes_to_the_even_digit_as_in_python(call: Call) -> None:
    values = [
        0.125,
        2.5,
        1.125,
        1.375,
        -1.125,
        1125000.0,
        1135000.0,
        999.5,
        0.0009765625,
        1000.0,
        999999.5,
        1e6,
        0.001,
        -0.0,
    ]
    said = call("shared/numbers.js", "numberText", *[[value, 3] for value in values])
    assert said == [number(value) for value in values]
    assert call("shared/numbers.js", "numberText", [1.125, 3], [1125000.0, 3], [2.5, 1]) == ["1.12", "1.12·10⁶", "2"]


@pytest.mark.parametrize("look", theme.THEMES.values(), ids=theme.THEMES)
def test_colours_are_those_of_the_maps(call: Call, look: theme.Theme) -> None:
    """All 255 of the palette, at any limit; and the stops of weights themselves."""
    colours = [*look.diverging, *look.weights]
    assert call("shared/colors.js", "rgb", *[[colour] for colour in colours]) == [list(theme.rgb(c)) for c in colours]
    for limit in (1.0, 0.037, 8e4):
        (scale,) = call("shared/colors.js", "mapScale", [list(look.diverging), limit])
        values = (np.arange(255) - 127) / 127 * limit
        shades = np.array(call("shared/colors.js", "shade", *[[scale, value] for value in values.tolist()]))
        assert np.abs(shades - theme.palette(look).astype(int)).max() <= 1  # a half may be rounded either way
    (weights,) = call("shared/colors.js", "mapScale", [list(look.weights), 2.0])
    assert weights["colorscale"] == theme.weight_colorscale(look)
    (grey,) = call("shared/colors.js", "mapScale", [list(look.diverging), 2.0, True])
    assert call("shared/colors.js", "shade", [grey, 0], [grey, 0.5], [grey, 7]) == [[0] * 3, [128] * 3, [255] * 3]


@given(st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=30, max_size=60))
@settings(max_examples=10)
def test_text_on_any_color_can_be_read_and_is_the_rails(call: Call, colors: list[tuple[int, int, int]]) -> None:
    said = call("shared/colors.js", "inkOn", *[[list(color)] for color in colors])
    names = ["#" + "".join(f"{channel:02x}" for channel in color) for color in colors]
    assert said == [f"rgb({','.join(map(str, theme.rgb(inks.ink_on(name))))})" for name in names]


def read_masks(network: Network, parts: list[Any]) -> dict[str, np.ndarray[Any, Any]]:
    """Of each step that is read: which cells, as booleans (rows, columns, channels)."""
    masks = {}
    for step, read in zip(network.steps, parts, strict=False):
        if read:
            mask = np.zeros(as_map(step.output_shape), np.bool_)
            for part in read:
                mask[np.ix_(part["rows"], part["cols"], range(part["k0"], part["k1"] + 1))] = True
            masks[step.path] = mask
    return masks


def steps_of(network: Network) -> list[dict[str, Any]]:
    """The tables as they come to the browser."""
    steps: list[dict[str, Any]] = json.loads(json.dumps(linking.read_tables(network)))
    return steps


def as_sent(network: Network, cell: Cell) -> dict[str, int]:
    return {"step": network.index(cell.path), "row": cell.row, "col": cell.col, "channel": cell.channel}


@settings(max_examples=60)
@given(st.data())
def test_what_a_cell_reads_is_what_the_library_says(call: Call, data: st.DataObject) -> None:
    """Of every step, cell by cell: dilation, stride, padding, cropping, groups, branches within branches."""
    network = data.draw(st.one_of(networks(), nested_networks()))
    some = data.draw(st.lists(cells(network), min_size=1, max_size=4))
    answers = call("linker/reads.js", "partsRead", *[[steps_of(network), as_sent(network, cell)] for cell in some])
    for cell, parts in zip(some, answers, strict=True):
        expected = {path: region.mask for path, region in reads.regions(network, cell).items() if region.cells}
        result = read_masks(network, parts)
        assert result.keys() == expected.keys()
        for path, mask in expected.items():
            np.testing.assert_array_equal(result[path], mask, err_msg=f"{network} {cell} {path}")


@pytest.mark.parametrize("network", THROUGH, ids=lambda network: " ".join(layer.kind for layer in network.layers))
def test_moves_are_followed_cell_by_cell(call: Call, network: Network) -> None:
    end = network.steps[-1]
    some = [Cell(end.path, *at) for at in np.ndindex(*as_map(end.output_shape))][::3]
    answers = call("linker/reads.js", "partsRead", *[[steps_of(network), as_sent(network, cell)] for cell in some])
    for cell, parts in zip(some, answers, strict=True):
        result = read_masks(network, parts)
        for path, region in reads.regions(network, cell).items():
            np.testing.assert_array_equal(result[path], region.mask, err_msg=f"{cell} {path}")


@settings(max_examples=60)
@given(st.data())
def test_hulls_of_what_is_read_and_of_what_reads_are_those_of_the_library(call: Call, data: st.DataObject) -> None:
    network = data.draw(networks())
    cell = data.draw(cells(network))
    arguments = [steps_of(network), as_sent(network, cell)]
    for name, regions in (
        ("reaches", reads.regions(network, cell)),
        ("feeds", reads.readers(network, cell)),
    ):
        (hulls,) = call("linker/reads.js", name, arguments)
        for path, region in regions.items():
            index = network.index(path)
            hull = hulls[index] if index < len(hulls) else None
            if region.hull is None:
                assert hull is None
                continue
            assert [hull[end] for end in ("r0", "r1", "c0", "c1")] == list(region.hull), (name, path)
            assert [hull["k0"], hull["k1"]] == [region.channels[0], region.channels[-1]], (name, path)


ARROWS = {
    "ArrowUp": (-1, 0, 0),
    "ArrowDown": (1, 0, 0),
    "ArrowLeft": (0, -1, 0),
    "ArrowRight": (0, 1, 0),
    "[": (0, 0, -1),
    "]": (0, 0, 1),
}


@settings(max_examples=30)
@given(st.data())
def test_keys_lead_to_cells_that_the_network_has(call: Call, data: st.DataObject) -> None:
    network = data.draw(networks())
    cell, steps = data.draw(cells(network)), steps_of(network)
    shape = as_map(network.step(cell.path).output_shape)
    keys = [*ARROWS, "+", "-", "="]
    answers = call("linker/cells.js", "cellAfterKey", *[[steps, as_sent(network, cell), key, False] for key in keys])
    for key, after in zip(keys, answers, strict=True):
        network.check_cell(Cell(network.steps[after["step"]].path, after["row"], after["col"], after["channel"]))
        if key in ARROWS and shape[:2] != (1, 1):
            moved = np.add([cell.row, cell.col, cell.channel], ARROWS[key])
            assert [after["row"], after["col"], after["channel"]] == np.clip(moved, 0, np.array(shape) - 1).tolist()
        elif key not in ARROWS:
            index = network.index(cell.path) + (-1 if key == "-" else 1)
            assert after["step"] == min(max(index, 0), len(network.steps) - 1)


def test_shifted_arrows_change_the_map_and_the_layer(call: Call) -> None:
    steps = [{"path": str(i), "shape": [4, 4, 3], "slots": [], "folded": i == 2} for i in range(4)]
    cell = {"step": 1, "row": 2, "col": 1, "channel": 1}
    keys = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]
    up, down, left, right = call("linker/cells.js", "cellAfterKey", *[[steps, cell, key, True] for key in keys])
    assert (up, down) == ({**cell, "channel": 0}, {**cell, "channel": 2})
    assert (left["step"], right["step"]) == (0, 3), "what is folded is passed over"
    (end,) = call("linker/cells.js", "cellAfterKey", [steps, {**cell, "step": 3}, "ArrowRight", True])
    assert end == {**cell, "step": 3}


def test_a_second_click_opens_the_map_on_its_cell_or_beside_it_where_cells_are_too_small_to_aim_at(call: Call) -> None:
    cell, clicked = {"step": 1, "row": 2, "col": 1, "channel": 1}, {"x": 100, "y": 50}
    neighbor, other_map = {**cell, "col": 2}, {**cell, "channel": 2}

    def opens(hit: dict[str, int], x: float, side: float, last: dict[str, Any] | None) -> bool:
        (said,) = call("linker/choosing/again.js", "opensMap", [hit, cell, {"x": x, "y": 50}, last, side])
        return bool(said)

    last = {**clicked, "cell": cell}
    assert opens(cell, 140, 60, last), "the same cell, however far from the first click"
    assert opens(cell, 100, 60, None), "the cell was selected in another way"
    assert not opens(neighbor, 101, 12, last), "a neighbor that can be aimed at is selected"
    assert opens(neighbor, 102, 2, last), "too small to aim at"
    assert not opens(neighbor, 104, 2, last), "too far from the first click"
    assert not opens(neighbor, 101, 2, None)
    assert not opens(neighbor, 101, 2, {**clicked, "cell": neighbor}), "keys have moved the selection since"
    assert not opens(other_map, 100, 2, last)


def test_a_step_in_the_same_column_is_passed_over(call: Call) -> None:
    slots = [[[0, 10, 10, 40, 40]], [[0, 60, 10, 40, 40]], [[0, 60, 10, 40, 40]], [[0, 110, 10, 40, 40]]]
    steps = [{"path": str(i), "shape": [4, 4, 3], "slots": each, "folded": i == 2} for i, each in enumerate(slots)]
    cell = {"step": 2, "row": 2, "col": 1, "channel": 1}
    left, right = call(
        "linker/cells.js", "cellAfterKey", *[[steps, cell, key, True] for key in ("ArrowLeft", "ArrowRight")]
    )
    assert (left["step"], right["step"]) == (0, 3)


@settings(max_examples=20)
@given(st.lists(st.floats(width=32, min_value=-(2**19), max_value=2**19), min_size=20, max_size=60))
def test_the_numbers_of_the_loupe_are_written_as_python_writes_them(call: Call, values: list[float]) -> None:
    usual = [value for value in values if not 0 < abs(value) < 1e-18]
    coded = codes(np.array(usual, np.float32)).tolist()
    assert call("linker/loupe/values.js", "valueText", *[[code] for code in coded]) == [
        number(value) for value in usual
    ]


def test_only_a_box_that_can_be_seen_is_outlined(call: Call) -> None:
    steps = [{"form": "maps", "shape": [64, 64, 2], "slots": [[0, 0, 0, 64, 64], [1, 0, 70, 64, 64]]}]
    small, large = call(
        "linker/paths.js",
        "ownOutlines",
        [steps, {"step": 0, "row": 10, "col": 20, "channel": 1}],
        [[{**steps[0], "shape": [8, 8, 2]}], {"step": 0, "row": 1, "col": 2, "channel": 1}],
    )
    frame = "M-2,68H66V136H-2Z"
    assert small == "M11,80.5H17M24,80.5H30M20.5,71V77M20.5,84V90" + frame
    assert large == "M16,78H24V86H16Z" + frame


def test_padding_is_hatched_where_a_box_leaves_the_map(call: Call) -> None:
    inside, left, below = call(
        "linker/paths.js", "paddingPath", *[[box, 8, 8] for box in ([0, 0, 3, 3], [-2, 0, 3, 3], [0, 5, 3, 9])]
    )
    assert inside == ""
    points = [[float(n) for n in point.split(",")] for point in left.replace("M", "L").split("L")[1:]]
    assert all(-2 <= x <= -0.5 and 0 <= y <= 3 for x, y in points)
    points = [[float(n) for n in point.split(",")] for point in below.replace("M", "L").split("L")[1:]]
    assert all(0 <= x <= 3 and 7.5 <= y <= 9 for x, y in points)


@settings(max_examples=40)
@given(st.integers(8, 400), st.integers(8, 400), st.integers(1, 6), st.integers(1, 6), st.data())
def test_a_frame_stays_on_its_picture_and_keeps_its_form(
    call: Call, rows: int, cols: int, high: int, wide: int, data: st.DataObject
) -> None:
    picture = {"rows": rows, "cols": cols, "aspect": [high, wide]}
    place = st.tuples(st.floats(-50, rows + 50), st.floats(-50, cols + 50))
    anchor, to = data.draw(place), data.draw(place)
    (part,) = call("crop_frame/geometry.js", "spannedPart", [picture, list(anchor), *to])
    parts = [part, *call("crop_frame/geometry.js", "grownPart", [picture, part, 10], [picture, part, -10])]
    parts += call("crop_frame/geometry.js", "movedPart", [picture, part, 1000, -1000], [picture, part, -3.4, 2.6])
    for each in (Crop(**sent) for sent in parts):
        assert 0 <= each.top <= rows - each.height
        assert 0 <= each.left <= cols - each.width
        ideal = each.width * high / wide
        assert abs(each.height - ideal) <= 0.5 + high / wide / 2 or min(each.height, each.width) == 1


def test_a_drawing_comes_back_as_it_was_sent(call: Call) -> None:
    text = "".join(np.random.default_rng(0).choice(list("0123456789abcdef"), 28 * 28))
    (pixels,) = call("pad/pixels.js", "pixelsOf", [text])
    fine = np.array(pixels).reshape(28, 28, 4).repeat(3, axis=0).repeat(3, axis=1)
    assert call("pad/pixels.js", "greyLevels", [fine.ravel().tolist(), 28, 3]) == [text]


@pytest.mark.thorough
def test_the_address_is_asked_for_again_until_it_has_come(app: App) -> None:
    app.beside()
    asked = app.page.evaluate(
        """async (url) => {
            const { settle } = await import(url), asked = [], pause = (ms) => new Promise((done) => setTimeout(done, ms));
            const hub = { send: (name, value) => asked.push([name, value.link]) };
            settle(hub, "old", [10, 10, 10]);
            settle(hub, "new", [10, 10, 10]);
            await pause(300);
            settle(hub, "written", [50, 50]);
            settle(hub, "");
            await pause(300);
            return asked;
        }""",
        f"{app.address}/{modules.address('linker/choosing/settling.js')}",
    )
    assert asked == [["settle", "new"]] * 3


def fetched(address: str) -> tuple[int, dict[str, str]]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {name.lower(): value for name, value in error.headers.items()}


def test_the_running_server_gives_modules_and_nothing_else(server: str) -> None:
    status, headers = fetched(f"{server}/{modules.address('linker/linker.js')}")
    assert status == 200
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    base = f"{server}/{modules.PREFIX}/{modules.digest()}"
    for path in (
        "linker/none.js",
        "linker/linker.py",
        "../register.py",
        "%2e%2e/register.py",
        "..%2f..%2f..%2fapp.py",
        "%2fetc%2fpasswd",
    ):
        assert fetched(f"{base}/{path}")[0] in (400, 404), path
    assert fetched(f"{server}/{modules.PREFIX}/{'0' * 16}/linker/linker.js")[0] == 404


@pytest.mark.thorough
def test_each_module_is_fetched_once_and_none_is_missed(app: App) -> None:
    answers: list[tuple[int, str]] = []
    app._page.on("response", lambda answer: answers.append((answer.status, answer.url)))
    app.open()
    app.settled()
    own = [(status, url.split(f"/{modules.digest()}/")[1]) for status, url in answers if f"/{modules.PREFIX}/" in url]
    assert {status for status, _ in own} <= {200}
    assert len({path for _, path in own}) == len(own)
    assert set(modules.reachable("linker", "picture", "gallery")) <= {path for _, path in own}


@pytest.mark.thorough
def test_below_a_base_path_and_from_the_package_alone(chromium: Browser, tmp_path: Path) -> None:
    """The file that an installed package has, started from another folder: modules are found below the base path."""
    script = str(ROOT / "explorer" / "views" / "serve.py")
    with started(tmp_path / "log.txt", script, "some/where", tmp_path) as address:
        context = new_context(chromium, 1440, 900)
        app = App(context.new_page(), address)
        for path, component in (("", "linker"), ("learn", "course")):
            wanted = f"{address}/{modules.address(modules.entry(component))}"
            with app._page.expect_response(wanted, timeout=60_000) as answer:
                app.visit(path)
            assert answer.value.status == 200
            app.page.wait_for_selector(".st-key-learn h1" if path else ".st-key-overview .js-plotly-plot[data-linked]")
        forget(context)
        context.close()


@pytest.mark.each
@pytest.mark.parametrize("name", list(theme.THEMES))
def test_every_number_of_a_drawn_matrix_has_the_ink_of_its_own_cell(call: Call, name: str) -> None:
    look = theme.THEMES[name]
    values = [[0.0, -1.0, 1.0, 0.5]]
    heat = {
        "type": "heatmap",
        "z": values,
        "x": [0, 40, 80, 120, 160],
        "y": [0, 20],
        "zmin": -1.0,
        "zmax": 1.0,
        "colorscale": theme.colorscale(look),
    }
    numbers = numbers_on(heat, [[f"{value:g}" for value in values[0]]], look)
    layout = {"width": 160, "height": 20, "shapes": [], "annotations": []}
    (svg,) = call("picture/drawing.js", "plainSvg", [{"data": [heat, numbers], "layout": layout}])
    inks_drawn = [text.get("fill") for text in ElementTree.fromstring(svg).iter("text")]
    assert inks_drawn == numbers["textfont"]["color"]
    assert len(set(inks_drawn)) > 1
