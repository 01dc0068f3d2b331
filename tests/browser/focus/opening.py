"""What the tests of the focus share: opening it, reading its numbers, and the run that they must agree with."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
from playwright.sync_api import Locator, expect

from explorer import Network, presets, run
from explorer.layers import Layer
from explorer.network import Cell
from explorer.scene import Scene, link
from explorer.views.image.pictures import fitted
from tests.browser.app import App

PANEL = "dialog.cnn-focus"
READY = f"{PANEL}:not(.cnn-waiting) .cnn-chain"


@dataclass(frozen=True)
class Opened:
    """A scene that is open in the browser, and the same run in Python."""

    scene: Scene
    params: Any
    acts: Any

    @property
    def network(self) -> Network:
        """The network of the scene."""
        return self.scene.network


def opened_scene(app: App, scene: Scene) -> Opened:
    """Open a scene, and run it here too."""
    app.open(f"?m={link.encode(scene)}")
    params = scene.weights.params(scene.network)
    pixels = fitted(scene.image, scene.network.input_shape).pixels
    return Opened(scene, params, run(scene.network, params, np.asarray(pixels, np.float32)[None]))


def scene_of(layers: tuple[Layer, ...], shape: tuple[int, int, int], cell: Cell) -> Scene:
    """A scene with seeded weights and the opening photo."""
    scene = presets.load("flowers_vgg").scene()
    return replace(Scene(layers=layers, image=scene.image, input_shape=shape), cell=cell)


def open_focus(app: App, slide: bool = False) -> Locator:
    """Open the focus as the rest of the page does, and wait for its maps."""
    app.page.wait_for_function("() => window.__cnnFocus?.isReady()")  # it is sent after the maps and the rail
    app.page.evaluate(
        "slide => document.dispatchEvent(new CustomEvent('cnn-explorer:focus', {detail: {open: true, slide}}))", slide
    )
    app.page.wait_for_selector(READY)
    return app.page.locator(PANEL)


def closed(app: App) -> None:
    """Wait until it is closed."""
    expect(app.page.locator(PANEL)).to_have_count(0)


RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def numbers(panel: Locator) -> dict[str, str]:
    """Every number that it shows, by name."""
    shown: dict[str, str] = panel.evaluate(
        """el => Object.fromEntries([...el.querySelectorAll('.cnn-focus-body [data-number]')]
            .map((each) => [each.dataset.number, each.textContent]))"""
    )
    return shown


def check(shown: dict[str, str], exact: dict[str, float], scale: float = 1.0) -> None:
    """Assert that every number shown is the exact one, rounded to the decimals it has."""
    assert set(shown) <= set(exact), set(shown) - set(exact)
    for name, text in shown.items():
        assert text, f"{name} is empty"
        if text == "<0.1%":
            assert 0 < exact[name] < 0.0005, name
            continue
        plain = re.sub("·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda found: "e" + found[1].translate(RAISED), text)
        value = Decimal(plain.replace("−", "-").replace("+", "").replace(",", "").replace("%", "e-2"))
        half = 0.5 * 10.0 ** int(value.as_tuple().exponent)
        assert abs(float(value) - exact[name]) <= half * 1.001 + 2e-6 * scale, f"{name}: {text} is not {exact[name]}"
