"""The focus of every kind of layer shows the numbers of the ledger, also after the window was moved in the browser."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser

from explorer import (
    KINDS,
    Concatenate,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePool2D,
    GlobalMaxPool2D,
    Reshape,
    Softmax,
    explain,
)
from explorer.figures.focus.build import focus
from explorer.figures.focus.record import Focus
from explorer.layers import Input, Layer, MaxPool2D, Residual
from explorer.layers.base import Place, as_map
from explorer.network import Cell
from tests.browser.app import HUB, App
from tests.browser.focus.expected import expected
from tests.browser.focus.opening import PANEL, Opened, check, closed, numbers, open_focus, opened_scene, scene_of
from tests.browser.serving import forget, new_context

COMMON = {Conv2D, Dense, MaxPool2D, Residual, Softmax}
"""Kinds of the quick run; the others are thorough."""
AT_THE_END = (Flatten, Dense, Softmax, GlobalAveragePool2D, GlobalMaxPool2D, Concatenate, Reshape)
SHAPE = (12, 12, 3)


def every_kind() -> tuple[Layer, ...]:
    """One network of all kinds: those that need maps, then three ways to a vector, a dense layer and a softmax."""
    stack: list[Layer] = [Conv2D(filters=8, padding="same")]
    shape = stack[0].output_shape(SHAPE)
    for kind in KINDS:
        if kind not in AT_THE_END:
            stack.append(kind.starter(Place(shape)))
            shape = stack[-1].output_shape(shape)
    there_and_back = (GlobalMaxPool2D(), Reshape(), Flatten())
    ways = (there_and_back, (GlobalAveragePool2D(),), (GlobalMaxPool2D(),), (Flatten(),))
    return (*stack, Concatenate(stacks=ways), Dense(units=5), Softmax())


@pytest.fixture(scope="module")
def opened(server: str, chromium: Browser) -> Iterator[tuple[App, Opened]]:
    """The network of all kinds, open in a page that all tests of this file share."""
    context = new_context(chromium, 1440, 900, "light")
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")  # thirty openings without waiting for any
    app = App(page, server)
    yield app, opened_scene(app, scene_of(every_kind(), SHAPE, Cell("0", 5, 6, 1)))
    forget(context)


@pytest.mark.each
@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=[] if kind in COMMON else pytest.mark.thorough) for kind in (Input, *KINDS)],
    ids=lambda kind: kind.kind,
)
def test_every_number_is_the_ledgers(kind: type[Layer], opened: tuple[App, Opened]) -> None:
    app, run = opened
    of_kind = [each for each in run.network.steps if type(each.layer) is kind]
    # The last one outside a block, if there is one: those in a gate read a single cell.
    step = next((each for each in reversed(of_kind) if "." not in each.path), of_kind[-1])
    rows, cols, channels = as_map(step.output_shape)
    cell = Cell(step.path, rows // 2, cols // 3, channels // 2)
    select(app, cell)
    panel = open_focus(app)
    record = focus(run.network, run.params, run.acts, cell, lambda path, channel: 1.0)
    agrees(app, run, record, cell)
    if record.moves == "map" and rows > 1:
        box = panel.locator(".cnn-chain .cnn-plane canvas").first.bounding_box()
        assert box is not None
        at = Cell(cell.path, rows - 1, 0, cell.channel)  # a corner, where windows reach into the padding
        app.page.mouse.move(box["x"] + box["width"] * 0.5 / cols, box["y"] + box["height"] * (rows - 0.5) / rows)
        assert panel.get_attribute("data-at") == f"{at.row},{at.col}"
        agrees(app, run, record, at)
    app.page.mouse.move(2, 2)
    app.page.keyboard.press("Escape")
    closed(app)


def select(app: App, cell: Cell) -> None:
    """Select a cell in the browser, as a click would, but also of layers that have no column of their own."""
    app.page.evaluate(
        f"""([path, row, col, channel]) => {{
            const step = {HUB}.scene.steps.findIndex((each) => each.path === path);
            {HUB}.chosen = {{ step, row, col, channel }};
        }}""",
        [cell.path, cell.row, cell.col, cell.channel],
    )


def agrees(app: App, run: Opened, record: Focus, cell: Cell) -> None:
    panel = app.page.locator(PANEL)
    ledger = explain(run.network, run.params, run.acts, cell)
    active = panel.locator(".cnn-active")
    exact = expected(ledger, record, int(active.get_attribute("data-input") or 0) if active.count() else 0)
    at = (cell.row, cell.col) if not record.is_vector else divmod(cell.channel, record.result.values.shape[1])
    exact |= {f"stage:{n}": float(stage.plane.values[at]) for n, stage in enumerate(record.stages)}
    shown = numbers(panel)
    assert "result" in shown
    largest = max(float(np.abs(values).max()) for values in run.acts.values())
    check(shown, exact, largest)
