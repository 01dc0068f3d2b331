"""The table of two networks, against the numbers that the networks have alone."""

from __future__ import annotations

import csv

import pytest

from explorer import Conv2D, Network, ReLU, presets
from explorer.analysis import architecture
from explorer.analysis.compared.aligning import align
from explorer.analysis.compared.table import CSV_COLUMNS, Change, row_pairs, to_csv, total_changes


def both(left: str, right: str) -> tuple[Network, Network]:
    return presets.load(left).network, presets.load(right).network


@pytest.mark.parametrize("names", [("vgg16", "vgg11"), ("lenet5", "lenet5"), ("residual", "tinyvgg")])
def test_the_columns_are_those_of_the_networks_alone(names: tuple[str, str]) -> None:
    left, right = both(*names)
    rows = row_pairs(left, right, align(left, right))
    for network, side in ((left, "left"), (right, "right")):
        own = {row.path: row for row in architecture.rows(network)}
        shown = {getattr(row, side).path: getattr(row, side) for row in rows if getattr(row, side) is not None}
        assert shown == own
    for row in rows:
        for number in ("parameters", "macs", "memory"):
            change = row.change(number)
            if row.pair.matched:
                assert row.left is not None
                assert row.right is not None
                assert change.by == getattr(row.right.whole, number) - getattr(row.left.whole, number)
            else:
                assert change.by is None


def test_totals_are_sums_of_the_rows_outside_of_blocks() -> None:
    left, right = both("vgg16", "alexnet")
    totals = total_changes(architecture.totals(left), architecture.totals(right))
    assert totals["parameters"] == Change(138_357_544, right.param_count)
    assert totals["macs"].by == right.macs - left.macs
    assert totals["layers"] == Change(len(left.steps) - 1, len(right.steps) - 1)


def test_an_edit_changes_its_layer_and_what_follows() -> None:
    before, after = (Network((Conv2D(filters=n), ReLU(), Conv2D(filters=4)), (12, 12, 3)) for n in (2, 5))
    rows = row_pairs(before, after, align(before, after))
    assert [row.change("parameters").by for row in rows] == [0, 3 * 28, 0, 3 * 9 * 4]
    assert [row.change("window").by for row in rows] == [0, 0, 0, 0]
    assert rows[1].shapes == ("10 × 10 × 2", "10 × 10 × 5")
    assert rows[1].name == "conv1_1"


def test_the_csv_reads_back() -> None:
    left, right = both("tinyvgg", "article")
    rows = row_pairs(left, right, align(left, right))
    lines = list(csv.reader(to_csv(rows).splitlines()))
    assert tuple(lines[0]) == CSV_COLUMNS
    assert len(lines) == len(rows) + 1
    for row, line in zip(rows, lines[1:], strict=True):
        cells = dict(zip(CSV_COLUMNS, line, strict=True))
        change = row.change("parameters")
        assert cells["parameters_difference"] == ("" if change.by is None else str(change.by))
        assert cells["left_name"] == (row.left.name if row.left else "")
