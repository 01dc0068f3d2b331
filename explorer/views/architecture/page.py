"""The Architecture page: totals of the network, its table, charts, advice and inverse design."""

from __future__ import annotations

import streamlit as st

from explorer import presets
from explorer.analysis import architecture
from explorer.errors import ExplorerError, ShapeError
from explorer.figures.theme import compact
from explorer.network import Network
from explorer.scene import Scene
from explorer.views.architecture.charts import receptive_field_growth, silhouette
from explorer.views.architecture.inverse_design import inverse_design
from explorer.views.architecture.memory import bytes_text, memory
from explorer.views.architecture.shape_advice import shape_advice
from explorer.views.architecture.table import table
from explorer.views.explore.top.edited import short_edit_bar
from explorer.views.share.notes import tell
from explorer.views.shell.room import window
from explorer.views.shell.state import Session, session, write_address
from explorer.views.shell.theme import current_theme
from explorer.views.sidebar.fitting import fitting_steps
from explorer.views.sidebar.repairs import repair_buttons
from explorer.words.glossary import tip

STYLE = """<style>
.st-key-architecture h2 { font-size: 26px; padding: 8px 0 0; }
.st-key-architecture h3 { font-size: 20px; padding: 12px 0 0; }
.st-key-silhouette { overflow-x: auto; overflow-y: hidden; }
.st-key-silhouette > *, .st-key-silhouette_frame { flex-shrink: 0; max-width: none; }
.st-key-totals, .st-key-memory_run, .st-key-memory_training { row-gap: 8px; }
.st-key-totals p, .st-key-memory p, .st-key-advice p, .st-key-backwards p { line-height: 1.45; }
</style>"""
"""A chart that is wider than the window scrolls in its own frame."""


def page() -> None:
    """The whole page without the sidebar."""
    current = session()
    scene, problem = _fitting_scene(current)
    network, theme = scene.network, current_theme()
    st.html(STYLE)
    with st.container(key="architecture", gap="medium"):
        short_edit_bar(current)
        _title(scene, network)
        for text in (current.notice, problem):
            if text:
                tell(text)
        _, misfit = fitting_steps(current.scene)
        if isinstance(misfit, ShapeError) and not window().sidebar_open:
            repair_buttons(current, misfit, "repairs", side_by_side=not current.narrow)
        table(scene, network)
        memory(network)
        silhouette(network, theme)
        receptive_field_growth(network, theme, current.narrow)
        shape_advice(current, network, bool(problem))
        inverse_design(current, network, bool(problem))
    write_address(current)


def _fitting_scene(current: Session) -> tuple[Scene, str]:
    """The present scene if its layers fit together, else the last one that did, and what is wrong."""
    try:
        _ = current.scene.network
        return current.scene, ""
    except ExplorerError as error:
        return current.shown, f"{error} Below is the last network whose layers fitted together."


def _title(scene: Scene, network: Network) -> None:
    sums = architecture.totals(network)
    if scene.preset in presets.NAMES:
        preset = presets.load(scene.preset)
        name, source = preset.title, preset.source
    else:
        name, source = "Your own network", ""
    st.markdown(f"## {name}")
    if source:
        st.caption(source)
    with st.container(horizontal=True, gap="large", key="totals"):
        for label, text, tooltip in (
            ("Layers", f"{sums.layers:,}", f"{tip('layer')} The input is not counted."),
            ("Parameters", f"{sums.parameters:,}", tip("parameter")),
            ("MACs", _short(sums.macs), f"{sums.macs:,} for one image. {tip('MAC')}"),
            ("Activations", bytes_text(sums.memory), f"{sums.memory:,} bytes. {tip('memory')}"),
        ):
            st.markdown(f":gray[{label}]  \n**{text}**", help=tooltip, width="content")


def _short(count: int) -> str:
    return compact(count) if count >= 10**6 else f"{count:,}"
