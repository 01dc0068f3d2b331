"""What tests do in the training panel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playwright.sync_api import expect

from explorer import presets
from explorer.scene import Scene, link
from tests.browser.app import App

FASHION = replace(presets.load("fashion_lenet5").scene(), training=True)
MINUTES = 300_000
"""Ms that a training may take: the machine does other things as well."""


def open_training(app: App, scene: Scene = FASHION) -> None:
    """Open a scene with the panel."""
    app.open(f"?m={link.encode(scene)}")
    app.page.locator(".cnn-learning.desk").wait_for()
    app.settled()


def press(app: App, name: str) -> None:
    """Press one of the training's buttons."""
    app.page.locator(".cnn-learning.desk").get_by_role("button", name=name, exact=True).click()


def part(app: App, name: str) -> None:
    """Open a part of the panel."""
    app.page.locator(".st-key-train_part").get_by_text(name, exact=True).click()
    app.settled()


def choose(app: App, label: str, option: str) -> None:
    """Choose an option of a list of the form."""
    app.page.locator(".st-key-train_panel").get_by_role("combobox", name=label).click()
    app.page.get_by_role("option", name=option, exact=True).click()
    app.settled()


def fill(app: App, label: str, value: str) -> None:
    """Type into a field of the form."""
    field = app.page.locator(".st-key-train_panel").get_by_label(label, exact=True)
    field.fill(value)
    field.press("Enter")
    app.settled()


def told(app: App) -> dict[str, Any]:
    """What the server said last of the training."""
    found: dict[str, Any] = app.page.evaluate("__cnnLearning.told")
    return found


def wait_for_state(app: App, *states: str) -> None:
    """Wait until the training is in one of these states."""
    wanted = ", ".join(f'.cnn-learning.desk[data-state="{state}"]' for state in states)
    app.page.locator(wanted).wait_for(timeout=MINUTES)


def wait_for_step(app: App, step: int) -> None:
    """Wait until so many steps were taken."""
    app.page.wait_for_function("step => __cnnLearning.told?.step >= step", arg=step, timeout=MINUTES)


def picture(app: App, name: str) -> str:
    """The picture of a map in the overview as it is drawn now."""
    found: str = app.page.evaluate(
        """name => {
            const gd = document.querySelector('.st-key-overview .js-plotly-plot');
            const at = gd.data.filter((trace) => trace.type === 'image').findIndex((trace) => trace.name === name);
            const image = gd.querySelectorAll('.imagelayer .im image')[at];
            return image.getAttribute('href') ?? image.getAttributeNS('http://www.w3.org/1999/xlink', 'href');
        }""",
        name,
    )
    return found


def curve_points(app: App) -> int:
    """How many points the line of the loss has."""
    line = app.page.locator(".cnn-learning.curve .learned").first
    expect(line).to_be_attached()
    return len((line.get_attribute("points") or "").split())
