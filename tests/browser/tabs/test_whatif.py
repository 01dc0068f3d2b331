"""The What if tab: edits of a filter change the maps, are part of the link, and can be undone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import expect

import explorer
from explorer import presets
from explorer.images import samples
from explorer.network import Cell
from explorer.scene import link
from explorer.weights.bank import kernel_of
from tests.browser.app import App


@pytest.fixture
def app(edges: App) -> App:
    """The hand-made filters with the What if tab open."""
    edges.page.locator(".st-key-tab").get_by_text("What if", exact=True).click()
    edges.settled()
    expect(edges.page.locator(".st-key-whatif")).to_contain_text("Filter 1 of conv1")
    return edges


def press(app: App, name: str) -> None:
    version = app.version()
    app.page.locator(".st-key-whatif").get_by_role("button", name=name, exact=True).click()
    app.changed(version)
    app.settled()


@pytest.mark.thorough
def test_negate_and_reset(app: App) -> None:
    first = app.version()
    press(app, "Negate")
    (edited,) = app.scene().weights.filters
    assert (edited.path, edited.channel) == ("0", 1)
    expected = -kernel_of(presets.load("edges").weights.override("0").names, (3, 3, 3, 10))[..., 1]  # type: ignore[union-attr]
    np.testing.assert_allclose(np.array(edited.values).reshape(3, 3, 3), expected, rtol=1e-5)
    press(app, "Reset")
    assert app.version() == first
    assert app.scene().weights.filters == ()


@pytest.mark.thorough
def test_take_from_the_bank_and_share(app: App) -> None:
    version = app.version()
    app.page.get_by_role("button", name="Use a ready-made filter").click()
    app.page.get_by_role("menuitem").filter(has_text="Laplacian:").click()
    app.changed(version)
    app.settled()
    edited = app.version()
    address = app.page.url
    app.beside()
    app.page.goto(address)
    app.drawn()
    assert app.version() == edited


@pytest.mark.thorough
def test_a_number_typed_into_the_grid(app: App) -> None:
    version = app.version()
    grid = app.page.locator(".st-key-whatif [data-testid=stDataFrame] canvas").first
    grid.scroll_into_view_if_needed()
    app.page.wait_for_timeout(400)  # the canvas draws its cells after it has been scrolled into view
    box = grid.bounding_box()
    assert box is not None
    for _ in range(3):  # the grid is a canvas: nothing tells when the field over a cell is ready for keys
        app.page.mouse.dblclick(box["x"] + 20, box["y"] + 52)  # the first row below the header
        app.page.wait_for_timeout(500)
        app.page.keyboard.press("Control+a")
        app.page.keyboard.type("0.75")
        app.page.wait_for_timeout(200)
        app.page.keyboard.press("Enter")
        app.page.wait_for_timeout(2000)
        if app.version() != version:
            break
    app.changed(version)
    app.settled()
    (edited,) = app.scene().weights.filters
    assert edited.values[0] == 0.75


def painter(app: App, row: int, col: int) -> tuple[float, float]:
    """The middle of a cell of the painting grid, in px of the window."""
    cell = app.page.locator(f".cnn-grid > [aria-label^='row {row}, column {col}:']")
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.thorough
def test_painting_a_stroke_and_taking_it_back(app: App) -> None:
    """Dragging paints every cell on its way as one step of undo; keys paint as well."""
    first, address = app.version(), app.page.url
    app.page.locator(".cnn-brushes").get_by_role("button", name="−0.5").click()
    app.page.mouse.move(*painter(app, 0, 0))
    app.page.mouse.down()
    app.page.mouse.move(*painter(app, 0, 2), steps=6)
    app.page.mouse.up()
    app.changed(first)
    app.settled()
    painted = app.version()
    app.page.wait_for_function("(old) => location.href !== old", arg=address)  # the address follows after a second
    (edited,) = app.scene().weights.filters
    red = np.array(edited.values).reshape(3, 3, 3)[..., 0]
    np.testing.assert_array_equal(red[0], [-0.5, -0.5, -0.5])
    before = kernel_of(presets.load("edges").weights.override("0").names, (3, 3, 3, 10))[..., 1]  # type: ignore[union-attr]
    np.testing.assert_allclose(np.array(edited.values).reshape(3, 3, 3)[1:], before[1:], rtol=1e-5)
    expect(app.page.locator(".st-key-whatif")).to_contain_text("1 edited filter in the link")
    app.page.get_by_text("Change all its kernels together").click()
    app.settled()
    app.page.locator(".cnn-grid > [tabindex='0']").focus()
    app.page.keyboard.press("ArrowDown")
    app.page.keyboard.press("ArrowRight")
    app.page.locator(".cnn-grid > :focus").press("Space")
    app.changed(painted)
    app.settled()
    (edited,) = app.scene().weights.filters
    np.testing.assert_array_equal(np.array(edited.values).reshape(3, 3, 3)[1, 1], [-0.5, -0.5, -0.5])
    version = app.version()
    app.page.keyboard.press("Control+z")
    app.changed(version)
    assert app.version() == painted
    expect(app.page.locator(".cnn-grid > [aria-label='row 0, column 1: −0.5']")).to_be_visible()


@pytest.mark.thorough
def test_flip_and_before_and_after(app: App) -> None:
    parts, panel = app.page.locator(".st-key-whatif_part"), app.page.locator(".st-key-whatif")
    parts.get_by_text("Flip", exact=True).click()
    expect(panel).to_contain_text("A half turn")
    expect(panel.locator(".st-key-whatif_probes .js-plotly-plot .hm").first).to_be_visible()
    z = app.page.evaluate(
        """() => document.querySelector('.st-key-whatif_probes .js-plotly-plot').calcdata.filter(([t]) => t.z).slice(0, 5)
            .map(([t]) => Array.from(t.z, (line) => Array.from(line)))"""
    )
    kernel, turned, _, correlated, convolved = (np.array(each) for each in z)
    np.testing.assert_allclose(correlated[2:5, 2:5], turned, atol=1e-6)
    np.testing.assert_allclose(convolved[2:5, 2:5], kernel, atol=1e-6)
    tried = app.page.locator(".st-key-whatif_tried")
    tried.get_by_text("a symmetric one", exact=True).click()
    expect(panel).to_contain_text("nothing changes")
    tried.get_by_text("an odd one", exact=True).click()
    expect(panel).to_contain_text("the sign of every result")
    version = app.version()
    panel.get_by_role("button", name="Flip the filter").click()
    app.changed(version)
    app.settled()
    parts.get_by_text("Before and after", exact=True).click()
    expect(panel).to_contain_text("The largest difference is")
    expect(panel.locator(".st-key-whatif_compare .js-plotly-plot")).to_be_visible()
    press(app, "Undo the edit")
    assert app.version() == version
    expect(panel).to_contain_text("is unchanged")


@pytest.mark.thorough
def test_a_bias_the_answers_before_and_after_and_a_1x1_filter(dark: App) -> None:
    app, opening = dark, presets.load("fashion_tinyvgg").scene()
    off = opening.weights.with_filter("8", 3, (0.0,) * 144)
    app.open(
        f"?m={link.encode(replace(opening, weights=off, cell=Cell('8', 4, 4, 3), tool='what-if/before-and-after'))}"
    )
    panel = app.page.locator(".st-key-whatif")
    expect(panel).to_contain_text("It still says Sneaker.")
    network = opening.network
    image = explorer.images.fit(samples.load(opening.image.sample), 28, 28, channels=1).pixels[None]
    for row, weights in ((1, opening.weights), (2, off)):
        share = float(explorer.run(network, weights.params(network), image)["13"][0, 7])
        expect(panel.locator("tbody tr").first.locator("td").nth(row)).to_have_text(f"{100 * share:.1f}%")
    app.page.locator(".st-key-whatif_part").get_by_text("Kernel", exact=True).click()
    version = app.version()
    app.type_number("Bias", "1.5")
    app.changed(version)
    app.settled()
    (edited,) = app.scene().weights.filters
    assert edited.values == (*(0.0,) * 144, 1.5)
    expect(app.page.locator(".cnn-value")).to_have_text("1.50")
    mixing = presets.load("bottleneck").scene()
    path = next(s.path for s in mixing.network.steps if s.param_shapes.get("kernel", ())[:2] == (1, 1))
    app.open(f"?m={link.encode(replace(mixing, cell=Cell(path, 4, 4, 0), tool='what-if/kernel'))}")
    expect(panel).to_contain_text("one weight for each map that it reads")
    expect(panel.locator(".st-key-whatif_actions")).not_to_contain_text("Flip")
