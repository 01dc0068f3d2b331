"""The way "Report": one web page to read, to send and to print."""

from __future__ import annotations

import streamlit as st

from explorer.figures.library.papers import report
from explorer.scene import Scene
from explorer.scene.walkthrough import MAX_NOTE, MAX_TITLE
from explorer.store.bundle import MAX_AUTHOR
from explorer.views.explore.runs import BUDGET
from explorer.views.export.links import file_name
from explorer.views.image.pictures import fitted
from explorer.views.shared.busy import slots
from explorer.words.description import title


def report_form(scene: Scene) -> None:
    """Title, author, note, and the button. Raises ExplorerError for what cannot be computed."""
    network = scene.network
    BUDGET.check(network)
    pixels = fitted(scene.image, network.input_shape).pixels
    st.markdown(
        "One file with the diagram, the photo, the maps, the table of layers, the answer, and the arithmetic of the selected "
        "cell. It opens in any browser without a network, light or dark, and prints on A4."
    )
    with st.container(horizontal=True, gap="small"):
        name = st.text_input("Title", title(scene), max_chars=MAX_TITLE, key="export_title")
        author = st.text_input("Author (may stay empty)", max_chars=MAX_AUTHOR, key="export_author")
    note = st.text_area("Note (may stay empty)", max_chars=MAX_NOTE, key="export_note", height=80)

    def made() -> str:
        with slots().taken():
            return report(scene, image=pixels, title=name.strip(), author=author.strip(), note=note.strip())

    st.download_button(
        "Download the report (.html)",
        made,
        file_name(scene, "_report.html"),
        "text/html",
        icon=":material/description:",
        key="export_report",
        on_click="ignore",
    )
