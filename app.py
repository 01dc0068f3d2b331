"""The server of the app: `streamlit run app.py`."""

import streamlit as st

from explorer.views.shell.server import server

app = st.App(**server())
