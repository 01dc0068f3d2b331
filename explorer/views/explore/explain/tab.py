"""The Arithmetic tab: the arithmetic of the selected cell, and three more views of its layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from explorer.analysis.answer import class_names
from explorer.figures.ledger import figure as figures
from explorer.figures.ledger.window import routing
from explorer.figures.ledger.words import ROUNDED, balance_line, following_line, sum_line
from explorer.figures.theme import Theme
from explorer.figures.words import COLOURS, cell_name
from explorer.layers import MaxPool2D
from explorer.layers.base import Array
from explorer.ledger import (
    ConvLedger,
    DenseLedger,
    InputLedger,
    Ledger,
    MaxPoolLedger,
    SoftmaxLedger,
    following,
    routing_mask,
    to_csv,
    to_latex,
)
from explorer.limits import TABLE_NUMBERS
from explorer.network import Cell, Network
from explorer.network.colors import holds_colors, reads_colors
from explorer.scene import Scene
from explorer.views.components.picture.picture import picture
from explorer.views.explore.color_filter import color_filter, kernel_of
from explorer.views.explore.explain.contributions import contributions
from explorer.views.explore.explain.origins import origin_buttons
from explorer.views.explore.explain.readings import readings
from explorer.views.explore.explain.size import output_sizes
from explorer.views.explore.explain.slide import sliding
from explorer.views.explore.rail.ledgers import layer_params, ledger_of
from explorer.views.explore.screen import Screen
from explorer.views.explore.tab_switch import open_part
from explorer.views.shell.state import session
from explorer.views.shell.terms import terms_of

Acts = Mapping[str, Array]

CHANNELS_PER_PAGE = 16
"""How many channels are drawn at a time when the visitor asks for all."""


def explain_tab(screen: Screen, cell: Cell) -> None:
    """The tab: the switch between its views, and the open one; only that one computes."""
    with st.container(key="explain", gap="small"):
        with st.container(key="explain_head", horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{cell_name(screen.run.network, cell)}**")
            part = open_part(session(), "Arithmetic", "View", list(PARTS), "explain_view")
        if part == "Arithmetic" or cell.path:
            PARTS[part](screen, cell)
        else:
            st.markdown(
                "This is the image itself: nothing has been computed yet. Select a map of a convolution or a pooling."
            )


def _sliding(screen: Screen, cell: Cell) -> None:
    sliding(screen, layer_params(screen.run.network, screen.run.scene.weights, cell), cell)


def _readings(screen: Screen, cell: Cell) -> None:
    readings(screen, layer_params(screen.run.network, screen.run.scene.weights, cell), cell)


def _sizes(screen: Screen, cell: Cell) -> None:
    output_sizes(screen.run.network.step(cell.path))


def _arithmetic(screen: Screen, cell: Cell) -> None:
    """The ledger of the cell: a sentence, the figure, what the next layer does with the number, and exports."""
    network, acts = screen.run.network, screen.run.acts
    ledger = ledger_of(screen.run, cell)
    if isinstance(ledger, InputLedger):
        st.markdown(
            f"This number comes straight from the image: nothing has been computed yet. {sum_line(network, ledger)}: a pixel "
            "goes from 0 to 255 in the file and from 0 to 1 here. Select a cell of a later layer to see its arithmetic."
        )
        return
    st.markdown(_line(network, ledger), help=terms_of(ledger))
    if isinstance(ledger, ConvLedger) and reads_colors(network, cell.path):
        color_filter(kernel_of(screen, network.step(cell.path))[..., cell.channel], cell.channel)
    _picture(screen, ledger)
    origin_buttons(session(), network, ledger)
    contributions(network, ledger, screen.theme, screen.narrow)
    next_use = following_line(cell, following(network, acts, cell))
    if next_use:
        st.markdown(next_use)
    _exports(network, ledger)
    st.caption(ROUNDED)


PARTS: dict[str, Callable[[Screen, Cell], None]] = {
    "Arithmetic": _arithmetic,
    "Sliding": _sliding,
    "Two readings": _readings,
    "Size": _sizes,
}


def _line(network: Network, ledger: Ledger) -> str:
    return f"{sum_line(network, ledger)}. {balance_line(ledger)}".strip()


# -- the picture --------------------------------------------------------------------------------------------------


def _picture(screen: Screen, ledger: Ledger) -> None:
    network, options = screen.run.network, dict[str, Any]()
    if isinstance(ledger, ConvLedger):
        options = {**_channel_options(ledger), "limit": partial(screen.scales.limit, ledger.below)}
    width = figures.NARROW if screen.narrow else figures.WIDTH
    chart = figures.figure(ledger, screen.theme, width, _names(network, screen.run.scene, ledger), **options)
    if chart is None:
        return
    with st.container(key="explain_figure", horizontal=True, gap="large", vertical_alignment="top"):
        with st.container(key="explain_frame", width=chart["layout"]["width"], gap="small"):
            if isinstance(ledger, MaxPoolLedger):
                st.caption("Its window and winner")
            picture(chart, "explain_chart", _alt_text(network, ledger), cell_name(network, ledger.cell))
        if isinstance(network.step(ledger.cell.path).layer, MaxPool2D) and isinstance(ledger, MaxPoolLedger):
            _routing(network, screen.run.acts, ledger, screen.theme)


def _alt_text(network: Network, ledger: Ledger) -> str:
    return f"The arithmetic of {cell_name(network, ledger.cell)}."


def _channel_options(ledger: ConvLedger) -> dict[str, int]:
    """Options for the figure of a convolution: its three largest channels, or a page of all of them."""
    count = len(ledger.order)
    if count <= 4:
        return {}
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        all_channels = st.toggle(
            "All channels",
            key="explain_all",
            help="Shows all of them, sorted by the size of what they add, the largest first.",
        )
        if not all_channels:
            return {}
        pages = -(-count // CHANNELS_PER_PAGE)
        page = st.pagination(pages, key=f"explain_page_{pages}") if pages > 1 else 1
    return {"most": CHANNELS_PER_PAGE, "skip": CHANNELS_PER_PAGE * (page - 1)}


def _names(network: Network, scene: Scene, ledger: Ledger) -> Sequence[str]:
    """The names of a convolution's channels, of a dense unit's products or of a softmax's units."""
    if isinstance(ledger, ConvLedger):
        return COLOURS if holds_colors(network, ledger.below) else ()
    if isinstance(ledger, DenseLedger):
        return [cell_name(network, product.source) for product in ledger.largest]
    if isinstance(ledger, SoftmaxLedger):
        return class_names(network, scene.weights, scene.classes)
    return ()


