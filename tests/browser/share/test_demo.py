"""Published demos: made, opened by somebody else, changed and unpublished by their author."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from explorer import presets
from explorer.network import Cell
from explorer.scene import link, walkthrough
from explorer.scene.walkthrough import Stop, Walkthrough
from tests.browser.app import App
from tests.browser.serving import new_context
from tests.browser.test_accessible import sound
from tests.store.demos import photo


def published(app: App, may: str = "", title: str = "What edges look like") -> tuple[str, str]:
    """Publish what is on the screen; returns the queries of the address for everybody and of the author's own."""
    app.page.get_by_role("button", name="Share").click()
    dialog = app.page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Published demo").click()
    dialog.get_by_label("Title").fill(title)
    dialog.get_by_label("Your name").fill("Ms. Frizzle")
    if may:
        allow(app, may)
    dialog.get_by_role("button", name="Publish", exact=True).click()
    public = dialog.get_by_label("For everybody").input_value()
    own = dialog.get_by_label("Yours").input_value()
    return query_of(public), query_of(own)


def allow(app: App, may: str) -> None:
    """Choose what viewers may do."""
    dialog = app.page.get_by_role("dialog")
    dialog.get_by_text("What viewers may do and see").click()
    app.page.wait_for_timeout(500)  # while the panel unfolds, a list that opens in it closes again
    dialog.get_by_role("combobox", name="Viewers may").click()
    app.page.get_by_role("option", name=may, exact=True).click()
    expect(dialog).to_contain_text(f"Viewers may {may}.")


def query_of(address: str) -> str:
    return f"?{address.partition('?')[2]}"


@pytest.fixture
def visitor(server: str, chromium: Browser) -> Iterator[App]:
    """Somebody else, with a browser of their own."""
    context = new_context(chromium, 1440, 900, "light")
    yield App(context.new_page(), server)
    context.close()


def test_a_photo_lasts_in_a_demo_and_viewers_do_what_they_may(app: App, visitor: App) -> None:
    app.open()
    app.upload("cat.png", photo(3, 64), "image/png")
    app.settled()
    public, _ = published(app, "choose cells")
    sound(app, "the dialog with the addresses")
    visitor.open(public)
    visitor.settled()
    expect(visitor.page.locator(".st-key-walk")).to_contain_text("What edges look like by Ms. Frizzle")
    assert visitor.page.url.endswith(public), "the short address stays until the viewer moves"
    chosen = visitor.click(Cell("3", 5, 6, 2))
    visitor.in_address()
    assert (visitor.chosen(), visitor.scene().image) == (chosen, app.scene().image)
    expect(visitor.page.get_by_role("button", name="Your photo")).to_have_count(0)
    expect(visitor.page.get_by_role("link", name="Gallery")).to_have_count(0)
    expect(visitor.page.get_by_test_id("stSidebar")).to_have_count(0)
    sound(visitor, "a demo")
    visitor.open(query_of(visitor.page.url))
    visitor.settled()
    assert visitor.chosen() == chosen
    visitor.page.get_by_role("button", name="End").click()
    expect(visitor.page.get_by_role("link", name="Gallery")).to_be_visible()
    expect(visitor.page.locator(".st-key-walk")).to_have_count(0)
    assert visitor.scene().image == app.scene().image, "what it showed stays"


@pytest.mark.thorough
def test_the_author_changes_and_unpublishes(app: App, visitor: App) -> None:
    app.open(f"?m={link.encode(presets.load('edges').scene())}")
    app.settled()
    public, own = published(app)
    author = app
    author.open(own)
    author.settled()
    expect(author.page.locator(".st-key-demo")).to_contain_text("Your demo.")
    assert "key=" not in author.page.url
    chosen = author.click(Cell("0", 3, 4, 1))
    author.page.get_by_role("button", name="Change", exact=True).click()
    author.page.get_by_role("button", name="Publish the changes").click()
    expect(author.page.get_by_role("dialog")).to_contain_text("Published.")
    visitor.open(public)
    visitor.settled()
    assert visitor.chosen() == chosen
    author.page.get_by_role("dialog").get_by_role("button", name="Close").click()
    author.page.get_by_role("button", name="Unpublish").click()
    author.page.get_by_role("dialog").get_by_role("button", name="Unpublish").click()
    expect(author.page.get_by_text("The demo was unpublished.")).to_be_visible()
    visitor.open(public)
    visitor.settled()
    expect(visitor.page.get_by_text("There is no demo at this address")).to_be_visible()


@pytest.mark.thorough
def test_a_walkthrough_becomes_a_demo(app: App, visitor: App) -> None:
    first = presets.load("edges").scene()
    walk = Walkthrough(
        (
            Stop(first, "Look **here**."),
            Stop(replace(first, cell=Cell("0", 1, 2, 0)), "And *there*.", True, "Which way?"),
        ),
        "Two looks",
    )
    app.open(f"?w={walkthrough.encode(walk)}")
    app.settled()
    public, _ = published(app, "look", "Two looks")
    visitor.open(public)
    visitor.settled()
    bar = visitor.page.locator(".st-key-walk")
    expect(bar).to_contain_text("Two looks by Ms. Frizzle, step 1 of 2")
    bar.get_by_role("button", name="Next").click()
    expect(bar).to_contain_text("Which way?")
    bar.get_by_role("button", name="Show").click()
    expect(bar).to_contain_text("And there.")
    visitor.answered(Cell("0", 1, 2, 0))
    visitor.open(query_of(visitor.page.url))
    visitor.settled()
    expect(bar).to_contain_text("step 2 of 2")


@pytest.mark.thorough
def test_the_author_sees_it_as_viewers_will_and_nothing_entered_is_lost(app: App) -> None:
    app.open(f"?m={link.encode(presets.load('edges').scene())}")
    app.settled()
    app.page.get_by_role("button", name="Share").click()
    dialog = app.page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Published demo").click()
    expect(dialog.get_by_role("button", name="See it as viewers will")).to_be_visible()
    app.settled()
    allow(app, "look")
    dialog.get_by_label("Title").fill("Vertical and horizontal")
    dialog.get_by_label("Title").press("Enter")
    app.settled()
    dialog.get_by_role("button", name="See it as viewers will").click()
    expect(app.page.get_by_text("This is what viewers will see.")).to_be_visible()
    expect(app.page.get_by_role("link", name="Gallery")).to_have_count(0)
    before = app.chosen()
    app.page.mouse.click(*app.place(Cell("0", 3, 4, 1)))
    app.page.wait_for_timeout(1500)
    app.settled()
    sound(app, "a preview")
    app.page.get_by_role("button", name="Back to publishing").click()
    expect(dialog.get_by_label("Title")).to_have_value("Vertical and horizontal")
    expect(dialog).to_contain_text("Viewers may look.")
    expect(app.page.get_by_role("link", name="Gallery")).to_have_count(1)
    assert app.chosen() == before


@pytest.mark.thorough
@pytest.mark.parametrize("demo_id", ["abcdefgh", "<script>alert(1)</script>", "../../etc", "x" * 3000])
def test_an_address_that_leads_nowhere_opens_the_app(app: App, demo_id: str) -> None:
    app.open(f"?d={demo_id}")
    app.settled()
    expect(app.page.get_by_text("There is no demo at this address")).to_be_visible()
    assert len(app.names()) > 5
