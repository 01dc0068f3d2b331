"""Gradients: how a number would change with every cell of a layer, map by map, below the activations themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from explorer.analysis.influence import Target, classifies, gradients, score, target
from explorer.figures import influence as words
from explorer.figures import layer as figures
from explorer.figures.maps import limit
from explorer.figures.theme import number
from explorer.figures.words import place
from explorer.layers.base import Array, as_map
from explorer.network import Cell, Step
from explorer.network.producer import maker
from explorer.reads import regions
from explorer.views.explore.sees.heavy import allowed, macs_below
from explorer.views.explore.sees.influence import class_names, key_of
from explorer.views.shell.charts import CHART
from explorer.words.glossary import tip

if TYPE_CHECKING:
    from explorer.views.explore.selection import Shown

PER_PAGE, PER_PAGE_PHONE = 12, 5
SELECTED = -1
"""The choice of whose gradient: the selected cell, or from 0 on a class."""


def gradient_part(shown: Shown, cell: Cell) -> None:
    """The activations of a layer and, below each, the gradient of the selected cell or of a class."""
    network = shown.run.network
    with st.container(horizontal=True, gap="medium", key="gradients_of"):
        found, name = _whose(shown, cell)
        step = _where(shown, found.cell)
    if step is None:
        st.markdown("Select a cell of a layer that has maps below it.")
        return
    exact = float(
        shown.run.acts[found.cell.path].reshape(as_map(network.step(found.cell.path).output_shape))[
            found.cell.row, found.cell.col, found.cell.channel
        ]
    )
    st.markdown(words.asked(name, found, exact, network))
    if not allowed("gradients", 2 * macs_below(network, found.cell.path)):
        return
    slopes = _gradients(f"{key_of(shown)}-{found.cell}", shown, found.cell)[step.path]
    _pages(shown, cell, step, slopes[0].reshape(as_map(step.output_shape)))


def _whose(shown: Shown, cell: Cell) -> tuple[Target, str]:
    """The number whose gradient is shown, and what it is called."""
    network = shown.run.network
    names = class_names(shown) if classifies(network) else []
    if st.session_state.get("gradient_of") not in range(SELECTED, len(names)):
        st.session_state["gradient_of"] = SELECTED
    chosen = st.selectbox(
        "Gradient of",
        range(SELECTED, len(names)),
        key="gradient_of",
        format_func=lambda unit: "the selected cell" if unit == SELECTED else f"the score of {names[unit]}",
        help=tip("gradient"),
    )
    if chosen == SELECTED:
        return target(network, shown.run.acts, cell), place(network, cell)
    return Target(score(network, chosen)), names[chosen]


def _where(shown: Shown, asked: Cell) -> Step | None:
    """The layer whose maps are shown: one below the number asked about."""
    network = shown.run.network
    leading = regions(network, asked)
    below = [
        network.step(path)
        for path in leading
        if path != asked.path and as_map(network.step(path).output_shape)[:2] != (1, 1)
    ]
    if not below:
        return None
    paths = [step.path for step in below]
    if st.session_state.get("gradient_at") not in paths:
        st.session_state["gradient_at"] = _below_weights(shown, asked, paths)
    chosen = st.selectbox(
        "at",
        paths,
        key="gradient_at",
        format_func=lambda path: network.step(path).name,
        help="Choose any layer below it.",
    )
    return network.step(chosen)


def _below_weights(shown: Shown, asked: Cell, paths: list[str]) -> str:
    """The nearest layer that reaches the number through weights: between those a gradient is but handed on."""
    network = shown.run.network
    found = maker(network, asked.path, asked.channel, lambda step: bool(step.param_shapes) and step.sources[0] in paths)
    return found[0].sources[0] if found else paths[-1]


@st.cache_resource(max_entries=4, show_spinner="Asking backwards …")
def _gradients(key: str, _shown: Shown, _cell: Cell) -> Mapping[str, Array]:
    run = _shown.run
    return gradients(run.network, run.scene.weights.params(run.network), run.acts, _cell).acts


def _pages(shown: Shown, cell: Cell, step: Step, slopes: Array) -> None:
    values = shown.run.acts[step.path][0].reshape(as_map(step.output_shape))
    across = PER_PAGE_PHONE if shown.narrow else PER_PAGE
    pages = -(-values.shape[2] // across)
    page = 0
    if pages > 1:
        if st.session_state.get("gradient_page_at") != step.path:
            st.session_state["gradient_page_at"] = step.path
            st.session_state["gradient_page"] = (cell.channel // across if cell.path == step.path else 0) + 1
        page = int(st.pagination(pages, key="gradient_page") or 1) - 1
    channels = list(range(values.shape[2]))[page * across : (page + 1) * across]
    top = limit([slopes])
    with st.container(gap="small", key="gradients"):
        st.markdown(f"**{step.name}**, its activations")
        tops = [shown.scales.limit(step.path, channel) for channel in channels]
        above = figures.page_figure(values, channels, tops, shown.theme, step.path, across)
        alt = f"Maps {channels[0]} to {channels[-1]} of {step.name}."
        st.plotly_chart(above, theme=None, width="content", config=CHART, key="page_of_acts", alt=alt)
        st.markdown("and the gradient at each of its cells")
        below = figures.page_figure(
            slopes, channels, [top] * len(channels), shown.theme, step.path, across, slopes=True
        )
        alt = f"The gradients at maps {channels[0]} to {channels[-1]} of {step.name}."
        st.plotly_chart(below, theme=None, width="content", config=CHART, key="page_of_gradients", alt=alt)
    moved = 100 * float((slopes != 0).mean())
    st.caption(
        f"Blue: a larger number here raises it; orange: it lowers it. Colours of the gradients end at ±{number(top)}, the "
        f"99.5th percentile. {number(moved)}% of the {slopes.size:,} cells have a gradient that is not 0."
    )
