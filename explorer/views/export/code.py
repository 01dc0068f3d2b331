"""The way "Code": the network as source of Keras or PyTorch, as text, or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from explorer.formats.code import Framework, to_keras, to_pytorch
from explorer.formats.json_file import SUFFIX, to_json
from explorer.formats.text import to_text
from explorer.network import Network
from explorer.scene import Scene
from explorer.views.components.scrolling.scrolling import mount_scrolling
from explorer.views.export.links import download, file_name
from explorer.views.shared.downloads.models import offer_code


@dataclass(frozen=True)
class Language:
    """One form of code: its name, what writes it, how it is colored, the ending of its files, and what is said of it."""

    name: str
    write: Callable[[Scene, Network], str]
    colors: str
    ending: str
    words: str
    framework: Framework | None = None


LANGUAGES: Mapping[str, Language] = {
    "keras": Language(
        "Keras 3",
        lambda scene, network: to_keras(network),
        "python",
        ".py",
        "For Keras 3 on JAX, PyTorch or TensorFlow. Blocks are functions, layers keep their names.",
        "keras",
    ),
    "pytorch": Language(
        "PyTorch",
        lambda scene, network: to_pytorch(network),
        "python",
        ".py",
        "Blocks are classes, layers keep their names. PyTorch puts channels before rows and columns.",
        "pytorch",
    ),
    "text": Language(
        "Text",
        lambda scene, network: to_text(network),
        "text",
        ".txt",
        "One line a layer, as the sidebar reads it under Text.",
    ),
    "json": Language(
        "JSON",
        lambda scene, network: to_json(network, scene.weights, scene.classes),
        "json",
        SUFFIX,
        "For programs. “Open your own network” reads it, with the weights that have a name: random ones, and those of our "
        "trained networks.",
    ),
}
SOURCE = "export_source"
"""Key of what holds the code."""
PREVIEW = 320
"""Height of the code, px."""


def code_form(scene: Scene) -> None:
    """The choice of a language, its code, and what can be downloaded. Raises ExplorerError for what cannot be written."""
    network = scene.network
    chosen = st.segmented_control(
        "Language",
        list(LANGUAGES),
        default="keras",
        required=True,
        format_func=lambda name: LANGUAGES[name].name,
        key="export_language",
        label_visibility="collapsed",
    )
    language = LANGUAGES[chosen]
    source = language.write(scene, network)
    st.markdown(language.words)
    with st.container(key=SOURCE):
        st.code(source, language=language.colors, height=PREVIEW)
    mount_scrolling(SOURCE, f"The network as {language.name}")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            f"Download {language.ending}",
            source,
            file_name(scene, language.ending),
            "text/plain",
            icon=":material/code:",
            key="export_code",
            on_click="ignore",
        )
    if language.framework is not None:
        _with_weights(scene, language.framework)


def _with_weights(scene: Scene, framework: Framework) -> None:
    """The zip file with weights, the image, and the script that compares."""
    name = file_name(scene, f"_{framework}.zip")
    st.markdown(
        "Or with the weights, the image on the screen, and `check.py`, which runs the code and prints the largest difference "
        "from what is shown here."
    )
    download(lambda: offer_code(scene, name, framework), "Download with weights and a check (.zip)")
