"""The way "Pictures": any chart of the page as the browser draws it, and the architecture as a diagram for papers."""

from __future__ import annotations

import streamlit as st

from explorer.figures.library.papers import diagram, diagram_png
from explorer.scene import Scene
from explorer.views.components.save.save import mount_save
from explorer.views.export.links import file_name
from explorer.views.shell.theme import current_theme

PAPER = """<style>
.st-key-export_diagram img { padding: 8px; background: #fff; border-radius: 6px; }
</style>"""
"""The diagram is for white paper, whatever the page's theme."""
COLUMNS = {1: "One column (85 mm)", 2: "Two columns (175 mm)"}
DPI = 300


def pictures_form(scene: Scene) -> None:
    """The row that saves a chart, and the diagram with its two files. Raises ExplorerError for what cannot be drawn."""
    st.markdown("**A chart of this page**, as it is drawn now. In an SVG text stays text.")
    mount_save(current_theme(), file_name(scene, ""))
    st.divider()
    st.markdown("**The architecture as a diagram** for a paper or a slide, with the sizes that layers put out.")
    columns = st.segmented_control(
        "Width", list(COLUMNS), default=1, required=True, format_func=COLUMNS.__getitem__, key="export_columns"
    )
    network = scene.network
    svg = diagram(network, columns=columns)
    st.html(PAPER)
    with st.container(height=360, key="export_diagram"):
        st.image(svg, width="content")
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Download .svg",
            svg,
            file_name(scene, "_diagram.svg"),
            "image/svg+xml",
            icon=":material/schema:",
            key="export_svg",
            on_click="ignore",
        )
        st.download_button(
            "Download .png",
            lambda: diagram_png(network, columns=columns, dpi=DPI),
            file_name(scene, "_diagram.png"),
            "image/png",
            icon=":material/image:",
            key="export_png",
            on_click="ignore",
        )
