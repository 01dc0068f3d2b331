"""Showing the figures and tables of lessons and exercises."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from explorer.figures.lessons.figure import Chart, charts, enlarged
from explorer.figures.theme import Theme
from explorer.lessons.lesson import kept_together
from explorer.lessons.shown import Grids, Maps, Shown, Sweep, TextTable
from explorer.views.components.slide.slide import mount_slide, move_to, slide_data
from explorer.views.shell.charts import CHART

Move = Callable[[Mapping[str, Any]], None]


def show_figure(
    shown: Shown, theme: Theme, narrow: bool, key: str, fill: bool = False, move: Move | None = None
) -> None:
    """Show a figure or a table; charts stand side by side if there is room. `fill`: as wide as a lesson's column.

    `move` is told the names and the values of controls that a cell chosen in the figure stands for, unchecked.
    """
    if isinstance(shown, TextTable):
        _table(shown)
        return
    if isinstance(shown, Sweep):
        _sweep(shown, theme, key, move)
        return
    if fill and not narrow and isinstance(shown, Grids | Maps):
        shown = enlarged(shown)
    side_by_side = charts(shown, theme, narrow)
    with st.container(key=f"figure_{key}", horizontal=True, vertical_alignment="center"):
        st.html(_heights(side_by_side, key))
        for place, chart in enumerate(side_by_side):
            if not chart.sign:
                _chart(chart, f"{key}_{place}")
                continue
            with st.container(  # an operator such as "=" stays with the chart after it
                key=f"pair_{key}_{place}", horizontal=True, vertical_alignment="center", gap="small", width="content"
            ):
                with st.container(key=f"sign_{key}_{place}", width="content"):
                    st.markdown(chart.sign)
                _chart(chart, f"{key}_{place}")


def _heights(side_by_side: Sequence[Chart], key: str) -> str:
    """A style that keeps the height of each chart free until it is drawn, so that the words below do not jump."""
    rules = (
        f".st-key-wide_{key}_{place} {{ min-height: {chart.figure['layout']['height']}px; }}"
        for place, chart in enumerate(side_by_side)
    )
    return f"<style>{' '.join(rules)}</style>"


def _sweep(shown: Sweep, theme: Theme, key: str, move: Move | None) -> None:
    """The animation of a sliding window, at the cell that the controls name; it can move them."""
    record = shown.slide
    limits = 1.0, float(np.abs(record.output).max(initial=0)) or 1.0

    def picked(message: Any) -> None:
        if move is not None and isinstance(message, Mapping):
            move({shown.row: message.get("row"), shown.column: message.get("col")})

    with st.container(key=f"figure_{key}"):
        mount_slide(
            slide_data(record, shown.names, (shown.below, shown.title), limits, theme), picked, key=f"slide_{key}"
        )
        cell = record.cell
        at = f"{key}:{cell.row}:{cell.col}"
        move_to(f"slide_at_{key}", cell.row, cell.col, record.output.shape[1], at)


def _chart(chart: Chart, key: str) -> None:
    with st.container(key=f"wide_{key}", width=chart.figure["layout"]["width"]):
        st.plotly_chart(
            chart.figure,
            theme=None,
            width="content",
            config=CHART,
            key=f"chart_{key}",
            alt=chart.alt,
        )


def _table(table: TextTable) -> None:
    """A table as Markdown; columns of numbers are aligned to the right, others to the left."""
    alignments = (
        "--:" if all(not any(map(str.isalpha, row[n])) for row in table.rows) else ":--"
        for n in range(len(table.header))
    )
    lines = [f"| {' | '.join(table.header)} |", f"|{'|'.join(alignments)}|"]
    lines += [f"| {kept_together(' | '.join(row))} |" for row in table.rows]
    st.markdown("\n".join(lines))
