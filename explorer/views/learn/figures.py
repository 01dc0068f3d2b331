"""Showing the figures and tables of lessons and exercises."""

from __future__ import annotations

import streamlit as st

from explorer.figures.lessons.figure import Chart, charts
from explorer.figures.theme import Theme
from explorer.lessons.shown import Shown, TextTable
from explorer.views.shell.charts import CHART


def show_figure(shown: Shown, theme: Theme, narrow: bool, key: str) -> None:
    """Show a figure or a table; charts stand side by side if there is room."""
    if isinstance(shown, TextTable):
        _table(shown)
        return
    side_by_side = charts(shown, theme, narrow)
    with st.container(key=f"figure_{key}", horizontal=True, vertical_alignment="center"):
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
    lines += [f"| {' | '.join(row)} |" for row in table.rows]
    st.markdown("\n".join(lines))
