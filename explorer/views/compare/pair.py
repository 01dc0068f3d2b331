"""The enlarged pair: one map of the chosen layer on both sides, with the difference, and the correlation in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from explorer.analysis.answer import class_names
from explorer.analysis.compared.maps import Correlation, MapsCompared
from explorer.figures.compare.pair import VECTOR_WIDTH, EnlargedPair, enlarged, pair_figure, tops_of
from explorer.layers.base import as_map
from explorer.network import Cell
from explorer.views.compare.side_by_side import SideBySide
from explorer.views.components.beside.beside import mount_pair
from explorer.views.shell.charts import CHART
from explorer.views.shell.prepared import Prepared
from explorer.words.glossary import tips
from explorer.words.numerals import fixed, number


@dataclass(frozen=True)
class LayerFacts:
    """What holds for all maps of a pair of layers: computed once, not for every map that is looked at."""

    correlation: Correlation
    changed: int
    largest: float
    most: int
    """The map that differs most."""
    tops: tuple[float, float]


def facts_of(maps: MapsCompared, image: bool = False) -> LayerFacts:
    """The facts of a pair."""
    most = maps.most_different()[0]
    return LayerFacts(maps.correlation, maps.changed, maps.largest, most, tops_of(maps, image))


@st.cache_resource(max_entries=256, show_spinner=False)
def _facts(key: str, _maps: MapsCompared, image: bool) -> LayerFacts:
    return facts_of(_maps, image)


def enlarged_pair(view: SideBySide, cell: Cell) -> None:
    """The pair of the layer of `cell`, which is one of the left network, with the map that is chosen there."""
    pair = next((pair for pair in view.pairs if pair.left == cell.path), None)
    step = view.left.network.step(cell.path)
    if pair is None or pair.right is None:
        st.markdown(f"**{step.name}** has no counterpart on the right. Choose a row that has maps on both sides.")
        return
    maps = view.record.maps(pair)
    channel = min(cell.channel, maps.channels - 1)
    facts = _facts(f"{view.key} {cell.path}", maps, step.is_input)
    vector = maps.left.shape[:2] == (1, 1)
    with st.container(key="compare_pair_head", horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"**{step.name}**" + ("" if vector else f", map {channel}"), help=tips("map"))
        if not vector and maps.channels > 1:
            _map_field(view, cell, maps.channels, channel, facts)
    drawn = enlarged(maps, channel, facts.tops, step.is_input)
    beside = drawn.difference is not None and not view.narrow
    with st.container(key="compare_pair", width=view.pair_figure_width, gap=None):
        titles = ("Left", "Right")
        words = f"{step.name} on the left, on the right, and the difference of both. {sentence(maps, channel, facts)}"
        figure = Prepared(pair_figure(drawn, titles, view.theme, view.pair_figure_width, view.side))
        st.plotly_chart(figure, theme=None, width="content", config=CHART, key="compare_pair_chart", alt=words)
        mount_pair(
            f"{step.name}: arrow keys go from cell to cell on both sides",
            _place(cell, drawn),
            class_names(view.left.network, view.left.scene.weights, view.left.scene.classes)
            if step is view.left.network.steps[-1]
            else (),
            drawn.units,
            lambda at: _pick(view, at),
        )
        if beside:
            with st.container(key="compare_pair_beside"):
                st.markdown(sentence(maps, channel, facts))
    if not beside:
        st.markdown(sentence(maps, channel, facts))
    st.caption(drawn.legend)


def _map_field(view: SideBySide, cell: Cell, channels: int, channel: int, facts: LayerFacts) -> None:
    """The field for the number of the map, and the button for the one that differs most."""
    key = "compare_map"

    def chosen() -> None:
        _select(view, cell.row, cell.col, int(st.session_state[key]))

    st.session_state[key] = channel
    st.number_input("Map", 0, channels - 1, step=1, key=key, on_change=chosen, label_visibility="collapsed", width=132)
    if facts.largest:
        st.button(
            "Most different",
            key="compare_most",
            on_click=_select,
            args=(view, cell.row, cell.col, facts.most),
            disabled=facts.most == channel,
            help="Goes to the map whose cells differ most on average.",
        )


def sentence(maps: MapsCompared, channel: int, facts: LayerFacts) -> str:
    """How the maps of a layer go together, and this one: correlations, how many cells differ, and by how much."""
    if not maps.comparable:
        return maps.remark
    vector = maps.left.shape[:2] == (1, 1)
    own = "" if vector or maps.channels == 1 else f" This map: {_correlation(maps.of_map(channel))}."
    whole = f"**All {'units' if vector else 'maps'}**: {_correlation(facts.correlation)}."
    if not facts.changed:
        return f"{whole} No number differs. {maps.remark}".strip()
    total = maps.channels * maps.left.shape[0] * maps.left.shape[1]
    differ = f" {facts.changed:,} of {total:,} numbers differ, by up to {number(facts.largest)}."
    return f"{whole}{own}{differ} {maps.remark}".strip()


def _correlation(found: Correlation) -> str:
    return f"no correlation, because {found.why}" if found.value is None else f"correlation {fixed(found.value, 3)}"


def _place(cell: Cell, drawn: EnlargedPair) -> tuple[int, int]:
    """Where the selected cell lies in the matrices."""
    return divmod(cell.channel, drawn.units) if drawn.units else (cell.row, cell.col)


def _pick(view: SideBySide, at: Any) -> None:
    """Select the cell at [row, column] of the matrices, if there is one."""
    if not isinstance(at, list) or len(at) != 2 or not all(type(each) is int for each in at):
        return
    cell = view.current.shown.settled_cell()
    rows, cols, channels = as_map(view.left.network.step(cell.path).output_shape)
    if (rows, cols) == (1, 1):
        units = min(VECTOR_WIDTH, max(channels, view.record.maps(cell.path).right.shape[2]))
        if 0 <= at[0] * units + at[1] < channels:
            _select(view, 0, 0, at[0] * units + at[1])
    elif 0 <= at[0] < rows and 0 <= at[1] < cols:
        _select(view, at[0], at[1], cell.channel)


def _select(view: SideBySide, row: int, col: int, channel: int) -> None:
    view.current.select(Cell(view.current.shown.settled_cell().path, row, col, channel))
