"""The server of the app: `streamlit run app.py`."""

import streamlit as st

# On Streamlit Community Cloud the environment is a file of secrets, which Streamlit reads later than our limits are.
st.secrets.load_if_toml_exists()

from explorer.views.shell.server import server  # noqa: E402

app = st.App(**server())
