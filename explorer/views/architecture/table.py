"""The table of the Architecture page: a row per layer, and the same as CSV."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer.analysis import architecture
from explorer.figures.overview.room import EDGE, FOLDED_SIDEBAR, OPEN_SIDEBAR
from explorer.network import Network
from explorer.views.shell.room import window
from explorer.words.glossary import tip

_BLOCK_SUMS = "A block counts everything inside it."
COLUMNS: dict[str, tuple[str, str]] = {
    "Name": (
        "text",
        f"{tip('layer name')} Layers inside a residual block or parallel branches are indented beneath it.",
    ),
    "Kind": ("text", tip("kind")),
    "Output": ("text", tip("output shape")),
    "Parameters": ("count", f"{tip('parameter')} {_BLOCK_SUMS}"),
    "MACs": ("count", f"For one image. {tip('MAC')} {_BLOCK_SUMS}"),
    "Memory, bytes": ("count", f"{tip('memory')} {_BLOCK_SUMS}"),
    "Window": (
        "text",
        f"{tip('receptive field')} ▫ marks those larger than the image: padding is always part of them. 'uneven' means that "
        "it differs from cell to cell.",
    ),
    "Step": ("text", tip("step on the image")),
    "Start": ("text", tip("start")),
    "Read": ("share", f"{tip('pixels read')} As a percentage."),
    "Parameters, counted": ("text", f"{tip('parameter count')} A block adds up what is directly inside it."),
    "Settings": ("text", tip("setting")),
}
"""Per column: how its values are written ("text", "count" or "share"), and the tooltip of its header."""
ALL = "All columns"
PARTS: dict[str, tuple[str, ...]] = {
    "Size and cost": ("Name", "Kind", "Output", "Parameters", "MACs", "Memory, bytes"),
    "What a cell reads": ("Name", "Kind", "Output", "Window", "Step", "Start", "Read"),
    "Formulas and settings": ("Name", "Parameters, counted", "Settings"),
    ALL: tuple(COLUMNS),
}
"""Which columns are shown where the window is too narrow for all of them: nobody should have to scroll sideways."""
INDENT = 2 * "\N{EN SPACE}"
LETTER_WIDTH, CELL_MARGIN = 7.8, 26
"""Width of a letter in the table, rounded up, and the space around a text, in px."""


def table(network: Network, preset: str) -> None:
    """The table, with a button that downloads it as CSV; `preset` names the file, "" for a network of one's own."""
    rows, csv = _rows(network.named_digest, network)
    with st.container(key="table", gap="small"):
        if any(row.level for row in rows):
            rows = _choose_rows(rows)
        _dataframe(rows)
        st.download_button(
            "Download CSV",
            csv,
            file_name=f"{preset or 'network'}.csv",
            mime="text/csv",
            icon=":material/download:",
            key="download_csv",
            on_click="ignore",
        )


def _choose_rows(rows: tuple[architecture.Row, ...]) -> tuple[architecture.Row, ...]:
    """All rows, or only those outside of blocks, as the visitor chooses; with a note on the sums of blocks."""
    inside = st.toggle("Show the layers inside blocks", value=True, key="rows_inside")
    st.caption(
        "A block's parameters, MACs and memory are the sums of what is inside it, its own output counted too. The totals "
        "above are the sums of the rows that are not indented."
    )
    return rows if inside else tuple(row for row in rows if not row.level)


def _dataframe(rows: tuple[architecture.Row, ...]) -> None:
    sums = [row.whole for row in rows]
    cells: dict[str, list[Any]] = {
        "Name": [f"{INDENT * row.level}{row.name}" for row in rows],
        "Kind": [row.kind for row in rows],
        "Output": [architecture.shape_text(row.shape) for row in rows],
        "Parameters": [whole.parameters for whole in sums],
        "MACs": [whole.macs for whole in sums],
        "Memory, bytes": [whole.memory for whole in sums],
        "Window": [f"{row.size} ▫" if row.larger_than_image else row.size for row in rows],
        "Step": [row.step for row in rows],
        "Start": [row.start for row in rows],
        "Read": [100 * row.share for row in rows],
        "Parameters, counted": [whole.formula for whole in sums],
        "Settings": [row.settings for row in rows],
    }
    widths = {name: _width(name, COLUMNS[name][0], values) for name, values in cells.items()}
    known = window()
    side = OPEN_SIDEBAR if known.sidebar_open else FOLDED_SIDEBAR
    shown = _shown_columns(sum(widths.values()) <= known.width - side - 2 * EDGE)
    st.dataframe(
        {name: cells[name] for name in shown},
        hide_index=True,
        height="content",
        column_config={name: _column(name, *COLUMNS[name], widths[name]) for name in shown},
        key="rows_table",
    )


def _shown_columns(all_fit: bool) -> tuple[str, ...]:
    """All columns if they fit beside each other, else those of the part that the visitor chooses."""
    if all_fit:
        return PARTS[ALL]
    part = st.segmented_control(
        "Columns",
        list(PARTS),
        default=next(iter(PARTS)),
        required=True,
        key="columns_part",
        label_visibility="collapsed",
    )
    return PARTS[part or ALL]


def _width(name: str, form: str, values: list[Any]) -> int:
    """The px of a column's longest text: the table itself looks at the first rows only, and cuts numbers off."""
    template = {"text": "{}", "count": "{:,}", "share": "{:.3g}%"}[form]
    longest = max(len(name), *(len(template.format(value)) for value in values))
    return round(LETTER_WIDTH * longest) + CELL_MARGIN


def _column(name: str, form: str, tooltip: str, width: int) -> Any:
    if form == "count":
        return st.column_config.NumberColumn(name, help=tooltip, format="localized", width=width)
    if form == "share":
        return st.column_config.NumberColumn(name, help=tooltip, format="%.3g%%", width=width)
    return st.column_config.TextColumn(name, help=tooltip, pinned=name == "Name", width=width)


@st.cache_data(max_entries=64, show_spinner=False)
def _rows(digest: str, _network: Network) -> tuple[tuple[architecture.Row, ...], str]:
    return architecture.rows(_network), architecture.to_csv(_network)
