"""Building a network in the list of layers: the menu of kinds, the insert mark, drag, keys, names, and how much work it is."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, expect

from explorer import AveragePool2D, Cell, Conv2D, Residual, Scene, presets
from explorer.layers import BatchNormalization, DepthwiseConv2D, Layer, ReLU6
from explorer.scene import link
from tests.browser.app import App


@dataclass
class Work:
    """What a visitor does with the mouse and by typing: a field that is typed into counts as one, its click included."""

    app: App
    clicks: int = 0
    fields: int = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1
        self.app.settled()

    def type(self, label: str, value: int) -> None:
        self.app.type_number(label, str(value))
        self.fields += 1

    def add(self, title: str) -> None:
        """Choose a kind in the menu, which is open."""
        palette = self.app.page.locator(".cnn-palette")
        count = self.app.page.locator(".st-key-rows [class*='st-key-row_']").count()
        self.click(palette.get_by_role("option").filter(has=self.app.page.get_by_text(title, exact=True)))
        expect(self.app.page.locator(".st-key-rows [class*='st-key-row_']")).not_to_have_count(count)
        self.app.settled()

    def open_menu(self) -> None:
        self.click(self.app.page.get_by_role("button", name="Add a layer", exact=True))

    def open_row(self, name: str) -> None:
        self.click(self.app.row(name).locator("[class*='st-key-open_'] button"))


def empty(app: App) -> Work:
    app.open(f"?m={link.encode(presets.load('empty').scene())}")
    app.edit_network()
    return Work(app)


def built(app: App) -> Scene:
    app.page.wait_for_timeout(1200)  # the address follows after a second without a change
    app.settled()
    return app.scene()


def test_a_small_network_is_built_from_empty_by_menu_and_forms(app: App) -> None:
    work = empty(app)
    work.open_menu()
    work.add("Convolution")
    work.type("Filters", 6)
    for title in ("Max pooling", "Flatten", "Dense"):
        work.add(title)
    scene = built(app)
    assert [layer.kind for layer in scene.layers] == ["conv2d", "max_pool2d", "flatten", "dense"]
    assert scene.layers[0] == Conv2D(6, 3)


@pytest.mark.thorough
def test_lenet5_is_built_from_empty_in_20_clicks_and_8_fields(app: App) -> None:
    work = empty(app)
    work.open_row("input")
    work.type("Rows", 32)
    work.type("Columns", 32)
    work.click(app.page.get_by_text("grey (1)", exact=True))
    work.open_menu()
    work.add("Convolution")
    work.type("Filters", 6)
    work.type("Kernel size", 5)
    work.add("ReLU")
    work.add("Max pooling")
    work.add("Convolution")
    work.type("Filters", 16)
    for title in ("ReLU", "Max pooling", "Flatten"):
        work.add(title)
    for units in (120, 84):
        work.add("Dense")
        work.type("Units", units)
        work.add("ReLU")
    work.add("Dense")
    work.add("Softmax")
    lenet = presets.load("lenet5").network
    scene = built(app)
    assert (scene.layers, scene.input_shape) == (lenet.layers, lenet.input_shape)
    assert (work.clicks, work.fields) == (16, 7)  # at most 20 and 8 are asked for


@pytest.mark.thorough
def test_a_mobilenetv2_block_is_built_in_14_clicks_and_6_fields(app: App) -> None:
    app.open(f"?m={link.encode(Scene((AveragePool2D(),), (32, 32, 3)))}")
    app.edit_network()
    work = Work(app)
    work.open_menu()
    work.add("Residual block")
    work.open_row("conv1")
    work.type("Filters", 18)
    work.type("Kernel size", 1)
    for title in ("Batch normalisation", "ReLU6", "Depthwise convolution", "Batch normalisation", "ReLU6"):
        work.add(title)
    work.click(app.row("relu").get_by_role("button", name="Actions"))
    work.click(
        app.page.get_by_role("menuitem", name="Remove", exact=True)
        .or_(app.page.get_by_role("option", name="Remove"))
        .first
    )
    work.open_row("conv2")
    work.type("Kernel size", 1)
    work.open_menu()  # the menu of the row has closed it
    work.add("Batch normalisation")
    block = built(app).layers[1]
    norm, six = BatchNormalization(), ReLU6()
    expand, project = Conv2D(18, 1, padding="same"), Conv2D(3, 1, padding="same")
    wanted: tuple[Layer, ...] = (expand, norm, six, DepthwiseConv2D(padding="same"), norm, six, project, norm)
    assert block == Residual(layers=wanted)
    assert work.clicks <= 14
    assert work.fields <= 6


@pytest.mark.thorough
def test_layers_are_added_moved_and_dragged_by_keys_and_pointer(app: App) -> None:
    app.edit_network()
    kinds = [layer.kind for layer in app.scene().layers]
    app.row("pool1").locator("[class*='st-key-open_'] button").focus()
    app.page.keyboard.press("+")
    palette = app.page.locator(".cnn-palette")
    expect(palette).to_contain_text("Goes below pool1")
    app.page.keyboard.type("batch norm")
    expect(palette.get_by_role("option")).to_have_count(1)
    app.page.keyboard.press("Enter")
    row = app.row("bn1")
    expect(row).to_be_visible()
    app.page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    app.settled()  # until then a row may stand twice: where it was, and where it goes
    at = kinds.index("max_pool2d") + 1
    row.locator("[class*='st-key-open_'] button").focus()
    app.page.keyboard.press("Alt+ArrowUp")
    app.settled()
    moved = [layer.kind for layer in built(app).layers]
    assert moved == [*kinds[: at - 1], "batch_normalization", *kinds[at - 1 :]]
    rows = app.page.locator(".st-key-rows [class*='st-key-row_']")
    start, end = rows.nth(at).bounding_box(), rows.nth(1).bounding_box()
    assert start
    assert end
    app.page.mouse.move(start["x"] + 60, start["y"] + 16)
    app.page.mouse.down()
    app.page.mouse.move(end["x"] + 60, end["y"] + 14, steps=8)
    app.page.mouse.move(end["x"] + 60, end["y"] + 3, steps=2)
    app.page.mouse.up()
    app.settled()
    assert [layer.kind for layer in built(app).layers] == ["batch_normalization", *kinds]


@pytest.mark.thorough
def test_a_row_selects_its_layer_and_shows_its_new_name_everywhere(app: App) -> None:
    app.edit_network()
    app.toggle("relu1_1")
    assert app.steps()[app.names().index("relu1_1")]["path"] == app.chosen().path
    app.menu("relu1_1", "Rename")
    app.page.get_by_label("Name", exact=True).fill("first_relu")
    app.page.get_by_role("button", name="Rename", exact=True).click()
    app.settled()
    app.drawn()
    expect(app.row("first_relu")).to_be_visible()
    assert "first_relu" in app.names()
    expect(app.page.locator(".st-key-cell")).to_contain_text("first_relu")
    scene = built(app)
    assert scene.cell
    assert scene.layer_names[scene.cell.path] == "first_relu"


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["vgg16", "efficientnet_lite0", "mobilenet_v1"])
def test_no_row_is_cut(app: App, name: str) -> None:
    app.open(f"?m={link.encode(presets.load(name).scene())}")
    app.edit_network()
    cut = app.page.locator(".st-key-rows [class*='st-key-open_'] button").evaluate_all(
        """all => all.filter((button) => {
            const edge = button.getBoundingClientRect();
            return [...button.querySelectorAll("p > strong, p > span")].some((part) => {
                const box = part.getBoundingClientRect();
                return box.right > edge.right + 0.5 || box.left < edge.left - 0.5 || box.bottom > edge.bottom + 0.5;
            });
        }).map((button) => button.textContent)"""
    )
    assert cut == []


@pytest.mark.thorough
def test_a_cell_is_reached_by_typing_its_name(app: App) -> None:
    app.page.get_by_role("button", name="More", exact=True).click()
    field = app.page.get_by_label("Go to a cell", exact=True)
    field.fill("conv2_1 99 1 1")
    field.press("Enter")
    expect(app.page.locator(".st-key-more_items")).to_contain_text("conv2_1 has no row 99.")
    field.fill("conv2_1 3 4 5")
    field.press("Enter")
    path = next(step["path"] for step in app.steps() if step["name"] == "conv2_1")
    app.answered(Cell(path, 3, 4, 5))
