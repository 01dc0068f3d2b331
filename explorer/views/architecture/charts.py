"""The charts of the Architecture page: all outputs to scale, and how receptive fields grow with depth."""

from __future__ import annotations

import streamlit as st

from explorer.figures.alternatives import shape_words
from explorer.figures.architecture import caption, growth, window_sizes
from explorer.figures.architecture import silhouette as silhouette_figure
from explorer.figures.theme import Theme
from explorer.network import Network
from explorer.network.main_path import main_path
from explorer.views.shell.charts import CHART


def silhouette(network: Network, theme: Theme) -> None:
    """The outputs of all layers side by side, to scale."""
    st.markdown("### To scale")
    with st.container(key="silhouette", gap="small"):
        chart = silhouette_figure(network, theme)
        first, last = network.steps[0], network.steps[-1]
        alt = (
            f"The outputs of {len(network.steps):,} steps side by side and to scale, from {first.name}, "
            f"{shape_words(first.output_shape)}, to {last.name}, {shape_words(last.output_shape)}."
        )
        with st.container(width=chart["layout"]["width"], key="silhouette_frame"):
            st.plotly_chart(chart, theme=None, width="content", config=CHART, key="silhouette_chart", alt=alt)
    st.caption(caption(network))


def receptive_field_growth(network: Network, theme: Theme, narrow: bool) -> None:
    """Rows of the receptive field by layer; with fewer labels on a `narrow` screen."""
    st.markdown("### What a cell reads grows with depth")
    with st.container(key="growth", gap="small"):
        points = window_sizes(network)
        if len(points) < 2:
            st.caption("No layer here has a window that slides over the image.")
            return
        chart = growth(network, theme, 4 if narrow else 8)
        alt = f"Rows of the window by layer: {', '.join(f'{p.name} {p.size:,}' for p in points)}."
        st.plotly_chart(chart, theme=None, width="stretch", config=CHART, key="growth_chart", alt=alt)
        image_rows, last = network.input_shape[0], points[-1]
        whole_image = next((point.name for point in points if point.size >= image_rows), None)
        sentences = [f"A cell of {last.name} has a window of {last.size:,} rows; the image has {image_rows:,}."]
        if whole_image:
            sentences.append(f"From {whole_image} on, the window is as large as the image.")
        if len(main_path(network)) < len(network.steps):
            sentences.append("Where the network branches, the branch with the largest window is drawn.")
        st.caption(" ".join(sentences))
