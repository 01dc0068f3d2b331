"""What was made to do harm, in a real browser: no script runs, nothing is asked of another host, no traceback is shown."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect

from explorer import presets
from explorer.scene import walkthrough
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store import Bundle, Store
from explorer.store.sqlite import Sqlite
from explorer.views.demo.publishing import addresses
from tests.browser.app import HUB, SMALL, App
from tests.browser.serving import forget, new_context, serving
from tests.hostile.given import ELSEWHERE, IMAGES, LINKS, STRINGS, as_typed

SCENE = presets.load("edges").scene()
THIN = "\u2060"
"""Has no width; see `explorer.views.share.notes.plain`."""
STEPS = 40
"""Steps of one walkthrough, which may have no more."""


class Watched(App):
    """A page on which what must not happen is written down."""

    def __init__(self, page: Page, address: str) -> None:
        super().__init__(page, address)
        self.strangers: list[str] = []
        self.dialogs: list[str] = []
        page.on("request", self._asked)
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.strangers.append(request.url)

    def unharmed(self) -> None:
        """Nothing ran, nothing left, no traceback is on the page, and nothing that was given became a link or an element."""
        assert self.page.evaluate("window.cnnRan") is None
        assert (self.strangers, self.dialogs) == ([], [])
        body = self.page.locator("body")
        expect(body).not_to_contain_text("Traceback")
        expect(body).not_to_contain_text("Oh no.")
        assert (
            self.page.locator(f"[src*='{ELSEWHERE}'], [action*='{ELSEWHERE}'], link[href*='{ELSEWHERE}']").count() == 0
        )
        links = self.page.locator(f"a[href*='{ELSEWHERE}']")
        for address, words in links.evaluate_all("all => all.map((a) => [a.getAttribute('href'), a.textContent])"):
            assert address in (words, f"http://{words}", f"mailto:{words}")  # it says where it leads
        assert self.page.locator("[href^='javascript']").count() == 0
        assert self.page.locator("[onerror], [onload]").count() == 0
        assert self.page.url.startswith(self.address)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Store]]:
    """A server of its own, and its store."""
    folder = tmp_path_factory.mktemp("hostile")
    with serving(folder / "log.txt") as address:
        database = Sqlite(Path(folder) / "data" / "demos.sqlite3")
        yield address, Store(database)
        database.close()


@pytest.fixture
def watched(place: tuple[str, Store], chromium: Browser) -> Iterator[Watched]:
    context = new_context(chromium, 1440, 900, "light")
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Watched(page, place[0])
    forget(context)
    context.close()
    assert errors == []


def shows(where: Locator, text: str) -> None:
    """`text` is there letter by letter, soon."""
    wanted, seen, until = as_typed(text).replace(THIN, ""), "", time.monotonic() + 15
    while wanted not in seen and time.monotonic() < until:
        seen = as_typed(where.first.inner_text()).replace(THIN, "")
    assert wanted in seen


def walk_of(texts: tuple[str, ...]) -> Walkthrough:
    return Walkthrough(tuple(Stop(SCENE, text, False, text, text) for text in texts), texts[0])


def test_a_strangers_walkthrough_is_letters_only(watched: Watched) -> None:
    texts = STRINGS[:STEPS]
    watched.open(f"?w={walkthrough.encode(walk_of(texts))}")
    shows(watched.page.locator(".st-key-walk"), texts[0])
    watched.settled()
    watched.page.get_by_role("button", name="More", exact=True).click()
    watched.page.get_by_role("button", name="Walkthrough").click()
    dialog = watched.page.get_by_role("dialog")
    for number, text in enumerate(texts):
        shows(dialog.locator(f".st-key-walk_row_{number}"), text)
    watched.unharmed()


@pytest.mark.thorough
@pytest.mark.parametrize("first", [0, len(STRINGS) - STEPS])
def test_each_step_of_it_too(watched: Watched, first: int) -> None:
    texts = STRINGS[first : first + STEPS]
    watched.open(f"?w={walkthrough.encode(walk_of(texts))}")
    bar = watched.page.locator(".st-key-walk")
    for number, text in enumerate(texts):
        expect(bar).to_contain_text(f"step {number + 1} of {len(texts)}")
        shows(bar, text)
        watched.unharmed()
        if number + 1 < len(texts):
            bar.get_by_role("button", name="Next", exact=True).click()


@pytest.mark.thorough
def test_a_published_demo_is_letters_only(watched: Watched, place: tuple[str, Store]) -> None:
    for text in STRINGS:
        title = text[:80]
        bundle = Bundle(Walkthrough((Stop(SCENE, text), Stop(SCENE, "b")), title), author=text, note=text)
        made = place[1].publish(bundle, public=True)
        watched.visit(f"?d={made.id}")
        bar = watched.page.locator(".st-key-walk")
        shows(bar, f"{title} by {text}")
        watched.unharmed()
        frame = addresses(f"{watched.address}/", made.id, made.key, bundle).frame
        inner = watched.page.evaluate(
            "html => { const box = document.createElement('template'); box.innerHTML = html;"
            " return [box.content.childNodes.length, box.content.firstChild.tagName, box.content.firstChild.title]; }",
            frame,
        )
        assert inner == [1, "IFRAME", f"CNN Explorer: {title}"]
    watched.visit("gallery")
    watched.settled()
    watched.unharmed()


@pytest.mark.thorough
def test_what_an_author_enters_stays_letters(watched: Watched) -> None:
    watched.open(SMALL)
    watched.page.get_by_role("button", name="Share").click()
    watched.page.get_by_role("dialog").get_by_text("Published demo").click()
    for text in STRINGS[::3]:
        title = watched.page.get_by_role("dialog").get_by_label("Title")
        title.fill(as_typed(text))
        title.press("Enter")
        watched.settled()
        watched.unharmed()


@pytest.mark.thorough
def test_bad_images_are_refused_under_hostile_names(watched: Watched) -> None:
    watched.open(SMALL)
    version = watched.version()
    watched.your_image("File")
    # A browser sends a quotation mark in a name as %22; no system lets a name have the others.
    names = [re.sub(r"[/\\\n\"]", "-", text) for text in STRINGS]
    count = max(len(names), len(IMAGES))
    images = [*IMAGES.items()]
    files = watched.page.locator(".st-key-upload input[type=file]")
    told = watched.page.locator(".st-key-messages [data-testid=stAlert]")
    for number in range(count):
        _, data = images[number % len(images)]
        name = f"{number} {names[number % len(names)]}.png"
        files.set_input_files({"name": name, "mimeType": "image/png", "buffer": data})
        expect(told).to_have_count(1)
        shows(told, f"{name}: The ")
        watched.unharmed()
    assert watched.version() == version


@pytest.mark.thorough
def test_bad_links_open_the_app_with_a_sentence(watched: Watched) -> None:
    for text in LINKS:
        watched.page.goto("about:blank")
        watched.page.goto(f"{watched.address}/?m={watched.page.evaluate('encodeURIComponent', text)}")
        expect(watched.page.locator(".st-key-messages")).to_contain_text("Ask the sender to copy the whole link again.")
        watched.unharmed()
    watched.drawn()
    assert watched.page.evaluate(f"{HUB}.scene.steps.length") > 3


@pytest.mark.thorough
@pytest.mark.parametrize(
    "address", ["?d={}", "?w={}", "learn?lesson={}", "gallery?q={}", "?m={}&d={}&key={}&w={}", "{}"]
)
def test_hostile_addresses_open_the_app(watched: Watched, address: str) -> None:
    for text in STRINGS[::2]:
        quoted = watched.page.evaluate("encodeURIComponent", text.replace("/", "_") if address == "{}" else text)
        answer = watched.page.goto(f"{watched.address}/{address.replace('{}', quoted)}")
        if address == "{}" and answer is not None and answer.status in (400, 404):  # no path: a line break, a drive
            assert watched.page.locator("body").inner_text() in ("Bad Request", "Not Found")
        else:
            watched.settled()
            expect(watched.page.locator("[data-testid=stMain]")).to_be_visible()
        watched.unharmed()


@pytest.mark.thorough
def test_names_of_layers_that_cannot_be_are_refused_in_place(watched: Watched) -> None:
    watched.open(SMALL)
    names = watched.names()
    for text in STRINGS[::6]:
        watched.menu("conv1_1", "Rename")
        watched.page.get_by_label("Name", exact=True).fill(as_typed(text))
        watched.page.get_by_role("button", name="Rename", exact=True).click()
        watched.settled()
        watched.unharmed()
    assert watched.names() == names
