"""Figures written without a browser beside what Plotly draws in one; reports without a network; saving a chart."""

from __future__ import annotations

import base64
import copy
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from plotly.io import to_json
from plotly.offline import get_plotlyjs
from scipy import ndimage

from explorer import figures, presets
from explorer.figures.theme import LIGHT
from explorer.figures.vector.items import Cells, Item, Picture
from explorer.figures.vector.raster import png_of
from explorer.figures.vector.reading.figure import drawing_of
from explorer.figures.vector.reading.sources import picture_size
from explorer.views.components.modules import address
from tests.browser.app import App
from tests.browser.serving import new_context
from tests.figures.vector.gallery import gallery
from tests.figures.vector.test_every_figure import flat

NEAR, ALIKE = 2, 40
"""How many px a shape may be off, and by how much a color may differ, of 255: both smooth edges in their own way."""
HIDDEN = "rgba(0,0,0,0)"


@pytest.fixture(scope="module")
def plotly_page(chromium: Browser) -> Iterator[Page]:
    """A page that has Plotly and nothing else."""
    context = new_context(chromium, 1000, 800)
    page = context.new_page()
    page.set_content("<!doctype html><title>Plotly</title>")
    page.add_script_tag(content=get_plotlyjs())
    yield page
    context.close()


def without_texts(figure: Any) -> dict[str, Any]:
    """A figure on white without any letters: every browser has other fonts."""
    given = copy.deepcopy(go.Figure(figure).to_dict())
    layout = given["layout"]
    layout |= {
        "annotations": [],
        "font": {"color": HIDDEN, "size": 12},
        "paper_bgcolor": "#ffffff",
        "showlegend": False,
    }
    layout["template"] = None
    for name, part in layout.items():
        if name.startswith(("xaxis", "yaxis")):
            part |= {"tickfont": {"color": HIDDEN, "size": 12}, "automargin": False}
            part.pop("title", None)
    layout.pop("title", None)
    given["data"] = [trace for trace in given["data"] if trace.get("mode") != "text"] or given["data"][:1]
    for trace in given["data"]:
        for name in ("text", "texttemplate", "textposition", "textfont"):
            trace.pop(name, None)
    return given


def pixels(png: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(png)) as picture:
        white = Image.new("RGBA", picture.size, "#ffffff")
        white.alpha_composite(picture.convert("RGBA"))
        return np.asarray(white)[..., :3].astype(int)


