"""The Architecture page: table, charts, advice and inverse design."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.sync_api import expect

from explorer import Conv2D, MaxPool2D, presets
from explorer.analysis import architecture, goals
from explorer.figures.architecture import outline, window_sizes
from explorer.scene import Scene, link
from tests.browser.app import App


def visit(app: App, scene: Scene) -> None:
    """Open the page with a scene in its address."""
    app.visit(f"architecture?m={link.encode(scene)}")
    app.page.wait_for_selector(".st-key-backwards")
    app.page.wait_for_selector(".st-key-silhouette .js-plotly-plot")
    app.settled()


def arrive(app: App, title: str) -> None:
    """Go to another page with the navigation bar."""
    app.page.get_by_test_id("stTopNavLink").filter(has_text=title).click()
    app.settled()


@pytest.mark.thorough
def test_the_title_and_the_totals(app: App) -> None:
    visit(app, presets.load("tinyvgg").scene())
    page = app.page.locator(".st-key-architecture")
    expect(page.get_by_role("heading", name="TinyVGG")).to_be_visible()
    expect(page).to_contain_text("10.1109/TVCG.2020.3030418")
    expect(page.locator(".st-key-totals")).to_contain_text("19,920")
    expect(page.locator(".st-key-totals")).to_contain_text("5.61M")
    expect(app.page.locator(".st-key-table [data-testid=stDataFrame]")).to_be_visible()


@pytest.mark.thorough
def test_the_csv_is_the_table(app: App) -> None:
    scene = presets.load("tinyvgg").scene()
    visit(app, scene)
    with app.page.expect_download() as caught:
        app.page.get_by_role("button", name="Download CSV").click()
    assert caught.value.suggested_filename == "tinyvgg.csv"
    text = caught.value.path().read_text(encoding="utf-8")
    lines = list(csv.reader(io.StringIO(text)))
    assert text == architecture.to_csv(scene.network)
    assert len(lines) == len(scene.layers) + 2


def test_rows_are_found_sorted_and_taken_away(app: App) -> None:
    scene = presets.load("lenet5").scene()
    visit(app, scene)
    names = app.page.locator(".st-key-table [data-testid=stDataFrame] [role=gridcell][aria-colindex='1']")
    expect(names.first).to_have_text("input")
    app.page.get_by_role("combobox", name="Sort by").focus()
    app.page.get_by_role("combobox", name="Sort by").press("ArrowDown")
    app.page.get_by_role("option", name="Parameters").click()
    app.settled()
    expect(names.first).to_have_text("dense3")
    field = app.page.get_by_role("textbox", name="Find a layer")
    field.fill("conv")
    field.press("Enter")
    app.settled()
    expect(names).to_have_text(["conv2", "conv1"])
    for form, write in (("Markdown", architecture.to_markdown), ("LaTeX", architecture.to_latex)):
        with app.page.expect_download() as caught:
            app.page.get_by_role("button", name=f"Download {form}").click()
        assert caught.value.path().read_text(encoding="utf-8") == write(scene.network)


@pytest.mark.thorough
def test_the_pictures_are_the_network(app: App) -> None:
    network = presets.load("vgg16").network
    visit(app, presets.load("vgg16").scene())
    drawn = app.page.locator(".st-key-silhouette .js-plotly-plot")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("gd => gd.layout.xaxis.ticktext") == [box.name for box in outline(network).boxes]
    sizes = app.page.locator(".st-key-growth .js-plotly-plot").evaluate("gd => Array.from(gd._fullData[0].y)")
    assert sizes == [point.size for point in window_sizes(network)]


@pytest.mark.thorough
def test_blocks_stand_above_what_they_hold_and_fold(app: App) -> None:
    visit(app, presets.load("residual").scene())
    page = app.page.locator(".st-key-architecture")
    expect(page).to_contain_text("sums of the rows that are not indented")
    expect(page).to_contain_text("Hollow boxes")
    table = app.page.locator(".st-key-table [data-testid=stDataFrame]")
    whole = table.bounding_box()
    page.get_by_text("Show the layers inside blocks").click()
    app.settled()
    folded = table.bounding_box()
    assert whole is not None
    assert folded is not None
    rows = architecture.rows(presets.load("residual").network)
    inside = sum(1 for row in rows if row.level)
    assert whole["height"] / folded["height"] == pytest.approx((len(rows) + 1) / (len(rows) + 1 - inside), abs=0.02)


@pytest.mark.thorough
def test_a_proposal_is_applied_and_undone(app: App) -> None:
    scene = presets.load("tinyvgg").scene()
    visit(app, scene)
    app.type_number("Target", "10")
    first = goals.smallest_edits(scene.network, goals.SIZE, 10)[0]
    expect(app.page.locator(".st-key-proposal_0")).to_contain_text(f"{first.label}: 10 rows")
    app.page.locator(".st-key-proposal_0").get_by_role("button", name="Apply").click()
    expect(app.page.locator(".st-key-backwards")).to_contain_text(
        "The network has reached this goal already: it has 10 rows."
    )
    app.settled()
    assert app.scene().layers == first.layers
    app.edit_network()
    app.page.get_by_test_id("stSidebar").get_by_role("button", name="Undo").click()
    expect(app.page.locator(".st-key-proposal_0")).to_contain_text(first.label)
    app.settled()
    assert app.scene().layers == scene.layers


@pytest.mark.thorough
def test_every_goal_can_be_asked(app: App) -> None:
    visit(app, presets.load("tinyvgg").scene())
    for words, now in (("Receptive field", "16 px"), ("Parameters", "19,920 parameters"), ("MACs", "MACs")):
        field = app.page.get_by_role("combobox", name="Goal")
        field.focus()
        field.press("ArrowDown")  # a click is lost when a picture above takes its place while the list opens
        app.page.get_by_role("option", name=words).click()
        app.settled()
        expect(app.page.locator(".st-key-backwards")).to_contain_text(now)
        expect(app.page.locator(".st-key-proposal_0")).to_be_visible()


@pytest.mark.thorough
def test_advice_is_given_and_taken(app: App) -> None:
    scene = Scene(layers=(Conv2D(), MaxPool2D()), input_shape=(13, 13, 3))
    visit(app, scene)
    advice = app.page.locator(".st-key-advice")
    expect(advice).to_contain_text("The last 1 row and 1 column of its 11 × 11 input are read by no output")
    advice.get_by_role("button", name="Make the window 3 × 3").click()
    expect(advice).to_contain_text("Every pixel that reaches a layer is read")
    app.settled()
    assert app.scene().layers == (Conv2D(), MaxPool2D(pool_size=3))


@pytest.mark.thorough
def test_a_stack_that_does_not_fit_keeps_the_last_good_table(app: App) -> None:
    visit(app, presets.load("lenet5").scene())
    app.toggle("conv2")
    app.type_number("Kernel size", "40")
    page = app.page.locator(".st-key-architecture")
    expect(page).to_contain_text("conv2 needs 40 rows, but gets 14.")
    expect(page).to_contain_text("Below is the last network whose layers fitted together.")
    expect(page.locator(".st-key-table [data-testid=stDataFrame]")).to_be_visible()


@pytest.mark.thorough
def test_the_network_goes_along_from_page_to_page(app: App) -> None:
    scene = presets.load("lenet5").scene()
    app.open(f"?m={link.encode(scene)}")
    arrive(app, "Architecture")
    expect(app.page.get_by_role("heading", name="LeNet-5, modern form")).to_be_visible()
    app.page.wait_for_function("() => new URL(location).searchParams.get('m')")
    assert app.scene().layers == scene.layers
    app.page.locator(".st-key-proposal_0").get_by_role("button", name="Apply").click()
    expect(app.page.get_by_role("heading", name="Your own network")).to_be_visible()
    app.settled()
    changed = app.scene().layers
    assert changed != scene.layers
    arrive(app, "Explore")
    app.drawn()
    app.page.wait_for_function("() => new URL(location).searchParams.get('m')")
    assert app.scene().layers == changed


@pytest.mark.thorough
def test_on_a_phone_nothing_is_wider_than_the_window(phone: App) -> None:
    visit(phone, presets.load("vgg16").scene())
    width = phone.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 390
    frame = phone.page.locator(".st-key-silhouette")
    assert frame.evaluate("e => e.scrollWidth > e.clientWidth")
