"""Every lesson: its words, its numbers, its figures, the state that it opens."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.figures.lessons.figure import charts
from explorer.figures.theme import DARK, LIGHT
from explorer.lessons import GROUPS, LESSONS, Lesson, Pick, Slider, Study, by_group, load, neighbours
from explorer.lessons.exercises import FAMILIES
from explorer.lessons.lesson import MAX_WORDS, WORDS_A_MINUTE, filled, kept_together, pieces, placeholders, word_count
from explorer.lessons.shown import TextTable
from explorer.lessons.tools import sample
from explorer.running import Budget
from explorer.scene import ImageChoice, link

EACH = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
TERMS = ("1×1", "3×3×3", "3×3")
"""What is called by a number, as a name."""


def study(lesson: Lesson, photo: str = "cat", **values: Any) -> Study:
    return lesson.study(lesson.given({**lesson.defaults, **values}, sample, ImageChoice(photo)))


def settings(lesson: Lesson) -> list[dict[str, Any]]:
    """The ends of every control, one at a time, and the defaults."""
    ends = [{}]
    for control in lesson.controls:
        values = (control.low, control.high) if isinstance(control, Slider) else control.options
        ends += [{control.name: value} for value in values]
    return ends


@EACH
def test_words_are_few_and_filled_in(lesson: Lesson) -> None:
    result = study(lesson)
    text = filled(lesson.text, result.numbers)
    assert word_count(text) <= MAX_WORDS, word_count(text)
    assert set(result.numbers) == placeholders(lesson.text)
    assert "{{" not in text
    assert '"' not in re.sub(r"`[^`]*`", "", lesson.text)


def loose_digits(text: str) -> list[str]:
    """Digits that were typed into a text: outside placeholders, names, code, and the 0, 1 and 2 of formulas."""
    plain = re.sub(r"\{\{\w+\}\}|`[^`]*`", "", text)
    for term in TERMS:
        plain = plain.replace(term, "")
    plain = re.sub(r"(?m)^\d\. ", "", plain)  # numbered lists
    plain = re.sub(r"\b(19|20)\d\d\b", "", plain)  # years

    def formula(match: re.Match[str]) -> str:
        return " ".join(n for n in re.findall(r"\d+(?:\.\d+)?", match[0]) if n not in ("0", "1", "2"))

    plain = re.sub(r"\$\$.*?\$\$|\$[^$]*\$", formula, plain, flags=re.DOTALL)
    return re.findall(r"\S*\d\S*", plain)


def reused_letters(text: str) -> set[str]:
    """Letters that a formula of a text uses as an index and by themselves too, such as a bias b beside a column b."""
    formulas = " ".join(re.findall(r"\$\$.*?\$\$|\$[^$]*\$", text, flags=re.DOTALL))
    formulas = re.sub(r"\\text\{[^}]*\}|\\[a-z]+", " ", formulas)
    indices = set(re.findall(r"[a-z]", " ".join(re.findall(r"_\{([^}]*,[^}]*)\}", formulas))))
    return indices & set(re.findall(r"[a-z]", re.sub(r"_\{[^}]*\}|_\w|\^\{?\(\w\)\}?", " ", formulas))) & {"b"}


@EACH
def test_the_letter_of_the_bias_is_no_index(lesson: Lesson) -> None:
    assert reused_letters(lesson.text) == set()


def test_the_reader_of_letters_finds_one() -> None:
    assert reused_letters(r"$Z_{i,j} = \sum_{a,b} W_{a,b} + b$") == {"b"}


@EACH
def test_no_number_is_typed_in(lesson: Lesson) -> None:
    assert loose_digits(lesson.text) == []


@pytest.mark.parametrize("text", ["It has 27 weights.", "$K = 3$", "$$x^{5}$$"])
def test_the_reader_of_digits_finds_them(text: str) -> None:
    assert loose_digits(text)


def test_the_reader_of_digits_leaves_names_alone() -> None:
    assert loose_digits("{{a1}} in 1998: a 1×1 of $1 + 2x$\n1. First") == []


@EACH
def test_figures_are_drawn_in_both_looks_and_widths(lesson: Lesson) -> None:
    named = {piece.figure for piece in pieces(lesson.text) if piece.figure}
    for values in settings(lesson):
        result = study(lesson, **values)
        assert set(result.figures) == named
        filled(lesson.text, result.numbers)
        for shown in result.figures.values():
            assert shown.alt.endswith(".")
            if isinstance(shown, TextTable):
                assert all(len(row) == len(shown.header) for row in shown.rows)
                continue
            for theme, narrow in itertools.product((LIGHT, DARK), (False, True)):
                drawn = charts(shown, theme, narrow)
                assert drawn
                assert all(chart.alt for chart in drawn)


@EACH
def test_what_opens_can_be_shown_and_linked(lesson: Lesson) -> None:
    budget = Budget(bytes=512_000_000, layer_bytes=1_000_000_000, macs=20_000_000_000)
    for values in settings(lesson):
        scene = study(lesson, **values).scene
        assert link.decode(link.encode(scene)) == scene
        budget.check(scene.network)
        if scene.cell is not None:
            scene.network.check_cell(scene.cell)


@EACH
def test_every_lesson_has_what_it_needs(lesson: Lesson) -> None:
    assert lesson.sources
    assert lesson.families
    assert set(lesson.families) <= set(FAMILIES)
    parts = pieces(lesson.text)
    assert any(piece.fold == "why" for piece in parts)
    assert any(piece.controls for piece in parts) == bool(lesson.controls)
    assert sum(bool(piece.figure) for piece in parts) >= 1
    assert [source.address for source in lesson.sources if source.doi and "doi.org" not in source.address] == []


@pytest.mark.parametrize("image", ["photographer", "impulse", "ramp", "fashion-4359"])
@EACH
def test_other_images_do_as_well(lesson: Lesson, image: str) -> None:
    result = study(lesson, image)
    assert all("not a number" not in text for text in result.numbers.values())
    for shown in result.figures.values():
        if not isinstance(shown, TextTable):
            assert charts(shown, LIGHT)


def test_slugs_are_unique_and_groups_in_order() -> None:
    assert len({lesson.slug for lesson in LESSONS}) == len(LESSONS)
    assert [lesson for group in GROUPS for lesson in by_group()[group]] == list(LESSONS)
    assert neighbours(LESSONS[0]) == (None, LESSONS[1])
    assert neighbours(LESSONS[-1]) == (LESSONS[-2], None)


def test_an_unknown_lesson_is_told_in_words() -> None:
    with pytest.raises(SettingError, match="There is no lesson 'alchemy'"):
        load("alchemy")


def test_controls_keep_what_they_are_given_in_range() -> None:
    assert Slider("n", "N", 0, 6, 3).check(99) == 6
    assert Slider("n", "N", 0, 6, 3).check("nonsense") == 3
    assert Pick("n", "N", ("a", "b"), "b").check("c") == "b"


def test_a_number_that_is_missing_is_told() -> None:
    with pytest.raises(SettingError, match="no number called 'x'"):
        filled("{{x}}", {})


def test_dense_against_the_known_numbers() -> None:
    texts = study(load("dense")).numbers
    assert (texts["values"], texts["pixels"], texts["weights"]) == ("196,608", "65,536", "25,165,824")


@pytest.mark.parametrize("by", range(7))
def test_a_map_moves_with_its_image(by: int) -> None:
    texts = study(load("position"), shift=by).numbers
    assert texts["same"] == "100%"
    assert (texts["carried"] == "100%") == (by % 2 == 0)


def test_the_flip_draws_the_kernel() -> None:
    dot: Any = study(load("flip"), kernel="Emboss").figures["dot"]
    _, kernel, slid, turned = (grid.values for grid in dot.grids)
    np.testing.assert_array_equal(turned, kernel)
    np.testing.assert_array_equal(slid, kernel[::-1, ::-1])
    assert study(load("flip"), kernel="Gaussian blur").numbers["difference"] == "0"


IDEAS = {
    "dense layers do not scale": "dense",
    "position, equivariance and invariance": "position",
    "tied neurons: weight sharing": "tied",
    "one filter that slides": "sliding",
    "Z = sum of X*W + b": "patch",
    "filter against kernel": "filter",
    "feature maps as detectors": "detectors",
    "batch and layout": "layout",
    "with and without the flip": "flip",
    "number of filters": "filters",
    "filter size": "size",
    "1x1 as mixing, depth reduction, non-linearity": "one",
    "stride": "stride",
    "padding, valid and same and full, what zeros tell": "padding",
    "output width": "output",
    "ReLU and its derivative": "relu",
    "vanishing gradients against sigmoid and tanh": "vanishing",
    "max and average pooling, the routing mask": "pooling",
    "fully connected and flatten": "flatten",
    "softmax, overflow guard, sigmoid as two classes": "softmax",
    "typical architecture, wide and shallow to narrow and deep": "architecture",
    "edges to parts to objects": "hierarchy",
    "parameter counts": "parameters",
    "receptive fields": "fields",
    "does a CNN beat a dense net": "beat",
    "a first look backward": "backward",
    "a loss: cross-entropy and squared error": "loss",
    "gradient descent on one weight": "descent",
    "back-propagation through convolution, ReLU and pooling, the mask": "chain",
    "batches, epochs, learning rate": "batches",
    "over-fitting, dropout, weight decay, augmentation": "overfitting",
    "batch normalisation": "batchnorm",
    "conv_forward fails for 1, even kernels, oblong images": "code-crop",
    "average pooling over the wrong axes; every tie marked": "code-pools",
    "a small number added after the softmax": "code-log",
    "wrong sentences: same, stride, pixels, parameters, pooling, zeros": "code-words",
}
"""Every idea of the article, of what follows it, and every error that ANCHORS.md lists, with its lesson."""


def test_every_idea_has_its_lesson() -> None:
    assert set(IDEAS.values()) == {lesson.slug for lesson in LESSONS}


@pytest.mark.parametrize(
    ("text", "unbroken"),
    [
        ("of 3 × 3 px, 2 by", "of 3\u00a0×\u00a03\u00a0px, 2 by"),
        ("2 · (3 + 1), a · b and 8 rows", "2\u00a0·\u00a0(3 + 1), a · b and 8 rows"),
    ],
)
def test_sizes_are_not_broken_at_the_end_of_a_line(text: str, unbroken: str) -> None:
    assert kept_together(text) == unbroken


@EACH
def test_the_minutes_grow_with_words_controls_and_an_exercise(lesson: Lesson) -> None:
    assert 3 <= lesson.minutes <= 9
    without = replace(lesson, controls=(), families=())
    assert without.minutes == math.ceil(word_count(lesson.text) / WORDS_A_MINUTE)
    assert without.minutes < lesson.minutes
