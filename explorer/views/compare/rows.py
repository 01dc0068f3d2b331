"""The maps of the comparison: a row for each pair of layers, and beside them the chosen pair enlarged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from explorer.analysis.compared.aligning import LayerPair
from explorer.analysis.compared.record import Compared
from explorer.figures.compare.rows import BAR, LayerLine, Plan, rows_figure
from explorer.layers.base import as_map
from explorer.network import Cell, Step
from explorer.network.summary import shape_text
from explorer.views.compare.pair import enlarged_pair
from explorer.views.compare.side_by_side import SideBySide
from explorer.views.components.beside.beside import mount_rows
from explorer.views.shell.charts import CHART
from explorer.views.shell.prepared import Prepared
from explorer.views.shell.state import write_address
from explorer.words.numerals import fixed

PAGE = 24
"""Rows on a page."""


@st.fragment
def rows(view: SideBySide) -> None:
    """Rows and enlarged pair. A fragment: choosing a layer or a map reruns nothing else."""
    chosen = view.current.shown.settled_cell()
    with st.container(key="compare_body", horizontal=not view.narrow, gap="medium", vertical_alignment="top"):
        list_first = not view.narrow  # on a phone the rows would push what is chosen out of sight
        for what in (_rows, _pair) if list_first else (_pair, _rows):
            what(view, chosen)
    write_address(view.current)


def _rows(view: SideBySide, chosen: Cell) -> None:
    with st.container(key="compare_list", width=view.rows_width, gap="small"):
        _list(view, chosen)


def _pair(view: SideBySide, chosen: Cell) -> None:
    with st.container(key="compare_beside", width=view.pair_width):
        enlarged_pair(view, chosen)


def _list(view: SideBySide, chosen: Cell) -> None:
    pairs = _shown(view, chosen.path)
    page, pages = _page(pairs, chosen.path)
    on_page = pairs[page * PAGE : (page + 1) * PAGE]
    plan = Plan(view.rows_width, view.narrow)
    with st.container(key="compare_rows"):
        figure, labels = _drawn(view, on_page, plan)
        words = f"A row for each of {len(on_page)} layers: its first maps on the left, the difference, its maps on the right."
        st.plotly_chart(figure, theme=None, width="content", config=CHART, key="compare_rows_chart", alt=words)
        places = [
            {"path": pair.left, "label": label, "top": plan.row_top(row), "height": plan.row_height - 4}
            for row, (pair, label) in enumerate(zip(on_page, labels, strict=True))
            if pair.left is not None
        ]
        mount_rows(places, chosen.path, lambda path: _choose(view, path))
    if pages > 1:
        st.pagination(pages, key="compare_page")


def _shown(view: SideBySide, chosen: str) -> tuple[LayerPair, ...]:
    """The pairs of the network's own layers, and of those inside blocks if the visitor wants them."""
    if not any(pair.level for pair in view.pairs):
        return view.pairs
    inside = st.toggle("Show the layers inside blocks", value=".b" in chosen, key="compare_inside")
    return view.pairs if inside else tuple(pair for pair in view.pairs if not pair.level)


def _page(pairs: Sequence[LayerPair], chosen: str) -> tuple[int, int]:
    """The page that is shown, and how many there are: that of the chosen layer, until the visitor turns to another."""
    pages = -(-len(pairs) // PAGE)
    at = next((index for index, pair in enumerate(pairs) if pair.left == chosen), 0)
    if st.session_state.get("compare_page_of") != (chosen, len(pairs)):
        st.session_state["compare_page_of"] = (chosen, len(pairs))
        st.session_state["compare_page"] = at // PAGE + 1
    return min(int(st.session_state.get("compare_page") or 1), pages) - 1, pages


def _choose(view: SideBySide, path: str) -> None:
    """Select a layer on the left, if there is one at this path, with the same place on its maps."""
    cell, network = view.current.shown.settled_cell(), view.left.network
    if path == cell.path or path not in {step.path for step in network.steps}:
        return
    rows, cols, channels = as_map(network.step(path).output_shape)
    high, wide, _ = as_map(network.step(cell.path).output_shape)
    row, col = cell.row * rows // high, cell.col * cols // wide
    view.current.select(Cell(path, row, col, min(cell.channel, channels - 1)))
    st.session_state["compare_page_of"] = (path, len(_listed(view)))  # the page stays as it is


def _listed(view: SideBySide) -> tuple[LayerPair, ...]:
    inside = st.session_state.get("compare_inside", False)
    return view.pairs if inside else tuple(pair for pair in view.pairs if not pair.level)


def _drawn(view: SideBySide, pairs: Sequence[LayerPair], plan: Plan) -> tuple[Prepared, tuple[str, ...]]:
    key = f"{view.key} {view.theme.name} {plan} {view.titles} {pairs[0]} {len(pairs)} {pairs[-1]}"
    return _figure(key, view, pairs, plan)


@st.cache_resource(max_entries=24, show_spinner=False)
def _figure(key: str, _view: SideBySide, _pairs: Sequence[LayerPair], _plan: Plan) -> tuple[Prepared, tuple[str, ...]]:
    record = _view.record
    lines = [line_of(record, pair) for pair in _pairs]
    titles = tuple(escape(title, quote=False) for title in _view.titles)
    figure = rows_figure(lines, (titles[0], titles[1]), _view.theme, _plan)
    return Prepared(figure), tuple(map(label_of, lines))


def line_of(record: Compared, pair: LayerPair) -> LayerLine:
    """What the row of a pair shows."""
    left = None if pair.left is None else record.left.network.step(pair.left)
    right = None if pair.right is None else record.right.network.step(pair.right)
    if left is None or right is None:
        side, step, acts = ("left", left, record.left.acts) if right is None else ("right", right, record.right.acts)
        assert step is not None
        maps = step.maps(acts)
        line = LayerLine(step.name, shape_text(step.output_shape), maps, None, remark=f"{side} only")
        return line if side == "left" else replace(line, left=None, right=maps)
    compared = record.maps(pair)
    value = compared.correlation.value
    return LayerLine(
        _names(left, right),
        _shapes(left, right),
        compared.left,
        compared.right,
        compared.difference,
        "" if value is None else fixed(value, 3),
        "" if compared.comparable else "sizes differ",
        photo=left.is_input,
    )


def _names(left: Step, right: Step) -> str:
    return left.name if left.name == right.name else f"{left.name}{BAR}{right.name}"


def _shapes(left: Step, right: Step) -> str:
    shapes = [shape_text(step.output_shape) for step in (left, right)]
    return shapes[0] if shapes[0] == shapes[1] else BAR.join(shapes)


def label_of(line: LayerLine) -> str:
    """A row in words, for those who do not see it."""
    compared = f"correlation {line.correlation}" if line.correlation else line.remark or "no correlation"
    return f"{line.name}, {line.words}: {compared}"