def _routing(network: Network, acts: Acts, ledger: MaxPoolLedger, theme: Theme) -> None:
    """The map of the cells below that are the maximum of a window, with the present window marked."""
    layer = network.step(ledger.cell.path).layer
    assert isinstance(layer, MaxPool2D)
    below = acts[ledger.source.path][0][:, :, ledger.source.channel]
    mask = routing_mask(layer, below)
    with st.container(width=330, gap="small"):
        st.caption(f"Winners of all windows: {int(mask.sum()):,} of {mask.size:,} cells go on")
        picture(
            routing(mask, ledger.taps, theme),
            "explain_routing",
            "Which cells of the map below win a window.",
            "routing",
        )


# -- export ------------------------------------------------------------------------------------------------------


def _exports(network: Network, ledger: Ledger) -> None:
    cell, step, terms = ledger.cell, network.step(ledger.cell.path), int(getattr(ledger, "count", 0))
    with st.container(horizontal=True, gap="small"):
        with st.popover("Copy as formula", icon=":material/function:"):
            formula = to_latex(ledger)
            st.latex(formula)
            st.code(formula, language="latex", wrap_lines=True)
        st.download_button(
            "Download CSV",
            lambda: to_csv(ledger),
            file_name=f"{step.name}-{cell.channel}-{cell.row}-{cell.col}.csv",
            mime="text/csv",
            icon=":material/download:",
            key="explain_csv",
            on_click="ignore",
            disabled=terms > TABLE_NUMBERS,
            help=f"Writes at most {TABLE_NUMBERS:,} terms; this sum has {terms:,}." if terms > TABLE_NUMBERS else None,
        )
