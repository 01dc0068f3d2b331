"""The Layer tab: every channel of the selected cell's layer, and the selected map's numbers."""

from __future__ import annotations

import streamlit as st

from explorer.analysis.statistics import channel_order, summary
from explorer.figures.alternatives import color_page_words, kernel_words
from explorer.figures.cell import ENLARGED
from explorer.figures.layer import bars
from explorer.figures.layer.filters import filters_figure, kernels_figure
from explorer.figures.layer.page import GAP, MAP_SIDE, MAPS_ACROSS, PAGE, page_figure
from explorer.figures.theme import number, size_text
from explorer.layers.base import Array
from explorer.network import Cell
from explorer.network.colors import reads_colors
from explorer.network.filter_step import filter_step
from explorer.views.explore.color_filter import COLOR_CAPTION, kernel_of
from explorer.views.explore.numbers_table import numbers_button
from explorer.views.explore.rail.enlarged import enlarged_map
from explorer.views.explore.screen import Screen
from explorer.views.shell.charts import CHART
from explorer.words.glossary import tips

MAPS_ACROSS_PHONE = 5


def layer_tab(screen: Screen, cell: Cell) -> None:
    """All maps of the selected cell's layer, a page at a time, with the statistics and the filter of the selected one."""
    step = screen.run.network.step(cell.path)
    values = step.maps(screen.run.acts)
    with st.container(key="layer_tab", gap="small"):
        if len(step.output_shape) == 3:
            _maps(screen, cell, values)
        left, right = st.columns([1, 1])
        with left:
            _numbers(screen, cell, values)
        with right:
            _kernel(screen, cell)


def _maps(screen: Screen, cell: Cell, values: Array) -> None:
    channels = _ordered(screen, cell, values)
    across = MAPS_ACROSS_PHONE if screen.narrow else MAPS_ACROSS
    pages = -(-len(channels) // PAGE)
    page = _page(channels, cell, pages)
    on_page = channels[page * PAGE : (page + 1) * PAGE]
    limits = [screen.scales.limit(cell.path, channel) for channel in on_page]
    chart = page_figure(values, on_page, limits, screen.theme, cell.path, across)
    st.plotly_chart(chart, theme=None, width="content", config=CHART, key="channels")
    if pages > 1:
        _strengths(screen, cell, values, channels, on_page, across * (MAP_SIDE + GAP))
    _filters_in_color(screen, cell, on_page, across)


def _strengths(screen: Screen, cell: Cell, values: Array, channels: list[int], on_page: list[int], width: int) -> None:
    strip = bars.strengths_figure(values, channels, on_page, screen.theme, width, cell.path)
    words = f"The strength of each of the {len(channels):,} maps, the mean magnitude of its numbers."
    st.plotly_chart(strip, theme=None, width="content", config=CHART, key="strengths", alt=words)
    st.caption(
        "One tick per map, as high as the map is strong. Those in strong colour are on this page. Click one to go to its map."
    )


def _filters_in_color(screen: Screen, cell: Cell, channels: list[int], across: int) -> None:
    """The filters that make the maps of `channels`, if they read the image's red, green and blue."""
    network = screen.run.network
    step = filter_step(network, cell.path)
    if step is None or not reads_colors(network, step.path):
        return
    kernel = kernel_of(screen, step)
    st.markdown(f"**Filters of {step.name}**, each {size_text(*kernel.shape[:2])} in colour", help=tips("filter"))
    chart = filters_figure(kernel, channels, screen.theme, cell.path, across)
    words = color_page_words(kernel, channels, step.name)
    st.plotly_chart(chart, theme=None, width="content", config=CHART, key="color_filters", alt=words)
    st.caption(f"{COLOR_CAPTION} Click a filter to see its map.")


def _ordered(screen: Screen, cell: Cell, values: Array) -> list[int]:
    """Channels by index, or by strength after 'Sort by strength' was pressed; that order stays when values change."""
    frozen = st.session_state.get("sorted_channels")
    key = (cell.path, values.shape[2])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        name = screen.run.network.step(cell.path).name
        st.markdown(f"**{name}**, {values.shape[2]} maps")
        if frozen is not None and frozen[0] == key:
            st.button(
                "Back to index order", key="unsort", on_click=lambda: st.session_state.pop("sorted_channels", None)
            )
            return list(frozen[1])
        st.button(
            "Sort by strength",
            key="sort",
            on_click=_freeze,
            args=(key, channel_order(values, by_strength=True)),
            help=f"Puts the strongest maps first and keeps that order, whatever changes, until you go back. {tips('strength')}",
        )
    return channel_order(values, by_strength=False)


def _freeze(key: tuple[str, int], channels: list[int]) -> None:
    st.session_state["sorted_channels"] = (key, channels)


def _page(channels: list[int], cell: Cell, pages: int) -> int:
    """The index of the page: the selected map's, until the visitor turns to another."""
    page_of_cell = channels.index(cell.channel) // PAGE
    if pages == 1:
        return 0
    if st.session_state.get("page_of") != (cell.path, cell.channel):
        st.session_state["page_of"] = (cell.path, cell.channel)
        st.session_state["channel_page"] = page_of_cell + 1
    chosen = st.pagination(pages, key="channel_page")
    return int(chosen or 1) - 1


def _numbers(screen: Screen, cell: Cell, values: Array) -> None:
    map_values = values if values.shape[:2] == (1, 1) else values[:, :, cell.channel]
    stats = summary(map_values)
    title = (
        "All units" if values.shape[:2] == (1, 1) else f"Map {cell.channel}" if cell.path else f"Channel {cell.channel}"
    )
    st.markdown(
        f"**{title}**: from {number(stats.minimum)} to {number(stats.maximum)}, mean {number(stats.mean)}, "
        f"{100 * stats.zeros:.1f}% of the cells are exactly 0. {screen.scales.sentence(cell.path, cell.channel)}",
        help=tips("unit" if values.shape[:2] == (1, 1) else "map", "activation"),
    )
    if not screen.narrow:  # there it stands above the value, to be tapped
        enlarged_map(screen, cell, ENLARGED)
        numbers_button("enlarged_numbers", screen.run, cell, values)
    chart = bars.histogram_figure(map_values, screen.scales.limit(cell.path, cell.channel), screen.theme)
    words = f"How often each value occurs, from {number(stats.minimum)} to {number(stats.maximum)}, in bars."
    st.plotly_chart(chart, theme=None, width="content", config=CHART, key="histogram", alt=words)


def _kernel(screen: Screen, cell: Cell) -> None:
    network = screen.run.network
    step = filter_step(network, cell.path)
    if step is None:
        return
    kernel, colored = kernel_of(screen, step), reads_colors(network, step.path)
    count = kernel.shape[2]
    shown_count = f"{count}" if count <= 12 else f"12 of {count}"
    params = screen.run.scene.weights.params(network)[step.path]
    bias = f", bias {number(float(params['bias'][cell.channel]))}" if "bias" in params else ""
    layer = "" if step.path == cell.path else f" of {step.name}"
    st.markdown(
        f"**Filter {cell.channel}**{layer}: {shown_count} kernel{'s' * (count != 1)}, one per map that it reads{bias}.",
        help=tips("filter", "kernel", "bias"),
    )
    chart = kernels_figure(kernel, cell.channel, screen.theme, colored)
    st.plotly_chart(
        chart, theme=None, width="content", config=CHART, key="kernels", alt=kernel_words(kernel, cell.channel)
    )
    first = "First the filter in colour, then its kernels for red, green and blue. " if colored else ""
    st.caption(f"{first}Purple weights are negative, green ones positive; the palest are near 0.")
