"""The table of the comparison: size and cost of corresponding layers, with their differences, to sort and to take along."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer.analysis import architecture
from explorer.analysis.compared.table import RowPair, to_csv, total_changes
from explorer.figures.theme import compact
from explorer.views.compare.side_by_side import SideBySide
from explorer.words.glossary import tip

INDENT = 2 * "\N{EN SPACE}"
COUNTS: dict[str, tuple[str, str]] = {
    "parameters": ("Parameters", tip("parameter")),
    "macs": ("MACs", tip("MAC")),
    "memory": ("Bytes", tip("memory")),
    "window": ("Window, px", tip("receptive field")),
}
"""Of each number that is compared: what it is called, and its tooltip."""


def numbers(view: SideBySide) -> None:
    """Totals, table, and the button that downloads it."""
    with st.container(key="compare_numbers", gap="small"):
        _totals(view)
        table = view.table
        if any(row.pair.level for row in table):
            inside = st.toggle("Show the layers inside blocks", value=True, key="compare_table_inside")
            table = table if inside else tuple(row for row in table if not row.pair.level)
        st.caption(
            "Differences are right minus left. Click a heading to sort by it. A block counts everything inside it."
        )
        _table(view, table)
        st.download_button(
            "Download CSV",
            to_csv(view.table),
            file_name="side-by-side.csv",
            mime="text/csv",
            icon=":material/download:",
            key="compare_csv",
            on_click="ignore",
        )


def _totals(view: SideBySide) -> None:
    """The sums over both networks, each with its difference."""
    changes = total_changes(*(architecture.totals(run.network) for run in view.runs))
    names = {"layers": "Layers", "parameters": "Parameters", "macs": "MACs", "memory": "Bytes of activations"}
    with st.container(key="compare_totals", horizontal=True, gap="large"):
        for name, label in names.items():
            change = changes[name]
            left, right, by = change.left or 0, change.right or 0, change.by or 0
            st.markdown(
                f":gray[{label}]  \n**{_short(left)}** | **{_short(right)}**  \n{signed(by)}",
                help=f"{left:,} on the left, {right:,} on the right, a difference of {signed(by)}.",
                width="content",
            )


def signed(count: int) -> str:
    """A difference with its sign: "+1,280", "−64", "no difference"."""
    return f"{count:+,}".replace("-", "−") if count else "no difference"


def _short(count: int) -> str:
    return compact(count) if count >= 10**6 else f"{count:,}"


def _both(left: str, right: str) -> str:
    """What both sides have, once where it is the same; – for a side without."""
    return left if left == right else f"{left or '–'} | {right or '–'}"


def _table(view: SideBySide, rows: tuple[RowPair, ...]) -> None:
    record = view.record
    columns: dict[str, list[Any]] = {
        "Layer": [
            INDENT * row.pair.level + _both(*(each.name if each else "" for each in (row.left, row.right)))
            for row in rows
        ],
        "Output": [_both(*row.shapes) for row in rows],
    }
    config: dict[str, Any] = {
        "Layer": st.column_config.TextColumn("Layer", help=f"{tip('layer name')} Left | right.", pinned=True),
        "Output": st.column_config.TextColumn("Output", help=f"{tip('output shape')} Left | right."),
    }
    for number, (label, tooltip) in COUNTS.items():
        changes = [row.change(number) for row in rows]
        shown = {label: [change.left for change in changes]}
        if any(change.left != change.right for change in changes):  # else three columns would say the same
            shown = {
                f"{label}, left": [change.left for change in changes],
                f"{label}, right": [change.right for change in changes],
                f"± {label}": [change.by for change in changes],
            }
        columns |= shown
        for name in shown:
            form, words = ("%+d", "Right minus left.") if name.startswith("±") else ("localized", tooltip)
            config[name] = st.column_config.NumberColumn(name, help=words, format=form)
    columns["Correlation"] = [record.maps(row.pair).correlation.value if row.pair.matched else None for row in rows]
    config["Correlation"] = st.column_config.NumberColumn(
        "Correlation",
        help="Shows Pearson’s correlation of all numbers of the maps that both layers have: 1 where they rise and fall "
        "together, −1 where one rises as the other falls; empty where it is not defined.",
        format="%.3f",
    )
    st.dataframe(columns, hide_index=True, height="content", column_config=config, key="compare_table")
