"""The app: first what the browser can begin with, then the pages.

On a fresh server the pages' modules take half a second to import; meanwhile the browser fetches the script that draws
charts, which is most of what it has to fetch.
"""

from pathlib import Path

import streamlit as st

ROOT = Path(__file__).parent
CHARTS = sorted((Path(st.__file__).parent / "static" / "static" / "js").glob("PlotlyChart.*.js"))
AHEAD = """<script type="module">import(new URL("static/js/{}", document.baseURI)).catch(() => {{}})</script>"""

st.set_page_config(
    page_title="CNN Explorer",
    page_icon=str(ROOT / "explorer" / "views" / "shell" / "icon.png"),
    layout="wide",
    initial_sidebar_state=264,
)
with st.container(key="ahead"):
    if CHARTS:
        st.html(AHEAD.format(CHARTS[0].name), unsafe_allow_javascript=True)

from explorer.views.main import show  # noqa: E402

show()
