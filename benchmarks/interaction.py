"""Benchmark of the app in Chromium, on TinyVGG: pictures, hover, clicks, edits, bytes: `python -m benchmarks.interaction`."""

from __future__ import annotations

import argparse
import json
import math
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

import explorer
from benchmarks.opening import opening
from benchmarks.rows import Row, table
from benchmarks.stand import BARE, enter, opened, profile, server, timed, tinyvgg, vgg16
from benchmarks.wire import Wire
from explorer import images
from explorer.figures.theme import number
from explorer.figures.words import cell_name
from explorer.images import samples
from explorer.network import Cell, Network
from explorer.scene import Scene
from tests.browser.app import App
from tests.browser.serving import FLAGS

KERNELS = (1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)
GALLERY = tuple(sample.title for sample in samples.SAMPLES[:6])


@dataclass(frozen=True)
class Plan:
    """How often each action is measured."""

    cold: int = 5
    warm: int = 10
    moves: int = 240
    clicks: int = 30
    edits: int = 15


QUICK = Plan(cold=1, warm=2, moves=30, clicks=5, edits=3)


def first_picture(browser: Browser, address: str) -> float:
    """Milliseconds until a browser with an empty cache has drawn the app."""
    with profile(browser) as context:
        return drawn_at(opened(context.new_page(), address, tinyvgg()))


def drawn_at(app: App) -> float:
    """When the pictures were drawn, in ms since the page was opened."""
    return float(app.page.evaluate("__watch.drawnAt"))


def cold_server(browser: Browser, times: int) -> list[float]:
    """First pictures of servers that have just been started, in ms."""
    milliseconds = []
    for _ in range(times):
        with server() as address:
            milliseconds.append(first_picture(browser, address))
    return milliseconds


def bare_picture(browser: Browser, address: str) -> float:
    """Milliseconds until a page with nothing but one chart has drawn it."""
    with profile(browser) as context:
        page = context.new_page()
        page.goto(address, wait_until="commit")
        drawn = "() => document.querySelector('.js-plotly-plot .heatmaplayer image') && performance.now()"
        return float(page.wait_for_function(drawn).json_value())


def bare_cold(browser: Browser, times: int) -> list[float]:
    """First pictures of bare pages whose servers have just been started, in ms: a lower bound for the app."""
    milliseconds = []
    for _ in range(times):
        with server(BARE) as address:
            milliseconds.append(bare_picture(browser, address))
    return milliseconds


def some_cells(count: int, seed: int) -> list[Cell]:
    """`count` different cells of the maps that are drawn."""
    rng, cells = random.Random(seed), list[Cell]()
    steps = [step for step in tinyvgg().network.steps[1:] if len(step.output_shape) == 3]
    while len(cells) < count:
        step = rng.choice(steps)
        cell = Cell(step.path, *(rng.randrange(n) for n in step.output_shape))
        if cell not in cells:
            cells.append(cell)
    return cells


def hovers(app: App, count: int) -> tuple[list[float], list[float]]:
    """Times in ms of the hover handler, and from a move of the mouse to the next frame."""
    app.page.evaluate("() => { __cnnExplorer.timings.hover = []; __watch.moves = []; }")
    for cell in some_cells(count, 1):
        app.hover(cell)
    app.page.wait_for_timeout(300)
    handler, frame = app.page.evaluate("[__cnnExplorer.timings.hover, __watch.moves]")
    return handler, frame


def activations(scene: Scene) -> dict[str, Any]:
    """All activations of the scene's network on its sample image, computed by the library."""
    pixels = images.fit(samples.load(scene.image.sample), *scene.input_shape[:2]).pixels
    return dict(explorer.run(scene.network, scene.weights.params(scene.network), pixels[None]))


def clicks(app: App, count: int) -> tuple[list[float], list[float]]:
    """Times in ms from a click until the rail shows the cell, and until its ledger is drawn."""
    scene = tinyvgg()
    acts = activations(scene)
    times = [click(app, cell, scene.network, acts) for cell in some_cells(count, 2)]
    return [rail for rail, _ in times], [ledger for _, ledger in times]


def wide_clicks(browser: Browser, address: str, count: int) -> list[float]:
    """Times in ms from a click until the ledger is drawn, for cells that read 512 maps."""
    scene, rng = vgg16(), random.Random(4)
    assert scene.cell is not None
    path, acts = scene.cell.path, activations(scene)
    with profile(browser) as context:
        context.set_default_timeout(180_000)
        app = opened(context.new_page(), address, scene)
        drawn = [s for step in app.steps() if step["path"] == path for s in step["slots"]]
        rows, cols, _ = scene.network.step(path).output_shape
        cells = [Cell(path, rng.randrange(rows), rng.randrange(cols), rng.choice(drawn)[0]) for _ in range(count)]
        return [click(app, cell, scene.network, acts)[1] for cell in cells]


