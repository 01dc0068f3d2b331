"""The table of the Architecture page."""

from __future__ import annotations

from explorer.views.architecture.table import COLUMNS


def test_every_column_has_a_tooltip_in_whole_sentences() -> None:
    assert all(tooltip.endswith(".") for _, tooltip in COLUMNS.values())
