"""The app: page set-up and navigation."""

from pathlib import Path

import streamlit as st

from explorer.views import architecture, explore
from explorer.views.network_panel import network_panel
from explorer.views.state import follow_address, session

st.set_page_config(
    page_title="CNN Explorer", page_icon=":material/grid_view:", layout="wide", initial_sidebar_state=264
)
st.html(Path(__file__).parent / "explorer" / "views" / "static" / "page.html")
page = st.navigation(
    [
        st.Page(explore.page, title="Explore", url_path="explore", default=True),
        st.Page(architecture.page, title="Architecture", url_path="architecture"),
    ],
    position="top",
)
current = session()
follow_address(current, page.title)
with st.sidebar:
    network_panel(current)
page.run()
