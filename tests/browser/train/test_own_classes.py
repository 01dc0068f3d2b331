"""Classes of one's own: drawn on the pad, and learned."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.train.panel import choose, open_training, press, wait_for_state


def draw(app: App, upright: bool, at: float) -> None:
    """Draw a line on the pad, and add it to the chosen class."""
    pad = app.page.locator(".st-key-train_pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * at, box["y"] + box["height"] * at
    ends = (
        ((x, box["y"] + 20), (x, box["y"] + box["height"] - 20))
        if upright
        else (
            (box["x"] + 20, y),
            (box["x"] + box["width"] - 20, y),
        )
    )
    app.page.mouse.move(*ends[0])
    app.page.mouse.down()
    app.page.mouse.move(*ends[1], steps=6)
    app.page.mouse.up()
    app.page.locator('.st-key-train_pad .cnn-pad[aria-busy="false"]').wait_for()
    app.settled()
    app.page.locator(".st-key-train_own_drawn button").click()
    app.settled()


@pytest.mark.thorough
def test_two_classes_are_drawn_and_learned(app: App) -> None:
    open_training(app)
    choose(app, "Data", "Your own classes")
    expect(app.page.get_by_role("button", name="Start", exact=True)).to_be_disabled()
    for at in (0.3, 0.45, 0.6, 0.75):
        draw(app, True, at)
    app.page.get_by_role("button", name="Second class, 0 pictures").click()
    app.settled()
    for at in (0.3, 0.45, 0.6, 0.75):
        draw(app, False, at)
    assert app.page.locator(".cnn-learning .picture").count() == 8
    assert app.page.locator(".cnn-learning .held").count() == 2
    app.page.locator(".cnn-learning .picture").first.click()
    app.settled()
    expect(app.page.locator(".cnn-learning .picture")).to_have_count(7)
    app.page.get_by_role("button", name="Set the last layer to 2 units").click()
    app.settled()
    press(app, "Start")
    wait_for_state(app, "done")
    expect(app.page.locator(".cnn-learning .now")).to_contain_text("done")
