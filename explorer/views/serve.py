"""The server of the app, for those who have the package and not its repository: `streamlit run <this file>`."""

import streamlit as st

# On Streamlit Community Cloud the environment is a file of secrets, which Streamlit reads later than our limits are.
st.secrets.load_if_toml_exists()

from explorer.views.shell.server import server  # noqa: E402

app = st.App(**server())
