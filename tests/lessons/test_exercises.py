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
        one = generate(family, seed)
        drawn = [grid.values.tobytes() for each in one.figures if isinstance(each, Grids) for grid in each.grids]
        texts.add((one.question, one.answer, *drawn))
        offered = one.options or (one.answer, *(mistake.answer for mistake in one.mistakes))
        assert len(set(offered)) == len(offered)
        assert [answer for answer in offered if one.mark(answer).right] == [one.answer]
        for mistake in one.mistakes:
            assert mistake.reason in one.mark(mistake.answer).words
            assert mistake.reason.endswith(".")
        assert one.mistakes
        assert one.explanation
        if one.numeric:
            assert one.mark(one.answer.replace(",", "")).right
            assert int(one.answer.replace(",", "").replace("−", "-")) is not None
        else:
            assert 3 <= len(one.options) <= MAX_OPTIONS
    assert len(texts) > EACH / 3


def numbers(text: str) -> list[int]:
    return [int(n.replace("−", "-")) for n in re.findall(r"−?\d+", text)]


@pytest.mark.parametrize("family", ["output_size", "plain_size", "stride_size", "padded_size"])
def test_output_sizes_by_placing_windows(family: str) -> None:
    for seed in range(EACH):
        one = generate(family, seed)
        length, kernel, _, stride, *rest = numbers(one.question)
        dilation = rest.pop(0) if "dilation" in one.question else 1
        span = (kernel - 1) * dilation + 1
        if "same" in one.question:
            expected = len(range(0, length, stride))
        else:
            pad = rest[0] if "each side" in one.question else 0
            expected = len([at for at in range(0, length + 2 * pad, stride) if at + span <= length + 2 * pad])
        assert one.answer == answer_text(expected), one.question


def test_fields_by_counting_backwards() -> None:
    for seed in range(EACH):
        one = generate("field", seed)
        rows = 1
        for text in reversed(one.question.split(": ")[1].split(". How")[0].split(", ")):
            kernel, _, *stride = numbers(text)
            rows = (rows - 1) * (stride[0] if stride else 1) + kernel
        assert one.answer == answer_text(rows), one.question


@pytest.mark.parametrize("family", ["reads", "plain_reads", "stride_reads", "padded_reads"])
def test_reads_by_hand(family: str) -> None:
    for seed in range(EACH):
        one = generate(family, seed)
        length, kernel, _, stride, *rest = numbers(one.question)
        pad = 0 if "no padding" in one.question else rest[0]
        row = rest[-2]
        rows = [2 * row, 2 * row + 1] if "pooling" in one.question else [row]
        read = {r * stride - pad + tap for r in rows for tap in range(kernel)} & set(range(length))
        expected = f"rows {min(read)} to {max(read)}" if len(read) > 1 else f"row {min(read)}"
        assert one.answer == expected, one.question


@pytest.mark.parametrize(("family", "slide"), [("value", correlate2d), ("flipped_value", convolve2d)])
def test_values_against_scipy(family: str, slide: Callable[..., Any]) -> None:
    for seed in range(EACH):
        one = generate(family, seed)
        assert isinstance(one.figures[0], Grids)
        image, kernel = (grid.values for grid in one.figures[0].grids)
        bias, row, col = numbers(one.question.replace("4 × 4", "").replace("3 × 3", ""))
        assert one.answer == answer_text(int(slide(image, kernel, "valid")[row, col] + bias))


def test_shifts_by_dividing() -> None:
    for seed in range(EACH):
        one = generate("shifted", seed)
        poolings = 2 if "two max" in one.question else int("max pooling" in one.question)
        assert one.answer == answer_text(numbers(one.question)[0] // 2**poolings)
        assert numbers(one.question)[0] % 2**poolings == 0


def test_a_mistake_is_named_after_what_was_asked() -> None:
    """Without a stride nobody forgets it, and "one too few" is one too few."""
    for seed in range(EACH):
        for family in ("plain_reads", "padded_reads", "reads", "plain_size", "padded_size", "stride_size"):
            one = generate(family, seed)
            reasons = " ".join(mistake.reason for mistake in one.mistakes)
            if "stride 1" in one.question and "pooling" not in one.question:
                assert "forgets the stride" not in reasons
            if "no padding" in one.question:
                assert "forgets the padding" not in reasons
            for mistake in one.mistakes:
                if "two too few" in mistake.reason:
                    assert int(one.answer) - int(mistake.answer) == 2


def test_pooled_values_by_slicing() -> None:
    for seed in range(EACH):
        one = generate("pooled", seed)
        assert isinstance(one.figures[0], Grids)
        (x,) = (grid.values for grid in one.figures[0].grids)
        row, col = numbers(one.question)[-2:]
        window = x[2 * row : 2 * row + 2, 2 * col : 2 * col + 2]
        assert one.answer == answer_text(int(window.max() if one.question.startswith("Max") else window.mean()))


def test_counts_by_counting() -> None:
    for seed in range(EACH):
        one = generate("conv_parameters", seed)
        filters, size, _, _, _, channels = numbers(one.question)
        assert one.answer == answer_text(sum(size * size * channels + 1 for _ in range(filters)))
        one = generate("dense_parameters", seed)
        rows, cols, channels, units = numbers(one.question)
        assert one.answer == answer_text(rows * cols * channels * units + units)
        one = generate("places", seed)
        *shape, row, col, channel, _ = numbers(one.question)
        assert one.answer == answer_text(int(np.ravel_multi_index((row, col, channel), shape)))


def test_slopes_and_shares_by_definition() -> None:
    for seed in range(EACH):
        one = generate("slopes", seed)
        assert isinstance(one.figures[0], Grids)
        assert one.answer == answer_text(sum(value > 0 for value in one.figures[0].grids[0].values.flat))
        one = generate("shares", seed)
        z = numbers(one.question.split("What")[0])
        powers = [2.718281828459045**value for value in z]
        assert one.answer == ", ".join(f"{power / sum(powers):.2f}" for power in powers)


def test_every_other_repair_fails() -> None:
    for seed in range(200):
        case = broken_network(random.Random(seed))
        good = [change for change in case.changes if case.works(change)]
        assert good
        assert len(case.changes) - len(good) >= MAX_OPTIONS - 1
    for seed in range(EACH):
        one, case = generate("repair", seed), broken_network(random.Random(f"repair/{seed}"))
        by_words = {change.words: change for change in case.changes}
        assert [option for option in one.options if case.works(by_words[option])] == [one.answer]


def test_maps_of_the_filters_can_be_told_apart() -> None:
    pixels = np.random.default_rng(0).random((16, 16, 3))
    assert distance(filtered(pixels, "sobel_x"), filtered(pixels, "sobel_y")) > MIN_DIFFERENCE
    assert distance(filtered(pixels, "sobel_x"), filtered(pixels, "sobel_x")) == 0


def test_the_same_seed_makes_the_same_exercise() -> None:
    def plain(one: Exercise) -> tuple[object, ...]:
        return one.question, one.answer, one.mistakes, one.options, one.explanation

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
    one = generate("parameters", 1)
    assert not one.mark("many").right
    assert "whole number" in one.mark("3.5").words
    assert "usual mistakes" in one.mark("−123457").words
