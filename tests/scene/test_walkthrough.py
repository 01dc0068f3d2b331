"""Walkthroughs: there and back, short, and safe whatever stands in an address."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import presets
from explorer.errors import LinkError
from explorer.lessons import LESSONS
from explorer.lessons.tools import sample
from explorer.network import Cell
from explorer.scene import ImageChoice, link
from explorer.scene.walkthrough import MAX_CHARS, MAX_STOPS, Stop, Walkthrough, decode, encode


def scene(name: str = "edges"):  # type: ignore[no-untyped-def]
    return presets.load(name).scene()


def stops() -> tuple[Stop, ...]:
    first = scene()
    moved = replace(first, cell=Cell("2", 3, 4, 5))
    other = replace(moved, image=ImageChoice("rocket"))
    no_cell = replace(other, cell=None)
    return (
        Stop(first, "Look at the edges."),
        Stop(moved, "Another cell.", True, "Is it larger or smaller?"),
        Stop(other, "“Ümläute” & <b>signs</b> **stay** what they are."),
        Stop(no_cell),
        Stop(scene("vgg16"), "A large one.", True),
    )


def test_there_and_back() -> None:
    walk = Walkthrough(stops(), "From edges to VGG")
    assert decode(encode(walk)) == walk
    assert set(encode(walk)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_edited_networks_keep_their_weights() -> None:
    first = scene("fashion_tinyvgg")
    edited = replace(first, weights=replace(first.weights, streams=(1, 0, 2, 3, 4)))
    walk = Walkthrough((Stop(first), Stop(edited), Stop(first)))
    assert encode(walk)[:2] == "2."
    assert decode(encode(walk)) == walk


def test_a_cell_costs_little() -> None:
    first = scene("tinyvgg")
    walk = Walkthrough(tuple(Stop(replace(first, cell=Cell("4", row, row, 0)), "Here.") for row in range(12)))
    assert len(encode(walk)) < 2 * len(link.encode(first)) + 12 * 14


def test_the_whole_course_fits_into_one_link() -> None:
    found = []
    for lesson in LESSONS:
        study = lesson.study(lesson.given(lesson.defaults, sample, ImageChoice("cat")))
        found.append(Stop(study.scene, f"{lesson.title}: {study.opens}."))
    text = encode(Walkthrough(tuple(found), "The course"))
    assert len(text) < 6_000
    assert [stop.scene for stop in decode(text).stops] == [stop.scene for stop in found]


def packed(plain: object) -> str:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=link.DICTIONARY)
    data = squeezer.compress(json.dumps(plain).encode()) + squeezer.flush()
    return "1." + base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.",
        "2.abc",
        "3.abc",
        "1.!!!!",
        "1." + "A" * (MAX_CHARS + 1),
        packed([]),
        packed({"t": "", "w": []}),
        packed({"t": "", "w": [{}]}),
        packed({"t": 3, "w": [{"s": {}}]}),
        packed({"t": "", "w": [{"s": {"l": [["magic", {}]]}}]}),
        packed({"t": "", "w": [{"s": {}, "g": 7}]}),
        packed({"t": "", "w": [{"s": {}}] * (MAX_STOPS + 1)}),
        packed({"t": "x" * 1000, "w": [{"s": link.to_plain(scene())}]}),
        packed({"t": "", "w": [{"s": link.to_plain(scene()), "n": "x" * 10_000}]}),
        packed({"t": "", "w": [{"s": link.to_plain(scene()), "n": ["x"]}]}),
        packed({"t": "", "w": [{"s": link.to_plain(scene())}, {"s": {"c": ["0", "a", 0, 0]}}]}),
    ],
)
def test_what_is_no_walkthrough_is_told_in_words(text: str) -> None:
    with pytest.raises(LinkError) as told:
        decode(text)
    assert told.value.problem.endswith(".")


def test_a_bomb_is_not_unpacked() -> None:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=link.DICTIONARY)
    bomb = squeezer.compress(b"[" * 5_000_000) + squeezer.flush()
    with pytest.raises(LinkError, match="cut off or too large"):
        decode("1." + base64.urlsafe_b64encode(bomb).decode().rstrip("="))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.integers(0, 400), st.characters(min_codepoint=33, max_codepoint=122))
def test_damage_never_raises_anything_else(text: str, place: int, letter: str) -> None:
    good = encode(Walkthrough(stops()[:3]))
    for tried in (text, f"1.{text}", good[:place] + letter + good[place + 1 :], good[:place]):
        try:
            decode(tried)
        except LinkError:
            continue


def test_too_much_is_refused_with_a_remedy() -> None:
    with pytest.raises(LinkError, match="no stops"):
        Walkthrough(())
    with pytest.raises(LinkError, match="at most 40"):
        Walkthrough((Stop(scene()),) * 41)
    with pytest.raises(LinkError, match="at most 2,000 can be read"):
        Walkthrough((Stop(scene(), "x" * 2001),))
