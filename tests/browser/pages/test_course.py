"""The strip of the training: its curves, their markers and its words while it plays, and that nothing of it is cut."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import expect

from explorer.weights import Trained, cards
from tests.browser.app import SMALL, App

CARD = cards.load("fashion_tinyvgg")
WINDOWS = [(1024, 768), (1280, 720), (1366, 640), (1440, 900), (1920, 1080)]

WATCH = """() => {
    window.moments = [];
    const number = (text) => Number.parseFloat(text);
    const look = () => {
        const now = document.querySelector('.cnn-training .now').textContent;
        const markers = [...document.querySelectorAll('.cnn-training .marker')];
        const places = markers.map((marker) => [number(marker.getAttribute('cx')), number(marker.getAttribute('cy'))]);
        const index = Number(document.querySelector('.cnn-training input').value);
        if (moments.at(-1)?.now !== now) moments.push({ now, places, index });
    };
    const everything = { subtree: true, attributes: true, childList: true };
    new MutationObserver(look).observe(document.querySelector('.cnn-training'), everything);
}"""


def shares(values: tuple[float, ...], low: float, high: float) -> np.ndarray:
    """Heights of values from the top, in percent, between `low` at the bottom and `high` at the top."""
    return 100 - 100 * (np.array(values) - low) / (high - low)


@pytest.mark.thorough
def test_words_and_markers_follow_the_epochs_while_it_plays(app: App) -> None:
    assert CARD.course
    app.open(SMALL)
    app.settled()
    app.page.evaluate(WATCH)
    app.page.get_by_role("button", name="Play the training").click()
    app.page.wait_for_function("() => window.moments.length >= 8")
    start, *moments = app.page.evaluate("window.moments.slice(0, 8)")
    assert start["index"] == 6  # the last epoch, as the page opened: it plays from the beginning
    assert [moment["index"] for moment in moments] == list(range(7))
    unseen, learned = CARD.course.unseen, CARD.course.learned
    both = (*unseen.accuracy, *learned.accuracy)
    heights = [shares(part.accuracy, min(both), max(both)) for part in (unseen, learned)]
    heights.append(shares(unseen.loss, 0, max(unseen.loss)))
    for moment, epoch, loss, share in zip(moments, CARD.epochs, unseen.loss, unseen.accuracy, strict=True):
        name, index = f"epoch {epoch}" if epoch else "untrained", moment["index"]
        assert moment["now"] == f"{name} · loss {loss:.2f} · {share:.0f}% of test photos"
        expected = [(100 * index / 6, height[index]) for height in heights]
        np.testing.assert_allclose(moment["places"], expected, atol=0.01)
    app.settled()
    assert app.scene().weights.base == Trained("fashion_tinyvgg", 24)  # it ends where it began


@pytest.mark.thorough
def test_the_curves_are_told_apart_and_named(app: App) -> None:
    assert CARD.course
    app.open(SMALL)
    curve = app.page.get_by_role(
        "img", name="10,000 test photos: 13.0% to 92.2% answered correctly, loss 2.71 to 0.22."
    )
    expect(curve).to_be_visible()
    dashes = curve.locator("polyline").evaluate_all("lines => lines.map((e) => getComputedStyle(e).strokeDasharray)")
    assert len(set(dashes)) == len(dashes) == 3
    key = app.page.locator(".cnn-training-key")
    expect(key).to_be_hidden()
    app.page.locator(".cnn-training .track").hover()
    expect(key).to_be_visible()
    rows = key.locator("div").all_inner_texts()
    assert [" ".join(row.split()) for row in rows] == [
        "test photos answered correctly 92.2%",
        "training photos answered correctly 93.6%",
        "loss on test photos 0.22",
    ]
    app.page.mouse.down()
    expect(key).to_be_hidden()  # it would lie over the maps that change
    app.page.mouse.up()


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["flowers_vgg", "fashion_tinyvgg"])
def test_nothing_in_the_strip_is_cut_or_touches(app: App, name: str) -> None:
    app.open("" if name == "flowers_vgg" else SMALL)
    for width, height in WINDOWS:
        app.resize(width, height)
        app.page.wait_for_timeout(400)
        app.settled()
        strip, boxes, cut = app.page.evaluate(
            """() => {
                const box = ({ left, right, top, bottom }) => [left, top, right, bottom];
                const parts = ['.cnn-training .play', '.cnn-training .track', '.cnn-training .now',
                    '.st-key-strip > .st-key-face', '.st-key-strip_show button', '.st-key-strip_about button', '.cnn-scale'];
                const elements = parts.map((part) => document.querySelector(part)).filter((each) => each?.offsetWidth);
                const now = document.querySelector('.cnn-training .now');
                return [box(document.querySelector('.st-key-strip').getBoundingClientRect()),
                    elements.map((each) => box(each.getBoundingClientRect())), now.scrollWidth - now.clientWidth];
            }"""
        )
        where = f"{name} at {width} x {height}"
        assert cut <= 0, where
        assert len(boxes) == (7 if width >= 1280 else 6), where
        for left, top, right, bottom in boxes:
            assert strip[0] <= left < right <= strip[2] + 0.5, where
            assert strip[1] <= top < bottom <= strip[3] + 0.5, where
        for before, after in pairwise(boxes):
            assert after[0] - before[2] >= 4, where
        # In a narrow window the button beside it leaves room for the numbers alone.
        expect(app.page.locator(".cnn-training .now")).to_contain_text("% of test photos" if width >= 1280 else "%")


@pytest.mark.thorough
def test_all_numbers_are_in_what_is_said_about_it(app: App) -> None:
    assert CARD.course
    app.open(SMALL)
    app.settled()
    app.page.get_by_role("button", name="About", exact=True).click()
    about = app.page.get_by_test_id("stPopoverBody")
    lines = about.locator(".js-plotly-plot").evaluate(
        "gd => gd.data.map((line) => [line.name, line.line.dash, Array.from(line.y)])"
    )
    assert len({(name, dash) for name, dash, _ in lines}) == 2
    unseen, learned = CARD.course.unseen, CARD.course.learned
    for (_, _, shown), values in zip(
        lines, (unseen.accuracy, unseen.loss, learned.accuracy, learned.loss), strict=True
    ):
        np.testing.assert_array_equal(shown, values)
    about.get_by_text("All numbers as a table").click()
    expect(about.get_by_role("cell", name="92.2%")).to_be_visible()
    rows = about.locator("tbody tr").all_inner_texts()
    assert len(rows) == len(CARD.epochs)
    assert rows[-1].split() == ["24", "92.2%", "93.6%", "0.224", "0.177"]
    height = about.bounding_box()
    assert height
    assert height["y"] >= 0


@pytest.mark.thorough
def test_what_is_shown_is_chosen_beside_the_training(app: App) -> None:
    """The choices are in a fragment of the page; the maps, which are outside of it, follow them all the same."""
    app.open(SMALL)
    app.resize(1024, 768)
    app.settled()
    for choice, value in (("before", ("before", "block")), ("Map", ("before", "map"))):
        version = app.version()
        app.page.get_by_role("button", name="Show", exact=True).click()
        shown = app.page.get_by_test_id("stPopoverBody")
        expect(shown.get_by_role("button", name="What reads it")).to_be_visible()
        shown.get_by_role("radio", name=choice, exact=True).click()
        app.changed(version)
        app.settled()
        app.page.keyboard.press("Escape")
        app.page.wait_for_function("() => new URL(location).searchParams.get('m')")
        scene = app.scene()
        assert (scene.face, scene.scope) == value
