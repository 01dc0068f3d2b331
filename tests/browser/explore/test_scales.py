"""Pixels of the screen, converted back to numbers with the legend, are the activations after every change."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import explorer
from explorer.figures.overview.scales import Scales
from explorer.figures.rail.column import shown_path
from explorer.figures.theme import DARK, LIGHT, Theme, palette, rgb
from explorer.images import samples
from explorer.layers.base import as_map
from explorer.network import Cell
from explorer.scene import Scene, link
from tests.browser.app import App

Pixels = NDArray[np.int64]
LEGENDS = """() => {
    const gd = document.querySelector('.st-key-overview .js-plotly-plot');
    return gd.layout.annotations.map((a) => a.text).filter((text) => /^(±|0 to|0–)/.test(text));
}"""
READABLE = 40
"""Cells per map that are read: those of different colours from their neighbours' are hard to hit at 44 px."""


def pixels(app: App, key: str) -> Pixels:
    """The chart on the screen as (rows, columns, RGB)."""
    png = app.page.locator(f".st-key-{key} .js-plotly-plot").screenshot(scale="css")
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), np.int64)


def acts_of(scene: Scene) -> dict[str, Any]:
    network = scene.network
    rows, cols, channels = network.input_shape
    pattern = samples.pattern_at(scene.image.sample, rows, cols)
    image = samples.load(scene.image.sample) if pattern is None else pattern
    fitted = explorer.images.fit(image, rows, cols, scene.image.fit, channels).pixels
    return dict(explorer.run(network, scene.weights.params(network), fitted[None]))


def share(colour: Pixels, theme: Theme) -> tuple[float, float]:
    """The position of a color on the scale, -1 to 1, and its distance from the scale, 0 to 1."""
    away = np.abs(palette(theme).astype(np.int64) - colour).sum(axis=1)
    return (int(away.argmin()) - 127) / 127, float(away.min()) / 765


def flat(values: Any, row: int, col: int, top: float) -> bool:
    """Whether a cell and its neighbors have nearly equal values: a pixel of the screen may show a neighbor or a mixture."""
    part = values[max(row - 2, 0) : row + 3, max(col - 2, 0) : col + 3]
    return bool(np.ptp(np.clip(part, -top, top)) < 0.08 * top)


def check(app: App, scene: Scene, theme: Theme) -> int:
    """Compare colors in the overview and in the enlarged map with the activations; returns how many were compared."""
    acts, network = acts_of(scene), scene.network
    scales = Scales(network, acts, scene.scope)
    said = app.page.evaluate(LEGENDS)
    assert set(said) == {scales.legend(step.path) for step in network.steps}
    drawn, count = pixels(app, "overview"), 0
    app.page.mouse.move(5, 5)
    origin = app.page.locator(".st-key-overview .js-plotly-plot").bounding_box()
    assert origin is not None
    for step in first_steps(app):
        shown = shown_path(network, step["path"])
        for channel, *_ in step["slots"][1:4]:
            one = acts[shown][0][:, :, channel]
            top = scales.limit(shown, channel)
            for row, col in np.random.default_rng(0).integers(2, min(one.shape) - 2, (READABLE, 2)):
                if not flat(one, row, col, top):
                    continue
                x, y = app.place(Cell(step["path"], int(row), int(col), channel))
                at, far = share(drawn[int(y - origin["y"]), int(x - origin["x"])], theme)
                if far > 0.01:
                    continue  # an outline lies here
                wanted = np.clip(one[row, col] / top, -1, 1)
                assert at == pytest.approx(wanted, abs=0.09), (step["name"], channel, row, col)
                count += 1
    return count + check_enlarged(app, scene, scales, theme)


def first_steps(app: App) -> list[dict[str, Any]]:
    """The first step of every column of maps but the photo's; the column shows what comes out of its last one."""
    columns: dict[str, dict[str, Any]] = {}
    for step in app.steps():
        if step["form"] == "maps" and step["path"]:
            columns.setdefault(str(step["slots"]), step)
    return list(columns.values())


def check_enlarged(app: App, scene: Scene, scales: Scales, theme: Theme) -> int:
    cell = app.chosen()
    app.page.locator(".st-key-tab").get_by_text("Layer", exact=True).click()
    app.settled()
    app.page.mouse.move(5, 5)
    rows, cols, _ = as_map(scene.network.step(cell.path).output_shape)
    drawn, one = pixels(app, "enlarged"), scales.acts[cell.path][0][:, :, cell.channel]
    high, wide = drawn.shape[0] / rows, drawn.shape[1] / cols
    top, count = scales.limit(cell.path, cell.channel), 0
    for row, col in np.random.default_rng(1).integers(0, rows, (60, 2)):
        at, far = share(drawn[int((row + 0.5) * high), int((col + 0.5) * wide)], theme)
        if far > 0.02:
            continue
        assert at == pytest.approx(np.clip(one[row, col] / top, -1, 1), abs=0.03)
        count += 1
    if scene.scope == "map":
        assert scales.sentence(cell.path, cell.channel) in app.text("layer_tab")
    return count


def choose_scope(app: App, title: str) -> None:
    version = app.version()
    app.page.get_by_role("button", name="Show", exact=True).click()
    app.page.get_by_role("radio", name=title).click()
    app.changed(version)
    app.settled()
    app.page.keyboard.press("Escape")


@pytest.mark.thorough
def test_colours_are_the_numbers_after_every_change(app: App) -> None:
    app.open(f"?m={link.encode(explorer.presets.load('edges').scene())}")
    app.settled()
    scene = explorer.presets.load("edges").scene()
    assert check(app, scene, LIGHT) > 80
    version = app.version()
    app.page.locator('.cnn-gallery button[data-name="coffee"]').click()
    app.changed(version)
    app.settled()
    assert app.scene().image.sample == "coffee"
    assert check(app, app.scene(), LIGHT) > 80
    for title in ("Map", "Network"):
        choose_scope(app, title)
        assert app.scene().scope == title.lower()
        assert check(app, app.scene(), LIGHT) > 80
    app.preset("TinyVGG")
    assert app.scene().scope == "network"  # a way of looking, whatever is looked at
    assert check(app, app.scene(), LIGHT) > 80
    choose_scope(app, "Block")
    assert len(set(re.findall("±", "".join(app.page.evaluate(LEGENDS))))) == 1
    assert check(app, app.scene(), LIGHT) > 80


@pytest.mark.thorough
def test_colours_are_the_numbers_in_the_dark(dark: App) -> None:
    dark.open(f"?m={link.encode(explorer.presets.load('tinyvgg').scene())}")
    dark.settled()
    assert rgb(DARK.zero) == tuple(palette(DARK)[127])
    assert check(dark, explorer.presets.load("tinyvgg").scene(), DARK) > 100
