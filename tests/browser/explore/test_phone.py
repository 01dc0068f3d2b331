"""The Explore page on a phone, by finger: the row of maps, the selected map with its buttons, the sheet, the photo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, CDPSession, expect

from explorer import presets
from explorer.network import Cell
from explorer.scene import link
from tests.browser.app import HUB, SMALL, App
from tests.browser.focus.opening import open_focus
from tests.browser.serving import forget

FLOWERS = replace(presets.load(presets.OPENING).scene(), cell=Cell("1", 36, 42, 5))
SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"
ROW = "document.querySelector('.st-key-overview').scrollLeft"


@pytest.fixture
def finger(server: str, chromium: Browser) -> Iterator[App]:
    """The app on a phone of 390 x 664 px with a touch screen."""
    context = chromium.new_context(viewport={"width": 390, "height": 664}, is_mobile=True, has_touch=True)
    context.set_default_timeout(60_000)
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script("localStorage.setItem('cnn-explorer-first-minute', JSON.stringify({ gone: true }))")
    yield App(page, server)
    forget(context)
    context.close()
    assert not errors, errors


def drag(app: App, points: Sequence[tuple[float, float]], lift: bool = True, rests: int = 20) -> CDPSession:
    """Move a finger along `points`; returns the session that can still lift it. At the first one it `rests` so many ms."""
    session = app.page.context.new_cdp_session(app.page)
    for at, (x, y) in enumerate(points):
        kind = "touchMove" if at else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        app.page.wait_for_timeout(20 if at else rests)
    if lift:
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    return session


def on_map(app: App, row: float, col: float, side: int = 64) -> tuple[float, float]:
    """Where a cell of the selected map is, in px of the window."""
    box = app.page.locator(".st-key-enlarged .js-plotly-plot").bounding_box()
    assert box is not None
    return box["x"] + box["width"] * (col + 0.5) / side, box["y"] + box["height"] * (row + 0.5) / side


def test_a_finger_finds_map_cell_and_sum(finger: App) -> None:
    finger.open(f"?m={link.encode(FLOWERS)}")
    finger.settled()
    for key, bottom in (("lead", 128), ("overview", 262), ("enlarged", 544), ("rail header", 664)):
        box = finger.page.locator(f".st-key-{key}").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= bottom + 2, key  # all of it is in view at once, the whole sum too
    finger.page.touchscreen.tap(*finger.place(Cell("1", 20, 24, 4)))
    finger.page.wait_for_function(f"() => {HUB}.pointer.channel === 4")
    assert finger.chosen().channel == 4
    expect(finger.page.locator(".cnn-loupe")).not_to_be_visible()
    finger.settled()
    hand = drag(finger, [on_map(finger, 50, 20), on_map(finger, 30, 20), on_map(finger, 12, 40)], lift=False)
    expect(finger.page.locator(".cnn-loupe")).to_contain_text("conv1_1, map 4, row 12, column 40")
    box = finger.page.locator(".cnn-loupe").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    finger.answered(Cell("1", 12, 40, 4))
    assert finger.page.evaluate(SCROLLED) == 0  # the finger moved the loupe, not the page
    finger.page.get_by_role("button", name="Column to the right").tap()
    finger.answered(Cell("1", 12, 41, 4))
    expect(finger.page.locator(".cnn-rail .place")).to_have_text("row 12, column 41")
    brief, total = finger.page.locator(".cnn-rail .brief b"), finger.page.locator(".cnn-rail .total b")
    assert brief.inner_text() == total.inner_text()
    finger.page.get_by_role("button", name="Open up").first.tap()
    finger.page.locator("dialog.cnn-focus:not(.cnn-waiting) .cnn-chain").wait_for()


@pytest.mark.thorough
def test_the_sheet_has_three_heights_and_a_swipe_moves_the_row(finger: App) -> None:
    finger.open(f"?m={link.encode(FLOWERS)}")
    finger.settled()
    grip = finger.page.locator(".cnn-grip")

    def top() -> float:
        box = grip.bounding_box()
        assert box is not None
        return box["y"]

    def tap() -> None:
        finger.page.touchscreen.tap(195, top() + 12)  # locator.tap() scrolls the page under what sticks to its top
        finger.page.wait_for_timeout(1200)

    assert 500 <= top() <= 560
    for least, most in ((300, 350), (40, 60), (500, 560)):
        tap()
        assert least <= top() <= most
    drag(finger, [(195, 600), (195, 560), (195, 500), (195, 430), (195, 400)])  # a finger may leave it anywhere
    finger.page.wait_for_timeout(1500)
    assert 300 <= top() <= 350
    tap()
    tap()
    before, cell = finger.page.evaluate(ROW), finger.chosen()
    drag(finger, [(300, 220), (250, 220), (180, 222), (120, 222), (60, 222)])
    finger.page.wait_for_timeout(600)
    assert finger.page.evaluate(ROW) > before + 100
    assert finger.chosen() == cell


@pytest.mark.thorough
def test_the_photo_opens_large_and_offers_others(finger: App) -> None:
    finger.open(f"?m={link.encode(FLOWERS)}")
    finger.settled()
    region = finger.page.locator(".cnn-photo .region").bounding_box()
    photo = finger.page.locator(".cnn-photo").bounding_box()
    assert region is not None
    assert photo is not None
    assert abs(region["x"] + region["width"] / 2 - photo["x"] - photo["width"] * 42.5 / 64) < 2
    large = finger.page.locator(".st-key-large_photo")
    expect(large.get_by_role("button", name="Close the photo")).not_to_be_visible()
    finger.page.locator(".cnn-photo").tap()
    expect(large.get_by_text("The frame is what the selected cell reads.")).to_be_visible()
    version = finger.version()
    large.locator(".cnn-gallery button").nth(2).tap()
    finger.changed(version)
    expect(large.get_by_role("button", name="Close the photo")).not_to_be_visible()
    for button in finger.page.locator(".cnn-arrows button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44


@pytest.mark.thorough
def test_a_training_plays_below_its_maps(finger: App) -> None:
    finger.open(f"?m={link.encode(FLOWERS)}")
    finger.settled()
    image = finger.page.locator(".st-key-map_row .heatmaplayer image")
    before = image.get_attribute("xlink:href") or image.get_attribute("href")
    finger.page.locator(".cnn-training .play").tap()
    finger.page.wait_for_function(  # it stands at the last epoch before
        "() => { const { value, max } = document.querySelector('.cnn-training input'); return value > 0 && value < max - 2; }"
    )
    assert (image.get_attribute("xlink:href") or image.get_attribute("href")) != before
    finger.page.wait_for_function(f"() => {SCROLLED} < 2")
    tops = []
    for part in (".st-key-map_row", ".cnn-grip", ".cnn-training", ".st-key-right .cnn-rail header"):
        box = finger.page.locator(part).first.bounding_box()
        assert box is not None
        assert not tops or box["y"] >= tops[-1] - 1, part  # it covers nothing, and nothing covers it
        tops.append(box["y"] + box["height"])
    assert tops[2] <= 664
    finger.page.locator(".cnn-training .play").tap()
    finger.settled()


@pytest.mark.thorough
def test_the_drawer_closes_when_it_has_led_somewhere(finger: App) -> None:
    finger.open(f"?m={link.encode(FLOWERS)}")
    sidebar = finger.page.get_by_test_id("stSidebar")
    finger.edit_network()
    sidebar.get_by_test_id("stSidebarNavLink").filter(has_text="Learn").tap()
    finger.page.locator(".st-key-learn").wait_for()
    expect(sidebar).to_have_attribute("data-collapsed", "true")
    finger.settled()
    finger.edit_network()
    sidebar.get_by_role("button", name="The sliding window").tap()
    expect(sidebar).to_have_attribute("data-collapsed", "true")


WIDE_STATES = ("vgg16", "unet", "resnet18", "edges", "fashion_tinyvgg", "inception", "efficientnet_lite0")


@pytest.mark.thorough
@pytest.mark.parametrize("height", [664, 844])
def test_nothing_is_wider_than_the_window(finger: App, height: int) -> None:
    finger.resize(390, height)

    def narrow(what: str) -> None:
        width = finger.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert width <= 390, what
        assert finger.page.evaluate("document.documentElement.scrollWidth") <= 390, what

    for name in WIDE_STATES:
        finger.open(f"?m={link.encode(presets.load(name).scene())}")
        finger.settled()
        narrow(name)
    finger.open(f"?m={link.encode(FLOWERS)}")
    finger.settled()
    narrow("opening")
    for tab in ("Layer", "Receptive field", "What if", "Arithmetic"):
        finger.page.locator(".st-key-tab").get_by_text(tab, exact=True).click()
        finger.settled()
        finger.page.wait_for_timeout(500)
        narrow(tab)
    open_focus(finger)
    narrow("focus")
    for address in ("learn?lesson=position", "gallery"):
        finger.visit(address)
        finger.page.wait_for_timeout(3000)
        narrow(address)


DEEP = {
    "flowers": replace(FLOWERS, cell=Cell("18", 4, 4, 24)),
    "dense": replace(FLOWERS, cell=Cell("22", 0, 0, 2)),
    "resnet18": replace(presets.load("resnet18").scene(), cell=Cell("18.b0.3", 3, 3, 256)),
}
TABS = ("Layer", "Receptive field", "What if", "Arithmetic")


def assert_fits(app: App, what: str) -> None:
    """Nothing on the page reaches beyond the window, not even where the page cuts it off."""
    whole, page = app.page.evaluate(
        "[document.scrollingElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth]"
    )
    assert max(whole, page) <= app.page.viewport_size["width"], what  # type: ignore[index]


@pytest.mark.parametrize(
    ("width", "height", "name"), [(360, 740, "flowers"), (390, 664, "dense"), (390, 844, "resnet18")]
)
@pytest.mark.thorough
def test_a_deep_cell_and_its_tabs_fit_a_phone(finger: App, width: int, height: int, name: str) -> None:
    finger.resize(width, height)
    finger.open(f"?m={link.encode(DEEP[name])}")
    finger.settled()
    assert_fits(finger, "opened")
    for tab in TABS:
        finger.page.locator(".st-key-tab").get_by_text(tab, exact=True).click()
        finger.settled()
        assert_fits(finger, tab)
    finger.page.get_by_role("button", name="Share").tap()
    finger.page.get_by_role("dialog").get_by_label("Link").wait_for()
    assert_fits(finger, "Share")


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "height"), [(360, 740), (390, 844)])
@pytest.mark.parametrize(
    "address",
    ["learn", "learn?lesson=position", "learn?lesson=fields", "learn?lesson=softmax", "architecture", "gallery"],
)
def test_the_other_pages_fit_a_phone(finger: App, width: int, height: int, address: str) -> None:
    finger.resize(width, height)
    finger.visit(address)
    finger.page.wait_for_timeout(3000)
    assert_fits(finger, address)


@pytest.mark.thorough
def test_a_finger_that_rests_on_a_row_takes_it_along(finger: App) -> None:
    finger.open(SMALL)
    finger.edit_network()
    rows = finger.page.locator(".st-key-rows [class*='st-key-row_']")
    boxes = [rows.nth(at).bounding_box() for at in (1, 2, 4)]
    (rescale, first, third) = [(box["x"] + 60, box["y"] + box["height"] / 2, box["height"]) for box in boxes if box]
    kinds = [layer.kind for layer in finger.scene().layers]
    list_of_layers = finger.page.get_by_test_id("stSidebarContent")

    # A finger that moves at once scrolls the list.
    drag(finger, [(third[0], third[1] - 24 * step) for step in range(6)])
    finger.page.wait_for_timeout(600)
    assert list_of_layers.evaluate("(list) => list.scrollTop") > 40
    finger.settled()
    assert [layer.kind for layer in finger.scene().layers] == kinds
    list_of_layers.evaluate("(list) => { list.scrollTop = 0; }")

    # One that rests first moves the layer, and opens no form.
    finger.page.wait_for_timeout(300)
    path = [(first[0], first[1]), *((first[0], first[1] - 6 * step) for step in range(1, 4))]
    drag(finger, [*path, (rescale[0], rescale[1] - rescale[2] / 2 + 3)], rests=700)
    expect(rows.nth(1)).to_contain_text("conv1_1")
    expect(finger.page.locator(".st-key-rows [class*='st-key-form_']")).to_have_count(0)
    expect(finger.page.locator(".st-key-rows .cnn-dragged")).to_have_count(0)
    assert list_of_layers.evaluate("(list) => list.scrollTop") == 0
