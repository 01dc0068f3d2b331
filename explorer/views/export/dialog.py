"""The Export dialog: the ways in which what is on the screen can be taken along."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from explorer.errors import ExplorerError, WeightsError, quoted
from explorer.scene import Scene
from explorer.views.export.arrays import arrays_form
from explorer.views.export.code import code_form
from explorer.views.export.onnx import onnx_form
from explorer.views.export.pictures import pictures_form
from explorer.views.export.report import report_form
from explorer.views.share.asking import ask_to_share
from explorer.views.share.notes import tell
from explorer.views.shared.asked import ask, is_asked

EXPORTING, WAY = "exporting", "export_way"
"""Keys of the session: when the dialog was asked for, and which of its ways is chosen."""
WAYS: Mapping[str, tuple[str, Callable[[Scene], None]]] = {
    "code": ("Code", code_form),
    "onnx": ("ONNX", onnx_form),
    "arrays": ("Weights and maps", arrays_form),
    "pictures": ("Pictures", pictures_form),
    "report": ("Report", report_form),
}
"""What each way is called, and its form."""


def export_button(scene: Scene) -> None:
    """The button that opens the dialog."""
    st.button("Export", icon=":material/download:", key="export", on_click=ask, args=(EXPORTING,))
    if is_asked(EXPORTING):
        _dialog(scene)


@st.dialog("Export what you see", width="large")
def _dialog(scene: Scene) -> None:
    with st.container(key="export_dialog", gap="small"):
        st.session_state.setdefault(WAY, next(iter(WAYS)))
        way = st.segmented_control(
            "As what",
            list(WAYS),
            required=True,
            format_func=lambda name: WAYS[name][0],
            key=WAY,
            label_visibility="collapsed",
        )
        assert way is not None
        try:
            if (asked := scene.weights.asked_for) is not None:
                raise WeightsError(
                    f"The uploaded weights {quoted(asked.name or asked.digest[:8])} are not here.",
                    "Give their file in the sidebar, under Weights.",
                )
            WAYS[way][1](scene)
        except ExplorerError as error:
            tell(str(error))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(
                "A file that opens here again as the same screen, and a web page of it, are under Share.",
                width="stretch",
            )
            if st.button("To Share", icon=":material/link:", type="tertiary", key="export_to_share"):
                st.session_state.pop(EXPORTING)
                ask_to_share("file")
                st.rerun()
