"""The texts of the overview as a browser draws them: none touches another one or an edge."""

from __future__ import annotations

import itertools

import pytest

from explorer import presets
from explorer.presets import BRANCHED
from explorer.scene import link
from tests.browser.app import App
from tests.browser.states import SIX
from tests.figures.overview.boxes import Box, overlap

FITS = """() => {
    const room = document.querySelector('.st-key-overview');
    return room.scrollWidth <= room.clientWidth && room.querySelector('.js-plotly-plot').layout.width <= room.clientWidth;
}"""
BOXES = """() => {
    const chart = document.querySelector('.st-key-overview .js-plotly-plot'), edge = chart.getBoundingClientRect();
    return [...chart.querySelectorAll('.annotation-text')].filter((text) => text.textContent.trim()).map((text) => {
        const box = text.getBoundingClientRect();
        return [text.textContent, box.left - edge.left, box.top - edge.top, box.right - edge.left, box.bottom - edge.top];
    });
}"""


@pytest.mark.thorough
@pytest.mark.parametrize("window", [(1280, 720), (1366, 640)])
@pytest.mark.parametrize("name", [presets.OPENING, "fashion_lenet5", "article", "alexnet"])
def test_no_text_touches_another_one_or_an_edge(app: App, name: str, window: tuple[int, int]) -> None:
    show(app, name, window)
    assert_apart(app)


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["efficientnet_lite0", *BRANCHED])
@pytest.mark.parametrize("window", SIX)
def test_nothing_touches_and_nothing_is_wider_beside_the_open_sidebar(
    app: App, name: str, window: tuple[int, int]
) -> None:
    show(app, name, window)
    app.edit_network()
    app.settled()
    app.page.wait_for_function(FITS)
    assert_apart(app)


def show(app: App, name: str, window: tuple[int, int]) -> None:
    """Open a preset in a window of this size."""
    app.resize(*window)
    app.open(f"?m={link.encode(presets.load(name).scene())}")
    app.settled()


def assert_apart(app: App) -> None:
    """Assert that no text of the overview touches another one or an edge."""
    texts: list[tuple[str, Box]] = [(words, (x0, y0, x1, y1)) for words, x0, y0, x1, y1 in app.page.evaluate(BOXES)]
    width, height = app.page.evaluate(
        "(({width, height}) => [width, height])(document.querySelector('.st-key-overview .js-plotly-plot').layout)"
    )
    assert len(texts) > 10
    for (words, one), (other, two) in itertools.combinations(texts, 2):
        assert not overlap(one, two, slack=1), (words, other)
    for words, (x0, y0, x1, y1) in texts:
        assert x0 >= -0.5, words
        assert y0 >= -0.5, words
        assert x1 <= width + 0.5, words
        assert y1 <= height + 0.5, words
