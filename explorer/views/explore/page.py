"""The Explore page: the overview of all maps, the image, and the selected cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st
from plotly.graph_objects import Figure

from explorer.analysis.answer import class_names
from explorer.figures.alternatives import overview_words
from explorer.figures.overview import figure as overview
from explorer.figures.overview import linking
from explorer.figures.overview.figure import percent
from explorer.figures.overview.places import Layout
from explorer.figures.overview.scales import Scales
from explorer.figures.overview.zones import zones
from explorer.figures.theme import Theme
from explorer.figures.words import remarks
from explorer.images import sentence
from explorer.layers.base import Array, as_map
from explorer.network import Cell, Network
from explorer.running import runner
from explorer.views.components.linker.linker import mount_scene, mount_tables
from explorer.views.explore.answer.answer import answer_of, answer_panel
from explorer.views.explore.colours import colours, legend
from explorer.views.explore.focus.focus import focus
from explorer.views.explore.guide import guide
from explorer.views.explore.overview_state import channel_pager, overview_layout
from explorer.views.explore.runs import Run, misfit, run_or_last_good
from explorer.views.explore.screen import Screen
from explorer.views.explore.selection import selection
from explorer.views.explore.toolbar import toolbar
from explorer.views.explore.trained import trained_panel
from explorer.views.image.paste_and_drop import paste_and_drop
from explorer.views.image.pictures import forget_decoded
from explorer.views.image.visitor_images import visitor_images
from explorer.views.image.your_image import your_image
from explorer.views.share.walkthrough import walk_bar
from explorer.views.shell.charts import CHART
from explorer.views.shell.embed import embedded
from explorer.views.shell.state import Session, session, write_address
from explorer.views.shell.theme import current_theme
from explorer.views.sidebar.add_layer import first_layer
from explorer.views.sidebar.repairs import repairs
from explorer.words.class_names import short_class

SCROLLBAR_HEIGHT = 12
"""Room for a scrollbar in px: an open stage may be wider than the page, and opening it must not move what is below."""


def page() -> None:
    """The whole page without the sidebar."""
    current = session()
    guide(current)
    walk_bar(current)
    toolbar(current)
    if not embedded():
        paste_and_drop(current)
    messages = st.container(key="messages")  # also when empty, so that what follows keeps its place
    with messages:
        outcome = run_or_last_good(current)
        for text in (current.notice, outcome[1] if outcome else ""):
            if text:
                st.error(text)
        if current.narrow and (error := misfit(current.scene)):  # its row is in the closed drawer
            repairs(current, error, "repairs")
        if current.narrow and not current.scene.layers:  # its buttons for a first layer are in the drawer too
            first_layer(current, "start")
    if not visitor_images().take_passing():
        write_address(current)
    if outcome is None:
        your_image(current)
    else:
        _show(current, outcome[0])
    forget_decoded()


def _show(current: Session, run: Run) -> None:
    theme = current_theme()
    cell = current.shown.settled_cell()
    classes = class_names(run.network, run.scene.weights)
    with st.container(key="page"):
        if not embedded():
            answer_panel(current, run)  # sent first: it is what a visitor with a photo waits for
        layout = overview_layout(current, run.network, classes)
        key = f"{runner.run_key(run.network, run.scene.weights, run.picture.pixels)}-{current.scene.scope}"
        scales = _scales(key, run.network, run.acts, current.scene.scope)
        pictures = _pictures(f"{key}-{layout.content}-{theme.name}", scales, layout, theme)
        with st.container(key="left", gap="small"):
            if current.narrow:
                _chips(current, run.network, cell)
            if layout.cards:
                st.html(f"<style>.st-key-overview {{ min-height: {layout.height + SCROLLBAR_HEIGHT}px; }}</style>")
            with st.container(key="overview"), st.container(width=layout.width, key="overview_chart_frame"):
                sent = _sent_overview(run.network, layout, pictures, theme)
                st.plotly_chart(sent.figure, theme=None, width="content", config=CHART, key="overview_chart")
                mount_tables(run.network.digest, linking.read_tables(run.network))
            if current.narrow:
                channel_pager(current, run.network, cell)
            alt = overview_words(run.network, run.acts, classes)
            mount_scene(_scene(run.network, layout, pictures, theme, sent, alt))
            with st.container(horizontal=True, key="legend", gap="small", vertical_alignment="top"):
                notes = f"{sentence(run.picture.notes)} {remarks(run.network, run.scene.weights)}"
                st.caption(f"{legend(scales.scope, layout)} {notes}")
                colours(current)
        if not embedded():
            your_image(current, _answer(run) if current.narrow else "")
            with st.container(key="training"):
                trained_panel(current, run.network, theme)
        screen = Screen(run, scales, theme, current.narrow)
        selection(screen)
        focus(screen)


def _answer(run: Run) -> str:
    """On a phone, beside the drawing pad: the class that the network predicts, if its outputs are named classes; else ""."""
    best = answer_of(run)[:1]
    return "".join(f"It says **{short_class(each.name)}**, {percent(each.probability)}." for each in best)


def _chips(current: Session, network: Network, cell: Cell) -> None:
    """On a phone: buttons that choose the layer to look at."""
    names = {step.path: step.name for step in network.steps}
    st.session_state["chips"] = cell.path

    def pick() -> None:
        if st.session_state["chips"] is not None:
            path = st.session_state["chips"]
            rows, cols, channels = as_map(network.step(path).output_shape)
            current.select(Cell(path, rows // 2, cols // 2, min(current.shown.settled_cell().channel, channels - 1)))

    st.segmented_control(
        "Layer", list(names), format_func=names.__getitem__, key="chips", on_change=pick, label_visibility="collapsed"
    )


@dataclass
class SentOverview:
    """The overview's figure as the visitor's browser has it.

    `version` is that of the pictures in it; `changed` says that the browser has replaced them since.
    """

    key: str
    version: str
    figure: Figure
    changed: bool = False


def _sent_overview(network: Network, layout: Layout, pictures: overview.Pictures, theme: Theme) -> SentOverview:
    """The figure for this layout. It is sent once, with its first pictures: Streamlit would rebuild a changed one."""
    key, version = overview.figure_key(network, layout, theme), pictures.version
    sent: SentOverview | None = st.session_state.get("overview_drawn")
    if sent is None or sent.key != key:
        sent = SentOverview(key, version, Figure(overview.figure(network, layout, theme, pictures)))
        st.session_state["overview_drawn"] = sent
    sent.changed = sent.changed or sent.version != version
    return sent


@st.cache_resource(max_entries=8, show_spinner=False)
def _scales(key: str, _network: Network, _acts: Mapping[str, Array], scope: str) -> Scales:
    return Scales(_network, _acts, scope)


@st.cache_resource(max_entries=32, show_spinner=False)
def _pictures(key: str, _scales: Scales, _layout: Layout, _theme: Theme) -> overview.Pictures:
    return overview.pictures(_scales, _layout, _theme)


def _scene(
    network: Network, layout: Layout, pictures: overview.Pictures, theme: Theme, sent: SentOverview, alt: str
) -> dict[str, Any]:
    return {
        "key": sent.key,
        "version": pictures.version,
        "tables": network.digest,
        "slots": linking.slot_rectangles(layout),
        "folded": linking.folded_places(network, layout),
        "zones": [asdict(zone) for zone in zones(network, layout)],
        "sources": pictures.sources if sent.changed else None,
        "texts": {str(index): text for index, text in pictures.texts.items()},
        "ink": theme.ink,
        "alt": alt,
    }
