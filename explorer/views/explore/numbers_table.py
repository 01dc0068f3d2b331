"""The numbers of a map or a vector as a table, in a dialog, with a CSV download."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from explorer.analysis.answer import class_names
from explorer.analysis.map_table import MAX_TABLE_SIDE, MapExcerpt, excerpt_around, map_csv, units_csv
from explorer.figures.theme import size_text
from explorer.figures.words import cell_name
from explorer.layers.base import Array
from explorer.limits import TABLE_NUMBERS
from explorer.network import Cell, Network
from explorer.views.explore.runs import Run


def numbers_button(key: str, run: Run, cell: Cell, values: Array) -> None:
    """A button that opens the table of the selected map of `values`, (rows, columns, channels); of a vector, of all units."""
    if st.button("Numbers as a table", icon=":material/table:", key=key, type="tertiary"):
        _dialog(run.network, cell, values, class_names(run.network, run.scene.weights, run.scene.classes))


@st.dialog("Numbers", width="large")
def _dialog(network: Network, cell: Cell, values: Array, names: Sequence[str]) -> None:
    step = network.step(cell.path)
    with st.container(key="numbers", gap="small"):
        if len(step.output_shape) == 1:
            _units(step.name, values[0, 0], cell, names)
            return
        map_values = values[:, :, cell.channel]
        table = excerpt_around(map_values, cell.row, cell.col)
        map_title = cell_name(network, cell).partition(", row")[0]
        selected = f"Selected: row {cell.row}, column {cell.col}."
        st.markdown(
            f"**{map_title}**, {size_text(*map_values.shape)} cells. {selected}{_part_shown(table, map_values)}"
        )
        columns: dict[str, Any] = {"row": list(table.rows)}
        columns |= {str(col): table.values[:, i].tolist() for i, col in enumerate(table.cols)}
        config: dict[str, Any] = {
            name: st.column_config.NumberColumn(name, format="%.4g", width=72) for name in columns
        }
        config["row"] = st.column_config.NumberColumn("row", format="%d", pinned=True, width=56)
        st.dataframe(columns, column_config=config, hide_index=True, height=440, key="numbers_table")
        digits = "; the file has all of them" if map_values.size <= TABLE_NUMBERS else ""
        st.caption(f"Rows go down, columns across, both from 0. Four digits are shown{digits}.")
        _download(lambda: map_csv(map_values), map_values.size, f"{step.name}-{cell.channel}.csv")


def _part_shown(table: MapExcerpt, whole: Array) -> str:
    if table.values.size == whole.size:
        return ""
    rest = "; the file has all of it" if whole.size <= TABLE_NUMBERS else ""
    return f" The table shows the {MAX_TABLE_SIDE} rows and columns around the cell{rest}."


def _units(name: str, values: Array, cell: Cell, names: Sequence[str]) -> None:
    st.markdown(f"**{name}**, {len(values):,} units; selected: unit {cell.channel}.")
    classes = names if len(names) == len(values) else ()
    most = len(values) if len(values) <= TABLE_NUMBERS else MAX_TABLE_SIDE
    table = excerpt_around(values[:, None], cell.channel, 0, most)
    columns: dict[str, Any] = {"unit": list(table.rows)}
    if classes:
        columns["class"] = [classes[unit] for unit in table.rows]
    columns["value"] = table.values[:, 0].tolist()
    config = {"value": st.column_config.NumberColumn("value", format="%.6g")}
    st.dataframe(columns, column_config=config, hide_index=True, height=440, key="numbers_table", width="content")
    _download(lambda: units_csv(values, classes), len(values), f"{name}.csv")


def _download(text: Callable[[], str], count: int, name: str) -> None:
    """A button for a file of `count` numbers, which is written when it is asked for."""
    if count > TABLE_NUMBERS:
        st.caption(f"It has {count:,} numbers, too many for a file, which holds at most {TABLE_NUMBERS:,}.")
        return
    st.download_button(
        "Download CSV", text, name, "text/csv", icon=":material/download:", key="numbers_csv", on_click="ignore"
    )
