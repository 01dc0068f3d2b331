"""Every number that a shipped demo says is one that the library computes: in the notes' order, and none besides."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from explorer import demos
from explorer.layers import Dense, Flatten
from explorer.network import Cell, Network
from explorer.reads import region
from explorer.weights import cards
from explorer.windows import Window
from tests.demos.seen import Seen, count, numbers, seen, sides

Facts = dict[str, list[float]]
"""The numbers of each step, by its title: those of the question, then those of the note."""


def window_of(step: Seen) -> list[float]:
    """Rows and columns of the selected layer's kernel."""
    return [float(length) for length in step.step.param_shapes["kernel"][:2]]


def filters() -> Facts:
    first, second, plain, turned, four = seen("filters")
    units = math.prod(plain.step.output_shape)
    dense = Network((Flatten(), Dense(units=units)), plain.network.input_shape)
    assert first.scene.weights == second.scene.weights
    assert four.step.output_shape[2] == len(demos.filters.FOUR)
    return {
        first.stop.title: [*window_of(first), count(*first.step.param_shapes["kernel"]), first.value()],
        second.stop.title: [second.value()],
        plain.stop.title: [plain.value(), *sides(plain.step), plain.step.param_count, dense.param_count],
        turned.stop.title: [
            turned.value(),
            Seen(first.stop).value(Cell("0", turned.cell.row, turned.cell.col, 0)),
        ],
        four.stop.title: [four.step.output_shape[2], first.step.param_count, four.step.param_count],
    }


def relu() -> Facts:
    before, zero, passed, why = seen("relu")
    here = Cell("0", before.cell.row, before.cell.col, before.cell.channel)
    maps = zero.step_maps("1")[:, :, zero.cell.channel]
    assert 0.45 < (maps == 0).mean() < 0.55, "about half"
    assert passed.value() == passed.value(Cell("0", passed.cell.row, passed.cell.col, 0))
    return {
        before.stop.title: [before.value()],
        zero.stop.title: [0, maps.size, int((maps == 0).sum()), 0, 0, zero.value(here), zero.value()],
        passed.stop.title: [passed.value()],
        why.stop.title: [why.step.param_count],
    }


def padding() -> Facts:
    inside, shrinking, ring, price = seen("padding")
    side, kernel = inside.network.input_shape[0], inside.step.param_shapes["kernel"][0]
    assert side - kernel + 1 == inside.step.output_shape[0]
    lengths = [step.output_shape[0] for step in shrinking.network.steps[1:]]
    lost = side - lengths[0]
    many = (side - lost) // lost
    assert side - many * lost == lost
    rows = price.reads().rows
    assert rows == (0, 1), "one of the window's three rows lies in the padding"
    added = ring.step.layer.padding  # type: ignore[attr-defined]
    assert added == "same"
    return {
        inside.stop.title: [*window_of(inside), side, side, side, kernel, 1, side - kernel + 1, *sides(inside.step)],
        shrinking.stop.title: [lost, lost, *lengths, many, lost, lost],
        ring.stop.title: [*sides(ring.step), (kernel - 1) / 2, 1, side, kernel, kernel - 1, side, 5, 5, (5 - 1) / 2],
        price.stop.title: [price.value(), price.value(Cell("0", 1, price.cell.col, price.cell.channel))],
    }


