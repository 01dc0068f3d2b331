"""No sentence of the program falls back into what docs/words.md warns of."""

from __future__ import annotations

import re
from functools import cache

import pytest

from explorer.errors import SettingError
from explorer.layers import KINDS, Layer
from explorer.layers.stack import Branches
from explorer.settings import Setting, setting_label, settings_of
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
    r"(?<![:-])\b(colors?|neighbor\w*|gray|normalize(?!r\b)\w*|center(ed)?)\b(?![:-])": "The screen is spelt the British way.",
    r"\bwhat (reads|leaves|enters) how\b": "Say what is read.",
    r"\bis no (choice|padding|part)\b": "Say “is not a ...”.",
    r"\b(all|both) its \w+ alike\b": "Say what the control does.",
    r"\broll (again|random)\b|\bif you roll\b": "Say “new random weights”.",
    r"\bdrawn is\b": "Say “the picture shows”.",
    r"\bis of a kind that\b": "Say “does not know this kind of ...”.",
    r"\bat will\b|\bin percent\b": "Say “as you like”, “as a percentage”.",
    r"\bnumber of the image itself\b": "Say “straight from the image”.",
    r"\bnarrows the way\b": "It is a bottleneck.",
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
    assert not _found(rf"\b({'|'.join(sorted(names))})\b|\b\w+=['“\"](same|valid)\b")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_an_error_names_its_setting_as_the_form_does(kind: type[Layer]) -> None:
    """Names that come from code stand in the holes of the sentences: so the errors themselves are read."""
    for declared in settings_of(kind):
        label = "Parallel branches" if isinstance(declared.type, Branches) else setting_label(declared.name)
        said = _errors(declared)
        assert said, declared.name
        assert [
            error for error in said if not error.startswith((label, setting_label(declared.name))) or "_" in error
        ] == []


def _errors(declared: Setting) -> list[str]:
    """What a setting says to values that it does not take."""
    said = []
    for wrong in (-1e9, 10**9, "nonsense", (1, 2, 3), None, object()):
        try:
            declared.type.check(declared.name, wrong)
        except SettingError as error:
            said.append(str(error))
    return said


def test_the_patterns_find_what_was_on_the_screen() -> None:
    once = (
        "It names 92.2% rightly.",
        "Of another shape than trained, so random now: conv1.",
        "7 × 7 px, step on the image {…}; none in the padding.",
        "That is no whole number.",
        "After 9 layers there is left: with ReLU 1.",
        "Every cell lays its kernel down on the output.",
        "All its kernels alike",
        "Drawn is row {…} of the kernel.",
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
