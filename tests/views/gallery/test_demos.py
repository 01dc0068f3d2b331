"""The cards of demos: ours first, then what was published and listed here, in pages."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from explorer import demos as shipped
from explorer.errors import UnavailableError
from explorer.figures.theme import DARK, LIGHT
from explorer.store import Entry, Store
from explorer.store.place import Place
from explorer.store.sqlite import Sqlite
from explorer.views.demo.instance import Instance
from explorer.views.demo.pictures import demo_picture
from explorer.views.gallery.demos import day, groups
from explorer.views.gallery.page import DEMOS, NETWORKS, asked
from tests.store.demos import demo

NASTY = "<script>alert(1)</script> **bold** [link](https://example.com) $x$ :red[x]"
ENTRY = Entry("abcdefgh", "Edges", "Ms. Frizzle", 1_800_000_000, 1_800_000_000, 1_800_000_500)


def test_ours_come_first_and_every_card_opens_what_it_shows() -> None:
    ours, published = groups(shipped.NAMES, [ENTRY], LIGHT)
    assert [card["name"] for card in ours["cards"]] == list(shipped.NAMES)
    assert ours["cards"][0]["facts"] == "5 steps"
    (card,) = published["cards"]
    assert card["name"] == "abcdefgh"
    assert (card["title"], card["words"], card["facts"]) == ("Edges", "by Ms. Frizzle", "15 January 2027")
    assert card["picture"] == demo_picture("abcdefgh", LIGHT, changed=ENTRY.changed)
    assert card["picture"] != groups((), [ENTRY], DARK)[0]["cards"][0]["picture"]


def test_a_card_without_title_or_author_says_so() -> None:
    (group,) = groups((), [Entry("abcdefgh", "", "", 0, 0, 0)], LIGHT)
    assert group["cards"][0]["title"] == "A demo without a title"
    assert group["cards"][0]["words"] == ""


def test_titles_stay_text() -> None:
    """The component sets textContent; nothing may be escaped twice."""
    (group,) = groups((), [Entry("abcdefgh", NASTY[:80], NASTY, 0, 0, 0)], LIGHT)
    assert group["cards"][0]["title"] == NASTY[:80]
    assert group["cards"][0]["words"] == f"by {NASTY}"


@pytest.mark.parametrize(
    ("name", "part"), [("", NETWORKS), ("demos", DEMOS), ("networks", NETWORKS), ("<b>", NETWORKS)]
)
def test_the_address_names_the_part(name: str, part: str) -> None:
    assert asked(name) == part


def test_days_are_written_out() -> None:
    assert day(0) == "1 January 1970"


@pytest.mark.parametrize(
    ("search", "some"),
    [("", set(shipped.NAMES)), ("STRIDE", {"stride"}), ("sunflowers", {"softmax"}), ("no such words", set())],
)
def test_a_search_looks_through_titles_and_notes(search: str, some: set[str]) -> None:
    assert set(shipped.matching(search)) == some


def part_of(one: Instance, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The part of the page as a script of its own, on this instance."""
    for module in ("explorer.views.demo.instance", "explorer.views.gallery.demos"):
        monkeypatch.setattr(f"{module}.instance", lambda: one)
    return AppTest.from_string("from explorer.views.gallery.demos import demos_part; demos_part()", default_timeout=20)


def test_the_page_lists_what_was_published_in_pages(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(Sqlite(tmp_path_factory.mktemp("demos") / "demos.sqlite3"))
    app = part_of(Instance(lambda: Place(store, lasts=False)), monkeypatch).run()
    assert not app.exception
    words = " ".join(each.value for each in app.markdown)
    assert "Nobody has listed a demo on this site yet." in words
    assert "it forgets them" in words
    for number in range(26):
        store.publish(demo(number, f"Demo {number}"), public=True)
    app.run()
    assert "Nobody has listed" not in " ".join(each.value for each in app.markdown)
    assert [button.label for button in app.button] == ["Newer", "Older"]
    app.button(key="demos_older").click().run()
    assert "Page 2" in [each.value for each in app.caption]
    assert app.button(key="demos_older").disabled
    app.text_input(key="demos_search").input("Demo 25").run()
    assert not app.button, "a search begins on the first page"
    app.text_input(key="demos_search").input("zebra").run()
    assert "No demo matches these words." in [each.value for each in app.markdown]


def test_without_its_store_the_page_shows_ours_and_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Place:
        raise UnavailableError(
            "The store of demos does not answer: timeout.", "Nothing is lost. Try again in a minute."
        )

    app = part_of(Instance(gone), monkeypatch).run()
    assert not app.exception
    assert app.warning[0].value.startswith("The store of demos does not answer")