def stride() -> Facts:
    one, two, work, three = seen("stride")
    side, kernel = one.network.input_shape[0], one.step.param_shapes["kernel"][0]
    assert two.value(digits=5) == one.value(digits=5)
    assert 4 * work.step.macs == one.step.macs
    assert work.step.param_count == one.step.param_count
    last = 1 + (side - kernel) // 3
    assert last == three.step.output_shape[0]
    jump = three.step.window
    assert jump is not None
    assert jump.rows.jump == jump.rows.size == 3, "edge to edge"
    return {
        one.stop.title: [1, 1, side, one.step.output_shape[0], one.value()],
        two.stop.title: [
            *(2, 1, side, kernel, 2, 1 + (side - kernel) // 2),
            *(two.cell.row, two.cell.col, one.cell.row, one.cell.col, two.value()),
        ],
        work.stop.title: [work.step.param_count, work.step.macs, one.step.macs],
        three.stop.title: [3, 1, side, kernel, 3, last, 3],
    }


def pooling() -> Facts:
    strongest, smaller, shift, mean = seen("pooling")
    before, after = smaller.network.step("1"), smaller.step
    row, col = 2 * strongest.cell.row, 2 * strongest.cell.col
    four = strongest.step_maps("1")[row : row + 2, col : col + 2, strongest.cell.channel].ravel()
    assert strongest.value() == round(float(four.max()), 2)
    others = [round(float(value), 2) for value in four if value != four.max()]
    window = shift.step.window
    assert window is not None
    return {
        strongest.stop.title: [2, 2, strongest.value(), *others],
        smaller.stop.title: [
            *sides(before),
            *sides(after),
            before.output_shape[2],
            after.output_shape[2],
            after.param_count,
        ],
        shift.stop.title: [*(len(each) for each in (shift.reads().rows, shift.reads().cols)), window.rows.jump, 1],
        mean.stop.title: [strongest.value(), round(float(four.mean()), 2)],
    }


def one_by_one() -> Facts:
    grey, red, blue, wide, narrow = seen("one-by-one")
    pixel = red.pixels[red.cell.row, red.cell.col]
    assert red.value(digits=3) == round(float(pixel[0] - pixel[1]), 3)
    pink = Cell("0", red.cell.row, red.cell.col, blue.cell.channel)
    first, second = narrow.step, narrow.network.step("4")
    both = first.param_count + second.param_count
    assert 3 * both < wide.step.param_count
    return {
        grey.stop.title: [*window_of(grey), grey.step.param_shapes["kernel"][2], grey.value()],
        red.stop.title: [*(round(float(each), 3) for each in pixel[:2]), red.value(digits=3)],
        blue.stop.title: [blue.value(), blue.value(pink), blue.step.param_count],
        wide.stop.title: [wide.step.output_shape[2], *window_of(wide), wide.step.input_shape[2], wide.step.param_count],
        narrow.stop.title: [
            *(first.output_shape[2], *window_of(narrow), first.output_shape[2]),
            *(
                first.output_shape[2],
                *window_of(narrow),
                first.input_shape[2],
                first.output_shape[2],
                first.param_count,
            ),
            *(*second.param_shapes["kernel"][:2], second.param_count, both),
        ],
    }


def dilation() -> Facts:
    plain, two, four, stacked, flat = seen("dilation")
    rates = [step.layer.dilation_rate[0] for step in stacked.network.steps[1:]]  # type: ignore[attr-defined]
    assert not stacked.reads().holes
    assert four.reads().holes
    assert len(four.reads().rows) == 3
    adds = [2 * rate for rate in rates]
    assert 1 + sum(adds) == stacked.span == len(stacked.reads().rows)
    return {
        plain.stop.title: [*window_of(plain), len(plain.reads().rows), len(plain.reads().cols)],
        two.stop.title: [2, 2 - 1, count(*map(int, window_of(two))), two.span, two.span, two.step.param_count],
        four.stop.title: [4, four.span, four.span],
        stacked.stop.title: [*rates, stacked.span, stacked.span, 1, *adds, stacked.span],
        flat.stop.title: [flat.span, len(flat.reads().rows)],
    }


def receptive_field() -> Facts:
    keyhole, second, pooled, block, whole = seen("receptive-field")
    field = Window(3, 1).over(Window(3, 1)).size
    assert field == second.span
    below = pooled.network.step("5").window
    assert below is not None
    photo = pooled.network.input_shape
    assert 4 * block.span**2 == photo[0] * photo[1]
    assert pooled.span - below.rows.size == 2 * below.rows.jump
    read = whole.reads()
    return {
        keyhole.stop.title: [keyhole.span, keyhole.span],
        second.stop.title: [3, 3, second.span, second.span, 3, 3, (second.span - 3) / 2],
        pooled.stop.title: [
            *(
                below.rows.jump,
                pooled.span - below.rows.size,
                below.rows.size,
                below.cols.size,
                pooled.span,
                pooled.span,
            )
        ],
        block.stop.title: [block.span, block.span],
        whole.stop.title: [whole.span, whole.span, *photo[:2], len(read.rows), len(read.cols)],
    }


def depth() -> Facts:
    first, second, third, last, means = seen("depth")

    def maps(step: Seen) -> list[float]:
        return [step.step.output_shape[2], *sides(step.step)]

    before, after = count(*first.step.output_shape), count(*last.step.output_shape)
    assert float((third.step_maps("14")[:, :, third.cell.channel] == 0).mean()) > 0.5, "silent on most of the meadow"
    assert third.value() == round(float(third.step_maps("14")[:, :, third.cell.channel].max()), 2)
    return {
        first.stop.title: maps(first),
        second.stop.title: [*maps(second), second.span, second.span],
        third.stop.title: [*maps(third), third.value()],
        last.stop.title: [before / after, before, after, *maps(last)],
        means.stop.title: [means.step.output_shape[0]],
    }


def softmax() -> Facts:
    dense, sure, other, difference = seen("softmax")
    units, inputs = dense.step.output_shape[0], dense.step.input_shape[0]
    sums = sure.acts["22"][0]
    following = int(np.argsort(-sums)[1])
    names = cards.load("flowers_vgg").classes
    assert [names[following], sure.answer, other.answer] == ["sunflowers", "dandelion", "roses"]
    assert (sums < 0).sum() == units - 1, "the other four are below zero"
    tulips = Cell("22", 0, 0, names.index("tulips"))
    between = round(difference.value(digits=6) - difference.value(tulips, 6), 2)
    times = other.percent(other.cell.channel) / other.percent(names.index("tulips"))
    assert times == pytest.approx(math.exp(between), rel=0.02)
    return {
        dense.stop.title: [units, inputs, inputs, dense.value(), dense.step.param_count],
        sure.stop.title: [
            *(0, 1, 1, sure.percent()),
            *(round(float(sums[following]), 2), sure.percent(following)),
        ],
        other.stop.title: [other.percent(), 1],
        difference.stop.title: [difference.value(), difference.value(tulips), between, round(math.exp(between), 1)],
    }


def learning() -> Facts:
    before, fig, one, eight, last = seen("learning")
    card = cards.load("flowers_vgg")
    assert card.tested
    right = dict(zip(card.epochs, card.tested.accuracy_per_epoch, strict=True))
    assert [step.answer for step in (before, fig, one, eight, last)] == ["dandelion"] * 5
    epochs = [step.scene.weights.base.epoch for step in (before, fig, one, eight, last)]  # type: ignore[union-attr]
    assert epochs == [0, 0, 1, 8, card.last_epoch]
    test = [round(right[epoch], 1) for epoch in epochs]
    return {
        before.stop.title: [before.percent()],
        fig.stop.title: [fig.percent(), card.tested.images, test[1], 100 / len(card.classes)],
        one.stop.title: [1, one.percent(), test[2]],
        eight.stop.title: [eight.percent(), test[3]],
        last.stop.title: [last.percent(), test[4], 80, card.last_epoch, round(right[card.last_epoch] - right[80], 1)],
    }


FACTS: dict[str, Callable[[], Facts]] = {
    "filters": filters,
    "relu": relu,
    "padding": padding,
    "stride": stride,
    "pooling": pooling,
    "one-by-one": one_by_one,
    "dilation": dilation,
    "receptive-field": receptive_field,
    "depth": depth,
    "softmax": softmax,
    "learning": learning,
}


@pytest.mark.parametrize("name", demos.NAMES)
def test_every_number_of_a_demo_is_computed(name: str) -> None:
    said = {stop.title: numbers(f"{stop.question} {stop.note}") for stop in demos.load(name).walk.stops}
    facts = {title: [float(value) for value in values] for title, values in FACTS[name]().items()}
    assert said == facts


def test_numbers_are_found_as_they_are_written() -> None:
    text = "3 × 3 px: −2.83, 64 − 3 = 61, max(0, −2.90), 99.7% of 1,000 in conv1_1; ⌊(64 − 3) / 2⌋."
    assert numbers(text) == [3, 3, -2.83, 64, 3, 61, 0, -2.9, 99.7, 1000, 64, 3, 2]
    assert region(seen("stride")[0].network, Cell("0", 0, 0, 0)).rows == (0, 1, 2)
