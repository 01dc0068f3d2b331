"""The network as text: read, changed, copied and pasted in the sidebar."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

import explorer
from explorer import presets
from tests.browser.app import App

PASTED = """model = nn.Sequential(
    nn.Conv2d(1, 6, kernel_size=5, padding=2),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(6 * 14 * 14, 10),
)
"""


def as_text(app: App) -> None:
    app.edit_network()
    app.page.get_by_role("radio", name="Text", exact=True).click()
    expect(field(app)).to_be_visible()
    app.settled()


def field(app: App) -> Locator:
    return app.page.get_by_label("Network as text", exact=True)


def apply(app: App, text: str) -> None:
    field(app).fill(text)
    app.page.get_by_role("button", name="Apply", exact=True).click()
    app.settled()


@pytest.mark.thorough
def test_a_network_is_changed_as_text_and_undone(app: App) -> None:
    as_text(app)
    text = explorer.to_text(presets.load("fashion_tinyvgg").network)
    expect(field(app)).to_have_value(text)
    first = next(line for line in text.splitlines() if line.startswith("conv"))
    version = app.version()
    apply(app, text.replace(first, f"{first}\nbatchnorm as norm", 1))
    app.changed(version)
    assert "norm" in app.names()
    app.page.get_by_role("button", name="Undo").first.click()
    app.settled()
    expect(field(app)).to_have_value(text)
    app.drawn()
    assert "norm" not in app.names()


@pytest.mark.thorough
def test_an_error_names_its_line_and_the_screen_stays(app: App) -> None:
    as_text(app)
    names, text = app.names(), field(app).input_value()
    apply(app, text.replace("maxpool 2", "maxpol 2", 1))
    panel = app.page.locator(".st-key-network_as_text_panel")
    expect(panel.get_by_role("alert")).to_contain_text("“maxpol” is not a kind of layer. Did you mean maxpool?")
    app.drawn()
    assert app.names() == names
    expect(field(app)).to_have_value(text.replace("maxpool 2", "maxpol 2", 1))


@pytest.mark.thorough
def test_layers_of_pytorch_are_pasted_and_the_text_is_copied(app: App) -> None:
    as_text(app)
    app.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    version = app.version()
    apply(app, PASTED)
    app.changed(version)
    expected = "input 28x28x1\nconv 6 5x5 pad 2\nrelu\nmaxpool 2\nflatten\ndense 10\n"
    expect(field(app)).to_have_value(expected)
    expect(app.page.locator(".st-key-network_as_text_panel")).to_contain_text("28x28x1 was taken")
    copy = app.page.locator(".st-key-copy_network_text button")
    copy.click()
    expect(copy).to_have_text("Copied")
    assert app.page.evaluate("navigator.clipboard.readText()") == expected
    app.page.get_by_role("radio", name="Layers", exact=True).click()
    expect(app.row("conv1")).to_be_visible()
