"""docs/text.md: its networks are read, its lines are the same, and its code runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import explorer
from explorer import Conv2D, limits
from explorer.formats.text.names import kind_words, plain
from explorer.layers.stack import MAX_DEPTH
from explorer.limits import PASTE_CHARS, TEXT_BYTES

PAGE = (Path(__file__).parents[3] / "docs" / "text.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("text", blocks("network") + blocks("paste"))
def test_a_network_of_the_page_is_one(text: str) -> None:
    network = explorer.from_text(text)
    assert explorer.from_text(explorer.to_text(network)) == network


def test_the_lines_that_are_said_to_be_the_same_are() -> None:
    (lines,) = blocks("same")
    read = {explorer.from_text(f"input 9x9x3\n{line}").layers for line in lines.strip().splitlines()}
    assert read == {(Conv2D(filters=32, kernel_size=3, strides=2, padding="same"),)}


def test_the_code_of_the_page_runs() -> None:
    (code,) = blocks("python")
    exec(compile(code, "docs/text.md", "exec"), {})


def test_the_examples_of_the_table_are_lines() -> None:
    rows = re.findall(r"^\| (`.*?) \| .*? \| `(.*)` \|$", PAGE, re.MULTILINE)
    assert len(rows) == 8
    for kinds, example in rows:
        assert explorer.from_text(f"input 32x32x3\n{example}").layers
        assert all(plain(kind) in kind_words() for kind in re.findall(r"`(\w+)`", kinds))
    for line in re.findall(r": `((?:conv|lrn) [^`]*=[^`]*)`", PAGE):
        assert explorer.from_text(f"input 32x32x3\n{line}").layers


def test_the_limits_are_those_of_the_page() -> None:
    assert (TEXT_BYTES, PASTE_CHARS, MAX_DEPTH) == (1_000_000, 200_000, 6)
    assert limits.LAYERS in (512, 256)
