"""Static pages, opened from disk without a network: what the pointer and a click show is what the ledger says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from explorer import layers
from explorer.figures.overview.figure import percent
from explorer.figures.overview.scales import Scales
from explorer.figures.rail.column import shown_cell
from explorer.figures.rail.drawing import Look, drawn
from explorer.figures.rail.making import rail_of
from explorer.figures.rail.source import Source
from explorer.figures.static.moment import Moment
from explorer.figures.static.page import page_html
from explorer.figures.static.record import page_record
from explorer.figures.theme import LIGHT, number
from explorer.layers.base import as_map
from explorer.network import Cell
from explorer.words.class_names import short_class
from tests.browser.axe import findings
from tests.browser.serving import new_context
from tests.figures.static.moments import HOSTILE, moment_with, preset_moment

Open = Callable[..., Any]
MADE, THEN = "#cell .made", "#cell .then"


class Opened:
    """A static page in a browser without a network, and the moment that it shows."""

    def __init__(self, page: Page, moment: Moment) -> None:
        self.page, self.moment = page, moment
        self.screen = page_record([moment]).plain["screens"][0]

    def point_of(self, cell: Cell) -> tuple[float, float]:
        """The middle of a cell of the overview, in px of the window."""
        place = self.moment.network.index(cell.path)
        rows, cols, units = as_map(self.moment.network.step(cell.path).output_shape)
        slots = self.screen["slots"][place]
        vector = (rows, cols) == (1, 1)
        _, x, y, wide, high = slots[0] if vector else next(slot for slot in slots if slot[0] == cell.channel)
        across, down = (
            (0.5, (cell.channel + 0.5) / units) if vector else ((cell.col + 0.5) / cols, (cell.row + 0.5) / rows)
        )
        box = self.page.locator("#overview").bounding_box()
        assert box
        zoom = box["width"] / self.screen["width"]
        return box["x"] + zoom * (x + across * wide), box["y"] + zoom * (y + down * high)

    def loupe(self, cell: Cell) -> str:
        """What the loupe says of a cell when the pointer is on it."""
        self.page.mouse.move(*self.point_of(cell))
        return self.page.locator(".cnn-loupe p").inner_text()

    def click(self, cell: Cell) -> str:
        """Click a cell; returns what its number is made of, as the page writes it, all in one line."""
        self.page.mouse.click(*self.point_of(cell))
        return self.made()

    def made(self) -> str:
        """What the number of the selected cell is made of, and what becomes of it, as the page writes it."""
        return written("".join(self.page.locator(f"{MADE}, {THEN}").all_text_contents()))

    def value(self, cell: Cell) -> str:
        """The number that the overview shows for a cell, as the app writes it."""
        moment = self.moment
        shown = shown_cell(moment.network, cell)
        value = Source(moment.network, moment.acts).value(shown)
        return percent(value) if moment.network.step(shown.path).layer.gives_probabilities else number(value)

    def ledger(self, cell: Cell) -> str:
        """What the app's rail writes of the cell's arithmetic, from the ledger."""
        moment = self.moment
        names = [short_class(name) for name in moment.classes]
        rail = rail_of(Source(moment.network, moment.acts, names), moment.params, cell)
        limit = Scales(moment.network, moment.acts).limit
        below = moment.network.step(rail.explained.path).sources
        html = drawn(rail, Look(LIGHT, limit, "", "", "", "", "", "", below=below[0] if below else ""))
        made = re.search(r'<div class="made.*', html)
        assert made
        return written(unescape(re.sub(r"</?[a-z][^>]*>", "", made[0])))


def written(text: str) -> str:
    """Text without its white space: the app's and the page's elements break it in different places."""
    return re.sub(r"\s+", "", text)


@pytest.fixture
def open_page(chromium: Browser, tmp_path: Path) -> Open:
    """Opens the page of a moment from disk, with the network off. Whatever it asks for, or an error, fails the test."""

    @contextmanager
    def opened(
        moment: Moment, width: int = 1280, height: int = 720, scheme: str = "light", **more: Any
    ) -> Iterator[Opened]:
        file = tmp_path / "page.html"
        file.write_text(page_html(more.pop("moments", [moment]), more.pop("title", "A page"), **more), encoding="utf-8")
        context = new_context(chromium, width, height, scheme)
        context.set_offline(True)
        page = context.new_page()
        asked: list[str] = []
        errors: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(file.as_uri())
        expect(page.locator("html")).to_have_attribute("data-ready", "yes")
        yield Opened(page, moment)
        context.close()
        assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
        assert errors == []

    return opened


def of_each_kind(moment: Moment) -> list[Cell]:
    """A cell in the corner and one further in, of one layer of each kind that the overview shows."""
    (screen,) = page_record([moment]).plain["screens"]
    network, cells, seen = moment.network, [], set()
    for step, slots in zip(network.steps, screen["slots"], strict=True):
        if not slots or type(step.layer) in seen or network.index(step.path) in screen["folded"]:
            continue
        seen.add(type(step.layer))
        rows, cols, units = as_map(step.output_shape)
        maps = [slot[0] for slot in slots]
        cells.append(Cell(step.path, 0, cols - 1, maps[0]))
        last = maps[-1] if (rows, cols) != (1, 1) else units - 1
        cells.append(Cell(step.path, rows // 2, cols // 3, last))
    return cells


def compare(opened: Opened, cells: list[Cell]) -> None:
    for cell in cells:
        assert opened.loupe(cell).endswith(opened.value(cell)), cell
        assert opened.click(cell) == opened.ledger(cell), cell
        assert opened.page.locator("#cell .cnn-value").inner_text() == opened.value(cell)


@pytest.mark.parametrize("name", ["fashion_tinyvgg", "tinyvgg", "lenet5"])
def test_hover_and_click_say_what_the_ledger_says(open_page: Open, name: str) -> None:
    moment = preset_moment(name)
    with open_page(moment) as opened:
        compare(opened, of_each_kind(moment))


KINDS = {
    "depthwise": (
        layers.DepthwiseConv2D(depth_multiplier=2, padding="same", strides=2),
        layers.Conv2D(filters=6, kernel_size=1, use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.AveragePool2D(pool_size=3, padding="same"),
        layers.GlobalAveragePool2D(),
        layers.Dense(units=7),
        layers.Softmax(),
    ),
    "normalized": (
        layers.Normalization(mean=(0.5, 0.4, 0.3, 0.2), variance=(0.04, 0.05, 0.06, 0.07)),
        layers.Conv2D(filters=6, padding="same"),
        layers.GroupNormalization(groups=3),
        layers.HardSigmoid(),
        layers.InstanceNormalization(),
        layers.Mish(),
        layers.LayerScale(center=True),
        layers.Multiply(stacks=((), (layers.GlobalAveragePool2D(), layers.Dense(units=6), layers.Sigmoid()))),
        layers.Clip(),
    ),
    "moved": (
        layers.ChannelShuffle(),
        layers.SpaceToDepth(mode="CRD"),
        layers.ChannelSlice(start=12, stop=0, step=-1),
        layers.Permute(),
        layers.DepthToSpace(),
        layers.AdaptiveMaxPool2D(output_size=(4, 5)),
        layers.AdaptiveAveragePool2D(output_size=(3, 2)),
        layers.Flatten(),
        layers.Reshape(target_shape=(3, 2, -1)),
    ),
    "rounded up": (
        layers.MaxPool2D(ceil_mode=True, dilation_rate=2),
        layers.AveragePool2D(pool_size=3, padding=1, ceil_mode=True, count_padding=True),
    ),
    "grouped": (
        layers.ZeroPadding2D(),
        layers.Padding2D(),
        layers.Padding2D(mode="constant", value=0.5),
        layers.Conv2D(filters=4, groups=2, dilation_rate=2),
        layers.UpSampling2D(interpolation="bilinear"),
        layers.Resizing(height=9, width_factor=0.7),
        layers.Conv2DTranspose(filters=4, strides=2, groups=2, output_padding=1),
        layers.MaxPool2D(pool_size=3, padding="same"),
    ),
}


@pytest.mark.thorough
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_layer_explains_itself(open_page: Open, name: str) -> None:
    moment = moment_with(KINDS[name], (12, 12, 4) if name == "moved" else (12, 11, 4))
    with open_page(moment) as opened:
        compare(opened, of_each_kind(moment))


@pytest.mark.thorough
def test_a_residual_shows_both_addends(open_page: Open) -> None:
    moment = preset_moment("residual")
    step = next(step for step in moment.network.steps if isinstance(step.layer, layers.Residual))
    with open_page(moment) as opened:
        compare(opened, [Cell(step.path, 5, 4, 1)])


@pytest.mark.thorough
def test_keys_turn_to_maps_that_are_not_drawn_at_first(open_page: Open) -> None:
    moment = moment_with((layers.Conv2D(filters=24),), (20, 20, 3), Cell("0", 5, 5, 9))
    with open_page(moment) as opened:
        page = opened.page
        page.locator("#overview").focus()
        page.keyboard.press("Shift+ArrowDown")
        expect(page.locator("#cell h2")).to_have_text("conv1, map 10")
        page.keyboard.press("ArrowRight")
        cell = Cell("0", 5, 6, 10)
        assert opened.made() == opened.ledger(cell)
        expect(page.locator("#said")).to_contain_text(f"conv1, map 10, row 5, column 6: {opened.value(cell)}")
        page.locator("#turn").get_by_role("button", name="The next map").click()
        expect(page.locator("#cell h2")).to_have_text("conv1, map 11")


@pytest.mark.thorough
def test_steps_notes_and_questions_in_texts_that_want_to_be_more(open_page: Open) -> None:
    first = preset_moment("edges", title=HOSTILE, note=f"Look **here**: {HOSTILE}")
    second = Moment(
        first.network,
        first.params,
        first.acts,
        Cell("", 3, 4, 1),
        title="Green",
        note="It is green.",
        question="Which colour?",
        predict=True,
    )
    with open_page(first, moments=[first, second], title=HOSTILE, author=HOSTILE, note=HOSTILE) as opened:
        page = opened.page
        words = page.locator("#words")
        expect(page.locator("h1")).to_have_text(HOSTILE)
        expect(words.locator("h2")).to_have_text(HOSTILE)
        expect(words.locator("b")).to_have_text("here")
        words.get_by_role("button", name="Next").click()
        expect(words).to_contain_text("Which colour?")
        expect(words).not_to_contain_text("It is green.")
        expect(page.locator("#cell h2")).not_to_contain_text("green")
        words.get_by_role("button", name="Show").click()
        expect(page.locator("#cell h2")).to_have_text("input, green")
        expect(words).to_contain_text("It is green.")
        assert page.locator("img, iframe, a").count() == 0


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_axe_finds_nothing_grave(open_page: Open, width: int, scheme: str) -> None:
    moments = [preset_moment("fashion_tinyvgg", title="One", note="A note."), preset_moment("edges", title="Two")]
    with open_page(moments[0], width, 720, scheme, moments=moments, author="A teacher") as opened:
        assert findings(opened.page) == []


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "height", "scheme"), [(390, 844, "dark"), (390, 664, "light")])
def test_on_a_phone_layers_maps_and_cells_are_tapped(open_page: Open, width: int, height: int, scheme: str) -> None:
    moment = preset_moment("fashion_tinyvgg")
    network = moment.network
    with open_page(moment, width, height, scheme) as opened:
        page = opened.page
        assert page.evaluate("document.documentElement.scrollWidth") == width
        step = next(step for step in network.steps if isinstance(step.layer, layers.MaxPool2D))
        page.get_by_role("group", name="Layers").get_by_role("button", name=step.name, exact=True).click()
        page.get_by_role("group", name="Maps", exact=True).get_by_role("button", name="map 4", exact=True).click()
        large = page.locator("#narrow canvas.large")
        box = large.bounding_box()
        assert box
        rows, cols, _ = step.output_shape
        large.click(position={"x": box["width"] * 2.5 / cols, "y": box["height"] * 3.5 / rows})
        cell = Cell(step.path, 3, 2, 4)
        expect(page.locator("#cell .place")).to_have_text("row 3, column 2")
        assert opened.made() == opened.ledger(cell)
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.thorough
@pytest.mark.parametrize("width", [1280, 390])
def test_whoever_may_look_only_chooses_no_cell(open_page: Open, width: int) -> None:
    with open_page(preset_moment("fashion_tinyvgg"), width, 844, fixed=True) as opened:
        page = opened.page
        before = page.locator("#cell").inner_text()
        if width > 719:
            place = page.locator("#overview")
            assert place.get_attribute("tabindex") is None
            box = place.bounding_box()
            assert box
            for share in (0.1, 0.3, 0.5, 0.7):
                place.click(position={"x": box["width"] * share, "y": box["height"] * 0.4})
                page.keyboard.press("ArrowRight")
        else:
            page.locator("#narrow canvas.large").click(position={"x": 200, "y": 200})
            assert page.locator("#narrow button:enabled").count() == 0
        assert page.locator("#cell").inner_text() == before
        expect(page.locator("#turn")).to_be_hidden()
        assert findings(page) == []
