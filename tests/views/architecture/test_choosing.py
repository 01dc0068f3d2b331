"""What is found, kept and sorted in the table of the Architecture page."""

from __future__ import annotations

import itertools

import pytest

from explorer import presets
from explorer.analysis import architecture
from explorer.views.architecture.choosing import ORDER, SORTS, Choice, chosen, kinds_of

ROWS = architecture.rows(presets.load("residual").network)


def test_nothing_asked_leaves_the_table_as_it_is() -> None:
    assert chosen(ROWS, Choice()) == ROWS
    assert Choice().is_whole
    assert not Choice(sort="MACs").is_whole


@pytest.mark.parametrize(
    ("name", "count"), [("conv", 6), (" RES1.", 3), ("shortcut", 1), ("nothing", 0), ("", len(ROWS))]
)
def test_a_part_of_a_name_finds_layers(name: str, count: int) -> None:
    found = chosen(ROWS, Choice(name=name))
    assert len(found) == count
    assert all(name.strip().lower() in row.name for row in found)


def test_kinds_are_kept() -> None:
    kinds = kinds_of(ROWS)
    assert kinds[:3] == ["Input", "Convolution", "ReLU"]
    assert len(kinds) == len(set(kinds))
    found = chosen(ROWS, Choice(kinds=("ReLU", "Softmax")))
    assert {row.kind for row in found} == {"ReLU", "Softmax"}
    assert sum(len(chosen(ROWS, Choice(kinds=(kind,)))) for kind in kinds) == len(ROWS)


@pytest.mark.parametrize("sort", SORTS)
def test_numbers_are_sorted_from_the_largest_and_texts_by_the_alphabet(sort: str) -> None:
    found = chosen(ROWS, Choice(sort=sort))
    values = [SORTS[sort](row) for row in found]
    assert sorted(row.path for row in found) == sorted(row.path for row in ROWS)
    assert values == sorted(values, reverse=sort not in ("Name", "Kind"))
    for row, after in itertools.pairwise(found):  # equal ones as in the network
        if SORTS[sort](row) == SORTS[sort](after):
            assert ROWS.index(row) < ROWS.index(after)


def test_the_order_of_the_network_is_no_column() -> None:
    assert ORDER not in SORTS
