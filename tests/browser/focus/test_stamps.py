"""A transposed convolution slides by stamps: each input cell lays its kernel times its number, and they add up."""

from __future__ import annotations

import numpy as np
import pytest

from explorer import Conv2D, Conv2DTranspose
from explorer.network import Cell
from tests.browser.app import App
from tests.browser.focus.opening import PANEL, Opened, check, numbers, open_focus, opened_scene, scene_of

LAYERS = (
    Conv2D(filters=7, strides=(2, 2), padding="same"),
    Conv2DTranspose(filters=2, kernel_size=(3, 3), strides=(2, 2)),
)
PICTURE = f"document.querySelector('{PANEL} .cnn-chain canvas').toDataURL()"


@pytest.fixture
def opened(app: App) -> Opened:
    """A network whose second layer is a transposed convolution, with one of its cells selected."""
    app.page.emulate_media(reduced_motion="reduce")
    return opened_scene(app, scene_of(LAYERS, (10, 10, 3), Cell("1", 4, 5, 1)))


@pytest.mark.thorough
def test_a_step_lays_one_stamp_and_all_of_them_are_the_map(app: App, opened: Opened) -> None:
    panel = open_focus(app)
    whole = app.page.evaluate(PICTURE)
    panel.get_by_role("button", name="One step on").click()
    assert panel.get_attribute("data-at") == "0,0"
    name = panel.locator(".cnn-active .cnn-name").inner_text()
    channel = int(name.removeprefix("map "))
    number = float(opened.acts["0"][0, 0, 0, channel])
    kernel = opened.params["1"]["kernel"][:, :, 1, channel].astype(np.float64)
    stamp = {f"product:{row},{col}": float(number * kernel[row, col]) for row, col in np.ndindex(3, 3)}
    shown = numbers(panel)
    assert set(stamp) <= set(shown)
    check({each: shown[each] for each in stamp}, stamp)
    first = app.page.evaluate(PICTURE)
    panel.get_by_role("button", name="One step on").click()
    assert len({whole, first, app.page.evaluate(PICTURE)}) == 3  # it grows
    app.page.mouse.move(2, 2)
    for _ in range(2):
        panel.get_by_role("button", name="One step back").click()
    panel.locator(".cnn-chain canvas").first.hover()  # pointing ends the sliding
    assert app.page.evaluate(PICTURE) == whole


@pytest.mark.thorough
def test_the_last_stamp_completes_the_map(app: App, opened: Opened) -> None:
    panel = open_focus(app)
    whole = app.page.evaluate(PICTURE)
    panel.get_by_role("button", name="One step back").click()  # from the end
    assert panel.get_attribute("data-at") == "4,4"
    assert app.page.evaluate(PICTURE) == whole
