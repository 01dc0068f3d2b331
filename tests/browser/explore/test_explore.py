"""The main tasks on the Explore page: build a network, upload an image, select a cell, share the link."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

import explorer
from explorer import Conv2D, Dense, Flatten, MaxPool2D, ReLU
from explorer.figures.rail.column import shown_path
from explorer.images import samples
from explorer.layers.base import as_map
from explorer.network import Cell, Network
from explorer.scene import Scene, link
from tests.browser.app import HUB, App

TINY = f"?m={link.encode(explorer.presets.load('tinyvgg').scene())}"


def jpeg(height: int = 480, width: int = 640) -> bytes:
    """A real photograph as a JPEG of another size."""
    pixels = (samples.load("coffee").pixels * 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).resize((width, height)).save(out, "JPEG", quality=90)
    return out.getvalue()


def outlined(app: App) -> list[float]:
    """The edges of the yellow box on the photo: left, top, right, bottom."""
    path = [s["path"] for s in app.shapes("photo") if s["line"]["color"] == "#ffd400"][-1]
    left, top, right, bottom = re.match(r"M([-\d.]+),([-\d.]+)H([-\d.]+)V([-\d.]+)", path).groups()  # type: ignore[union-attr]
    return [float(left), float(top), float(right), float(bottom)]


def assert_region(app: App, cell: Cell) -> None:
    """Check the box on the photo and the sentence against `reads.region`."""
    hull = explorer.reads.region(app.scene().network, cell).hull
    assert hull is not None
    np.testing.assert_allclose(outlined(app), [hull.left - 0.5, hull.top - 0.5, hull.right + 0.5, hull.bottom + 0.5])
    expect(app.page.locator(".st-key-cell")).to_contain_text(f"{hull.height} × {hull.width} px")


@pytest.mark.thorough
def test_opens_on_a_live_picture(app: App) -> None:
    app.open()
    preset = explorer.presets.load(explorer.presets.OPENING)
    assert app.names() == [step.name for step in preset.network.steps]
    assert app.chosen() == preset.cell
    cell = preset.cell
    expect(app.page.locator(".st-key-cell")).to_contain_text(f"map {cell.channel}row {cell.row}, column {cell.col}")
    drawn = app.page.locator(".st-key-overview .imagelayer image").count()
    assert drawn >= len({tuple(slot[1:3]) for step in app.steps() for slot in step["slots"]})
    for key in ("image", "overview", "cell"):
        expect(app.page.locator(f".st-key-{key}")).to_be_visible()


def test_a_click_shows_the_value_and_the_region_of_the_library(app: App) -> None:
    app.open(TINY)
    app.settled()
    preset = explorer.presets.load("tinyvgg")
    pixels = explorer.images.fit(samples.load(preset.image), 64, 64).pixels
    acts = explorer.run(preset.network, preset.weights.params(preset.network), pixels[None])
    for aim in (Cell("2", 20, 31, 4), Cell("9", 12, 0, 9), Cell("0", 60, 60, 0)):
        cell = app.click(aim)
        app.in_address()
        shown = app.page.locator(".cnn-value").get_attribute("title")
        value = acts[shown_path(preset.network, cell.path)][0, cell.row, cell.col, cell.channel]
        np.testing.assert_allclose(float(shown or "nan"), value, rtol=1e-6)
        assert_region(app, cell)


def _hover_outline(app: App) -> str:
    return str(next(shape["path"] for shape in app.shapes("overview") if shape["name"] == "hover_over"))


def test_hover_outlines_in_the_browser(edges: App) -> None:
    app = edges
    before = _hover_outline(app)
    app.hover(Cell("5", 10, 12, 2))
    expect(app.page.locator(".cnn-loupe")).to_contain_text("pool2, map 2, row 10")
    path = _hover_outline(app)
    assert path != before
    drawn = app.page.locator(".st-key-overview .shapelayer path").evaluate_all(
        "all => all.map((e) => e.getAttribute('d'))"
    )
    assert path in drawn
    app.page.mouse.move(5, 5)
    expect(app.page.locator(".cnn-loupe")).to_be_hidden()


@pytest.mark.thorough
def test_hovering_adds_no_shapes(app: App) -> None:
    count = len(app.shapes("overview"))
    for row in range(0, 28, 2):
        for channel in (0, 5, 9):
            app.hover(Cell("1", row, row, channel))
    assert len(app.shapes("overview")) == count


@pytest.mark.thorough
def test_arrow_keys_move_the_cell(app: App) -> None:
    cell = app.chosen()
    app.page.locator(".st-key-overview .js-plotly-plot").focus()
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowDown"):
        app.page.keyboard.press(key)
    moved = Cell(cell.path, cell.row + 1, cell.col + 1, cell.channel + 1)
    app.answered(moved)
    app.in_address()
    assert_region(app, moved)


def test_edit_undo_redo(edges: App) -> None:
    app = edges
    version = app.version()
    app.toggle("conv1")
    app.type_number("Strides", "2")
    app.changed(version)
    assert app.scene().layers[0].settings()["strides"] == (2, 2)
    assert app.steps()[1]["shape"] == [48, 48, 10]
    version = app.version()
    app.page.locator(".st-key-undo button").click()
    app.changed(version)
    assert app.steps()[1]["shape"] == [96, 96, 10]
    version = app.version()
    app.page.get_by_role("button", name="Redo").click()
    app.changed(version)
    assert app.steps()[1]["shape"] == [48, 48, 10]


@pytest.mark.thorough
def test_insert_move_duplicate_remove(app: App) -> None:
    app.preset("Empty")
    expect(app.page.locator(".st-key-network")).to_contain_text("Your image leaves as it came in")
    version = app.version()
    app.add("Convolution", "input")
    app.changed(version)
    assert app.names() == ["input", "conv1"]
    app.add("ReLU", "conv1")
    app.add("Max pooling", "conv1")
    assert [layer.kind for layer in app.scene().layers] == ["conv2d", "max_pool2d", "relu"]
    app.menu("pool1", "Move down")
    assert [layer.kind for layer in app.scene().layers] == ["conv2d", "relu", "max_pool2d"]
    app.menu("conv1", "Duplicate")
    assert [layer.kind for layer in app.scene().layers] == ["conv2d", "conv2d", "relu", "max_pool2d"]
    app.menu("conv1_2", "Remove")
    app.drawn()
    assert app.names() == ["input", "conv1", "relu1", "pool1"]


@pytest.mark.thorough
def test_broken_and_repaired_by_its_remedy(app: App) -> None:
    app.open(TINY)
    version = app.version()
    app.toggle("conv2_2")
    app.type_number("Kernel size", "40")
    expect(app.page.locator(".st-key-remedies")).to_contain_text("conv2_2 needs 40 rows, but gets 28.")
    assert app.version() == version  # the picture stays
    app.page.get_by_role("button", name="Make the kernel 27 × 27").click()  # 28 fits, but pool2 could not follow
    app.changed(version)
    expect(app.page.locator(".st-key-remedies")).to_have_count(0)
    app.settled()
    assert app.scene().layers[7].settings()["kernel_size"] == (27, 27)


@pytest.mark.thorough
def test_a_setting_out_of_range_is_told_and_forgotten(edges: App) -> None:
    app = edges
    version = app.version()
    app.toggle("conv1")
    app.type_number("Filters", "1000000000")
    expect(app.page.locator(".st-key-network")).to_contain_text(
        "Filters: 1,000,000,000 is more than 4,096. Use a whole number, 1 to 4,096."
    )
    expect(app.page.get_by_label("Filters", exact=True)).to_have_value("10")
    assert app.version() == version


@pytest.mark.thorough
def test_gallery_changes_the_image(edges: App) -> None:
    app = edges
    version = app.version()
    app.page.get_by_role("button", name="Coffee cup").click()
    app.changed(version)
    app.settled()
    assert app.scene().image.sample == "coffee"


def test_an_upload_is_there_after_a_reload_and_for_nobody_else(edges: App) -> None:
    app = edges
    version = app.version()
    app.upload("cup.jpg", jpeg())
    app.changed(version)
    assert "ropped from 640 × 480 to 480 × 480, resized to 96 × 96" in app.about()
    cell = app.click(Cell("2", 30, 8, 5))
    app.in_address()
    version, address, value = app.version(), app.page.url, app.page.locator(".cnn-value").inner_text()
    app.page.reload()
    app.page.wait_for_function(f"version => {HUB}?.scene?.version === version", arg=version)
    app.drawn()
    expect(app.page.get_by_text("on its owner").locator("visible=true")).to_have_count(0)
    assert (app.version(), app.chosen(), app.page.locator(".cnn-value").inner_text()) == (version, cell, value)
    assert_region(app, cell)
    other = App(app.page.context.new_page(), app.address)
    other.visit(address.removeprefix(f"{app.address}/"))
    other.drawn()
    expect(other.page.locator(".st-key-messages")).to_contain_text(
        "The photo of this link is on its owner's computer only."
    )
    assert other.version() != version
    assert other.chosen() == cell
    assert other.scene() == app.scene()  # whoever has the photo may open their own link here


@pytest.mark.thorough
def test_back_returns_to_what_was_there(edges: App) -> None:
    app = edges
    first = app.version()
    app.page.get_by_role("button", name="Coffee cup").click()
    app.changed(first)
    app.settled()
    second = app.version()
    app.page.wait_for_timeout(1700)
    app.page.get_by_role("button", name="Dahlia").click()
    app.changed(second)
    app.settled()
    third = app.version()
    app.page.wait_for_timeout(1700)
    app.page.go_back()
    app.changed(third)
    assert app.version() == second
    app.settled()
    app.page.wait_for_timeout(1700)
    app.page.go_back()
    app.changed(second)
    assert app.version() == first


@pytest.mark.thorough
def test_the_browser_chains_reads_exactly(app: App) -> None:
    """The browser's hulls equal those of `reads`, with dilation, stride, padding and groups."""
    layers = (
        Conv2D(filters=4, padding="same", dilation_rate=2),
        Conv2D(filters=6, padding="same", dilation_rate=2, groups=2),
        ReLU(),
        MaxPool2D(padding="same"),
        Conv2D(filters=4, kernel_size=(1, 2), strides=(2, 1), padding=((1, 0), (0, 1))),
        Flatten(),
        Dense(units=3),
    )
    network = Network(layers, (18, 15, 3))
    app.open("?m=" + link.encode(Scene(layers, network.input_shape)))
    rng = np.random.default_rng(0)
    for step in network.steps:
        for _ in range(12):
            row, col, channel = (int(rng.integers(n)) for n in as_map(step.output_shape))
            index = network.index(step.path)
            found = app.page.evaluate(
                f"cell => {HUB}.reaches({HUB}.scene.steps, cell)",
                {"step": index, "row": row, "col": col, "channel": channel},
            )
            for path, region in explorer.reads.regions(network, Cell(step.path, row, col, channel)).items():
                hull, got = region.hull, found[network.index(path)]
                if hull is None:
                    assert got is None
                    continue
                assert [got["r0"], got["r1"], got["c0"], got["c1"]] == list(hull)
                assert [got["k0"], got["k1"]] == [region.channels[0], region.channels[-1]]
            above = app.page.evaluate(
                f"cell => {HUB}.feeds({HUB}.scene.steps, cell)",
                {"step": index, "row": row, "col": col, "channel": channel},
            )
            for path, region in explorer.reads.readers(network, Cell(step.path, row, col, channel)).items():
                got = above[network.index(path)] if network.index(path) < len(above) else None
                if region.hull is None or not region.channels:
                    assert got is None
                    continue
                assert [got["r0"], got["r1"], got["c0"], got["c1"]] == list(region.hull)
                assert [got["k0"], got["k1"]] == [region.channels[0], region.channels[-1]]
