"""The server of the app, for those who have the package and not its repository: `streamlit run <this file>`."""

import streamlit as st

from explorer.views.shell.server import server

app = st.App(**server())
