"""The app: navigation and page set-up."""

from pathlib import Path

import streamlit as st

from explorer.views.explore import page

st.set_page_config(
    page_title="CNN Explorer", page_icon=":material/grid_view:", layout="wide", initial_sidebar_state=264
)
st.html(Path(__file__).parent / "explorer" / "views" / "static" / "page.html")
page()
