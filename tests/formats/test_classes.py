"""Names of classes from texts and files: what is read, in which order, and what is refused with a sentence."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import limits
from explorer.errors import ExplorerError, SettingError
from explorer.formats.classes import class_names

ANIMALS = ("cat", "dog", "bird")


@pytest.mark.parametrize(
    "text",
    [
        "cat\ndog\nbird",
        "cat\r\n\r\n dog \r\nbird\r\n",
        "cat, dog, bird",
        "cat;dog;bird",
        "cat\tdog\tbird",
        '"cat", "dog", "bird"',
        '["cat", "dog", "bird"]',
        '{"0": "cat", "2": "bird", "1": "dog"}',
        '{"1": "cat", "2": "dog", "3": "bird"}',
        '{"cat": 0, "bird": 2, "dog": 1}',
        '{"0": ["n01", "cat"], "1": ["n02", "dog"], "2": ["n03", "bird"]}',
        '[["n01", "cat"], ["n02", "dog"], ["n03", "bird"]]',
        "index,name\n0,cat\n1,dog\n2,bird",
        "2,bird\n0,cat\n1,dog",
        "id;label\n1;cat\n2;dog\n3;bird",
        "name,id\ncat,0\ndog,1\nbird,2",
        "0\tn01\tcat\n1\tn02\tdog\n2\tn03\tbird",
        b"\xef\xbb\xbfcat\ndog\nbird",
    ],
)
def test_many_ways_to_write_three_names(text: str | bytes) -> None:
    assert class_names(text, 3) == ANIMALS


def test_lines_keep_their_commas() -> None:
    assert class_names("tench, Tinca tinca\ngoldfish, Carassius auratus") == (
        "tench, Tinca tinca",
        "goldfish, Carassius auratus",
    )
    assert class_names('["a, b", "c"]') == ("a, b", "c")
    assert class_names("T-shirt/top") == ("T-shirt/top",)


def test_names_are_plain_text_of_one_line() -> None:
    text = '["a\\u0000b\\nc", "\\u202edog\\u200b", "<b>x</b>", "  two   words "]'
    assert class_names(text) == ("ab c", "dog", "<b>x</b>", "two words")
    assert class_names("cafe\u0301") == ("caf\u00e9",)


@pytest.mark.parametrize(
    ("text", "count", "problem"),
    [
        ("", None, "no names"),
        ("\n \n", None, "no names"),
        ("[]", None, "no names"),
        ("{}", None, "no names"),
        ("cat, dog", 3, "2 names were given, but the network has 3 outputs"),
        ("cat", 3, "1 name was given, but the network has 3 outputs"),
        ('["cat",', None, "not JSON"),
        ("[" * 100_000, None, "not JSON"),
        ('[["cat"], {"a": 1}]', None, "not a text"),
        ("[null]", None, "not a text"),
        ('{"0": "cat", "2": "dog"}', None, "1 should come next, but there is 2"),
        ('{"0": "cat", "00": "dog"}', None, "1 should come next, but there is 0"),
        ("5,cat\n6,dog", None, "1 should come next, but there is 5"),
        ('{"a": "cat", "b": "dog"}', None, "which are not numbers"),
        ('["cat", ""]', None, "class 1 is empty"),
        ('["cat", "\\u200b"]', None, "class 1 is empty"),
        ("x" * 201, None, "class 0 has 201 characters"),
        ("x\n" * 10_001, None, "10,001 names"),
        ("x" * 3_000_000, None, "3,000,000 characters"),
        (b"\xff\xfe\x00", None, "UTF-8"),
        (3, None, "was given for names"),
    ],
)
def test_what_is_refused(text: str, count: int | None, problem: str) -> None:
    with pytest.raises(SettingError, match=problem) as caught:
        class_names(text, count)
    assert caught.value.remedy


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_text_is_names_or_a_sentence(text: str | bytes) -> None:
    try:
        names = class_names(text)
    except ExplorerError:
        return
    assert 0 < len(names) <= limits.CLASS_NAMES
    assert all(name.isprintable() and name.strip() == name and name for name in names)


@given(st.lists(st.text("abcdef ,;\t0123", min_size=1, max_size=8).map(str.strip).filter(bool), min_size=2, max_size=5))
def test_json_gives_back_what_was_written(names: list[str]) -> None:
    expected = tuple(" ".join(name.split()) for name in names)
    assert class_names(json.dumps(names), len(names)) == expected
    assert class_names(json.dumps({str(place): name for place, name in reversed([*enumerate(names)])})) == expected
