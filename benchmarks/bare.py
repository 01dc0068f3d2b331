"""A Streamlit page with one Plotly chart and nothing else: how fast it shows is a lower bound for the app."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

st.set_page_config(layout="wide")
st.plotly_chart(go.Figure(go.Heatmap(z=np.arange(100.0).reshape(10, 10))))
