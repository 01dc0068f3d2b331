"""The glossary: one sentence and one picture per term, and the same words as the settings."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from explorer.figures.glyphs import PICTURES, picture
from explorer.figures.theme import DARK, LIGHT
from explorer.layers import KINDS, AveragePool2D, Conv2D, MaxPool2D, ReLU, Softmax
from explorer.lessons import load
from explorer.settings import settings_of
from explorer.words.glossary import TERMS, search, tip


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
def test_a_term_is_one_short_text_with_a_picture_and_a_lesson(term: object) -> None:
    from explorer.words.glossary import Term

    assert isinstance(term, Term)
    assert term.text.endswith(".")
    assert len(term.text) <= 160
    if term.lesson:
        load(term.lesson)
    for theme in (LIGHT, DARK):
        root = ElementTree.fromstring(picture(term.name, theme))
        assert len(root) >= 1


def test_names_are_unique_and_in_order_and_all_are_drawn() -> None:
    names = [name for term in TERMS for name in (term.name, *term.also)]
    assert len(set(names)) == len(names)
    assert [term.name for term in TERMS] == sorted((term.name for term in TERMS), key=str.lower)
    assert set(PICTURES) == {term.name for term in TERMS}


def test_a_setting_says_the_same_in_its_form_and_in_the_glossary() -> None:
    declared = {setting.name: setting.help for setting in settings_of(Conv2D)}
    terms = {term.setting: term for term in TERMS if term.setting}
    assert {"filters", "kernel_size", "strides", "padding", "dilation_rate", "groups", "use_bias", "units"} == set(
        terms
    )
    for name, term in terms.items():
        if name in declared:
            assert tip(term.name) == declared[name]
    assert tip("stride") == next(s.help for s in settings_of(MaxPool2D) if s.name == "strides")
    assert tip("average pooling") == AveragePool2D.about
    assert (tip("ReLU"), tip("softmax"), tip("max pooling")) == (ReLU.about, Softmax.about, MaxPool2D.about)


def test_every_kind_says_something_about_itself() -> None:
    assert all(kind.about.endswith(".") for kind in KINDS)


@pytest.mark.parametrize(("words", "first"), [("stride", "stride"), ("jump", "step on the image"), ("SAME", "padding")])
def test_search(words: str, first: str) -> None:
    assert search(words)[0].name == first


def test_search_for_nothing_finds_everything_and_for_nonsense_nothing() -> None:
    assert search("") == TERMS
    assert search("  ") == TERMS
    assert search("zyzzyva") == ()


def test_an_unknown_term_is_an_error() -> None:
    with pytest.raises(KeyError):
        tip("alchemy")
