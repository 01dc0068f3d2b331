"""The parts Influence and Gradients of the Receptive field tab."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from explorer import Cell
from explorer.scene import link
from tests.browser.app import App


def radio(app: App, name: str) -> None:
    """Choose an option by its name."""
    app.page.get_by_role("radio", name=name, exact=True).click()
    app.settled()


def test_influence_of_the_pixels(app: App) -> None:
    radio(app, "Receptive field")
    radio(app, "Influence")
    part = app.page.locator(".st-key-sees")
    expect(part).to_contain_text("This picture shows what changes pool1, map 7")
    slopes = app.page.locator(".st-key-saliency .js-plotly-plot")
    expect(slopes).to_be_visible()
    z = slopes.evaluate("gd => Array.from(gd.calcdata[0][0].z, (row) => Array.from(row))")
    moved = {(r, c) for r, row in enumerate(z) for c, value in enumerate(row) if value}
    assert moved
    assert moved <= {(r, c) for r in range(12, 18) for c in range(2, 8)}
    app.page.locator(".st-key-smooth label").click()
    app.settled()
    app.page.wait_for_function(
        """old => {
            const gd = document.querySelector('.st-key-saliency .js-plotly-plot');
            return gd && gd.calcdata && gd.calcdata[0][0].z[14][4] !== old;
        }""",
        arg=z[14][4],
    )
    radio(app, "This layer, on average")
    expect(part).to_contain_text("A cell of pool1 could read 6 × 6 = 36 px. 95% of the influence comes from")
    expect(app.page.locator(".st-key-effective .shapelayer path").first).to_be_attached()
    radio(app, "A class")
    expect(part).to_contain_text("Score of Sneaker")
    expect(app.page.locator(".st-key-class_map .js-plotly-plot")).to_be_visible()


@pytest.mark.thorough
def test_the_caption_of_a_colour_image_says_which_slope_is_shown(edges: App) -> None:
    radio(edges, "Receptive field")
    radio(edges, "Influence")
    part = edges.page.locator(".st-key-sees")
    expect(part).to_contain_text("Of a pixel's three colours, the strongest is shown.")


@pytest.mark.thorough
def test_a_cell_that_a_relu_silences_is_asked_about_by_what_enters_it(app: App) -> None:
    opened = app.scene()
    silent = next(step.path for step in opened.network.steps if step.name == "relu1_2")
    app.open(f"?m={link.encode(replace(opened, cell=Cell(silent, 2, 2, 3)))}")
    app.settled()
    radio(app, "Receptive field")
    radio(app, "Influence")
    expect(app.page.locator(".st-key-sees")).to_contain_text("relu1_2 lets nothing through")


@pytest.mark.thorough
def test_gradients_lie_below_the_activations_and_select_cells(app: App) -> None:
    radio(app, "Receptive field")
    radio(app, "Gradients")
    below = app.page.locator(".st-key-page_of_gradients .js-plotly-plot")
    expect(below).to_be_visible()
    meta = below.evaluate("gd => gd.layout.meta")
    channel, x, y, wide, high = meta["slots"][4]
    below.scroll_into_view_if_needed()
    box = below.bounding_box()
    assert box is not None
    app.page.mouse.click(box["x"] + x + wide / 2, box["y"] + y + high / 2)
    chosen = app.chosen()
    assert (chosen.path, chosen.channel) == (meta["path"], channel)
    app.answered(chosen)
