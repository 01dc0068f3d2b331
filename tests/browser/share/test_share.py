"""The Share dialog, and the app embedded in a frame."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from explorer import presets
from explorer.network import Cell
from explorer.scene import link
from tests.browser.app import App
from tests.browser.test_accessible import sound
from tests.browser.test_screens import overflow


def test_share_hands_out_link_code_and_frame(dark: App) -> None:
    app = dark
    app.click(Cell("3", 5, 6, 2))
    scene = replace(presets.load("fashion_tinyvgg").scene(), cell=app.chosen())
    app.page.get_by_role("button", name="Share").click()
    dialog = app.page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"cell conv1_2 row {scene.cell.row} column {scene.cell.col} map 2")  # type: ignore[union-attr]
    address = dialog.get_by_label("Link").input_value()
    assert link.decode(address.split("?m=")[1]) == scene
    expect(dialog).to_contain_text(f"{len(address)} characters")
    code = dialog.get_by_alt_text("QR code of the link")
    seen = np.asarray(Image.open(io.BytesIO(code.screenshot())).convert("L"))
    assert seen[5, seen.shape[1] // 2] > 250  # the quiet zone is white in the dark too
    (read,) = zxingcpp.read_barcodes(seen, formats=zxingcpp.BarcodeFormat.QRCode)
    assert read.text == address
    dialog.get_by_role("button", name="Copy link").click()
    expect(dialog.get_by_role("button", name="Copied")).to_be_visible()
    assert app.page.evaluate("navigator.clipboard.readText()") == address
    dialog.get_by_role("button", name="Copy embed code").click()
    app.page.wait_for_function("address => navigator.clipboard.readText().then((t) => t !== address)", arg=address)
    frame = app.page.evaluate("navigator.clipboard.readText()")
    other = App(app.page.context.new_page(), app.address)
    other.resize(800, 600)
    around = f"<body style='margin:0'>{frame}</body>"  # somebody's page, without the policy of ours
    other.page.route("**/around", lambda route: route.fulfill(content_type="text/html", body=around))
    other.visit("around")
    inner = other.page.frame_locator("iframe")
    expect(inner.locator(".st-key-cell")).to_contain_text("conv1_2, map 2")
    with other.page.context.expect_page() as opened:
        inner.get_by_role("link", name="Open in CNN Explorer").click()
    assert opened.value.url == address


@pytest.mark.thorough
def test_a_frame_is_clean_and_stays_one(app: App) -> None:
    app.resize(800, 600)
    app.open(f"?m={link.encode(presets.load('fashion_tinyvgg').scene())}&embed=true")
    app.settled()
    first = app.page.url
    assert overflow(app) <= 0
    sound(app, "a frame")
    maps = app.page.locator(".st-key-overview")
    assert maps.evaluate("(e) => [e.scrollLeft, e.scrollWidth - e.clientWidth]") == [
        0,
        0,
    ]  # from the input to the answer
    for gone in ('[data-testid="stSidebar"]', '[data-testid="stHeader"]', ".st-key-tabs", ".st-key-share"):
        expect(app.page.locator(gone).locator("visible=true")).to_have_count(0)
    for key in ("photo", "enlarged", "overview"):
        box = app.page.locator(f".st-key-{key}").bounding_box()
        assert box is not None
        assert box["y"] < 600
    hit = app.click(Cell("3", 5, 6, 2))
    door = app.page.get_by_role("link", name="Open in CNN Explorer")
    address = door.get_attribute("href") or ""
    assert link.decode(address.split("?m=")[1]).cell == hit
    assert "embed" not in address
    version = app.version()
    app.page.get_by_role("button", name="Bag (Zalando, MIT)").click()
    app.changed(version)
    app.page.wait_for_timeout(1500)
    assert app.page.url == first  # a frame leaves the history of its page alone
    with app.page.context.expect_page() as opened:
        door.click()
    expect(opened.value.locator('[data-testid="stExpandSidebarButton"]')).to_be_visible()


@pytest.mark.thorough
def test_a_link_opens_the_tool_that_was_open(phone: App) -> None:
    phone.open(f"?m={link.encode(replace(presets.load('fashion_tinyvgg').scene(), tool='sees/coverage'))}")
    expect(phone.page.locator(".st-key-coverage_own")).to_be_visible()
    tabs = phone.page.locator(".st-key-tab")
    tabs.get_by_text("Arithmetic", exact=True).click()
    phone.page.locator(".st-key-explain_view").get_by_text("Size", exact=True).click()
    phone.settled()
    tabs.get_by_text("Receptive field", exact=True).click()
    expect(phone.page.locator(".st-key-coverage_own")).to_be_visible()  # each tab is where it was left
    tabs.get_by_text("Arithmetic", exact=True).click()
    phone.settled()
    phone.in_address()
    assert phone.scene().tool == "arithmetic/size"
    phone.page.wait_for_timeout(1600)  # an old address that comes sooner is taken for one that is late
    phone.page.go_back()
    expect(phone.page.locator(".st-key-coverage_own")).to_be_visible()
    phone.settled()
    phone.page.go_forward()
    expect(phone.page.locator(".st-key-explain")).to_contain_text("how often it still fits")
