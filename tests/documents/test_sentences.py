"""No sentence of the program falls back into what docs/words.md warns of."""

from __future__ import annotations

import re
from functools import cache

import pytest

from explorer.layers import KINDS
from explorer.settings import settings_of
from tests.documents.sentences import Sentence, all_sentences


@cache
def sentences() -> list[Sentence]:
    """The sentences of the package: read once, and not by a process that only collects this file."""
    return all_sentences()


STIFF = {
    r"\brightly\b": "Say “correctly”.",
    r"\bnames? \S+ (rightly|correctly)": "A network answers; it does not name.",
    r"(?<!there )\b(is|are) no (whole|number|layer|list|tuple|link|convolution|cell)\b": "Say “is not a ...”.",
    r"\b(is|was) no (whole )?number\b": "Say “is not a number”.",
    r"\bof another (shape|size|kind)\b": "Say “a different ...”.",
    r"\bstep on the image (\d|\{…\})": "Say “the next cell reads 2 px further on”.",
    r"\bthere (is|are) left\b": "Say “... is left”.",
    r"\b(nothing|nobody|none) was \w+ed yet\b": "Say “has been ... yet”.",
    r"\bone of the gallery\b": "Say “from the gallery”.",
    r"\b(lay|lays|laid) (\w+ ){0,4}down\b": "A transposed convolution stamps its kernel.",
    r"\bask(ing)? backwards\b": "Say “work backwards”, or what is computed.",
    r"\bthat (cannot|can not) be\.": "Say “impossible” or “cannot exist”.",
    r"\blikeliest\b": "Say “most likely”.",
    r"\bin sum\b": "Say “in total”.",
    r"\b(upright|level) (edge|bar)s?\b": "Say “vertical” and “horizontal”.",
    r"(?<![:-])\b(colors?|neighbor\w*|gray|normalize\w*|center(ed)?)\b(?![:-])": "The screen is spelt the British way.",
    r"\bwhat (reads|leaves|enters) how\b": "Say what is read.",
}
"""Patterns that were on the screen once, each with what to write in its place."""


def _found(pattern: str, among: list[Sentence] | None = None) -> list[str]:
    expression = re.compile(pattern, re.IGNORECASE)
    return [f"{each.file}:{each.line}: {each.text}" for each in among or sentences() if expression.search(each.plain)]


@pytest.mark.parametrize("pattern", STIFF)
def test_no_sentence_is_stiff(pattern: str) -> None:
    assert not _found(pattern), STIFF[pattern]


def test_no_sentence_holds_the_python_name_of_a_setting() -> None:
    names = {declared.name for kind in KINDS for declared in settings_of(kind) if "_" in declared.name}
    assert len(names) > 5
    screen = [
        each for each in sentences() if not each.file.startswith("explorer/layers/")
    ]  # these speak to Python as well
    assert not _found(rf"\b({'|'.join(sorted(names))})\b|\b\w+=['“\"](same|valid)\b", screen)


def test_the_patterns_find_what_was_on_the_screen() -> None:
    once = (
        "It names 92.2% rightly.",
        "Of another shape than trained, so random now: conv1.",
        "7 × 7 px, step on the image {…}; none in the padding.",
        "That is no whole number.",
        "After 9 layers there is left: with ReLU 1.",
        "Every cell lays its kernel down on the output.",
    )
    for text in once:
        assert any(_found(pattern, [Sentence("", 0, text, text)]) for pattern in STIFF), text


def test_sentences_are_found_in_python_javascript_and_lessons() -> None:
    """The reader of the sources sees the sentences of all three, and no docstring and no comment."""
    texts = {(each.file, each.plain) for each in sentences()}
    assert ("explorer/views/components/guide/guide.js", "Use your photo") in texts
    assert ("explorer/presets/groups.py", "Filters with gaps: what a cell reads doubles from layer to layer.") in texts
    assert ("explorer/lessons/text/networks/parameters.md", "Where are the parameters of a network?") in texts
    assert not _found("^Names of classes, shortened to what fits")
    assert len(sentences()) > 2000
