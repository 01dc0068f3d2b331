"""The script that Streamlit runs where the package is installed: first what the browser can begin with, then the pages."""

from pathlib import Path

import streamlit as st

from explorer.serving.handing import received

VIEWS = Path(__file__).parent
CHARTS = sorted((Path(st.__file__).parent / "static" / "static" / "js").glob("PlotlyChart.*.js"))
AHEAD = """<script type="module">import(new URL("static/js/{}", document.baseURI)).catch(() => {{}})</script>"""

received()
st.set_page_config(
    page_title="CNN Explorer",
    page_icon=str(VIEWS / "shell" / "icon.png"),
    layout="wide",
    initial_sidebar_state=264,
)
with st.container(key="ahead"):
    if CHARTS:
        st.html(AHEAD.format(CHARTS[0].name), unsafe_allow_javascript=True)

from explorer.views.main import show  # noqa: E402

show()
