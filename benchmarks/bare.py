"""The least that such an app can be: a Streamlit page with one Plotly chart. What it needs to show it is the floor."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

st.set_page_config(layout="wide")
st.plotly_chart(go.Figure(go.Heatmap(z=np.arange(100.0).reshape(10, 10))))
