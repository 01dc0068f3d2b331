"""The way "ONNX": the network with its weights in the format that most runtimes read."""

from __future__ import annotations

from typing import BinaryIO

import streamlit as st

from explorer.analysis.answer import class_names
from explorer.errors import BudgetError
from explorer.formats.onnx_file.writing.writing import write_onnx
from explorer.scene import Scene
from explorer.views.export.links import download_link, file_name, too_much
from explorer.views.shared.downloads.arrays import checked, key_of
from explorer.views.shared.downloads.offers import offer
from explorer.words.description import title


def onnx_form(scene: Scene) -> None:
    """What the file holds, and the link to it. Raises ExplorerError for what cannot be written."""
    network, name = scene.network, file_name(scene, ".onnx")
    rows, cols, channels = network.input_shape
    st.markdown(
        f"The network with its weights, for onnxruntime, Netron and whatever else reads ONNX. It takes images as (batch, "
        f"{channels}, {rows}, {cols}), with the channels first and numbers from 0 to 1 as on this screen; every layer’s output "
        "has the layer’s name. “Open your own network” reads it back as the same network."
    )
    stored = sum(4 * step.param_count for step in network.steps)
    try:
        checked(scene, name, stored)
    except BudgetError as error:
        too_much(error)
        return
    classes = class_names(network, scene.weights, scene.classes) or ()

    def produce(stream: BinaryIO) -> None:
        # Drawn here, so that the session holds no weights as long as the link stands.
        write_onnx(network, scene.weights.params(network), stream, classes, title(scene))

    address = offer(key_of(scene, "onnx", name), name, "application/octet-stream", produce)
    download_link(address, "Download .onnx")
