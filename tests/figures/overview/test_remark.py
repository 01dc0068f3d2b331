"""The remark below an answer that weights are random."""

from __future__ import annotations

import pytest

from explorer import presets
from explorer.analysis.random_layers import random_share
from explorer.figures.overview.drawing.remark import with_remark
from explorer.figures.overview.layout import lay_out
from explorer.weights import Seeded, Weights


@pytest.mark.parametrize("name", ["tinyvgg", "lenet5", "article"])
def test_random_weights_are_named_at_the_answer(name: str) -> None:
    network = presets.load(name).network
    layout = lay_out(network)
    lines = random_share(network, Weights()).lines
    remarked = with_remark(layout, lines)
    assert lines == ("random weights",)
    assert remarked.key != layout.key
    *others, note = remarked.notes
    assert note.text == "random weights"
    left, top, right, bottom = note.box
    assert bottom <= layout.frame.bottom
    assert right <= layout.width
    for other in others:
        x0, y0, x1, y1 = other.box
        assert right <= x0 or x1 <= left or bottom <= y0 or y1 <= top, other.text
    for column in layout.shown:
        for slot in (*column.slots, column.answer):
            if slot is not None:
                assert not (left < slot.x + slot.w and slot.x < right and top < slot.y + slot.h and slot.y < bottom)


def test_nothing_is_said_where_nothing_is_random_or_there_is_no_answer() -> None:
    flowers, edges = presets.load("flowers_vgg"), presets.load("edges")
    layout = lay_out(flowers.network, ("a", "b", "c", "d", "e"))
    assert with_remark(layout, random_share(flowers.network, flowers.weights).lines) is layout
    layout = lay_out(edges.network)
    assert with_remark(layout, ("random weights",)) is layout
    thousand = lay_out(presets.load("vgg11").network)
    assert with_remark(thousand, ("random weights",)) is thousand, "its bars take the whole height"


def test_a_part_of_the_layers_is_counted() -> None:
    preset = presets.load("fashion_tinyvgg")
    share = random_share(preset.network, Weights(preset.weights.base, streams=(0, 1, 2, 3, 9)))
    assert (share.words, share.lines) == ("1 of 5 layers has random weights", ("1 of 5 layers", "random"))
    assert random_share(preset.network, Weights(Seeded())).words == "random weights"
    assert random_share(preset.network, preset.weights).words == ""
