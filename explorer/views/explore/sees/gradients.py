"""The part "Gradients": how a number changes with every cell of a layer, map by map, below the activations."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from explorer.analysis.answer import unit_names
from explorer.analysis.influence import Target, classifies, gradients, score_cell, target
from explorer.figures.influence.words import target_words
from explorer.figures.layer import page as figures
from explorer.figures.maps import limit
from explorer.figures.theme import number
from explorer.figures.words import cell_name
from explorer.layers.base import Array, as_map
from explorer.network import Cell, Step
from explorer.network.producing_step import producing_step
from explorer.reads import regions
from explorer.views.explore.screen import Screen
from explorer.views.explore.sees.influence import key_of
from explorer.views.explore.sees.on_demand import macs_below, may_compute
from explorer.views.share.notes import plain
from explorer.views.shared.busy import slot
from explorer.views.shell.charts import CHART
from explorer.views.shell.remembered import remembered
from explorer.words.glossary import tip

MAPS_PER_PAGE, MAPS_PER_PAGE_PHONE = 12, 5
SELECTED = -1
"""The value of the choice "Gradient of" for the selected cell; from 0 on it is the index of a class."""


def gradient_part(screen: Screen, cell: Cell) -> None:
    """The activations of a layer and, below each, the gradient of the selected cell or of a class."""
    network = screen.run.network
    with st.container(horizontal=True, gap="medium", key="gradients_of"):
        asked, name = _choose_target(screen, cell)
        step = _choose_layer(screen, asked.cell)
    if step is None:
        st.markdown("Select a cell of a layer that has maps below it.")
        return
    exact = float(
        screen.run.acts[asked.cell.path].reshape(as_map(network.step(asked.cell.path).output_shape))[
            asked.cell.row, asked.cell.col, asked.cell.channel
        ]
    )
    st.markdown(target_words(name, asked, exact, network))
    if not may_compute("gradients", 2 * macs_below(network, asked.cell.path)):
        return
    slopes = _gradients(f"{key_of(screen)}-{asked.cell}", screen, asked.cell)[step.path]
    _pages(screen, cell, step, slopes[0].reshape(as_map(step.output_shape)))


def _choose_target(screen: Screen, cell: Cell) -> tuple[Target, str]:
    """The number whose gradient is shown, and its name."""
    network = screen.run.network
    names = unit_names(network, screen.run.scene.weights, screen.run.scene.classes) if classifies(network) else ()
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
        return target(network, screen.run.acts, cell), cell_name(network, cell)
    return Target(score_cell(network, chosen)), plain(names[chosen])


def _choose_layer(screen: Screen, asked: Cell) -> Step | None:
    """The layer at whose cells the gradient is shown, chosen among those that `asked` reads; None if there are none."""
    network = screen.run.network
    read = regions(network, asked)
    below = [
        network.step(path)
        for path in read
        if path != asked.path and as_map(network.step(path).output_shape)[:2] != (1, 1)
    ]
    if not below:
        return None
    paths = [step.path for step in below]
    if st.session_state.get("gradient_at") not in paths:
        st.session_state["gradient_at"] = _below_weights(screen, asked, paths)
    chosen = st.selectbox(
        "at",
        paths,
        key="gradient_at",
        format_func=lambda path: network.step(path).name,
        help="Choose any layer below it.",
    )
    return network.step(chosen)


def _below_weights(screen: Screen, asked: Cell, paths: list[str]) -> str:
    """The nearest layer with weights between it and `asked`: without weights a gradient is only passed on."""
    network = screen.run.network
    producer = producing_step(
        network, asked.path, asked.channel, lambda step: bool(step.param_shapes) and step.sources[0] in paths
    )
    return producer[0].sources[0] if producer else paths[-1]


@remembered("Computing the gradient …")
def _gradients(key: str, _screen: Screen, _cell: Cell) -> Mapping[str, Array]:
    run = _screen.run
    with slot(2 * macs_below(run.network, _cell.path)):
        return gradients(run.network, run.scene.weights.params(run.network), run.acts, _cell).acts


def _pages(screen: Screen, cell: Cell, step: Step, slopes: Array) -> None:
    values = step.maps(screen.run.acts)
    per_page = MAPS_PER_PAGE_PHONE if screen.narrow else MAPS_PER_PAGE
    pages = -(-values.shape[2] // per_page)
    page = 0
    if pages > 1:
        if st.session_state.get("gradient_page_at") != step.path:
            st.session_state["gradient_page_at"] = step.path
            st.session_state["gradient_page"] = (cell.channel // per_page if cell.path == step.path else 0) + 1
        page = int(st.pagination(pages, key="gradient_page") or 1) - 1
    channels = list(range(values.shape[2]))[page * per_page : (page + 1) * per_page]
    slope_limit = limit([slopes])
    with st.container(gap="small", key="gradients"):
        st.markdown(f"**{step.name}**, its activations")
        act_limits = [screen.scales.limit(step.path, channel) for channel in channels]
        above = figures.page_figure(values, channels, act_limits, screen.theme, step.path, per_page)
        alt = f"Maps {channels[0]} to {channels[-1]} of {step.name}."
        st.plotly_chart(above, theme=None, width="content", config=CHART, key="page_of_acts", alt=alt)
        st.markdown("and the gradient at each of its cells")
        below = figures.page_figure(
            slopes, channels, [slope_limit] * len(channels), screen.theme, step.path, per_page, slopes=True
        )
        alt = f"The gradients at maps {channels[0]} to {channels[-1]} of {step.name}."
        st.plotly_chart(below, theme=None, width="content", config=CHART, key="page_of_gradients", alt=alt)
    nonzero = 100 * float((slopes != 0).mean())
    st.caption(
        f"Blue: a larger number here raises it; orange: it lowers it. Colours of the gradients end at ±{number(slope_limit)}, "
        f"the 99.5th percentile. {number(nonzero)}% of the {slopes.size:,} cells have a gradient that is not 0."
    )
