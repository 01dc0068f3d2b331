"""Names of classes: from the sidebar to the bars of the answer, and letter by letter whoever wrote them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from explorer import Weights, presets
from explorer.network import Cell
from explorer.scene import Scene, link
from tests.browser.app import HUB, App
from tests.browser.focus.opening import open_focus
from tests.hostile.given import ELSEWHERE, STRINGS

OWN = ("gänseblümchen", "löwenzahn", "rosen", "sonnenblumen", "tulpen")


def flowers(**parts: object) -> Scene:
    return replace(presets.load("flowers_vgg").scene(), **parts)  # type: ignore[arg-type]


def labels(app: App) -> str:
    """Every text of the overview, as it stands on the screen."""
    return " ".join(app.page.locator(".st-key-overview .js-plotly-plot .annotation-text").all_text_contents())


def harmless(app: App) -> None:
    """Nothing ran, and no name became an element."""
    assert app.page.evaluate("window.cnnRan") is None
    assert app.page.locator(f"[onerror], [onload], [src*='{ELSEWHERE}'], [href*='{ELSEWHERE}']").count() == 0


@pytest.mark.thorough
def test_names_that_are_pasted_stand_beside_the_bars_and_one_undo_takes_them_back(app: App) -> None:
    app.open(f"?m={link.encode(flowers(weights=Weights()))}")
    app.settled()
    assert "class 3" in labels(app)
    app.edit_network()
    form = app.page.locator('[data-testid="stExpander"]').filter(has=app.page.locator(".st-key-classes_form"))
    app.page.locator('[data-testid="stExpander"] summary').filter(has_text="Names of classes").click()
    field = form.get_by_role("textbox", name="One name a line")
    field.fill("one\ntwo")
    form.get_by_role("button", name="Apply").click()
    expect(form.get_by_text("2 names were given, but the network has 5 outputs.")).to_be_visible()
    field.fill("\n".join(OWN))
    version = app.version()
    form.get_by_role("button", name="Apply").click()
    app.changed(version)
    app.settled()
    assert app.scene().classes == OWN
    assert all(name in labels(app) for name in OWN)
    version = app.version()
    app.page.get_by_role("button", name="Undo").first.click()
    app.changed(version)
    app.settled()
    assert app.scene().classes == ()
    assert "class 3" in labels(app)


@pytest.mark.thorough
@pytest.mark.parametrize("first", range(0, len(STRINGS) - 4, 4))
def test_hostile_names_are_letters_wherever_they_stand(app: App, first: int) -> None:
    """A script would run, an element would be there; the page's own policy reports what it refuses, which fails the test."""
    names = (*STRINGS[first : first + 4], f"<a href='http://{ELSEWHERE}/'>a</a>")
    scene = flowers(classes=names)
    last = scene.network.steps[-1].path
    app.open(f"?m={link.encode(replace(scene, cell=Cell(last, 0, 0, 1), tool='arithmetic/arithmetic'))}")
    app.settled()
    open_focus(app)
    harmless(app)
    for tool in ("receptive-field/influence", "layer"):
        app.open(f"?m={link.encode(replace(scene, cell=Cell(last, 0, 0, 1), tool=tool))}")
        app.settled()
        harmless(app)
    assert app.page.evaluate(f"{HUB}.scene.alt").count("%") >= 3
