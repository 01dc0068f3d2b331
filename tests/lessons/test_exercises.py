"""A thousand exercises: each has one right answer, and no common mistake is it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.signal import convolve2d, correlate2d

from explorer.errors import SettingError
from explorer.lessons.exercises import FAMILIES, TITLES, Exercise, generate, varied
from explorer.lessons.exercises.cells import MIN_DIFFERENCE, distance, filtered
from explorer.lessons.exercises.colors import patches
from explorer.lessons.exercises.exercise import MAX_OPTIONS, answer_text
from explorer.lessons.exercises.repairs import broken_network
from explorer.lessons.shown import Grids

EACH = 80
ALL = [(family, seed) for family in FAMILIES for seed in range(EACH)]


def test_a_sheet_asks_everything_once_before_anything_twice() -> None:
    order = [TITLES[family] for family in varied(FAMILIES)]
    kinds = len(set(order))
    assert len(order) == len(FAMILIES)
    assert len(set(order[:kinds])) == kinds
    assert varied(("plain_size", "output_size")) == ("plain_size", "output_size")


def test_there_are_a_thousand() -> None:
    assert len(ALL) >= 1000
    assert set(TITLES) == set(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_exactly_one_answer_is_right(family: str) -> None:
    texts = set()
    for seed in range(EACH):
        exercise = generate(family, seed)
        drawn = [grid.values.tobytes() for each in exercise.figures if isinstance(each, Grids) for grid in each.grids]
        texts.add((exercise.question, exercise.answer, *drawn))
        offered = exercise.options or (exercise.answer, *(mistake.answer for mistake in exercise.mistakes))
        assert len(set(offered)) == len(offered)
        assert [answer for answer in offered if exercise.mark(answer).right] == [exercise.answer]
        for mistake in exercise.mistakes:
            assert mistake.reason in exercise.mark(mistake.answer).words
            assert mistake.reason.endswith(".")
        assert exercise.mistakes
        assert exercise.explanation
        if exercise.numeric:
            assert exercise.mark(exercise.answer.replace(",", "")).right
            assert int(exercise.answer.replace(",", "").replace("−", "-")) is not None
        else:
            assert 3 <= len(exercise.options) <= MAX_OPTIONS
    assert len(texts) > EACH / 3


def numbers(text: str) -> list[int]:
    return [int(n.replace("−", "-")) for n in re.findall(r"−?\d+", text)]


@pytest.mark.parametrize("family", ["output_size", "plain_size", "stride_size", "padded_size"])
def test_output_sizes_by_placing_windows(family: str) -> None:
    for seed in range(EACH):
        exercise = generate(family, seed)
        length, kernel, _, stride, *rest = numbers(exercise.question)
        dilation = rest.pop(0) if "dilation" in exercise.question else 1
        span = (kernel - 1) * dilation + 1
        if "same" in exercise.question:
            expected = len(range(0, length, stride))
        else:
            pad = rest[0] if "each side" in exercise.question else 0
            expected = len([at for at in range(0, length + 2 * pad, stride) if at + span <= length + 2 * pad])
        assert exercise.answer == answer_text(expected), exercise.question


def test_fields_by_counting_backwards() -> None:
    for seed in range(EACH):
        exercise = generate("field", seed)
        rows = 1
        for text in reversed(exercise.question.split(": ")[1].split(". How")[0].split(", ")):
            kernel, _, *stride = numbers(text)
            rows = (rows - 1) * (stride[0] if stride else 1) + kernel
        assert exercise.answer == answer_text(rows), exercise.question


@pytest.mark.parametrize("family", ["reads", "plain_reads", "stride_reads", "padded_reads"])
def test_reads_by_hand(family: str) -> None:
    for seed in range(EACH):
        exercise = generate(family, seed)
        length, kernel, _, stride, *rest = numbers(exercise.question)
        pad = 0 if "no padding" in exercise.question else rest[0]
        row = rest[-2]
        rows = [2 * row, 2 * row + 1] if "pooling" in exercise.question else [row]
        read = {r * stride - pad + tap for r in rows for tap in range(kernel)} & set(range(length))
        expected = f"rows {min(read)} to {max(read)}" if len(read) > 1 else f"row {min(read)}"
        assert exercise.answer == expected, exercise.question


@pytest.mark.parametrize(("family", "slide"), [("value", correlate2d), ("flipped_value", convolve2d)])
def test_values_against_scipy(family: str, slide: Callable[..., Any]) -> None:
    for seed in range(EACH):
        exercise = generate(family, seed)
        assert isinstance(exercise.figures[0], Grids)
        image, kernel = (grid.values for grid in exercise.figures[0].grids)
        bias, row, col = numbers(exercise.question.replace("4 × 4", "").replace("3 × 3", ""))
        assert exercise.answer == answer_text(int(slide(image, kernel, "valid")[row, col] + bias))


def test_shifts_by_dividing() -> None:
    for seed in range(EACH):
        exercise = generate("shifted", seed)
        poolings = 2 if "two max" in exercise.question else int("max pooling" in exercise.question)
        assert exercise.answer == answer_text(numbers(exercise.question)[0] // 2**poolings)
        assert numbers(exercise.question)[0] % 2**poolings == 0


def test_a_mistake_is_named_after_what_was_asked() -> None:
    """Without a stride nobody forgets it, and "one too few" is one too few."""
    for seed in range(EACH):
        for family in ("plain_reads", "padded_reads", "reads", "plain_size", "padded_size", "stride_size"):
            exercise = generate(family, seed)
            reasons = " ".join(mistake.reason for mistake in exercise.mistakes)
            if "stride 1" in exercise.question and "pooling" not in exercise.question:
                assert "forgets the stride" not in reasons
            if "no padding" in exercise.question:
                assert "forgets the padding" not in reasons
            for mistake in exercise.mistakes:
                if "two too few" in mistake.reason:
                    assert int(exercise.answer) - int(mistake.answer) == 2


def test_pooled_values_by_slicing() -> None:
    for seed in range(EACH):
        exercise = generate("pooled", seed)
        assert isinstance(exercise.figures[0], Grids)
        (x,) = (grid.values for grid in exercise.figures[0].grids)
        row, col = numbers(exercise.question)[-2:]
        window = x[2 * row : 2 * row + 2, 2 * col : 2 * col + 2]
        assert exercise.answer == answer_text(
            int(window.max() if exercise.question.startswith("Max") else window.mean())
        )


def test_counts_by_counting() -> None:
    for seed in range(EACH):
        exercise = generate("conv_parameters", seed)
        filters, size, _, _, _, channels = numbers(exercise.question)
        assert exercise.answer == answer_text(sum(size * size * channels + 1 for _ in range(filters)))
        exercise = generate("dense_parameters", seed)
        rows, cols, channels, units = numbers(exercise.question)
        assert exercise.answer == answer_text(rows * cols * channels * units + units)
        exercise = generate("places", seed)
        *shape, row, col, channel, _ = numbers(exercise.question)
        assert exercise.answer == answer_text(int(np.ravel_multi_index((row, col, channel), shape)))


def test_slopes_and_shares_by_definition() -> None:
    for seed in range(EACH):
        exercise = generate("slopes", seed)
        assert isinstance(exercise.figures[0], Grids)
        assert exercise.answer == answer_text(sum(value > 0 for value in exercise.figures[0].grids[0].values.flat))
        exercise = generate("shares", seed)
        z = numbers(exercise.question.split("What")[0])
        powers = [2.718281828459045**value for value in z]
        assert exercise.answer == ", ".join(f"{power / sum(powers):.2f}" for power in powers)


def test_every_other_repair_fails() -> None:
    for seed in range(200):
        case = broken_network(random.Random(seed))
        good = [change for change in case.changes if case.works(change)]
        assert good
        assert len(case.changes) - len(good) >= MAX_OPTIONS - 1
    for seed in range(EACH):
        exercise, case = generate("repair", seed), broken_network(random.Random(f"repair/{seed}"))
        by_words = {change.words: change for change in case.changes}
        assert [option for option in exercise.options if case.works(by_words[option])] == [exercise.answer]


def test_maps_of_the_filters_can_be_told_apart() -> None:
    pixels = np.random.default_rng(0).random((16, 16, 3))
    assert distance(filtered(pixels, "sobel_x"), filtered(pixels, "sobel_y")) > MIN_DIFFERENCE
    assert distance(filtered(pixels, "sobel_x"), filtered(pixels, "sobel_x")) == 0


def test_the_same_seed_makes_the_same_exercise() -> None:
    def plain(exercise: Exercise) -> tuple[object, ...]:
        return exercise.question, exercise.answer, exercise.mistakes, exercise.options, exercise.explanation

    assert plain(generate("value", 7)) == plain(generate("value", 7))
    assert plain(generate("value", 7)) != plain(generate("value", 8))


@pytest.mark.parametrize(("family", "seed"), [("spelling", 0), ("value", -1), ("value", 10**6), ("value", True)])
def test_what_cannot_be_asked(family: str, seed: int) -> None:
    with pytest.raises(SettingError):
        generate(family, seed)


@pytest.mark.parametrize("said", ["1456", "1,456", " 1 456 ", 1456])
def test_numbers_may_be_written_in_any_way(said: str | int) -> None:
    assert answer_text(said) == "1,456"


def test_what_is_no_number_is_not_right() -> None:
    exercise = generate("parameters", 1)
    assert not exercise.mark("many").right
    assert "whole number" in exercise.mark("3.5").words
    assert "usual mistakes" in exercise.mark("−123457").words


def test_the_patch_that_a_filter_likes_is_the_one_with_the_largest_sum() -> None:
    """From the picture alone: gray is 0, so the sum of (picture - 0.5) times the patch decides."""
    every = patches()
    answers = set()
    for seed in range(EACH):
        exercise = generate("color_filter", seed)
        assert isinstance(exercise.figures[0], Grids)
        (grid,) = exercise.figures[0].grids
        sums = {f"a patch that is {name}": float(((grid.values - 0.5) * patch).sum()) for name, patch in every.items()}
        assert exercise.answer == max(sums, key=sums.__getitem__)
        assert set(exercise.options) <= set(sums)
        answers.add(exercise.answer)
    assert len(answers) >= 8
