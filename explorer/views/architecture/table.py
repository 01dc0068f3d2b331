"""The table of the Architecture page: a row per layer, found, sorted, and taken away as CSV, Markdown or LaTeX."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.analysis import architecture, summary
from explorer.analysis.architecture import shares_of
from explorer.figures.overview.room import EDGE, FOLDED_SIDEBAR, OPEN_SIDEBAR
from explorer.network import Network
from explorer.scene import Scene
from explorer.views.architecture.choosing import ORDER, SORTS, Choice, chosen, kinds_of
from explorer.views.architecture.effective import effective_sizes
from explorer.views.shell.room import window
from explorer.words.glossary import tip

_BLOCK_SUMS = "A block counts everything inside it."
_SHARE = "As a percentage of the whole network."
EFFECTIVE = "Effective"
COLUMNS: dict[str, tuple[str, str]] = {
    "Name": (
        "text",
        f"{tip('layer name')} Layers inside a residual block or parallel branches are indented beneath it.",
    ),
    "Kind": ("text", tip("kind")),
    "Output": ("text", tip("output shape")),
    "Parameters": ("count", f"{tip('parameter')} {_BLOCK_SUMS}"),
    "% of parameters": ("percent", f"{_SHARE} {tip('parameter')} {_BLOCK_SUMS}"),
    "MACs": ("count", f"For one image. {tip('MAC')} {_BLOCK_SUMS}"),
    "% of MACs": ("percent", f"{_SHARE} {tip('MAC')} {_BLOCK_SUMS}"),
    "Memory, bytes": ("count", f"{tip('memory')} {_BLOCK_SUMS}"),
    "% of memory": ("percent", f"{_SHARE} {tip('memory')} {_BLOCK_SUMS}"),
    "Window": (
        "text",
        f"{tip('receptive field')} ▫ marks those larger than the image: padding is always part of them. 'uneven' means that "
        "it differs from cell to cell.",
    ),
    EFFECTIVE: ("percent", f"{tip('effective receptive field')} As a percentage of the window."),
    "Remark": (
        "text",
        "Unproductive: the layer looks around, but each cell that it reads spans more than the image already, so it sees "
        f"nothing new (Richter et al. 2021, arXiv:2106.12307). {tip('receptive field')}",
    ),
    "Step": ("text", tip("step on the image")),
    "Start": ("text", tip("start")),
    "Read": ("share", f"{tip('pixels read')} As a percentage."),
    "Parameters, counted": ("text", f"{tip('parameter count')} A block adds up what is directly inside it."),
    "Settings": ("text", tip("setting")),
}
"""Per column: how its values are written ("text", "count", "percent" or "share"), and the tooltip of its header."""
ALL = "All columns"
PARTS: dict[str, tuple[str, ...]] = {
    "Size and cost": (
        *(
            "Name",
            "Kind",
            "Output",
            "Parameters",
            "% of parameters",
            "MACs",
            "% of MACs",
            "Memory, bytes",
            "% of memory",
        ),
    ),
    "What a cell reads": ("Name", "Kind", "Output", "Window", EFFECTIVE, "Remark", "Step", "Start", "Read"),
    "Formulas and settings": ("Name", "Parameters, counted", "Settings"),
    ALL: tuple(COLUMNS),
}
"""Which columns are shown where the window is too narrow for all of them: nobody should have to scroll sideways."""
INDENT = 2 * "\N{EN SPACE}"
LETTER_WIDTH, CELL_MARGIN = 7.8, 26
"""Width of a letter in the table, rounded up, and the space around a text, in px."""
MANY_ROWS = 8
"""Rows from which on there are fields to find some of them."""
FORMS: dict[str, tuple[str, str]] = {
    "CSV": ("csv", "text/csv"),
    "Markdown": ("md", "text/markdown"),
    "LaTeX": ("tex", "application/x-tex"),
}
"""What the table is taken away as: the ending of the file, and its type."""


def table(scene: Scene, network: Network) -> None:
    """The table of a network, with buttons that download the whole of it."""
    rows, texts = _rows(network.named_digest, network)
    with st.container(key="table", gap="small"):
        if any(row.level for row in rows):
            rows = _choose_rows(rows)
        choice = _choice(rows) if len(rows) >= MANY_ROWS else Choice()
        shown = chosen(rows, choice)
        sizes = effective_sizes(scene, network)
        if shown:
            _dataframe(network, shown, sizes, indented=choice.is_whole)
        else:
            st.caption("No layer is called so, or is of these kinds.")
        _remark(rows, network)
        _downloads(texts, scene.preset or "network")


def _choose_rows(rows: tuple[architecture.Row, ...]) -> tuple[architecture.Row, ...]:
    """All rows, or only those outside of blocks, as the visitor chooses; with a note on the sums of blocks."""
    inside = st.toggle("Show the layers inside blocks", value=True, key="rows_inside")
    st.caption(
        "A block's parameters, MACs and memory are the sums of what is inside it, its own output counted too. The totals "
        "above are the sums of the rows that are not indented."
    )
    return rows if inside else tuple(row for row in rows if not row.level)


def _choice(rows: tuple[architecture.Row, ...]) -> Choice:
    """What the visitor looks for."""
    kinds = kinds_of(rows)
    # Kinds that an edit has removed would be an error of the field.
    kept = [kind for kind in st.session_state.get("rows_kinds", []) if kind in kinds]
    st.session_state["rows_kinds"] = kept
    if window().is_phone:  # three fields would push the table off the screen
        with st.expander("Find and sort"):
            return _fields(kinds)
    return _fields(kinds)


def _fields(kinds: list[str]) -> Choice:
    name, kind, sort = st.columns(3)
    return Choice(
        name.text_input("Find a layer", key="rows_name", placeholder="Part of its name", max_chars=60),
        tuple(kind.multiselect("Kinds", kinds, key="rows_kinds", placeholder="All kinds")),
        sort.selectbox("Sort by", [ORDER, *SORTS], key="rows_sort"),
    )


def _remark(rows: tuple[architecture.Row, ...], network: Network) -> None:
    """A sentence on the layers that are too late to see more of the image, if there are any."""
    late = [row.name for row in rows if row.unproductive]
    if not late:
        return
    high, wide, _ = network.input_shape
    which = f"{late[0]} is" if len(late) == 1 else f"{len(late)} layers, from {late[0]} to {late[-1]}, are"
    st.caption(
        f"{which} unproductive: each cell that they read spans more than the {wide:,} × {high:,} px of the image already. A "
        "larger image, or fewer layers before them, would put them to use."
    )


def _downloads(texts: Mapping[str, str], name: str) -> None:
    with st.container(horizontal=True, gap="small", key="table_downloads"):
        for form, (ending, media_type) in FORMS.items():
            st.download_button(
                f"Download {form}",
                texts[form],
                file_name=f"{name}.{ending}",
                mime=media_type,
                icon=":material/download:",
                key=f"download_{ending}",
                on_click="ignore",
            )


def _dataframe(
    network: Network,
    rows: tuple[architecture.Row, ...],
    sizes: Mapping[str, summary.EffectiveSize],
    indented: bool,
) -> None:
    cells = _cells(network, rows, sizes, indented)
    widths = {name: _width(name, COLUMNS[name][0], values) for name, values in cells.items()}
    known = window()
    side = OPEN_SIDEBAR if known.sidebar_open else FOLDED_SIDEBAR
    shown = _shown_columns(sum(widths.values()) <= known.width - side - 2 * EDGE)
    shown = tuple(name for name in shown if name in cells)
    st.dataframe(
        {name: cells[name] for name in shown},
        hide_index=True,
        height="content",
        column_config={name: _column(name, *COLUMNS[name], widths[name]) for name in shown},
        key="rows_table",
    )


def _cells(
    network: Network,
    rows: tuple[architecture.Row, ...],
    sizes: Mapping[str, summary.EffectiveSize],
    indented: bool,
) -> dict[str, list[Any]]:
    """The values by column; those that say nothing of these rows are left out."""
    sums, whole = [row.whole for row in rows], architecture.totals(network)
    shares = [[100 * share for share in shares_of(each, whole)] for each in sums]
    cells: dict[str, list[Any]] = {
        "Name": [f"{INDENT * row.level if indented else ''}{row.name}" for row in rows],
        "Kind": [row.kind for row in rows],
        "Output": [architecture.shape_text(row.shape) for row in rows],
        "Parameters": [each.parameters for each in sums],
        "% of parameters": [share[0] for share in shares],
        "MACs": [each.macs for each in sums],
        "% of MACs": [share[1] for share in shares],
        "Memory, bytes": [each.memory for each in sums],
        "% of memory": [share[2] for share in shares],
        "Window": [f"{row.size} ▫" if row.larger_than_image else row.size for row in rows],
    }
    if sizes:
        cells[EFFECTIVE] = [100 * sizes[row.path].share if row.path in sizes else None for row in rows]
    if any(row.unproductive for row in rows):
        cells["Remark"] = ["Unproductive" if row.unproductive else "" for row in rows]
    return cells | {
        "Step": [row.step for row in rows],
        "Start": [row.start for row in rows],
        "Read": [100 * row.share for row in rows],
        "Parameters, counted": [each.formula for each in sums],
        "Settings": [row.settings for row in rows],
    }


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
    template = {"text": "{}", "count": "{:,}", "percent": "{:.1f}%", "share": "{:.3g}%"}[form]
    longest = max(len(name), *(len(template.format(value)) for value in values if value is not None))
    return round(LETTER_WIDTH * longest) + CELL_MARGIN


def _column(name: str, form: str, tooltip: str, width: int) -> Any:
    if form == "count":
        return st.column_config.NumberColumn(name, help=tooltip, format="localized", width=width)
    if form == "percent":
        return st.column_config.NumberColumn(name, help=tooltip, format="%.1f%%", width=width)
    if form == "share":
        return st.column_config.NumberColumn(name, help=tooltip, format="%.3g%%", width=width)
    return st.column_config.TextColumn(name, help=tooltip, pinned=name == "Name", width=width)


@st.cache_data(max_entries=64, show_spinner=False)
def _rows(digest: str, _network: Network) -> tuple[tuple[architecture.Row, ...], dict[str, str]]:
    """The rows, and the table in every form of FORMS."""
    texts = (architecture.to_csv(_network), architecture.to_markdown(_network), architecture.to_latex(_network))
    return architecture.rows(_network), dict(zip(FORMS, texts, strict=True))
