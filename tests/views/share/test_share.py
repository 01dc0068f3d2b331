"""What the Share dialog hands out."""

from __future__ import annotations

import html
from html.parser import HTMLParser

from explorer import presets
from explorer.scene import ImageChoice, Scene, link
from explorer.views.share.share import LONG, length_words, shared


class Frame(HTMLParser):
    """The attributes of the one tag of an embed code."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "iframe"
        self.found = dict(attrs)


def test_the_link_and_the_frame_hold_the_scene() -> None:
    scene = presets.load("edges").scene()
    what = shared("https://example.org/x/", scene)
    base, text = what.address.split("?m=")
    assert base == "https://example.org/x/"
    assert link.decode(text) == scene
    parser = Frame()
    parser.feed(what.frame)
    assert parser.found["src"] == f"{what.address}&embed=true"
    assert parser.found["loading"] == "lazy"
    assert parser.found["title"] == "CNN Explorer: Hand-made filters"
    assert (parser.found["width"], parser.found["height"]) == ("800", "600")


def test_nothing_in_an_address_leaves_its_attribute() -> None:
    frame = shared('https://example.org/"><script>', Scene(image=ImageChoice("cat"))).frame
    assert "<script>" not in frame
    assert html.escape('"><script>') in frame


def test_long_links_are_said_to_be_long() -> None:
    assert length_words(LONG) == "2,000 characters."
    assert length_words(LONG + 1).startswith("2,001 characters: above 2,000 some mail programs")
