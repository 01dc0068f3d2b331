"""Curves of plain characters."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from explorer.cli.curves import HEIGHT, chart

NUMBERS = st.floats(allow_nan=True, allow_infinity=True, width=32)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=200), st.integers(1, 500))
def test_every_column_has_its_curves_and_no_line_is_too_long(pairs: list[tuple[float, float]], first: int) -> None:
    text = chart("loss", {"t": [pair[0] for pair in pairs], "v": [pair[1] for pair in pairs]}, first)
    if not any(math.isfinite(value) for pair in pairs for value in pair):
        assert text == ""
        return
    lines = text.splitlines()
    assert text.isascii()
    assert len(lines) == HEIGHT + 3
    assert lines[-1].split() == ["epoch", f"{first:,}", "to", f"{first + len(pairs) - 1:,}"]
    assert all(len(line) < 79 for line in lines)
    if len(pairs) <= 60:
        left = lines[1].index("|") + 1
        for column, pair in enumerate(pairs):
            marks = "".join(line[left + column : left + column + 1].strip() for line in lines[1 : HEIGHT + 1])
            finite = sum(math.isfinite(value) for value in pair)
            assert (marks.count("*") * 2 + marks.count("t") + marks.count("v")) == finite


def test_equal_values_lie_on_one_line() -> None:
    assert chart("x", {"t": [1.0, 1.0]}).splitlines()[HEIGHT] == "   1 |tt"
