"""What the page says of a demo to those who run no script: title, words, picture, all of them plain text."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import streamlit
from starlette.requests import Request
from streamlit import config

from explorer import demos as shipped
from explorer.errors import UnavailableError
from explorer.scene.walkthrough import Walkthrough
from explorer.store import Bundle, Store
from explorer.store.place import Place
from explorer.views.demo import link_preview
from explorer.views.demo.instance import Instance
from explorer.views.still.page import lines
from tests.store.demos import demo
from tests.views.demo.instances import Clock, instance_in

PAGE = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
NASTY = '"><script>alert(1)</script><meta content="'


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = instance_in(tmp_path_factory.mktemp("demos"), monkeypatch, Clock())
    yield made
    made.database.close()


class Head(HTMLParser):
    """The first title, the properties, and how many scripts a page has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.properties: dict[str, str] = {}
        self.title, self.scripts, self._in_title = "", 0, False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._in_title = tag == "title" and not self.title
        self.scripts += tag == "script"
        if tag == "meta" and (name := given.get("property") or given.get("name")):
            self.properties.setdefault(name, given.get("content") or "")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title, self._in_title = data, False


def page(query: str, host: str = "demos.example.org", *more: tuple[bytes, bytes]) -> Head:
    headers = [(b"host", host.encode("latin-1")), *more]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": query.encode(),
        "headers": headers,
        "scheme": "http",
    }
    return Head(asyncio.run(lines(Request({**scope, "server": ("here", 80)}))).put_into(PAGE).decode())


def test_a_demo_has_a_title_words_and_a_picture(store: Store) -> None:
    made = store.publish(replace(demo(title="What edges look like"), note="Look at the *whiskers*,\nthen at `conv1`."))
    head = page(f"d={made.id}")
    assert head.title == "What edges look like by A teacher · CNN Explorer"
    says = head.properties
    assert says["og:title"] == "What edges look like by A teacher"
    assert says["og:description"] == says["description"] == "Look at the whiskers, then at conv1."
    assert says["og:url"] == f"http://demos.example.org/?d={made.id}"
    assert says["og:image"] == f"http://demos.example.org/demo-picture/link/light/{made.id}.png?v=1800000000"
    assert (says["og:image:width"], says["og:image:height"]) == ("1200", "630")
    assert says["twitter:card"] == "summary_large_image"


@pytest.mark.parametrize("name", shipped.NAMES)
def test_shipped_demos_have_one_too(name: str) -> None:
    says = page(f"d={name}").properties
    assert says["og:title"] == shipped.load(name).title
    assert says["og:description"] == shipped.words_of(name)


def test_whatever_an_author_writes_stays_text(store: Store) -> None:
    plain = page("").scripts
    bundle = Bundle(Walkthrough(demo().walk.stops, NASTY), demo().files, NASTY, NASTY)
    head = page(f"d={store.publish(bundle).id}")
    assert head.scripts == plain
    assert head.properties["og:title"] == f"{NASTY} by {NASTY}"
    assert head.properties["og:description"] == NASTY
    assert head.title.startswith(NASTY)


@pytest.mark.parametrize("query", ["", "d=", "d=abcdefgh", "d=%3Cscript%3E", f"d={'x' * 3000}", "m=1.abc", "w=1.abc"])
def test_other_addresses_say_nothing_of_a_demo(query: str, store: Store) -> None:
    head = page(query)
    assert "og:title" not in head.properties
    assert head.title == Head(PAGE.decode()).title


@pytest.mark.parametrize("host", ['evil"><script>', "", "a b", "x" * 300, "host:99999999"])
def test_a_host_that_cannot_be_one_gets_no_picture(host: str) -> None:
    head = page("d=stride", host)
    assert "og:image" not in head.properties
    assert head.properties["og:title"] == shipped.load("stride").title


@pytest.mark.parametrize(
    ("proxy", "scheme"), [(b"https", "https"), (b"http", "http"), (b"javascript", "http"), (b"", "http")]
)
def test_a_proxy_says_that_the_address_is_https(proxy: bytes, scheme: str) -> None:
    says = page("d=stride", "[::1]:8501", (b"x-forwarded-proto", proxy)).properties
    assert says["og:url"] == f"{scheme}://[::1]:8501/?d=stride"


def test_an_app_below_a_path_names_it() -> None:
    before = config.get_option("server.baseUrlPath")
    config.set_option("server.baseUrlPath", "cnn")
    try:
        request = Request(
            {"type": "http", "headers": [(b"host", b"here")], "scheme": "https", "path": "/cnn/", "server": None}
        )
        assert link_preview.base_of(request) == "https://here/cnn/"
    finally:
        config.set_option("server.baseUrlPath", before)


def test_a_long_note_is_cut_between_words(store: Store) -> None:
    says = page(f"d={store.publish(demo(note='word ' * 300)).id}").properties
    assert says["og:description"] == "For the first lesson."
    made = store.publish(replace(demo(), note="word " * 300))
    words = page(f"d={made.id}").properties["og:description"]
    assert words.endswith("word …")
    assert len(words) <= link_preview.MAX_WORDS + 2


def test_nobody_waits_for_a_store_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = threading.Event()

    def hangs() -> Place:
        answer.wait(10)
        raise UnavailableError("The store of demos does not answer: timeout.", "Try again in a minute.")

    one = Instance(hangs)
    monkeypatch.setattr("explorer.views.demo.instance.instance", lambda: one)
    monkeypatch.setattr(link_preview, "LONGEST", 0.05)

    async def tags() -> bytes:
        scope = {"type": "http", "headers": [(b"host", b"here")], "path": "/", "query_string": b"d=abcdefgh"}
        found = await link_preview.preview_tags(Request(scope))
        answer.set()  # the thread ends before the loop does
        return found

    assert asyncio.run(tags()) == b""
