"""The way "Weights and maps": parameters or activations as arrays, of one layer or of all."""

from __future__ import annotations

import streamlit as st

from explorer.scene import Scene
from explorer.views.export.links import download, file_name
from explorer.views.shared.downloads.arrays import offer_activations, offer_weights

WHATS = {"weights": "Weights", "maps": "Maps on this image"}
FORMS = {".npz": "NumPy (.npz)", ".safetensors": "safetensors"}
NUMBERS = {"float32": "float32", "float16": "float16, half as large"}
ALL = ""


def arrays_form(scene: Scene) -> None:
    """The choices, and the link to the file. Raises ExplorerError for what cannot be written."""
    network = scene.network
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        what = st.segmented_control(
            "What", list(WHATS), default="weights", required=True, format_func=WHATS.__getitem__, key="export_what"
        )
        steps = [step for step in network.steps if step.param_shapes or what == "maps"]
        names = {ALL: "All layers", **{step.path: step.name for step in steps if step.path}}
        here = scene.settled_cell().path
        layer = st.selectbox(
            "Of which layers",
            list(names),
            format_func=lambda path: names[path] + (", selected" if path == here and path else ""),
            key=f"export_layer_{what}",
            width=240,
        )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        ending = st.segmented_control(
            "File", list(FORMS), default=".npz", required=True, format_func=FORMS.__getitem__, key="export_form"
        )
        numbers = st.segmented_control(
            "Numbers",
            list(NUMBERS),
            default="float32",
            required=True,
            format_func=NUMBERS.__getitem__,
            key="export_numbers",
        )
    st.markdown(
        "Kernels are (rows, columns, channels, filters). “Weights from a file” in the sidebar reads it again."
        if what == "weights"
        else "One array a layer: (batch, rows, columns, channels), or (batch, units)."
    )
    part = f"_{names[layer]}" if layer else ""
    name = file_name(scene, f"{part}_{what}{ending}")
    make = offer_weights if what == "weights" else offer_activations
    download(lambda: make(scene, name, layer=layer, numbers=numbers), f"Download {ending}")  # type: ignore[arg-type]
