"""The Learn page: all lessons with figures and exercises, what they open in Explore, the glossary, printing."""

from __future__ import annotations

import os
import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from explorer import presets
from explorer.lessons import LESSONS, load
from explorer.lessons.exercises import generate
from explorer.lessons.tools import sample
from explorer.scene import ImageChoice, link
from explorer.views.learn.lesson import AS_ON_EXPLORE, lesson_image
from tests.browser.app import App
from tests.browser.axe import findings, nameless

OPENING_IMAGE = ImageChoice(presets.load(presets.OPENING).image)
"""What lessons show a visitor who has chosen nothing: the image on Explore."""


def sound(app: App) -> None:
    """Fail for a finding of axe-core, a chart without alternative text, a skipped heading level, or small text."""
    expect(app.page.locator(".st-key-contents_teachers button")).to_be_attached()  # the sidebar is drawn last
    app.settled()
    app.page.wait_for_timeout(400)  # after this nothing fades in any more
    assert (findings(app.page), nameless(app.page)) == ([], [])
    levels = app.page.eval_on_selector_all(
        "[data-testid=stMain] :is(h1, h2, h3, h4, h5, h6)", "all => all.map((one) => Number(one.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    small = app.page.evaluate(SMALL)
    assert small == []


SMALL = """() => [...document.querySelectorAll('.st-key-learn *')].filter((e) => !e.closest('.katex')
    && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && e.getBoundingClientRect().width
    && parseFloat(getComputedStyle(e).fontSize) < 12).map((e) => e.textContent)"""
"""Texts of less than 12 px; formulas set their indices smaller by themselves."""


def visit(app: App, slug: str = "") -> None:
    app.visit("learn" + (f"?lesson={slug}" if slug else ""))
    arrived(app, load(slug).title if slug else "How a convolutional network sees")


def arrived(app: App, title: str) -> None:
    expect(app.page.locator(".st-key-learn").get_by_role("heading", name=title, exact=True, level=1)).to_be_visible(
        timeout=20_000
    )


@pytest.mark.thorough
def test_the_course_begins_and_leads_on(app: App) -> None:
    visit(app)
    sound(app)
    app.page.get_by_role("button", name="Start with").click()
    arrived(app, "One cell, one sum")
    visit(app, LESSONS[0].slug)
    follow(app, 3)
    arrived(app, LESSONS[3].title)
    expect(app.page.locator(".st-key-course_contents")).to_contain_text(f"3 of {len(LESSONS)} lessons done")


@pytest.mark.thorough
def test_every_lesson_by_its_next_button(app: App) -> None:
    visit(app, LESSONS[0].slug)
    follow(app, len(LESSONS))
    arrived(app, "How a convolutional network sees")
    expect(app.page.locator(".st-key-course_contents")).to_contain_text(f"{len(LESSONS)} of {len(LESSONS)} lessons")


def follow(app: App, count: int) -> None:
    """Look at the first lessons, each reached by the button of the one before it."""
    for lesson in LESSONS[:count]:
        arrived(app, lesson.title)
        learn = app.page.locator(".st-key-learn")
        expect(learn.locator("[class*=st-key-figure_], table").first).to_be_visible()
        expect(learn.get_by_text("New exercise").first).to_be_visible()
        expect(app.page.locator("[data-testid=stException]")).to_have_count(0)
        app.settled()
        assert "{{" not in learn.inner_text()
        expect(learn.get_by_text("No exercise")).to_have_count(0)
        learn.locator(".st-key-next_lesson button").click()


@pytest.mark.thorough
def test_back_leads_back_and_progress_outlives_a_reload(app: App) -> None:
    visit(app, "sliding")
    app.page.locator(".st-key-next_lesson button").click()
    arrived(app, load("patch").title)
    assert app.page.evaluate("new URL(location).searchParams.get('lesson')") == "patch"
    app.page.go_back()
    arrived(app, load("sliding").title)
    visit(app, "sliding")
    expect(app.page.locator(".st-key-course_contents")).to_contain_text("1 of", timeout=20_000)
    expect(app.page.locator(".st-key-network")).to_have_count(0)


def test_a_control_changes_the_words_and_explore_opens_the_same(app: App) -> None:
    visit(app, "sliding")
    words = app.page.locator(".st-key-learn")
    expect(words).to_contain_text("at row 1, column 2")
    slider = app.page.get_by_role("slider", name="Row of the window")
    slider.focus()
    slider.press("ArrowRight")
    expect(words).to_contain_text("at row 2, column 2")
    app.settled()
    words.get_by_role("button", name="Open this in Explore").click()
    app.drawn()
    app.page.wait_for_function("() => new URL(location).searchParams.get('m')")
    lesson = load("sliding")
    promised = lesson.study(lesson.given({"row": 2, "column": 2}, sample, OPENING_IMAGE)).scene
    assert app.scene() == promised
    assert app.chosen() == promised.cell


@pytest.mark.thorough
def test_back_from_explore_leads_to_the_lesson_at_its_place(app: App) -> None:
    visit(app, "patch")
    expect(app.page.locator(".st-key-next_lesson button")).to_be_visible()
    app.settled()
    opener = app.page.get_by_role("button", name="Open this in Explore")
    opener.scroll_into_view_if_needed()
    app.page.wait_for_timeout(300)
    place = app.page.evaluate(SCROLLED)
    assert place > 300
    for back in (lambda: app.page.get_by_role("button", name="Back to the lesson").click(), app.page.go_back):
        opener.click()
        app.drawn()
        app.page.wait_for_function(TABS_IN_VIEW)  # the lesson speaks of the Arithmetic tab
        app.settled()
        back()
        arrived(app, load("patch").title)
        expect(app.page).to_have_url(re.compile(r"/learn\?lesson=patch$"))
        app.page.wait_for_function(f"place => Math.abs({SCROLLED} - place) < 2", arg=place)


SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"
TABS_IN_VIEW = """() => {
    const box = document.querySelector('.st-key-tabs')?.getBoundingClientRect();
    return box && box.top < innerHeight / 2 && document.querySelector('.st-key-explain');
}"""


@pytest.mark.thorough
def test_the_window_of_the_sliding_lesson_plays_and_moves_the_controls(app: App) -> None:
    visit(app, "sliding")
    slide = app.page.locator(".cnn-slide")
    column = "() => document.querySelector('.cnn-slide')?.shown?.col"
    app.page.wait_for_function(f"() => ({column})() === 2")
    slide.get_by_role("button", name="Play").click()
    app.page.wait_for_function(f"() => ({column})() >= 4")
    slide.get_by_role("button", name="Pause").click()
    at = app.page.evaluate(column)
    slide.get_by_role("button", name="Select this cell").click()
    expect(app.page.locator(".st-key-learn")).to_contain_text(f"Here, at row 1, column {at}")
    app.page.emulate_media(reduced_motion="reduce")
    slide.get_by_role("button", name="One cell back").click()
    expect(slide.locator(".cnn-play")).to_be_hidden()
    assert app.page.evaluate(column) == at - 1


OPENED = ("filters", "flatten", "chain", "code-words")
"""Lessons whose states are opened each time: maps with a cell, a trained network's unit, a drawn picture, no cell at all."""


@pytest.mark.thorough
def test_explore_opens_what_lessons_promise(app: App) -> None:
    """A few lessons; all of them with CNN_ALL_LESSONS=1, which takes some minutes."""
    image = OPENING_IMAGE
    visit(app)
    for lesson in LESSONS if os.environ.get("CNN_ALL_LESSONS") else map(load, OPENED):
        app.page.locator(".cnn-cards").get_by_role("button", name=lesson.title).click()
        arrived(app, lesson.title)
        promised = lesson.study(lesson.given(lesson.defaults, sample, image)).scene
        app.page.get_by_role("button", name="Open this in Explore").click()
        app.page.wait_for_function(
            "(m) => new URL(location).searchParams.get('m') === m", arg=link.encode(promised), timeout=30_000
        )
        app.drawn()
        assert [step["path"] for step in app.steps()][-1] == promised.network.steps[-1].path, lesson.slug
        assert app.chosen() == promised.settled_cell(), lesson.slug
        expect(app.page.locator(".st-key-messages [role=alert]")).to_have_count(0)
        image = lesson_image(AS_ON_EXPLORE, promised.image)
        app.page.get_by_role("link", name="Learn").click()
        arrived(app, "How a convolutional network sees")


@pytest.mark.thorough
@pytest.mark.parametrize("slug", ["sliding"])
def test_an_exercise_is_marked_at_once(app: App, slug: str) -> None:
    visit(app, slug)
    box = app.page.locator(f".st-key-exercise_{slug}")
    field = box.get_by_label("Your answer")
    field.fill("123456")
    field.evaluate("(field) => field.scrollIntoView({ block: 'end' })")  # as on a phone: no room below it
    field.press("Enter")
    expect(box).to_contain_text("Not quite")
    expect(box.locator("[data-testid=stAlert]")).to_be_in_viewport(ratio=0.99)
    expect(box.locator("[role=status], [role=alert]")).to_contain_text("Not quite")  # read out as soon as it appears
    sound(app)
    seed = app.page.evaluate("document.querySelector('[class*=st-key-answer_]').className.match(/value_(\\d+)/)[1]")
    field.fill(generate("value", int(seed)).answer)
    field.press("Enter")
    expect(box).to_contain_text("Right.")
    contents = app.page.locator(".st-key-course_contents")
    expect(contents).to_contain_text("1 of", timeout=20_000)  # ticked off while the lesson is open
    app.page.get_by_role("button", name="New exercise").click()
    expect(box.get_by_role("heading", name="How large is the map?")).to_be_visible()
    box.get_by_role("button", name="Show the answer").click()
    expect(box).to_contain_text("1 + floor")
    app.page.reload()
    expect(contents).to_contain_text("1 of", timeout=20_000)
    expect(box).to_contain_text("solved before")


@pytest.mark.thorough
def test_on_a_phone_nothing_is_wider_than_the_window(phone: App) -> None:
    for slug in ("position", "patch"):
        visit(phone, slug)
        phone.settled()
        assert phone.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


@pytest.mark.thorough
def test_glossary_and_teachers_sheet(app: App) -> None:
    visit_extra(app, "glossary", "Glossary")
    sound(app)
    field = app.page.get_by_label("Find a term")
    field.fill("jump")
    field.press("Enter")
    expect(app.page.locator(".st-key-glossary")).to_contain_text("step on the image")
    expect(app.page.locator(".cnn-term")).to_have_count(2)  # also called so, and a learning rate that jumps about
    app.page.locator(".st-key-term_step-on-the-image").get_by_role("button", name="Lesson").click()
    arrived(app, load("fields").title)
    visit_extra(app, "teachers", "For teachers")
    sound(app)
    with app.page.expect_download() as download:
        app.page.get_by_role("button", name="Download with answers").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert text.count('class="answer"') == 10


def visit_extra(app: App, slug: str, title: str) -> None:
    app.visit(f"learn?lesson={slug}")
    arrived(app, title)


@pytest.mark.thorough
def test_a_dark_lesson_is_printed_light_with_its_folds_open(dark: App) -> None:
    visit(dark, "relu")
    sound(dark)
    page, chart = dark.page, dark.page.locator(".st-key-learn .js-plotly-plot").nth(1)
    expect(chart.locator("g.heatmaplayer image")).to_be_visible()
    page.wait_for_function("() => window.__cnnPrint")
    ink = "(e) => getComputedStyle(e.querySelector('g.annotation text')).fill"
    assert _light(chart.evaluate(ink))
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert not _light(chart.evaluate(ink))
    assert page.locator(".st-key-learn details:not([open])").count() == 0
    expect(page.locator(".st-key-learn details .katex-display").first).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert _light(chart.evaluate(ink))
    assert page.locator(".st-key-learn details[open]").count() == 0
    page.emulate_media(media="print")  # only now: it also asks for the light look, and everything is drawn again
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.locator(".st-key-learn button").first).to_be_hidden()


def _light(colour: str) -> bool:
    """Whether a color "rgb(r, g, b)" is light."""
    return sum(int(n) for n in colour.removeprefix("rgb(").removesuffix(")").split(",")) > 384