def click(app: App, cell: Cell, network: Network, acts: dict[str, Any]) -> tuple[float, float]:
    """Times in ms from mouse up until the rail shows the cell with the library's value, and until its ledger is drawn."""
    app.hover(cell)
    app.page.wait_for_timeout(150)
    app.page.evaluate("__watch.follow()")
    app.page.mouse.down()
    app.page.mouse.up()
    hit = app.chosen()
    app.answered(hit)
    app.settled()
    app.page.wait_for_timeout(300)
    began, rail_texts, drawn = app.page.evaluate("[__watch.input, __watch.rail, __watch.ledger]")
    where, value = cell_name(network, hit), float(acts[hit.path][0, hit.row, hit.col, hit.channel])
    rail = [each["at"] for each in rail_texts if where in each["text"] and same_number(each["value"], value)]
    # A pooling's picture holds its number, but does not end with it; a ReLU's holds it after an arrow.
    ledger = [each["at"] for each in drawn if each["shows"] == where and number(value) in each["text"]]
    if not rail or not ledger:
        raise RuntimeError(f"{where}: {value} was never shown. The rail said {rail_texts} and drew {drawn}")
    return float(rail[0] - began), float(ledger[0] - began)


def same_number(shown: str, value: float) -> bool:
    """Whether the text that is shown is `value`, as far as its digits go."""
    return bool(shown) and math.isclose(float(shown), value, rel_tol=1e-4, abs_tol=1e-6)


def open_weights(app: App) -> None:
    """Opens the sidebar's section with the seed."""
    app.page.locator(".st-key-network").get_by_text("Weights", exact=True).click()
    app.settled()


def other_seeds(app: App, count: int) -> list[float]:
    """Times in ms from entering another seed until the maps are drawn."""
    return [enter(app, "Seed", 2000 + index) for index in range(count)]


def other_kernels(app: App, count: int) -> list[float]:
    """Times in ms from entering another kernel size until the maps are drawn."""
    app.toggle("conv1_2")
    milliseconds = [enter(app, "Kernel size", size) for size in KERNELS[:count]]
    app.toggle("conv1_2")
    return milliseconds


def other_images(app: App, count: int) -> list[float]:
    """Times in ms from choosing another image until its maps are drawn, each for the first time with these weights."""
    milliseconds: list[float] = []
    chosen = GALLERY[0]
    while len(milliseconds) < count:
        enter(app, "Seed", 3000 + len(milliseconds))
        for title in [t for t in GALLERY if t != chosen][: count - len(milliseconds)]:
            milliseconds.append(timed(app, app.page.get_by_role("button", name=title).click))
            chosen = title
    return milliseconds


def on_the_wire(browser: Browser, address: str) -> list[Row]:
    """Bytes that the browser receives for each action."""
    with profile(browser) as context:
        page = context.new_page()
        wire = Wire(page)
        apps: list[App] = []
        load = wire.of(lambda: apps.append(opened(page, address, tinyvgg())), 1500)
        (app,) = apps
        open_weights(app)
        rows = [
            kilobytes("first load, all", load),
            kilobytes("first load without scripts, styles, fonts", {k: v for k, v in load.items() if k != "static"}),
            kilobytes("a click", wire.of(lambda: app.click(Cell("2", 20, 31, 4)), 300)),
            kilobytes("the address after a click (a second later)", wire.of(app.in_address, 300)),
            kilobytes("an edit, same layout", wire.of(lambda: enter(app, "Seed", 4000), 300)),
            kilobytes("another image", wire.of(lambda: timed(app, _button(app, GALLERY[1])), 300)),
        ]
        app.toggle("conv1_2")
        return [*rows, kilobytes("an edit, new layout", wire.of(lambda: enter(app, "Kernel size", 17), 300))]


def _button(app: App, title: str) -> Callable[[], None]:
    return app.page.get_by_role("button", name=title).click


def kilobytes(what: str, counts: dict[str, int]) -> Row:
    """The sum of `counts` (bytes) as a line of the result."""
    return Row(f"bytes: {what}", [sum(counts.values()) / 1000], unit="kB")


def measure(browser: Browser, plan: Plan) -> Iterator[Row]:
    """All lines of the result, each as soon as it is measured."""
    yield from opening(browser, plan.warm)
    yield Row("bare Streamlit page with one chart, cold server", bare_cold(browser, plan.cold))
    yield Row("chart drawn, cold server", cold_server(browser, plan.cold), "2,000 ms median")
    with server() as address:
        with profile(browser) as context:
            app = opened(context.new_page(), address, tinyvgg())
            handler, frame = hovers(app, plan.moves)
            yield Row("hover handler", handler, "4 ms p95")
            yield Row("hover to next frame", frame)
            rail, ledger = clicks(app, plan.clicks)
            yield Row("click to cell shown", rail, "150 ms median")
            yield Row("click to its ledger drawn", ledger, "150 ms median")
            open_weights(app)
            yield Row("edit, same layout (another seed)", other_seeds(app, plan.edits), "400 ms median")
            yield Row("another image", other_images(app, plan.edits), "400 ms median")
            yield Row("edit, new layout (kernel size)", other_kernels(app, plan.edits), "400 ms median")
        yield Row(
            "click to ledger drawn, VGG-16, 512 maps", wide_clicks(browser, address, plan.clicks), "300 ms median"
        )
        yield from on_the_wire(browser, address)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.interaction", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repetitions")
    parser.add_argument("--opening", action="store_true", help="only how long visitors wait")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample to FILE")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    rows: list[Row] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        plan = QUICK if options.quick else Plan()
        for row in opening(browser, plan.warm) if options.opening else measure(browser, plan):
            rows.append(row)
            print("measured:", *row.cells(), file=sys.stderr, flush=True)
        browser.close()
    print(table(rows))
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
