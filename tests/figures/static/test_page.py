"""The file of a static page: valid, self-contained, small, and safe whatever its texts are."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from explorer.figures.static.inlining import FOLDER, imported, script
from explorer.figures.static.moment import Moment
from explorer.figures.static.page import left_out_words, page_html
from explorer.figures.static.record import page_record
from explorer.layers import Dense, GlobalAveragePool2D, Softmax
from explorer.network import Cell
from tests.figures.static.moments import HOSTILE, moment_with, preset_moment

VOID = {"meta", "br", "img", "input", "link"}


class Tags(HTMLParser):
    """Collects elements and their attributes, and fails where one is not closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def unpacked(html: str) -> str:
    """The record of a page as JSON."""
    packed = re.search(r'id="record">([^<]*)<', html)
    assert packed
    return zlib.decompress(base64.b64decode(packed[1])).decode()


@pytest.fixture(scope="module")
def page() -> str:
    return page_html([preset_moment("tinyvgg")], "TinyVGG", "A teacher", "Look.\nTwice.")


def test_the_page_of_a_network_like_tinyvgg_takes_at_most_a_megabyte(page: str) -> None:
    assert len(page.encode()) <= 1_000_000
    assert left_out_words(page_record([preset_moment("tinyvgg")])) == ""


def test_its_elements_are_closed_and_named_once(page: str) -> None:
    ids = [attributes["id"] for _, attributes in Tags(page).found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert page.startswith("<!doctype html>")


def test_it_asks_nothing_of_any_server(page: str) -> None:
    for _, attributes in Tags(page).found:
        assert not {"src", "href", "srcset", "action"} & set(attributes)
    record = unpacked(page)
    addresses = re.findall(r"""(?:href|src)=\\?["'](?!data:)[^"']*|https?://[^"'\\ ]*|url\((?!data:)[^)]*""", record)
    assert set(addresses) <= {"http://www.w3.org/2000/svg"}, "a namespace, which nobody fetches"
    assert not re.search(r"https?://|@import|url\(", page.replace(script(), "")), "the style"
    assert not re.search(r"\bfetch\(|XMLHttpRequest|WebSocket|import\(|https?://", script())


def test_its_policy_allows_its_own_script_alone(page: str) -> None:
    policy = next(attributes["content"] for tag, attributes in Tags(page).found if "http-equiv" in attributes)
    code = page.rpartition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    assert policy is not None
    assert f"default-src 'none'; script-src 'sha256-{digest}'" in policy
    assert "connect-src" not in policy, "so nothing may be fetched"


def test_texts_and_names_are_plain() -> None:
    base = moment_with((GlobalAveragePool2D(), Dense(units=2), Softmax()), (8, 8, 3), Cell("2", 0, 0, 1))
    moment = replace(base, classes=(HOSTILE, "<b onclick=x>b</b>"), title=HOSTILE, note=HOSTILE, question=HOSTILE)
    html = page_html([moment], HOSTILE, HOSTILE, HOSTILE)
    tags = Tags(html).found
    assert [tag for tag, _ in tags].count("script") == 3
    assert "img" not in {tag for tag, _ in tags}
    assert not any(name.startswith("on") for _, attributes in tags for name in attributes)
    plain = json.loads(unpacked(html))
    assert plain["stops"][0]["note"] == HOSTILE, "the browser writes it as text"
    for drawing in plain["screens"][0]["svg"].values():
        drawn = Tags(re.sub(r"<(\w+)([^>]*)/>", r"<\1\2></\1>", drawing))
        assert {tag for tag, _ in drawn.found} <= {"svg", "g", "image", "path", "text", "tspan"}
        assert not any(name.startswith("on") for _, attributes in drawn.found for name in attributes)


def test_a_page_says_how_many_layers_it_has_no_numbers_of() -> None:
    record = page_record([preset_moment("fashion_tinyvgg")], run_bytes=20_000)
    assert re.match(r"This file has all numbers of \d+ of 15 layers, those that the selected", left_out_words(record))


def test_a_look_is_that_of_the_demo_whatever_the_system_has() -> None:
    moments: list[Moment] = [preset_moment("edges")]
    assert 'data-look="dark"' in page_html(moments, "Edges", look="dark")
    assert "prefers-color-scheme" not in page_html(moments, "Edges", look="dark").partition("<script")[0]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.js")), ids=lambda path: path.name)
def test_a_module_is_short_and_its_imports_are_one_line_each(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("// ")
    assert text.count("\n") <= 250
    assert text.count("import {") == len(imported(path))


def test_the_script_holds_every_module_once() -> None:
    whole = script()
    assert whole.count("modules[") > len(list(FOLDER.glob("*.js")))
    assert not re.search(r"^(import|export) ", whole, re.MULTILINE)
    assert "</script" not in whole
