"""The link, the description and the embed code of the Share dialog."""

from __future__ import annotations

import hashlib
import html
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from explorer import presets
from explorer.scene import ImageChoice, Scene, link
from explorer.views.share.address import SAFE_CHARS, only_here
from explorer.views.share.share import left_out_words, length_words, share_texts


class Frame(HTMLParser):
    """The attributes of the one tag of an embed code."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "iframe"
        self.attributes = dict(attrs)


def test_the_link_and_the_frame_hold_the_scene() -> None:
    scene = presets.load("edges").scene()
    texts = share_texts("https://example.org/x/", scene)
    base, text = texts.address.split("?m=")
    assert base == "https://example.org/x/"
    assert link.decode(text) == scene
    parser = Frame()
    parser.feed(texts.frame)
    assert parser.attributes["src"] == f"{texts.address}&embed=true"
    assert parser.attributes["loading"] == "lazy"
    assert parser.attributes["title"] == "CNN Explorer: Hand-made filters"
    assert (parser.attributes["width"], parser.attributes["height"]) == ("800", "600")


def test_nothing_in_an_address_leaves_its_attribute() -> None:
    frame = share_texts('https://example.org/"><script>', Scene(image=ImageChoice("cat"))).frame
    assert "<script>" not in frame
    assert html.escape('"><script>') in frame


def test_long_links_are_said_to_be_long() -> None:
    assert length_words(SAFE_CHARS) == "2,000 characters."
    assert length_words(SAFE_CHARS + 1).startswith("2,001 characters: above 2,000 some mail programs")


@pytest.mark.parametrize(
    ("address", "only"),
    [
        ("http://localhost:8501/?m=1", True),
        ("http://127.0.0.1:8501/", True),
        ("http://[::1]:8501/", True),
        ("https://example.org/?m=localhost", False),
        ("http://192.168.1.20:8501/", False),
    ],
)
def test_a_link_that_works_on_this_computer_only_says_so(address: str, only: bool) -> None:
    assert bool(only_here(address)) == only
    assert not only or "works only here" in only_here(address)


def test_names_of_classes_that_no_link_can_hold_are_said_to_be_left_out() -> None:
    scene = replace(presets.load("edges").scene(), classes=("cat", "dog"))
    assert left_out_words(scene) == ""
    names = tuple(hashlib.sha256(str(number).encode()).hexdigest() for number in range(1000))
    words = left_out_words(replace(scene, classes=names))
    assert words.startswith("The link leaves out the names of the 1,000 classes: with them it would have ")
