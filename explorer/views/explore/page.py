"""The Explore page: the overview of all maps, the image, and the selected cell."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.analysis.answer import class_names
from explorer.figures.alternatives import overview_words
from explorer.figures.overview import figure as overview
from explorer.figures.overview import linking
from explorer.figures.overview.figure import percent
from explorer.figures.overview.places import Layout
from explorer.figures.overview.zones import answer_zones, zones
from explorer.figures.theme import Theme
from explorer.images import sentence
from explorer.network import Network
from explorer.views.compare.acts import compares
from explorer.views.compare.page import comparison
from explorer.views.components.linker.linker import mount_scene, mount_tables, mount_values
from explorer.views.components.present.mode import magnification
from explorer.views.components.sheet.sheet import mount_sheet
from explorer.views.demo.bar import demo_bar
from explorer.views.explore.answer.answer import answer_of
from explorer.views.explore.focus.focus import focus
from explorer.views.explore.map_numbers import numbers_address, numbers_not_fetched, numbers_with_page
from explorer.views.explore.overview_state import overview_layout
from explorer.views.explore.phone.chips import layer_chips
from explorer.views.explore.phone.lead import large_photo, lead
from explorer.views.explore.phone.row_words import words_below_row
from explorer.views.explore.pictures import numbers_of, overview_of, pictures_of, scales_of
from explorer.views.explore.runs import Run, misfit, run_or_last_good
from explorer.views.explore.screen import Screen
from explorer.views.explore.selection import selection
from explorer.views.explore.top.edited import edit_bar, edit_lines, said
from explorer.views.explore.top.guide import guide
from explorer.views.explore.top.offer import offer
from explorer.views.explore.top.present import present_bar
from explorer.views.explore.top.toolbar import thumbnails, toolbar
from explorer.views.explore.training.strip import Strip, training_strip
from explorer.views.image.paste_and_drop import paste_and_drop
from explorer.views.image.pictures import forget_decoded
from explorer.views.image.visitor_images import visitor_images
from explorer.views.image.your_image import your_image
from explorer.views.learn.way import way_back
from explorer.views.share.notes import plain, tell
from explorer.views.share.walkthrough import follows_walk, walk_bar
from explorer.views.shell.charts import CHART
from explorer.views.shell.embed import embedded, on_phone
from explorer.views.shell.first_run import wait_until_drawn
from explorer.views.shell.prepared import Prepared
from explorer.views.shell.room import window
from explorer.views.shell.state import Session, session, write_address
from explorer.views.shell.theme import current_theme
from explorer.views.sidebar.building.menu import first_layer
from explorer.views.sidebar.repairs import repair_buttons
from explorer.views.train.panel import panel
from explorer.views.train.watching import look_at, watched_run
from explorer.views.train.way import trains
from explorer.words.class_names import short_class


def page() -> None:
    """The whole page without the sidebar."""
    current = session()
    if not follows_walk():  # its author says what to do first
        guide()
    present_bar()
    demo_bar(current)
    walk_bar(current)
    if not embedded() and current.viewing.allows("image"):
        paste_and_drop(current)
    with st.container(key="page"):
        toolbar(current)
        outcome = _messages_and_run(current)
        with st.container(key="offers"):  # always there: what comes and goes would move the chart among its siblings
            lines = [] if embedded() else edit_lines(current, outcome)
            if lines:
                edit_bar(current, lines)
            elif not embedded() and current.viewing.allows("edit") and not way_back():  # both stand in one place
                offer(current)
        if not visitor_images().take_passing():
            write_address(current)
        if outcome is None:
            if on_phone(current):
                thumbnails(current)
            your_image(current)
        elif compares(current):
            comparison(current, outcome)
            if not embedded():
                your_image(current)
        else:
            _show(current, outcome, said(lines))
    forget_decoded()


def _messages_and_run(current: Session) -> Run | None:
    """Compute what the page shows, in a row that takes no room unless there is something to say; None if nothing can be."""
    with st.container(key="messages", gap="small"):
        outcome = run_or_last_good(current)
        for text in (current.notice, outcome[1] if outcome else ""):
            if text:
                tell(text)
        # While its row, which has the repairs too, is in the closed drawer or the folded sidebar.
        if not window().sidebar_open and not embedded() and (error := misfit(current.scene)):
            repair_buttons(current, error, "repairs", side_by_side=not current.narrow)
        if current.narrow and not current.scene.layers:  # its buttons for a first layer are in the drawer too
            first_layer(current, "start")
    return outcome[0] if outcome else None


def _show(current: Session, run: Run, said_of_edit: str) -> None:
    """Everything below the toolbar; `said_of_edit` tells a screen reader what the last edit changed."""
    theme = current_theme()
    cell = current.shown.settled_cell()
    run = watched_run(current, run)
    classes = class_names(run.network, run.scene.weights, run.scene.classes)
    phone = on_phone(current)
    if phone:
        lead(current, run)  # sent first: it is what a visitor with a photo waits for
    layout = overview_layout(current, run.scene, classes)
    scales = scales_of(run, current.scene.scope)
    pictures = pictures_of(run, current.scene.scope, layout, theme)
    with st.container(key="left", gap="small"):
        if current.narrow:
            layer_chips(current, run.network, cell)
        with st.container(key="overview"), _frame_of_chart(layout):
            sent = _sent_overview(run.network, layout, pictures, theme)
            st.plotly_chart(sent.figure, theme=None, width="content", config=CHART, key="overview_chart")
            mount_tables(run.network.named_digest, linking.read_tables(run.network))
        if phone:
            words_below_row(layout, pictures, theme)
        alt = overview_words(run.network, run.acts, classes)
        begin = {"step": run.network.index(cell.path), "channel": cell.channel}
        numbers = numbers_address(run, current.scene.scope, layout, theme)
        told = {"said": said_of_edit, "begin": begin, "numbers": numbers}
        mount_scene({**_scene(run.network, layout, pictures, theme, sent, alt), **told}, numbers_not_fetched)
    wait_until_drawn()
    if phone:
        mount_sheet()
    if not embedded():
        your_image(current, _answer(run) if current.narrow else "", sentence(run.picture.notes))
    with st.container(key="training"):
        training_strip(Strip(current, run, layout, theme))
    screen = Screen(run, scales, theme, current.narrow)
    if trains(current):
        panel(current, look_at(run, layout, theme, current.scene.scope, current.narrow))
    selection(screen)
    focus(screen)
    if phone:
        large_photo(current, run, theme)
    if numbers_with_page():  # last, because the pictures are what a visitor waits for
        mount_values(numbers_of(run, current.scene.scope, layout, theme))


def _frame_of_chart(layout: Layout) -> DeltaGenerator:
    return st.container(width=round(magnification() * layout.width), key="overview_chart_frame")


def _answer(run: Run) -> str:
    """On a phone, beside the drawing pad: the class that the network predicts, if its outputs are named classes; else ""."""
    best = answer_of(run)[:1]
    return "".join(f"It says **{plain(short_class(each.name))}**, {percent(each.probability)}." for each in best)


@dataclass
class SentOverview:
    """The overview's figure as the visitor's browser has it.

    `version` is that of the pictures in it; `changed` says that the browser has replaced them since.
    """

    key: str
    version: str
    figure: Prepared
    changed: bool = False


def _sent_overview(network: Network, layout: Layout, pictures: overview.Pictures, theme: Theme) -> SentOverview:
    """The figure for this layout. It is sent once, with its first pictures: Streamlit would rebuild a changed one."""
    times = magnification()
    key, version = overview.figure_key(network, layout, theme, times), pictures.version
    sent: SentOverview | None = st.session_state.get("overview_drawn")
    if sent is None or sent.key != key:
        sent = SentOverview(key, version, overview_of(network, layout, pictures, theme, times))
        st.session_state["overview_drawn"] = sent
    sent.changed = sent.changed or sent.version != version
    return sent


def _scene(
    network: Network, layout: Layout, pictures: overview.Pictures, theme: Theme, sent: SentOverview, alt: str
) -> dict[str, Any]:
    return {
        "key": sent.key,
        "version": pictures.version,
        "tables": network.named_digest,
        "slots": linking.slot_rectangles(layout),
        "folded": linking.folded_places(network, layout),
        "zones": [asdict(zone) for zone in (*zones(network, layout), *answer_zones(layout, pictures.answer))],
        "sources": pictures.sources if sent.changed else None,
        "texts": {str(index): text for index, text in pictures.texts.items()},
        "ink": theme.ink,
        "alt": alt,
    }
