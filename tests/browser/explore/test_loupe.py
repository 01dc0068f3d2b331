"""The loupe shows the numbers under the pointer, and the outlines say what is read."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

import explorer
from explorer import presets
from explorer.figures.rail.column import shown_path
from explorer.images import fit, samples
from explorer.layers.base import as_map
from explorer.network import Cell
from explorer.words.numerals import number
from tests.browser.app import HUB, App

OVERVIEW = "document.querySelector('.st-key-overview .js-plotly-plot')"


HERE = f"() => {HUB}.values && {HUB}.values.version === {HUB}.scene.version"
"""Whether the browser has the numbers of the maps on the screen."""
FIRST = Cell("1", 10, 12, 2)


@pytest.fixture
def opened(app: App) -> App:
    """The opening screen, with the numbers of its maps: they come when the pointer does."""
    app.open()
    app.settled()
    app.hover(FIRST)
    app.page.wait_for_function(HERE)
    return app


def asked_of(app: App) -> list[str]:
    """The addresses of numbers that the page asks for from now on."""
    asked: list[str] = []
    app.page.on("request", lambda request: asked.append(request.url) if "/numbers/" in request.url else None)
    return asked


@pytest.mark.thorough
def test_the_numbers_come_with_the_pointer_and_once(app: App) -> None:
    asked, number_shown = asked_of(app), app.page.locator(".cnn-loupe b")
    app.open()
    app.settled()
    assert app.page.evaluate(f"{HUB}.values ?? null") is None
    app.hover(FIRST)
    expect(number_shown).not_to_have_text("")  # the pointer rests: what arrives is shown
    app.hover(Cell("3", 10, 12, 2))
    app.hover(Cell("1", 3, 3, 1))
    assert len(asked) == 1


@pytest.mark.thorough
def test_where_they_cannot_be_fetched_the_page_brings_them(app: App) -> None:
    asked = asked_of(app)
    app.page.route("**/numbers/*", lambda route: route.abort())
    app.open()
    app.settled()
    app.hover(FIRST)
    app.page.wait_for_function(HERE)
    expect(app.page.locator(".cnn-loupe b")).not_to_have_text("")
    app.click(Cell("1", 3, 3, 1))
    app.preset("TinyVGG")
    app.drawn()
    app.page.wait_for_function(HERE)
    assert len(asked) == 1


def test_the_loupe_shows_the_numbers_of_the_picture(opened: App) -> None:
    preset = presets.load(presets.OPENING)
    pixels = fit(samples.load(preset.image), 64, 64).pixels
    acts = explorer.run(preset.network, preset.weights.params(preset.network), pixels[None].astype(np.float32))
    loupe, rng = opened.page.locator(".cnn-loupe"), np.random.default_rng(0)
    steps = [step for step in opened.steps() if step["form"] == "maps" and step["slots"]]
    count, columns = 0, dict[tuple[float, ...], list[str]]()
    for step in steps:
        columns.setdefault(tuple(step["slots"][0]), []).append(step["path"])
    for first, *others in columns.values():  # the first step of a column is the one that a pointer hits
        step = next(step for step in steps if step["path"] == first)
        path = shown_path(preset.network, first) if others else first
        values = acts[path][0].reshape(as_map(preset.network.step(path).output_shape))
        rows, cols, _ = step["shape"]
        for slot in step["slots"][:3]:
            opened.hover(Cell(first, int(rng.integers(rows)), int(rng.integers(cols)), slot[0]))
            expect(loupe).to_contain_text(f"{step['name']}, ")
            at = opened.page.evaluate(f"{HUB}.hovered")
            expect(loupe.locator("b")).to_have_text(number(float(values[at["row"], at["col"], at["channel"]])))
            expect(loupe.locator("canvas")).to_be_visible()
            count += 1
    assert count >= 20


@pytest.mark.thorough
def test_the_answer_is_named_without_cells(opened: App) -> None:
    opened.hover(Cell("23", 0, 0, 1))
    loupe = opened.page.locator(".cnn-loupe")
    expect(loupe).to_have_text("dandelion 99.7%")
    expect(loupe.locator("canvas")).to_be_hidden()


@pytest.mark.thorough
def test_the_loupe_stays_in_the_window_and_off_the_pointer(app: App) -> None:
    app.resize(1280, 720)
    app.open()
    app.settled()
    opened = app
    for step in opened.steps():
        if step["form"] != "maps" or not step["slots"]:
            continue
        rows, cols, _ = step["shape"]
        for slot in (step["slots"][0], step["slots"][-1]):
            cell = Cell(step["path"], rows - 1, cols - 1, slot[0])
            x, y = opened.place(cell)
            if y > 700:
                continue
            opened.page.mouse.move(x, y)
            box = opened.page.locator(".cnn-loupe").bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["y"] >= 0
            assert box["x"] + box["width"] <= 1280
            assert box["y"] + box["height"] <= 720
            assert not (box["x"] <= x <= box["x"] + box["width"] and box["y"] <= y <= box["y"] + box["height"])


@pytest.mark.thorough
def test_every_hover_is_timed_for_the_benchmark(opened: App) -> None:
    opened.page.evaluate(f"{HUB}.timings.hover.length = 0")
    for row in range(0, 64, 4):
        opened.hover(Cell("5", row // 2, row // 2, 3))
    took = opened.page.evaluate(f"{HUB}.timings.hover")
    assert len(took) >= 16
    assert min(took) > 0


def _outline(app: App, name: str) -> str:
    return str(next(shape["path"] for shape in app.shapes("overview") if shape["name"] == name))


@pytest.mark.thorough
def test_at_rest_the_cell_and_the_maps_it_reads_directly_are_outlined(opened: App) -> None:
    opened.click(Cell("5", 10, 12, 2))
    opened.page.mouse.move(4, 4)
    opened.settled()
    direct, fed = _outline(opened, "hover_over"), _outline(opened, "chosen_feeds")
    assert fed == "M0,0"
    below = next(step for step in opened.steps() if step["path"] == "4")
    slot = next(slot for slot in below["slots"] if slot[0] == 2)
    xs = [float(part.split(",")[0].split("H")[0]) for part in direct.split("M")[1:]]
    assert all(slot[1] - 10 <= x <= slot[1] + slot[3] + 10 for x in xs), "only the map that it pools"
    opened.page.locator(".st-key-strip_show").get_by_role("button", name="Show").click()
    opened.page.get_by_role("button", name="Everything it reads").click()
    changed = f"([name, was]) => {OVERVIEW}.layout.shapes.find((s) => s.name === name).path.length > was"
    opened.page.wait_for_function(changed, arg=["hover_over", len(direct)])
    opened.page.get_by_role("button", name="What reads it").click()
    opened.page.wait_for_function(changed, arg=["chosen_feeds", len(fed)])


@pytest.mark.thorough
def test_other_edges_fade_while_those_of_a_cell_are_shown(opened: App) -> None:
    opened.page.wait_for_function("() => !document.querySelector('#cnn-still')")
    opened.hover(Cell("5", 10, 12, 2))
    faded = opened.page.locator(".st-key-overview image.cnn-edges")
    expect(faded).to_have_css("opacity", "0.25")
    assert faded.evaluate("(image) => image.href.baseVal") == opened.page.evaluate(
        f"{OVERVIEW}.layout.images.find(({{ name }}) => name === 'edges').source"
    )
    opened.page.mouse.move(4, 4)
    expect(faded).to_have_css("opacity", "1")


@pytest.mark.thorough
def test_words_of_a_zone_stand_beside_the_pointer(opened: App) -> None:
    zones = opened.page.evaluate(f"{HUB}.scene.zones")
    for zone in zones[:3]:
        x0, y0, x1, y1 = zone["box"]
        box = opened.page.locator(".st-key-overview .js-plotly-plot").bounding_box()
        assert box is not None
        opened.page.mouse.move(box["x"] + (x0 + x1) / 2, box["y"] + (y0 + y1) / 2)
        expect(opened.page.locator(".cnn-loupe")).to_contain_text(zone["words"][:20])
    assert opened.page.locator(".cnn-readout").count() == 0
