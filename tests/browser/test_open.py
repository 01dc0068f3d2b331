"""`explorer.open`: the app on a network of one's own, as its visitor sees it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

import explorer
from explorer.figures.theme import number
from explorer.serving import handover
from tests.browser.app import App
from tests.browser.serving import forget, new_context


@pytest.mark.thorough
def test_the_network_the_arrays_and_the_cell_are_on_the_screen(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover.tempfile, "tempdir", str(tmp_path))
    network = explorer.Network((explorer.Conv2D(filters=2, kernel_size=3), explorer.ReLU()), (12, 12, 1))
    draw = np.random.default_rng(3)
    params = {"0": {"kernel": draw.normal(size=(3, 3, 1, 2)).astype(np.float32), "bias": np.array([0.25, -0.5])}}
    image = draw.random((12, 12, 1))
    cell = explorer.Cell("0", row=2, col=3, channel=1)
    value = explorer.run(network, params, image[None].astype(np.float32))["0"][0, 2, 3, 1]

    with explorer.open(network, params, image, cell=cell, browser=False) as opened:
        context = new_context(chromium, 1440, 900)
        app = App(context.new_page(), opened.address)
        app.open()
        assert app.names() == ["input", "conv1", "relu1"]
        assert app.chosen() == cell
        shown = app.page.locator(".st-key-cell .cnn-value")
        expect(shown).to_have_text(number(max(float(value), 0.0)))  # after its ReLU
        expect(app.page.locator(".st-key-cell")).to_contain_text(f"{abs(value):.3g}"[:4])
        assert not list(tmp_path.glob("cnn-explorer-*"))
        forget(context)
