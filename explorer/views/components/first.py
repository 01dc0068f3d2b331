"""What the browser needs for the first screen, so that it can be fetched before the page asks for it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

FIRST = ("linker", "picture", "gallery", "paste_and_drop", "guide")
"""The components of the first screen."""
CHARTS = tuple(
    f"static/js/{chart.name}"
    for chart in sorted((Path(st.__file__).parent / "static" / "static" / "js").glob("PlotlyChart.*.js"))
)
"""The addresses of Streamlit's script that draws charts, relative to the app's own; its name changes with the version."""
