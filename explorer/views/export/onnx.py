"""The way "ONNX": the network with its weights in the format that most runtimes read."""

from __future__ import annotations

import streamlit as st

from explorer.scene import Scene
from explorer.views.export.links import download, file_name
from explorer.views.shared.downloads.models import offer_onnx


def onnx_form(scene: Scene) -> None:
    """What the file holds, and the link to it. Raises ExplorerError for what cannot be written."""
    network, name = scene.network, file_name(scene, ".onnx")
    rows, cols, channels = network.input_shape
    st.markdown(
        f"The network with its weights, for onnxruntime, Netron and whatever else reads ONNX. It takes images as (batch, "
        f"{channels}, {rows}, {cols}), with the channels first and numbers from 0 to 1 as on this screen; every layer’s output "
        "has the layer’s name. “Open your own network” reads it back as the same network."
    )
    download(lambda: offer_onnx(scene, name), "Download .onnx")
