"""What Streamlit runs for each visitor: first what the browser can begin with, then the pages.

On a fresh server the pages' modules take half a second to import; meanwhile the browser fetches the modules of the
first screen's components and the script that draws charts, which is most of what it has to fetch.
"""

from pathlib import Path

import streamlit as st

from explorer.serving.handover import received
from explorer.views.components.ahead import ahead

received()
st.set_page_config(
    page_title="CNN Explorer",
    page_icon=str(Path(__file__).parent / "shell" / "icon.png"),
    layout="wide",
    initial_sidebar_state="collapsed",
)
with st.container(key="ahead"):
    st.html(ahead(), unsafe_allow_javascript=True)

from explorer.views.main import show  # noqa: E402
from explorer.views.race import again_after_race  # noqa: E402
from explorer.views.shared.busy import turn  # noqa: E402

with turn():
    again_after_race(show)
