"""Training in the browser: started, watched, paused, played back, kept, published, and found again after a reload."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from explorer import Cell, TrainedHere, presets
from explorer.images.encoding import as_png
from explorer.learning.data import fashion
from explorer.lessons import load
from explorer.lessons.tools import sample
from explorer.scene import ImageChoice, link
from tests.browser.app import App
from tests.browser.axe import findings, nameless
from tests.browser.serving import forget, new_context
from tests.browser.share.test_demo import published
from tests.browser.train.panel import (
    FASHION,
    choose,
    curve_points,
    fill,
    open_training,
    part,
    picture,
    press,
    told,
    wait_for_state,
    wait_for_step,
)

CELL = Cell("0", 12, 12, 1)


def test_a_few_steps_move_the_curves_and_the_maps_and_leave_the_selection(app: App) -> None:
    app.open(f"?m={link.encode(replace(FASHION, training=False, cell=CELL))}")
    app.page.get_by_role("button", name="Train", exact=True).click()
    app.page.locator(".cnn-learning.desk").wait_for()
    app.settled()
    assert app.scene().training
    chosen, before = app.chosen(), picture(app, "relu1 1")
    press(app, "Start")
    wait_for_step(app, 6)
    points, drawn = curve_points(app), picture(app, "relu1 1")
    assert drawn != before, "random weights make other maps"
    wait_for_step(app, told(app)["step"] + 4)
    assert curve_points(app) > points
    press(app, "Pause")
    wait_for_state(app, "paused")
    app.settled()
    assert app.chosen() == chosen
    assert picture(app, "relu1 1") != drawn
    step = told(app)["step"]
    press(app, "One step")
    wait_for_step(app, step + 1)
    app.page.go_back()
    expect(app.page.locator(".st-key-train_panel")).to_have_count(0)
    expect(app.page.locator(".cnn-learning.sign")).to_have_text("paused")


@pytest.mark.thorough
def test_a_picture_of_the_data_becomes_the_image_each_click_another(app: App) -> None:
    open_training(app)
    data = fashion()
    unseen = data.validation.x[data.validation.y == data.classes.index("Ankle boot")]
    for picture_of_it in unseen[:2]:
        before = app.page.url
        boot = app.page.get_by_role("button", name="Ankle boot", exact=True)
        if not boot.is_visible():
            app.page.get_by_role("button", name="Show one to the network").click()
        boot.click()
        app.page.wait_for_url(lambda url, before=before: url != before)
        app.settled()
        assert app.scene().image.digest == hashlib.sha256(as_png(picture_of_it)).hexdigest()[:24]
    expect(app.page.locator(".cnn-learning.desk")).to_be_visible()


@pytest.mark.thorough
def test_a_lesson_sets_the_panel_up(app: App) -> None:
    app.visit("learn?lesson=batches")
    app.page.get_by_role("button", name="Open this in Explore").click()
    app.page.locator(".cnn-learning.desk").wait_for()
    app.settled()
    lesson = load("batches")
    recipe = lesson.study(lesson.given(lesson.defaults, sample, ImageChoice("cat"))).recipe
    assert recipe is not None
    panel = app.page.locator(".st-key-train_panel")
    expect(panel.get_by_label("Batch size", exact=True)).to_have_value(f"{recipe.batch_size}")
    expect(panel.get_by_label("Epochs", exact=True)).to_have_value(f"{recipe.epochs}")


@pytest.mark.thorough
def test_a_network_learns_from_random_weights_and_is_kept_published_and_found_again(
    app: App, chromium: Browser
) -> None:
    open_training(app)
    fill(app, "Epochs", "2")
    press(app, "Start")
    wait_for_step(app, 100)
    press(app, "Pause")
    wait_for_state(app, "paused")
    press(app, "Go on")
    wait_for_state(app, "done")
    app.settled()
    assert told(app)["points"][-1][5] > 0.8, "the share of the validation that is answered correctly"
    part(app, "Epochs")
    last = picture(app, "relu2 0")
    slider = app.page.locator(".cnn-training input[type=range]")
    slider.focus()
    slider.press("Home")
    app.page.wait_for_function("() => document.querySelector('.cnn-training input').value === '0'")
    app.settled()
    app.page.wait_for_timeout(1500)
    assert picture(app, "relu2 0") != last, "played back"
    slider.press("End")
    app.settled()
    app.page.wait_for_timeout(1500)
    fill(app, "Name", "Mine")
    app.page.get_by_role("button", name="Keep these weights").click()
    app.settled()
    press(app, "Close the training")
    app.page.locator(".st-key-train_panel").wait_for(state="detached")
    app.drawn()
    base = app.scene().weights.base
    assert isinstance(base, TrainedHere)
    assert (base.epoch, base.name) == (2, "Mine")
    kept = picture(app, "relu2 0")
    app.page.wait_for_timeout(6000)  # it is kept for a reload a few seconds later
    app.page.reload()
    app.drawn()
    app.settled()
    app.page.wait_for_timeout(3000)
    assert picture(app, "relu2 0") == kept
    public, _ = published(app)
    context = new_context(chromium, 1440, 900)
    visitor = App(context.new_page(), app.address)
    visitor.open(public)
    visitor.settled()
    assert picture(visitor, "relu2 0") == kept, "the weights came with the demo"
    forget(context)
    context.close()


@pytest.mark.thorough
def test_what_does_not_fit_is_named_and_mended(app: App) -> None:
    open_training(app, replace(presets.load("lenet5").scene(), training=True))
    expect(app.page.locator(".st-key-train_obstacle")).to_contain_text("32 × 32 px")
    expect(app.page.get_by_role("button", name="Start", exact=True)).to_be_disabled()
    app.page.get_by_role("button", name="Set the input to 28 × 28 px in grey").click()
    app.settled()
    expect(app.page.locator(".st-key-train_obstacle")).to_have_count(0)
    expect(app.page.get_by_role("button", name="Start", exact=True)).to_be_enabled()
    choose(app, "Data", "Generated: Position of a dot")
    expect(app.page.locator(".st-key-train_obstacle")).to_contain_text("this data has 4 classes")
    app.page.get_by_role("button", name="Set the last layer to 4 units").click()
    app.settled()
    press(app, "One step")
    wait_for_step(app, 1)
    wait_for_state(app, "paused")
    for name in ("Set up", "Curves", "Layers", "One step", "Epochs"):
        part(app, name)
        assert findings(app.page) == [], name
        assert nameless(app.page) == [], name


@pytest.mark.thorough
def test_two_visitors_train_at_once_each_their_own(app: App, chromium: Browser) -> None:
    context = new_context(chromium, 1280, 720)
    other = App(context.new_page(), app.address)
    open_training(app)
    open_training(other)
    press(app, "Start")
    press(other, "Start")
    wait_for_step(app, 5)
    wait_for_step(other, 5)
    press(app, "Pause")
    wait_for_state(app, "paused")
    step = told(app)["step"]
    wait_for_step(other, told(other)["step"] + 3)
    assert told(app)["step"] <= step + 1
    assert app.page.evaluate("__cnnLearning.address") != other.page.evaluate("__cnnLearning.address")
    press(other, "Reset")
    press(app, "Reset")
    forget(context)
    context.close()


@pytest.mark.thorough
def test_the_panel_is_a_sheet_on_a_phone(phone: App) -> None:
    open_training(phone)
    assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    press(phone, "One step")
    wait_for_step(phone, 1)
    wait_for_state(phone, "paused")
    assert findings(phone.page) == []
    heights = phone.page.locator(".cnn-learning.desk button").evaluate_all("all => all.map((one) => one.offsetHeight)")
    assert min(heights) >= 44


@pytest.mark.thorough
@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (1366, 640), (1024, 768)])
def test_the_overview_stays_whole_beside_the_panel(app: App, size: tuple[int, int]) -> None:
    app.resize(*size)
    open_training(app)
    app.settled()
    boxes = app.page.evaluate(
        """() => ['.st-key-overview_chart_frame', '.st-key-train_panel', '.st-key-strip'].map((each) => {
            const { left, top, right, bottom } = document.querySelector(each).getBoundingClientRect();
            return [left, top, right, bottom];
        })"""
    )
    (left, top, right, bottom), panel, strip = boxes
    assert left >= 0
    assert right <= panel[0]
    assert panel[2] <= size[0]
    assert bottom <= strip[1] + 1
    assert max(strip[3], panel[3]) <= size[1] + 1
    assert top >= 0