def beyond(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Where a px of `one` has a color that no px of `other` has nearby."""
    size = (2 * NEAR + 1, 2 * NEAR + 1, 1)
    low, high = ndimage.minimum_filter(other, size), ndimage.maximum_filter(other, size)
    return ((one < low - ALIKE) | (one > high + ALIKE)).any(axis=2)


@pytest.mark.thorough
@pytest.mark.parametrize("name", gallery())
def test_a_figure_looks_as_plotly_draws_it(name: str, plotly_page: Page) -> None:
    figure = without_texts(gallery()[name](LIGHT))
    ours = pixels(png_of(drawing_of(figure), 1))
    theirs = pixels(by_plotly(plotly_page, figure, ours))
    assert theirs.shape == ours.shape
    off = beyond(ours, theirs) | beyond(theirs, ours)
    assert off.mean() < 0.001, f"{off.sum()} px of {off.size} differ"


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["map", "gray map", "photo", "kernels", "tiles", "ledger: conv", "confusion"])
def test_cells_have_the_colors_that_plotly_gives_them(name: str, plotly_page: Page) -> None:
    figure = without_texts(gallery()[name](LIGHT))
    figure["layout"]["shapes"] = []
    drawing = drawing_of(figure)
    ours = pixels(png_of(drawing, 1))
    theirs = pixels(by_plotly(plotly_page, figure, ours))
    middles = list(cell_middles(flat(drawing.items)))
    assert len(middles) > 20
    rows, cols = np.array(middles).T
    np.testing.assert_allclose(ours[rows, cols], theirs[rows, cols], atol=1)


def cell_middles(items: list[Item]) -> Iterator[tuple[int, int]]:
    """The px in the middle of every cell of a matrix and of every px of an enlarged picture."""
    for item in items:
        if isinstance(item, Cells):
            xs, ys = np.array(item.xs), np.array(item.ys)
        elif isinstance(item, Picture):
            rows, cols = picture_size(item.source)
            xs, ys = (
                start + np.arange(count + 1) * side / count
                for start, count, side in ((item.left, cols, item.width), (item.top, rows, item.height))
            )
        else:
            continue
        if min(np.abs(np.diff(xs)).min(), np.abs(np.diff(ys)).min()) >= 3:
            yield from ((int(y), int(x)) for y in (ys[1:] + ys[:-1]) / 2 for x in (xs[1:] + xs[:-1]) / 2)


def by_plotly(page: Page, figure: dict[str, Any], size: np.ndarray) -> bytes:
    """The PNG that Plotly makes of a figure, as large as `size` (rows, columns)."""
    high, wide = size.shape[:2]
    saved = page.evaluate(
        "([figure, width, height]) => Plotly.toImage(figure, {format: 'png', width, height, scale: 1})",
        [_jsonable(figure), wide, high],
    )
    return base64.b64decode(saved.partition(",")[2])


def _jsonable(figure: dict[str, Any]) -> Any:
    """The figure as a browser gets it."""
    return json.loads(to_json(figure, validate=False))


# -- reports --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_report_opens_without_a_network(chromium: Browser, tmp_path: Path, scheme: str) -> None:
    preset = presets.load("fashion_tinyvgg")
    path = tmp_path / "report.html"
    path.write_text(figures.report(preset.scene()), "utf-8")
    context = new_context(chromium, 1000, 800, scheme)
    context.set_offline(True)
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.goto(path.as_uri())
    expect(page.locator("h1")).to_have_text(preset.title)
    assert [url for url in asked if not url.startswith(("data:", path.as_uri()))] == []
    assert errors == []
    drawn = page.locator("figure svg:not(svg svg):visible")
    assert drawn.count() == 4  # the diagram, the photo, the maps and the arithmetic, each once
    colors = page.evaluate(
        "() => [document.body, document.querySelector('h1')].map(e => getComputedStyle(e))"
        ".map(s => [s.backgroundColor, s.color])"
    )
    assert (colors[0][0] == "rgb(255, 255, 255)") == (scheme == "light")
    widths = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    context.close()


@pytest.mark.thorough
def test_a_report_prints_black_on_white_with_whole_figures(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(figures.report(presets.load("vgg16").scene()), "utf-8")
    context = new_context(chromium, 680, 1009, "dark")  # what A4 leaves inside its margins, in px
    page = context.new_page()
    page.goto(path.as_uri())
    page.emulate_media(media="print")
    assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.locator(".dark:visible").count() == 0
    boxes = page.evaluate(
        "() => [...document.querySelectorAll('figure svg:not(svg svg), .keep')].map(e => e.getBoundingClientRect())"
        ".filter(b => b.width).map(b => [b.width, b.height])"
    )
    assert all(wide <= 681 and high <= 1009 for wide, high in boxes)
    assert (
        page.evaluate("() => getComputedStyle(document.querySelector('.layers thead')).display") == "table-header-group"
    )
    assert page.pdf(format="A4", prefer_css_page_size=True)[:4] == b"%PDF"
    context.close()


def assert_shows_alone(page: Page, text: str, size: tuple[int, int]) -> None:
    """A saved page shows its picture as large as it was, and asks for nothing."""
    other, asked = page.context.new_page(), list[str]()
    other.on("request", lambda request: asked.append(request.url))
    other.set_content(text)
    box = other.locator("svg").first.bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == tuple(size)
    expect(other.locator("svg").first).to_contain_text("conv1")
    assert [url for url in asked if not url.startswith(("data:", "about:"))] == []
    other.close()


# -- the row that saves a chart -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "ending", "scale"),
    [("PNG, 2×", "_2x.png", 2), ("PNG", ".png", 1), ("SVG", ".svg", 1), ("Web page", ".html", 1)],
)
def test_a_chart_of_the_page_is_saved(edges: App, form: str, ending: str, scale: int) -> None:
    page = edges.page
    page.evaluate(
        """async ([address, data]) => {
          const box = document.body.appendChild(document.createElement("div"));
          box.id = "saving";
          box.style = "position: fixed; z-index: 1000000; top: 0; left: 0; background: white";
          (await import(new URL(address, document.baseURI))).default({ data, parentElement: box });
        }""",
        [
            address("save/save.js"),
            {"charts": [["overview_chart", "The maps"], ["nowhere", "None"]], "name": "edges", "page": "#ffffff"},
        ],
    )
    row = page.locator("#saving")
    assert row.locator("option").all_text_contents() == ["The maps"]
    row.get_by_role("radio", name=form, exact=True).check()
    with page.expect_download() as download:
        row.get_by_role("button").click()
    assert download.value.suggested_filename == f"edges_overview{ending}"
    expect(row.get_by_role("status")).to_have_text(f"Saved as edges_overview{ending}.")
    saved = Path(download.value.path()).read_bytes()
    size = page.evaluate(
        "() => { const f = document.querySelector('.st-key-overview_chart .js-plotly-plot')._fullLayout;"
        " return [f.width, f.height]; }"
    )
    if ending == ".svg":
        assert b"<svg" in saved[:200]
        assert b"conv1" in saved
        return
    if ending == ".html":
        assert_shows_alone(page, saved.decode(), size)
        return
    with Image.open(io.BytesIO(saved)) as picture:
        assert picture.size == (scale * size[0], scale * size[1])
        assert picture.convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)
